"""``upmatch compare``: what changes between two plans."""

import csv
import json
from pathlib import Path
from typing import Any

import click

from upmatch.cli.options import FOLDER, as_json_option
from upmatch.outputs import as_json, unreadable

__all__ = ["compare_command"]

FIGURES = ("n_pairs", "total_fit", "bound_fit", "gap", "certified", "objective", "seed")


@click.command("compare")
@click.argument("before", type=FOLDER, metavar="DIR")
@click.argument("after", type=FOLDER, metavar="DIR")
@as_json_option
def compare_command(before: Path, after: Path, *, is_json: bool) -> None:
    """Say what changes from one plan to another: who stays, who moves, what it gains.

    Both folders are those that `upmatch solve` wrote, of the same people or of others.
    """
    old, new = _pairs(before), _pairs(after)
    reports = [_report(folder) for folder in (before, after)]
    content: dict[str, Any] = {
        "same": sorted(mentee for mentee in old if new.get(mentee, ("",))[0] == old[mentee][0]),
        "moved": [
            {
                "mentee": one,
                "from": old[one][0],
                "to": new[one][0],
                "fit": new[one][1] - old[one][1],
            }
            for one in sorted(set(old) & set(new))
            if old[one][0] != new[one][0]
        ],
        "lost": sorted(set(old) - set(new)),
        "won": sorted(set(new) - set(old)),
        "figures": {
            name: [report.get(name) for report in reports]
            for name in FIGURES
            if any(name in report for report in reports)
        },
        "is_same_problem": reports[0].get("inputs_sha256") == reports[1].get("inputs_sha256"),
    }
    click.echo(as_json(content) if is_json else "\n".join(_lines(content)))


def _lines(content: dict[str, Any]) -> list[str]:
    lines = [f"{name}: {was} -> {now}" for name, (was, now) in content["figures"].items()]
    lines.append(f"{len(content['same'])} mentees keep their mentor")
    lines += [
        f"  {one['mentee']}: {one['from']} -> {one['to']} ({one['fit']:+d} fit points)"
        for one in content["moved"]
    ]
    lines += [f"  {one}: has no mentor any more" for one in content["lost"]]
    lines += [f"  {one}: has a mentor now" for one in content["won"]]
    if content["is_same_problem"]:
        lines.append("Both plans are of the same problem.")
    return lines


def _pairs(folder: Path) -> dict[str, tuple[str, int]]:
    path = folder / "pairs.csv"
    try:
        with path.open(encoding="utf-8", newline="") as file:
            return {row["mentee"]: (row["mentor"], int(row["fit"])) for row in csv.DictReader(file)}
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise unreadable(path) from error


def _report(folder: Path) -> dict[str, Any]:
    path = folder / "report.json"
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        raise unreadable(path) from error
    return content if isinstance(content, dict) else {}
