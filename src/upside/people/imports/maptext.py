"""The text of a MAP.yaml, whatever it maps: read with its mistakes, each named with its place."""

from collections.abc import Collection
from pathlib import Path
from typing import Any

import yaml
from django.utils.translation import gettext as _

from upside.people.imports.refusals import BadMapping

__all__ = ["SHOWN", "loaded", "quoted", "word"]

MOST_BYTES = 2_000_000
SHOWN = 80
VERSION = "1"


def loaded(path: Path, *, needs: str, parts: Collection[str]) -> dict[str, Any]:
    """Return what the file says, with its part ``needs`` in lines; no other parts than ``parts``.

    Everything is read as text: a heading may be No or On, which YAML would take for false and
    true.

    Raises
    ------
    BadMapping
        If the file is no YAML of this kind, or of a version that is not known.
    """
    try:
        if path.stat().st_size > MOST_BYTES:
            raise BadMapping(_("%(file)s is too large for a mapping.") % {"file": path.name})
        text = path.read_text(encoding="utf-8-sig")
        said = yaml.load(text, Loader=yaml.BaseLoader)  # noqa: S506 - makes nothing but text
    except (yaml.YAMLError, UnicodeDecodeError, OSError, RecursionError) as error:
        raise BadMapping(
            _("%(file)s cannot be read as YAML: %(why)s") % {"file": path.name, "why": error}
        ) from error
    if not isinstance(said, dict) or not isinstance(said.get(needs), dict):
        raise BadMapping(_("%(file)s has no part “%(part)s”.") % {"file": path.name, "part": needs})
    if unknown := [str(part) for part in said if part not in parts]:
        raise BadMapping(
            _("%(file)s has parts that mean nothing here: %(parts)s. Known are %(known)s.")
            % {"file": path.name, "parts": ", ".join(unknown), "known": ", ".join(parts)}
        )
    if said.get("version", VERSION) != VERSION:
        raise BadMapping(
            _("%(file)s is of a version that is not known here; write version: 1.")
            % {"file": path.name}
        )
    return said


def word(name: str, said: Any) -> str:
    """Return the one word beside ``name``; refuse a list or a part there."""
    if not isinstance(said, str):
        raise BadMapping(
            _("Beside “%(name)s” stands a list or a part of its own. Write one word there.")
            % {"name": name[:SHOWN]}
        )
    return said


def quoted(text: str) -> str:
    """Quote a text so that YAML takes it as it stands."""
    return "'" + text.replace("'", "''") + "'"
