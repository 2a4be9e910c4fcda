"""The HTTP server, its engine and the assistant."""
