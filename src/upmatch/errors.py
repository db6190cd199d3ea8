"""What the engine refuses, as one tree: catch ``UpmatchError`` and show its sentence."""

from collections.abc import Sequence
from pathlib import Path
from typing import Final

__all__ = [
    "ArrayError",
    "FileError",
    "InfeasibleError",
    "PersonError",
    "ProblemError",
    "RuleError",
    "TooLargeError",
    "UnknownPersonError",
    "UpmatchError",
    "WishError",
]


LONGEST: Final = 600
LONGEST_PROBLEM: Final = 240


def shortened(text: str, most: int) -> str:
    """Return the text with its middle left out where it is longer than ``most`` signs."""
    if len(text) <= most:
        return text
    half = most // 2 - 1
    return f"{text[:half]}…{text[-half:]}"


class UpmatchError(ValueError):
    """Any input that the engine refuses; the message is one sentence for a person."""

    def __init__(self, said: str = "") -> None:
        super().__init__(shortened(said, LONGEST))


class ArrayError(UpmatchError):
    """Fit, permitted and seats do not belong together or hold impossible values."""


class PersonError(UpmatchError):
    """One person's data cannot be right."""


class WishError(UpmatchError):
    """One wish cannot be right or contradicts another."""


class RuleError(UpmatchError):
    """A rule, a weight, a quota, an objective or a week is not one that the engine knows."""


class ProblemError(UpmatchError):
    """People, managers and wishes do not make one problem."""


class InfeasibleError(UpmatchError):
    """Locks, quotas and rules that no plan can meet together.

    Parameters
    ----------
    conflict : sequence of tuples of str
        The smallest set that cannot be met: ``("lock", mentee, mentor)``,
        ``("forbid", mentee, mentor)``, ``("rule", name)``, ``("seats", mentor, count)`` or
        ``("quota", side, place, value, demand)``. Without any one of a lock and its rules, or of
        a set of locks and quotas, the rest can be met.
    """

    def __init__(self, conflict: Sequence[tuple[str, ...]]) -> None:
        self.conflict = tuple(conflict)
        said = "; ".join(" ".join(demand) for demand in self.conflict)
        # told whole, however long: each demand may be the one to give up
        ValueError.__init__(self, f"No plan meets all of these: {said}. Give up one of them")


class UnknownPersonError(UpmatchError):
    """Someone was asked about who is not in the round in that role."""


class TooLargeError(UpmatchError):
    """The problem is larger than this engine version solves exactly."""


class FileError(UpmatchError):
    """A cell or a file cannot be read; says where, what, and what to do.

    Parameters
    ----------
    path : Path
        The file, shown by its name.
    problem : str
        What is wrong, without a full stop.
    remedy : str
        What to do about it, without a full stop.
    line : int, optional
        Line in the file, counted from 1; the header is line 1.
    column : str, optional
        Name of the column.
    """

    def __init__(
        self, path: Path, problem: str, remedy: str, *, line: int | None = None, column: str = ""
    ) -> None:
        self.path, self.problem, self.remedy = path, shortened(problem, LONGEST_PROBLEM), remedy
        self.line, self.column = line, column
        where = [path.name]
        where += [f"line {line}"] if line is not None else []
        where += [f"column {shortened(column, LONGEST_PROBLEM)}"] if column else []
        super().__init__(f"{', '.join(where)}: {self.problem}. {remedy}.")
