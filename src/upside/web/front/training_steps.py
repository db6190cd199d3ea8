"""The training of a role: before the first session where the programme says so, else an offer."""

from collections.abc import Collection, Iterable

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from upside.learning.paths import paths
from upside.programmes.models import SAID_YES, Enrolment
from upside.programmes.queries import trained_roles, uses_our_training
from upside.web.front.step import Step, Urgency

__all__ = ["of_training"]


def of_training(places: Iterable[Enrolment], paired: Collection[int]) -> list[Step]:
    """Return a step for each role whose training is ahead; ``places`` come ``with_training``.

    ``paired`` are the cohorts in which they have a partner: there an optional one is offered.
    """
    asked: dict[str, bool] = {}
    done: dict[str, Collection[str]] = {}
    for place in places:
        is_first = place.role in trained_roles(place.cohort)
        finished_on = getattr(place, "finished_on", None)
        if place.state not in SAID_YES or place.trained_on or not uses_our_training(place.cohort):
            continue
        if is_first or (place.cohort_id in paired and finished_on is None):
            asked[place.role] = asked.get(place.role, False) or is_first
            done[place.role] = getattr(place, "parts_done", None) or ()
    return [
        _step(role, _minutes_left(role, done[role]), is_first=is_first)
        for role, is_first in asked.items()
    ]


def _minutes_left(role: str, done: Collection[str]) -> int:
    return sum(part.minutes for part in paths()[role].parts if part.code not in done)


def _step(role: str, left: int, *, is_first: bool) -> Step:
    title = ngettext(
        "Your training: %(n)s minute left.", "Your training: %(n)s minutes left.", left
    )
    text = _("It comes before your first session. Stop after any part; your place is kept.")
    if not is_first:
        text = _("It is up to you. Short parts, and your place is kept.")
    if not left:  # it was finished, and counts no longer or was taken back
        title = _("Your training is to be taken once more.")
    return Step(
        urgency=Urgency.TRAINING if is_first else Urgency.OFFER,
        folio=_("Your training"),
        title=title % {"n": left} if left else title,
        text=text,
        action=_("Open the training"),
        address=reverse("training:path", args=[role]),
    )
