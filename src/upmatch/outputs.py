"""Write a plan as files: byte-identical for the same inputs and seed, timings.json apart."""

import csv
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from errno import EISDIR
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

from upmatch.errors import FileError
from upmatch.plan import Plan
from upmatch.problem import Problem
from upmatch.remedies import LeftOver
from upmatch.words import about_remedy

__all__ = [
    "as_json",
    "read_plan_problem",
    "swapped",
    "unreadable",
    "write_json",
    "write_plan",
    "write_table",
]

FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")
"""Spreadsheets run a text cell that starts with one of these."""


def write_plan(
    folder: Path, plan: Plan, left: Sequence[LeftOver], report: Mapping[str, Any]
) -> None:
    """Write pairs.csv, left_over.csv, report.json and problem.json.

    Parameters
    ----------
    folder : Path
        Made where it is missing; files of the same names are replaced.
    plan : Plan
        The plan.
    left : sequence of LeftOver
        From ``plan.left_over()``.
    report : mapping
        What report.json says.
    """
    folder.mkdir(parents=True, exist_ok=True)
    terms = list(plan.problem.weights)
    write_table(
        folder / "pairs.csv",
        ["mentee", "mentor", "fit", *terms],
        (
            [pair.mentee, pair.mentor, pair.fit, *(pair.contributions[term] for term in terms)]
            for pair in plan.pairs
        ),
    )
    write_table(
        folder / "left_over.csv",
        ["id", "role", "reason", "remedy"],
        ([one.id, one.role, one.reason, about_remedy(one)] for one in left),
    )
    write_json(folder / "report.json", report)
    write_json(folder / "problem.json", plan.problem.as_dict())


def read_plan_problem(folder: Path) -> Problem:
    """Read the problem that ``write_plan`` kept, so that its plan can be solved again.

    Raises
    ------
    FileError
        If there is no such file or it is not JSON.
    ProblemError
        If it is damaged.
    """
    path = folder / "problem.json"
    try:
        record = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        raise unreadable(path) from error
    if not isinstance(record, dict):
        raise FileError(path, "The file holds no problem", "Run upmatch solve again")
    return Problem.from_dict(record)


def unreadable(path: Path) -> FileError:
    """Return the refusal of a file that ``upmatch solve`` should have written."""
    why = "cannot be read" if path.exists() else "is not there"
    problem = f"The file {why} in the folder {path.parent}"
    return FileError(path, problem, "Name a folder that upmatch solve wrote")


@contextmanager
def swapped(folder: Path) -> Iterator[Path]:
    """Give an empty folder to write to; its files move to ``folder`` once all are written.

    What fails on the way leaves the files of ``folder`` as they were, all of one plan.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(dir=folder, prefix=".upmatch-") as name:
        aside = Path(name)
        yield aside
        files = sorted(aside.iterdir())
        for file in files:
            if (folder / file.name).is_dir():
                raise IsADirectoryError(EISDIR, "Is a folder", str(folder / file.name))
        for file in files:
            file.replace(folder / file.name)


def write_table(path: Path, header: Sequence[str], rows: Iterable[Sequence[str | int]]) -> None:
    """Write a CSV file in which no text can act as a spreadsheet formula."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        writer.writerows([_safe(cell) for cell in row] for row in rows)


def write_json(path: Path, content: Mapping[str, Any]) -> None:
    """Write a JSON file with sorted keys."""
    path.write_text(as_json(content) + "\n", encoding="utf-8")


def as_json(content: object) -> str:
    """Return the content as readable JSON with sorted keys."""
    return json.dumps(content, indent=2, sort_keys=True, ensure_ascii=False)


def _safe(cell: str | int) -> str | int:
    if isinstance(cell, str) and cell.startswith(FORMULA):
        return f"'{cell}"
    return cell
