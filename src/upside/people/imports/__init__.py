"""Bringing an HR file in: read, name the columns, check every line, compare, apply."""
