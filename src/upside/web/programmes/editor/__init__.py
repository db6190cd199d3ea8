"""A programme on pages: read in words, changed section by section or as its file."""
