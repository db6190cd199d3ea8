"""What the engine refuses, as one tree: catch ``UpmatchError`` and show its sentence."""

from pathlib import Path

__all__ = [
    "ArrayError",
    "FileError",
    "PersonError",
    "ProblemError",
    "RuleError",
    "TooLargeError",
    "UnknownPersonError",
    "UpmatchError",
    "WishError",
]


class UpmatchError(ValueError):
    """Any input that the engine refuses; the message is one sentence for a person."""


class ArrayError(UpmatchError):
    """Fit, permitted and seats do not belong together or hold impossible values."""


class PersonError(UpmatchError):
    """One person's data cannot be right."""


class WishError(UpmatchError):
    """One wish cannot be right or contradicts another."""


class RuleError(UpmatchError):
    """A rule, a weight, an objective or a week is not one that the engine knows."""


class ProblemError(UpmatchError):
    """People, managers and wishes do not make one problem."""


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
        self.path, self.problem, self.remedy = path, problem, remedy
        self.line, self.column = line, column
        where = [path.name]
        where += [f"line {line}"] if line is not None else []
        where += [f"column {column}"] if column else []
        super().__init__(f"{', '.join(where)}: {problem}. {remedy}.")
