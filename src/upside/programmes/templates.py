"""Templates of programmes: files that a coordinator can read, copied into each programme."""

import copy
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from django.utils.translation import gettext as _

from upside.kernel.errors import Refused

__all__ = ["UnknownTemplate", "hours_asked", "load_template", "template_names"]

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
    if name not in template_names():
        raise UnknownTemplate(
            _("There is no template “%(name)s”. Choose one of these: %(names)s.")
            % {"name": name[:80], "names": ", ".join(template_names())}
        )
    return copy.deepcopy(_read(name))


@cache
def _read(name: str) -> dict[str, Any]:
    content: dict[str, Any] = yaml.safe_load((FOLDER / f"{name}.yaml").read_text("utf-8"))
    return content


def hours_asked(settings: dict[str, Any]) -> int:
    """Return how many hours a programme asks of each person in all, rounded up."""
    minutes = settings.get("n_sessions", 0) * settings.get("session_minutes", 0)
    return int(-(-minutes // MINUTES))
