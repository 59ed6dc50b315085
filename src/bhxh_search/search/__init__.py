"""Query text → results."""
