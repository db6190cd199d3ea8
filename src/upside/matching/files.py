"""A round as files, under the names and columns that the engine's own command writes."""

import csv
import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from upside.kernel.cells import without_formula
from upside.kernel.folders import ready_folder
from upside.matching.models import Proposal, Round
from upside.matching.queries import LeftOver, left_over_of
from upside.matching.vocabulary import TERMS
from upside.matching.words import left_over_sentence, remedy_sentence

__all__ = ["FILES", "report_of", "write_round"]

FILES = ("pairs.csv", "reasons.csv", "left_over.csv", "report.json")
TOLD = [term for term in TERMS if term != "wishes"]
"""Terms that leave the product: wishes belong to those who made them."""
PASSING = ("skill", "level", "target", "importance", "teacher_level")


def report_of(round_: Round) -> dict[str, Any]:
    """Return the figures of ``round_`` with its certificate; null in rounds older than it.

    Wishes are taken out of the sums as they are out of each pair's fit, from the plan and from the
    bound alike: the gap between the two stays what was proven.
    """
    outcome = round_.outcome
    wishes = sum(
        terms.get("wishes", 0) for terms in round_.proposals.values_list("terms", flat=True)
    )
    bound = outcome.get("bound_fit")
    return {
        "round": round_.pk,
        "number": round_.number,
        "n_mentees": outcome["n_mentees"],
        "n_mentors": outcome["n_mentors"],
        "n_pairs": outcome["n_pairs"],
        "total_fit": outcome["total_fit"] - wishes,
        "bound_pairs": outcome.get("bound_pairs"),
        "bound_fit": None if bound is None else bound - wishes,
        "gap": outcome.get("gap"),
        "certified": outcome["certified"],
        "objective": outcome["objective"],
        "seed": round_.seed,
        "inputs_sha256": round_.inputs_sha256,
        "version": round_.engine_version,
    }


def write_round(round_: Round, folder: Path) -> None:
    """Write pairs.csv, reasons.csv, left_over.csv and report.json into ``folder``."""
    ready_folder(folder, FILES)
    proposals = list(
        round_.proposals.select_related("mentor", "mentee").order_by("mentee__external_id")
    )
    _write(folder / "pairs.csv", ["mentee", "mentor", "fit", *TOLD], map(_pair, proposals))
    reasons = (line for proposal in proposals for line in _reasons(proposal))
    _write(folder / "reasons.csv", ["mentee", "mentor", "direction", *PASSING], reasons)
    left = map(_left_over, left_over_of(round_))
    _write(folder / "left_over.csv", ["id", "role", "reason", "remedy", "why"], left)
    report = json.dumps(report_of(round_), ensure_ascii=False, indent=2)
    (folder / "report.json").write_text(report + "\n", encoding="utf-8")


def _pair(proposal: Proposal) -> list[Any]:
    terms = [proposal.terms.get(term, 0) for term in TOLD]
    return [proposal.mentee.external_id, proposal.mentor.external_id, proposal.told_fit, *terms]


def _left_over(one: LeftOver) -> list[str]:
    role = "mentor" if one.is_mentor else "mentee"
    why, remedy = left_over_sentence(one), remedy_sentence(one)
    return [one.person.external_id, role, one.reason, remedy, why]


def _reasons(proposal: Proposal) -> list[list[Any]]:
    two = [proposal.mentee.external_id, proposal.mentor.external_id]
    return [
        [*two, way, *(one[name] for name in PASSING)]
        for way in ("to_mentee", "to_mentor")
        for one in proposal.why.get(way, [])
    ]


def _write(path: Path, columns: Sequence[str], lines: Iterable[Sequence[Any]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(columns)
        writer.writerows(map(without_formula, line) for line in lines)
