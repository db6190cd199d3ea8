"""Busy time out of calendar files that anybody may have written. Knows no Django, no database."""
