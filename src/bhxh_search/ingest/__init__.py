"""Paths → documents to add and ids to remove. Knows no engine: all changes go through `target.Target`."""
