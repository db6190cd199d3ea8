"""Sphinx: Markdown in, pages out; a warning fails the build (``make docs``)."""

from importlib.metadata import version as installed

project = "Upside"
version = release = installed("upside")
html_title = f"Upside {release}"
language = "en"

extensions = ["myst_parser"]
source_suffix = {".md": "markdown"}
exclude_patterns = ["_build"]
myst_heading_anchors = 3
smartquotes = False  # ``--json`` is not an en dash, and French has its own signs
nitpicky = True

html_theme = "furo"
html_show_sphinx = False
html_copy_source = False
