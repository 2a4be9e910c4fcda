"""One adapter, one file; the registry finds them by name."""
