"""One check, one file; the registry finds them by name."""
