"""Run a kept round again and say whether the same comes out."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

import upmatch
from upside.kernel.errors import Refused
from upside.matching.models import Round
from upside.matching.rule_words import listed

__all__ = [
    "COMPARED",
    "WORDS",
    "CannotReplay",
    "Replay",
    "frozen",
    "replay",
    "replay_frozen",
    "replay_in_words",
]

COMPARED = ("inputs_sha256", "pairs", "total_fit", "left_over")
WORDS: dict[str, Promise] = {
    "inputs_sha256": gettext_lazy("what went in"),
    "pairs": gettext_lazy("the pairs"),
    "total_fit": gettext_lazy("the total fit"),
    "left_over": gettext_lazy("who is left over, and why"),
}
AT_ONCE: Final = 2_000
"""People of a round that somebody waits for; larger ones replay on the command line."""


class CannotReplay(Refused):
    """The round is too large to be computed while somebody waits, or its record is damaged."""


@dataclass(frozen=True, slots=True)
class Replay:
    """What came out of the second run: nothing in ``differences`` means the same.

    Differences are named as in ``COMPARED``. ``engine`` is the version that ran now.
    """

    differences: tuple[str, ...]
    n_pairs: int
    engine: str

    @property
    def same(self) -> bool:
        return not self.differences


def frozen(round_: Round) -> dict[str, Any]:
    """Return a round as a record that replays without the database: what went in and came out."""
    pairs = round_.proposals.values_list("mentee__external_id", "mentor__external_id", "fit")
    return {
        "engine_version": round_.engine_version,
        "inputs": round_.inputs,
        "inputs_sha256": round_.inputs_sha256,
        "pairs": sorted(map(list, pairs)),
        "total_fit": round_.outcome["total_fit"],
        "left_over": [[row["id"], row["reason"]] for row in round_.outcome["left_over"]],
    }


def replay(round_: Round) -> Replay:
    """Solve the frozen inputs of ``round_`` again and compare hash, pairs, fit and left over."""
    return replay_frozen(frozen(round_))


def replay_frozen(record: Mapping[str, Any]) -> Replay:
    """Solve a record of ``frozen`` again and compare."""
    problem = upmatch.Problem.from_dict(record["inputs"])
    plan = upmatch.solve(problem)
    again = {
        "inputs_sha256": problem.inputs_sha256,
        "pairs": sorted([pair.mentee, pair.mentor, pair.fit] for pair in plan.pairs),
        "total_fit": plan.total_fit,
        "left_over": [[one.id, one.reason] for one in plan.left_over()],
    }
    differences = tuple(name for name in COMPARED if again[name] != record[name])
    return Replay(differences, len(plan.pairs), upmatch.__version__)


def replay_in_words(round_: Round) -> tuple[bool, str]:
    """Compute a round again and return whether the same came out, and that as a sentence.

    Refused: a round of more than 2,000 people, and one whose record the engine cannot read.
    """
    n_people = round_.outcome.get("n_mentees", 0) + round_.outcome.get("n_mentors", 0)
    if n_people > AT_ONCE:
        raise CannotReplay(
            _("This round is large. Compute it again with “upside replay %(key)s”.")
            % {"key": round_.pk}
        )
    try:
        found = replay(round_)
    except (upmatch.UpmatchError, KeyError) as fault:
        raise CannotReplay(
            _("The record of this round cannot be computed again: %(fault)s.") % {"fault": fault}
        ) from fault
    if found.same:
        return True, ngettext(
            "Computed again by upmatch %(version)s: the same inputs, the same %(n)s pair, the same"
            " fit and the same people left over.",
            "Computed again by upmatch %(version)s: the same inputs, the same %(n)s pairs, the same"
            " fit and the same people left over.",
            found.n_pairs,
        ) % {"version": found.engine, "n": found.n_pairs}
    return False, _(
        "Computed again by upmatch %(version)s, something else comes out than upmatch %(then)s"
        " found. This differs: %(what)s."
    ) % {
        "version": found.engine,
        "then": round_.engine_version,
        "what": listed(str(WORDS[name]) for name in found.differences),
    }
