"""Suites, their runner, statistics, gates and the report."""
