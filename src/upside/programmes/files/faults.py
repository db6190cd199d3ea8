"""What is wrong in a programme file: where it stands, what it is, and what to do about it."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from upside.kernel.errors import Refused

__all__ = ["BadProgrammeFile", "Fault", "Path", "dotted"]

Path = tuple[str | int, ...]
SHOWN = 20


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault: line and column from 1 on, the key it is about, what is wrong and the remedy."""

    line: int
    column: int
    path: Path
    said: str

    @property
    def place(self) -> str:
        """Name the key as people write it."""
        return dotted(self.path)

    def __str__(self) -> str:
        where = _("Line %(line)s, column %(column)s") % {"line": self.line, "column": self.column}
        return f"{where}{_(': ')}{self.place + ': ' if self.path else ''}{self.said}"


def dotted(path: Path) -> str:
    """Return ``path`` as people write it, lists counted from 1: ``objectives.mentee.1.target``."""
    return ".".join(str(step + 1) if isinstance(step, int) else step for step in path)


class BadProgrammeFile(Refused):
    """A programme file cannot be used as it is; ``faults`` names each place."""

    def __init__(self, name: str, faults: Sequence[Fault]) -> None:
        self.name, self.faults = name, tuple(faults)
        lines = [str(fault) for fault in self.faults[:SHOWN]]
        if len(self.faults) > SHOWN:
            lines.append(_("… and %(n)s more.") % {"n": len(self.faults) - SHOWN})
        head = _("%(file)s cannot be used; nothing was changed.") % {"file": name}
        super().__init__("\n".join([head, *lines]))
