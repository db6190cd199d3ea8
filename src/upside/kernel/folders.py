"""Folders that commands write files into, tried before anything is done that cannot be undone."""

import tempfile
from collections.abc import Iterable
from pathlib import Path

from django.utils.translation import gettext as _

from upside.kernel.errors import Refused

__all__ = ["NoFolder", "ready_folder"]


class NoFolder(Refused):
    """Files cannot be written where they were asked for."""


def ready_folder(folder: Path, names: Iterable[str] = ()) -> None:
    """Make the folder where it is missing, and try that files called ``names`` can be written.

    Files that are there stay as they are.

    Raises
    ------
    NoFolder
        If the folder cannot be made, or one of the files cannot be written.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            pass
        for name in names:
            if (file := folder / name).exists():
                file.open("r+b").close()
    except OSError as fault:
        raise NoFolder(
            _("Nothing can be written to %(folder)s: %(fault)s. Name another folder with --out.")
            % {"folder": folder, "fault": fault.strerror}
        ) from fault
