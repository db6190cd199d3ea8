"""Plans that a coordinator keeps to weigh them: saved under a name, renamed, taken over."""

from datetime import datetime
from typing import Final

from django.db import transaction
from django.utils.translation import gettext as _

from upside.kernel import audit
from upside.kernel.errors import Refused
from upside.matching.actions.running import refuse_under_way, start_round
from upside.matching.actions.studio import change_setup
from upside.matching.models import Round, Setup
from upside.people.models import Person
from upside.programmes.models import Cohort

__all__ = ["ScenarioRefused", "rename_scenario", "restore_scenario", "save_scenario"]

LONGEST: Final = 80


class ScenarioRefused(Refused):
    """No scenario can have this name, or this round is none to go by."""


def save_scenario(cohort: Cohort, *, name: str, by: Person | None, at: datetime) -> Round:
    """Keep what the studio comes to now as a round with a ``name``; large ones by the worker.

    It is a frozen record: it replays to the same result, whatever becomes of the studio. A name
    that another scenario of the cohort has gets a number. It stays until it is dropped, or a
    round of the cohort is released.

    Refused: an empty name or one of more than 80 characters; while a round is under way; and as by
    ``run_round``.
    """
    refuse_under_way(cohort)
    return start_round(cohort, by=by, at=at, name=_free_name(cohort, name))


@transaction.atomic
def rename_scenario(round_: Round, *, name: str, by: Person | None, at: datetime) -> Round:
    """Give a draft another name; one without a name becomes a scenario by it.

    Refused: names as by ``save_scenario``, and rounds that were decided.
    """
    rounds = Round.objects.select_for_update(of=("self",)).defer("inputs")
    round_ = rounds.select_related("cohort__programme").get(pk=round_.pk)
    if round_.state not in (Round.State.DRAFT, Round.State.RUNNING):
        raise ScenarioRefused(_("This round was decided. Only drafts can be scenarios."))
    if name.strip() == round_.name:
        return round_
    round_.name = _free_name(round_.cohort, name, but=round_.pk)
    round_.save(update_fields=["name"])
    audit.record(
        verb="round.renamed", subject=round_, actor=by, at=at, programme=round_.cohort.programme
    )
    return round_


def restore_scenario(
    round_: Round, *, by: Person | None, at: datetime, seen: int | None = None
) -> Setup:
    """Let the studio stand as it did when ``round_`` was run: rules, weights, aim, pairs by hand.

    Refused: a round that was never computed, and as by ``change_setup``.
    """
    inputs = round_.inputs
    if not round_.inputs_sha256 or "rules" not in inputs:
        raise ScenarioRefused(_("This round was never computed, so there is nothing to go by."))
    return change_setup(
        round_.cohort,
        rules=inputs["rules"],
        weights=inputs["weights"],
        objective=inputs["objective"],
        seed=inputs["seed"],
        holds=round_.holds,
        change={"control": "scenario", "round": round_.number},
        by=by,
        at=at,
        seen=seen,
    )


def _free_name(cohort: Cohort, name: str, but: int = 0) -> str:
    name = " ".join(name.split())
    if not name or len(name) > LONGEST:
        raise ScenarioRefused(_("Give the scenario a name of up to 80 characters."))
    standing = (Round.State.DRAFT, Round.State.RUNNING)
    taken = set(
        Round.objects.filter(cohort=cohort, state__in=standing)
        .exclude(pk=but)
        .values_list("name", flat=True)
    )
    found, number = name, 1
    while found in taken:
        number += 1
        tail = f" {number}"
        found = name[: LONGEST - len(tail)] + tail
    return found
