"""The tree of units that a file spells out, level by level."""

from upside.people.imports.lines import Line
from upside.people.models import Unit

__all__ = ["Units"]


class Units:
    """Finds units by path, whatever their capitals; with ``write`` makes those that are missing."""

    def __init__(self, lines: list[Line], *, write: bool) -> None:
        rows = Unit.objects.values_list("path", "pk").order_by("-pk")
        self._keys = {path.casefold(): key for path, key in rows}
        if write:
            self._add({line.said["unit"] for line in lines if line.said.get("unit")})

    def key_of(self, path: str) -> int | None:
        return self._keys.get(path.casefold())

    def _add(self, paths: set[str]) -> None:
        for path in sorted(paths):
            names = path.split("/")
            for depth, name in enumerate(names, start=1):
                whole = "/".join(names[:depth])
                if whole.casefold() in self._keys:
                    continue
                above = self.key_of("/".join(names[: depth - 1])) if depth > 1 else None
                unit = Unit.objects.create(path=whole, name=name, parent_id=above, depth=depth)
                self._keys[whole.casefold()] = unit.pk
