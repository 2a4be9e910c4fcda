"""One scorer, one file; the registry finds them by name."""
