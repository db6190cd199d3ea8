"""What is proven about a plan, in words that claim no more than the proof does."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from upside.programmes.modes import MANUAL

__all__ = ["certificate_sentence", "certificate_title"]

POINTS_PER_STEP: Final = 100
"""Fit is told in hundredths of the whole, 10,000 points."""
ALL_PAIRS: Final = "all pairs"


def certificate_title(outcome: Mapping[str, Any]) -> str:
    """Return the few words that stand behind the number of pairs in a headline."""
    if not _is_all(outcome):
        return _("See below how good this is.")
    if outcome.get("objective") == MANUAL:
        return _("People chose these pairs.")
    if outcome["objective"] == "stable":
        return _("No two of them would rather swap.")
    if outcome.get("certified"):
        return _("Under these rules, no plan does better.")
    return _("See below how much better a plan could be.")


def certificate_sentence(outcome: Mapping[str, Any]) -> str:
    """Return what is proven about the plan of a round, or that nothing is."""
    objective = outcome.get("objective", "people-first")
    if objective in (MANUAL, "stable"):
        return _manual() if objective == MANUAL else _stable()
    if outcome.get("certified"):
        return _proven(outcome, objective)
    missing = (outcome.get("bound_pairs") or outcome.get("n_pairs", 0)) - outcome.get("n_pairs", 0)
    if missing > 0:
        return ngettext(
            "A plan might pair %(n)s mentee more, not more than that: so much is proven.",
            "A plan might pair %(n)s mentees more, not more than that: so much is proven.",
            missing,
        ) % {"n": missing}
    if outcome.get("gap") == 0:  # the bound is met, and something else was not proven
        return _(
            "No plan under these rules pairs more people. More than that could not be proven of"
            " this plan."
        )
    if outcome.get("gap") is not None:
        return _gap(outcome, objective)
    return _("This round was made before rounds carried a proof. Run it again to have one.")


def _proven(outcome: Mapping[str, Any], objective: str) -> str:
    say: dict[str, Callable[[], str]] = {
        "total": lambda: _("No plan under these rules scores higher in all."),
        "weakest": lambda: _(
            "No plan under these rules pairs more people. Among those that pair as many, none has a"
            " better weakest pair, and none that is as good there scores higher."
        ),
        "bands": lambda: _(
            "No plan under these rules pairs more people. Among those that pair as many, none has"
            " more pairs above 0.75, then above 0.50, then above 0.25, and none of the rest scores"
            " higher."
        ),
        "at_least": lambda: _(
            "No plan under these rules pairs more people. Among those that pair as many, none"
            " serves more of the company that mentors wish for, and none of the rest scores higher."
        ),
    }
    usual = _(
        "No plan under these rules pairs more people, and none that pairs as many scores higher."
    )
    said = say[objective]() if objective in say else usual
    if not _is_all(outcome):
        return _("%(said)s This holds among the pairs that were looked at.") % {"said": said}
    return _("%(said)s This is proven over all possible pairs.") % {"said": said}


def _manual() -> str:
    return _(
        "People chose these pairs by hand. Each keeps the rules, or says which one was overruled"
        " and why; about other plans nothing is claimed."
    )


def _stable() -> str:
    return _(
        "No mentee and no mentor would both rather have each other than whom they got; pairs fixed"
        " by hand apart. This was checked pair by pair. Another plan may pair more people or score"
        " higher: stable plans are not chosen for that."
    )


def _gap(outcome: Mapping[str, Any], objective: str) -> str:
    points = outcome["gap"]
    steps = -(-points // POINTS_PER_STEP)  # rounded up: a gap is never told as nothing
    words = {"gap": points, "fit": number_format(steps / POINTS_PER_STEP, 2)}
    if objective == "total":
        return (
            _(
                "No plan can score more than %(gap)s points (a fit of %(fit)s) higher in all: so"
                " much is proven, not more."
            )
            % words
        )
    return (
        _(
            "No plan with as many pairs can score more than %(gap)s points higher (a fit of"
            " %(fit)s): so much is proven, not more."
        )
        % words
    )


def _is_all(outcome: Mapping[str, Any]) -> bool:
    """Tell whether the proof covers every pair; rounds from before this was kept do."""
    return bool(outcome.get("scope", ALL_PAIRS) == ALL_PAIRS)
