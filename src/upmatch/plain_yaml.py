"""Read YAML as people write it by hand: no aliases, no depth, every part with its line."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import yaml

from upmatch.errors import FileError

__all__ = ["PlainFile", "read_plain"]

MOST_BYTES: Final = 1_000_000
DEEPEST: Final = 20
Place = tuple[str, ...]


class _Loader(yaml.SafeLoader):
    """Refuses what no rule needs, and what can make a small file fill the memory."""

    depth = 0

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        event = self.peek_event()  # type: ignore[no-untyped-call]
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise yaml.MarkedYAMLError(problem="aliases", problem_mark=event.start_mark)
        if self.depth == DEEPEST:
            raise yaml.MarkedYAMLError(problem="depth", problem_mark=event.start_mark)
        self.depth += 1
        try:
            return super().compose_node(parent, index)
        finally:
            self.depth -= 1

    def construct_object(self, node: yaml.Node, deep: bool = False) -> Any:  # noqa: FBT001, FBT002  PyYAML's own signature
        try:
            return super().construct_object(node, deep)
        except ValueError as error:
            raise yaml.MarkedYAMLError(problem="value", problem_mark=node.start_mark) from error


class PlainFile:
    """What a file says, and on which line each of its parts stands."""

    def __init__(self, path: Path, content: Any, lines: dict[Place, int]) -> None:
        self.path, self.content, self._lines = path, content, lines

    def line(self, *place: str) -> int | None:
        """Return the line of a part, else that of what it stands in."""
        while place and place not in self._lines:
            place = place[:-1]
        return self._lines.get(place)

    def line_of_named(self, section: Sequence[str], sentence: str) -> int | None:
        """Return the line of the part of ``section`` that a sentence names, else the section's."""
        depth = len(section) + 1
        parts = [p for p in self._lines if len(p) >= depth and p[: depth - 1] == tuple(section)]
        words = set(sentence.replace("'", " ").replace(":", " ").split())
        named = [part for part in parts if set(part[depth - 1 :]) <= words]
        return self.line(*max(named, key=len, default=tuple(section)))


def read_plain(path: Path) -> PlainFile:
    """Return the content of a YAML file.

    Raises
    ------
    FileError
        If the file is too large, not YAML, nested deeply, names something twice, or uses
        aliases; with its line.
    """
    remedy = "Write it as UTF-8 text, blanks instead of tabs"
    try:
        if path.stat().st_size > MOST_BYTES:
            raise FileError(path, "The file is larger than rules ever are", "Name another file")
        loader = _Loader(path.read_text(encoding="utf-8-sig"))
        try:
            node = loader.get_single_node()
            lines: dict[Place, int] = {}
            _note_lines(node, (), lines)
            content = loader.construct_document(node) if node else None
        finally:
            loader.dispose()
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else None
        problem, help_ = TROUBLE.get(str(error.problem), ("The file is not YAML", remedy))
        problem = problem.format(name=error.context)
        raise FileError(path, problem, help_, line=line) from error
    except (yaml.YAMLError, UnicodeDecodeError, OSError) as error:
        raise FileError(path, "The file is not YAML", remedy) from error
    return PlainFile(path, content, lines)


TROUBLE: Final = {
    "aliases": ("Anchors (&) and aliases (*) are not read", "Write the part out where it belongs"),
    "value": ("A number or a date cannot be read", "Correct it or take it out"),
    "twice": ("{name!r} stands there twice", "Keep one of the two"),
    "depth": (f"Parts are nested more than {DEEPEST} deep", "Rules need three steps at most"),
}


def _note_lines(node: yaml.Node | None, place: Place, lines: dict[Place, int]) -> None:
    if node is None:
        return
    lines.setdefault(place, node.start_mark.line + 1)
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            inner = (*place, str(key.value))
            if inner in lines:  # YAML itself would keep the last one and say nothing
                raise yaml.MarkedYAMLError(inner[-1], None, "twice", key.start_mark)
            lines[inner] = key.start_mark.line + 1
            _note_lines(value, inner, lines)
    elif isinstance(node, yaml.SequenceNode):
        for count, value in enumerate(node.value, start=1):
            _note_lines(value, (*place, str(count)), lines)
