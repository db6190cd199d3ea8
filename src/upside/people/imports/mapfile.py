"""MAP.yaml: a mapping as a file, written with its reasons and read with its mistakes."""

import hashlib
import re
from itertools import chain, count
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from upside.people.imports.columns import FIELDS
from upside.people.imports.mapping import LEAVE_OUT, NEVER, TREE, Mapping, Proposal
from upside.people.imports.maptext import SHOWN, loaded, quoted, word
from upside.people.imports.refusals import BadMapping

__all__ = ["keep_map", "read_map", "write_map"]

PARTS = ("version", "sheet", "columns", "grades")
GRADE = re.compile(r"0*\d{1,2}")
SIGNED = re.compile(r"# [^\n]* ([0-9a-f]{64})\n\Z")
Grades = tuple[str, dict[str, int | None]]


def read_map(path: Path) -> Mapping:
    """Return the mapping that the file spells out.

    Raises
    ------
    BadMapping
        If the file is no YAML of this kind; the sentence names the place.
    """
    said = loaded(path, needs="columns", parts=PARTS)
    of, table = _grades(said.get("grades") or {})
    columns = {str(h): word(str(h), f) for h, f in said["columns"].items()}
    return Mapping(columns, of, table, word("sheet", said.get("sheet", "")))


def _grades(said: Any) -> tuple[str, dict[str, int | None]]:
    if not said:
        return "", {}
    if not isinstance(said, dict) or said.get("of") not in ("title", "grade", TREE):
        raise BadMapping(
            _("Under “grades”, say of: title or of: grade, then a table; or of: tree.")
        )
    table = said.get("table") or {}
    if not isinstance(table, dict):
        raise BadMapping(_("The table of grades has one line per title, such as Engineer: 3."))
    return said["of"], {str(label): _grade(str(label), text) for label, text in table.items()}


def _grade(label: str, text: Any) -> int | None:
    if text in ("", "null", "~"):
        return None
    if not isinstance(text, str) or not GRADE.fullmatch(text):
        raise BadMapping(
            _("The grade of “%(label)s” is a whole number from 0 to 99, or empty.")
            % {"label": label[:SHOWN]}
        )
    return int(text)


def keep_map(folder: Path, file_name: str, proposals: list[Proposal], grades: Grades) -> Path:
    """Write what we propose beside maps that people changed, never over them; return where.

    A map that nobody has touched since we wrote it is brought up to date in its place.
    """
    stem = Path(file_name).stem
    first = (f"{stem}.map.yaml", f"{stem}.map.new.yaml")
    more = (f"{stem}.map.new-{n}.yaml" for n in count(2))
    for path in (folder / name for name in chain(first, more)):
        if not path.exists() or _is_untouched(path):
            write_map(path, file_name, proposals, grades)
            return path
    raise AssertionError  # pragma: no cover - numbers do not end


def _is_untouched(path: Path) -> bool:
    text = path.read_text(encoding="utf-8", errors="replace")
    found = SIGNED.search(text)
    return found is not None and found[1] == _signature(text[: found.start()])


def _signature(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def write_map(path: Path, file_name: str, proposals: list[Proposal], grades: Grades) -> None:
    """Write what we propose, each column with its reason, for a person to edit."""
    lines = [
        f"# {_('What the columns of this file mean. Edit it, then run:')}",
        f"#   upside import people {file_name} --map {path.name}",
        f"# {_('Fields:')} {', '.join(FIELDS)}",
        f"# {_('A column that is not to be read is %(word)s.') % {'word': LEAVE_OUT}}",
        "version: 1",
        "columns:",
    ]
    for proposal in proposals:
        said = f"  {quoted(proposal.heading)}: {proposal.field}"
        kind = f" ({proposal.kind_in_words})" if proposal.field == NEVER else ""
        lines.append(f"{said}  # {proposal.because}{kind}")
    lines += _grade_lines(*grades, has_tree=any(p.field == "manager" for p in proposals))
    text = "\n".join(lines) + "\n"
    mark = _("Written by Upside; this tells whether somebody changed it:")
    text += f"# {mark} {_signature(text)}\n"
    if not path.exists() or path.read_text(encoding="utf-8", errors="replace") != text:
        path.write_text(text, encoding="utf-8")


def _grade_lines(of: str, table: dict[str, int | None], *, has_tree: bool) -> list[str]:
    if not of:
        return []
    proposed = _("Grades, a higher number for a more senior person. Proposed; please check.")
    tree = _("of: tree takes them from depth and span of the reporting tree instead.")
    told = _("From depth and span of the reporting tree; take this part out to have no grades.")
    if of == TREE:
        return [f"# {told}", "grades:", f"  of: {TREE}"]
    return [
        f"# {proposed}",
        *([f"# {tree}"] if has_tree else []),
        "grades:",
        f"  of: {of}",
        "  table:",
        *(f"    {quoted(t)}: {'' if g is None else g}".rstrip() for t, g in table.items()),
    ]
