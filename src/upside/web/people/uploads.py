"""A file that came with a form, on disk for as long as it is read."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from upside.people.imports.reading import MOST_BYTES
from upside.people.imports.refusals import unreadable

__all__ = ["on_disk"]


@contextmanager
def on_disk(file: Any) -> Iterator[Path]:
    """Write the upload to a file that only we can read, and delete it afterwards.

    It may hold columns that must never be kept: nothing of it stays.
    """
    if (file.size or 0) > MOST_BYTES:
        raise unreadable("big", most=MOST_BYTES // 1_000_000)
    with tempfile.NamedTemporaryFile(prefix="upside-upload-") as copy:
        for chunk in file.chunks():
            copy.write(chunk)
        copy.flush()
        yield Path(copy.name)
