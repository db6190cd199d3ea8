"""Templates of programmes: files that a coordinator can read, copied into each programme."""

import copy
from functools import cache
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from upside.kernel.errors import Refused
from upside.programmes.files import check_file

__all__ = ["UnknownTemplate", "hours_asked", "load_template", "template_names", "template_text"]

FOLDER = Path(__file__).with_name("templates_files")
MINUTES = 60


class UnknownTemplate(Refused):
    """No template has this name."""


def template_names() -> list[str]:
    """Return the names of the templates, in alphabetical order."""
    return sorted(file.stem for file in FOLDER.glob("*.yaml"))


def load_template(name: str) -> dict[str, Any]:
    """Return a copy of the parameters of template ``name``.

    Raises
    ------
    UnknownTemplate
        If there is none of this name.
    """
    _check_known(name)
    return copy.deepcopy(_read(name))


def template_text(name: str) -> str:
    """Return the file of template ``name``, word for word; refused as ``load_template`` is."""
    _check_known(name)
    return (FOLDER / f"{name}.yaml").read_text("utf-8")


def _check_known(name: str) -> None:
    if name not in template_names():
        raise UnknownTemplate(
            _("There is no template “%(name)s”. Choose one of these: %(names)s.")
            % {"name": name[:80], "names": ", ".join(template_names())}
        )


@cache
def _read(name: str) -> dict[str, Any]:
    return check_file((FOLDER / f"{name}.yaml").read_text("utf-8"), f"{name}.yaml").content


def hours_asked(settings: dict[str, Any]) -> int:
    """Return how many hours a programme asks of each person in all, rounded up."""
    minutes = settings.get("n_sessions", 0) * settings.get("session_minutes", 0)
    return int(-(-minutes // MINUTES))
