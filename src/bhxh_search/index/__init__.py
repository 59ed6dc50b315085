"""Documents → a Whoosh index on disk, and back."""
