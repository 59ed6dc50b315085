"""Results → terminal, plain text, JSON, HTML, and the files of TREC."""
