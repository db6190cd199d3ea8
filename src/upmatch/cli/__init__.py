"""The command ``upmatch``: files in, files out. Exit 0 done, 1 refused, 2 wrong usage."""

from upmatch.cli.main import main

__all__ = ["main"]
