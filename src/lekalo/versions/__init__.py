"""What made each version, where its files are kept, and which one is live. No torch here."""
