"""Manifests, the content-addressed store, the registry and its stages."""
