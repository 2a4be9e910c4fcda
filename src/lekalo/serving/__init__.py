"""Answers over HTTP, in OpenAI's shape, by the version that is live."""
