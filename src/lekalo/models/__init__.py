"""Base models: loading, chat templates, log-probabilities, generation, adapters."""
