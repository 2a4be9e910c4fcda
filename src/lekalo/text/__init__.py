"""What a text says, without a model: words, likeness, facts, personal data, languages."""
