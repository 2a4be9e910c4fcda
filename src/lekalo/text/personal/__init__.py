"""One family of personal data a file; `lekalo.text.personal_data.find` asks them all.

Each has `find(text) -> Iterator[Span]` and reports what it is sure of; who is right where two
claim the same characters is decided above.
"""
