"""Reads a programme file as people write it by hand, with the line of every part.

ruamel.yaml keeps comments and quotes, so that an edit on a page leaves the rest of the file as
its author wrote it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from io import StringIO
from math import isfinite
from typing import Any

from django.utils.translation import gettext as _
from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.constructor import DuplicateKeyError
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.tokens import AliasToken, AnchorToken, TagToken

from upside.programmes.files.faults import BadProgrammeFile, Fault, Path

__all__ = ["ProgrammeFile", "parser", "read_file"]

MOST_SIGNS = 200_000
DEEPEST = 12
BYTE_ORDER_MARK = "\ufeff"


@dataclass(frozen=True, slots=True)
class ProgrammeFile:
    """A file that is YAML: its text, what it says as plain values, and where each part stands."""

    name: str
    text: str
    content: dict[str, Any]
    tree: CommentedMap

    def mark(self, path: Path) -> tuple[int, int]:
        """Return line and column of the part at ``path``, else of what it would stand in."""
        found, node = (1, 1), self.tree
        for step in path:
            place = _place_of(node, step)
            if place is None:
                break
            found = place
            node = node[step]
        return found


def parser() -> YAML:
    """Return a reader and writer that keeps the file's own look."""
    yaml = YAML(typ="rt")
    yaml.preserve_quotes = True
    yaml.width = 10_000
    yaml.indent(mapping=2, sequence=4, offset=2)
    yaml.allow_duplicate_keys = False
    return yaml


def read_file(text: str, name: str) -> ProgrammeFile:
    """Return what ``text`` says.

    Raises
    ------
    BadProgrammeFile
        If it is too long, not YAML, nested deeply, names a key twice, is not one list of keys,
        or uses anchors, aliases or tags, which no programme needs.
    """
    if len(text) > MOST_SIGNS:
        _refuse(name, _("the file is longer than any programme is. Name another file."))
    bare = text.removeprefix(BYTE_ORDER_MARK)
    try:
        _refuse_tricks(bare, name)
        tree = parser().load(StringIO(bare))
    except DuplicateKeyError as fault:
        mark = fault.problem_mark
        said = _("a key stands here a second time. Keep one of the two.")
        _refuse(name, said, mark.line + 1, mark.column + 1)
    except MarkedYAMLError as fault:
        mark = fault.problem_mark or fault.context_mark
        said = _("this is not YAML. Look at the blanks at the start of the line and at the quotes.")
        _refuse(name, said, mark.line + 1 if mark else 1, mark.column + 1 if mark else 1)
    except (YAMLError, ValueError, OverflowError):  # signs that no text has, a 30th of February
        _refuse(name, _("a date, a number or a sign in it cannot be read. Put texts in quotes."))
    if tree is None:
        _refuse(name, _("the file is empty. Bring in the text again, or leave it as it is."))
    if not isinstance(tree, CommentedMap):
        _refuse(name, _("a programme file is a list of keys, such as “name:” and “purpose:”."))
    content = plain(tree)
    return ProgrammeFile(name, text, content, tree)


def plain(node: Any) -> Any:
    """Return ``node`` as values that JSON can hold; a date becomes the text that it was."""
    if isinstance(node, Mapping):
        return {str(key): plain(value) for key, value in node.items()}
    if isinstance(node, Sequence) and not isinstance(node, str):
        return [plain(value) for value in node]
    return _plain_value(node)


def _plain_value(value: Any) -> Any:
    for kind in (bool, int, float):  # ruamel's own numbers remember how they were written
        if isinstance(value, kind):
            return kind(value) if isfinite(value) else str(value)
    if isinstance(value, date):
        return value.isoformat()
    return None if value is None else str(value)


def _refuse_tricks(text: str, name: str) -> None:
    """Refuse what can make a small file fill the memory, or what only programs need."""
    depth = 0
    for token in parser().scan(StringIO(text)):
        mark = token.start_mark
        if isinstance(token, AliasToken | AnchorToken | TagToken):
            said = _("anchors (&), aliases (*) and tags (!) are not read. Write the part out.")
            _refuse(name, said, mark.line + 1, mark.column + 1)
        kind = type(token).__name__
        depth += kind.endswith("StartToken") and kind != "StreamStartToken"
        depth -= kind.endswith("EndToken") and kind != "StreamEndToken"
        if depth > DEEPEST:
            said = _("parts are nested deeper than a programme needs. Move the line to the left.")
            _refuse(name, said, mark.line + 1, mark.column + 1)


def _refuse(name: str, said: str, line: int = 1, column: int = 1) -> None:
    raise BadProgrammeFile(name, [Fault(line, column, (), said)]) from None


def _place_of(node: Any, step: str | int) -> tuple[int, int] | None:
    if isinstance(node, CommentedMap) and step in node:
        line, column = node.lc.key(step)
    elif isinstance(node, CommentedSeq) and isinstance(step, int) and step < len(node):
        line, column = node.lc.item(step)
    else:
        return None
    return line + 1, column + 1
