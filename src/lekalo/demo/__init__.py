"""The made-up company and world: writes data, documents, suites and ratings."""
