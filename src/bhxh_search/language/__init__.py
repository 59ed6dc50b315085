"""Vietnamese text and nothing else: pure functions of strings."""
