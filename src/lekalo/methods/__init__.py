"""One training method, one file; the registry finds them by name."""
