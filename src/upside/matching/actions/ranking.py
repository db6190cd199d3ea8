"""Ranks on a short list: whom somebody would like, in order, and whom rather not."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from upside.kernel import audit
from upside.kernel.errors import Refused
from upside.matching.choosing import list_plan
from upside.matching.models import Candidate
from upside.matching.queries import choice_of, is_open
from upside.programmes.models import Enrolment, Wish

__all__ = ["NO_WORD", "RANKS", "BadRanks", "rank_list"]

RANKS = ("1", "2", "3", "4", "5")
NO_WORD = ""


class BadRanks(Refused):
    """What somebody said of their short list cannot be kept."""


@transaction.atomic
def rank_list(place: Enrolment, said: Mapping[int, str], *, at: datetime) -> None:
    """Keep what somebody says of the people on their short list: a rank, “rather not”, or nothing.

    ``said`` has a rank ("1" to "5"), "veto" or "" by person. Whoever is not on the list, and
    whatever was said of them elsewhere, stays as it is; so does a conflict of interest. The log
    tells that something was kept, not about whom. Until the coordinator's day everything can be
    changed.

    Refused: ranks that are not open any more, a rank given twice, somebody who is not on the list.
    """
    plan = list_plan(place.cohort)
    if plan is None or not plan.is_ranked:
        raise BadRanks(_("In this programme nobody ranks. Choose from your list."))
    if not is_open(choice_of(place.cohort), at=at):
        raise BadRanks(_("The last day to rank has passed. What you said before counts."))
    place = (
        Enrolment.objects.select_for_update().select_related("cohort__programme").get(pk=place.pk)
    )
    listed = set(
        Candidate.objects.filter(cohort=place.cohort_id, person=place.person_id).values_list(
            "other", flat=True
        )
    )
    _refuse_bad(said, listed)
    kept = Wish.objects.filter(enrolment=place).exclude(kind=Wish.Kind.CONFLICT)
    conflicts = Wish.objects.filter(enrolment=place, kind=Wish.Kind.CONFLICT)
    untouched = set(conflicts.values_list("other", flat=True))
    for other, word in said.items():
        if other in untouched:
            continue
        if word == NO_WORD:
            kept.filter(other=other).delete()
            continue
        kind = Wish.Kind.RANK if word in RANKS else Wish.Kind.VETO
        rank = int(word) if word in RANKS else None
        Wish.objects.update_or_create(
            enrolment=place, other_id=other, defaults={"kind": kind, "rank": rank}
        )
    audit.record(
        verb="lists.ranked",
        subject=place,
        actor=place.person,
        at=at,
        programme=place.cohort.programme,
    )


def _refuse_bad(said: Mapping[int, str], listed: set[int]) -> None:
    if set(said) - listed:
        raise BadRanks(_("Only people on your short list can be ranked here."))
    if set(said.values()) - {*RANKS, Wish.Kind.VETO, NO_WORD}:
        raise BadRanks(_("Give a rank from 1 to 5, say “rather not”, or leave it open."))
    ranks = [word for word in said.values() if word in RANKS]
    if len(ranks) != len(set(ranks)):
        raise BadRanks(_("You gave one rank twice. Give each rank to one person."))
