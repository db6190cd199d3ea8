"""Asking three questions after the first and the third session, or as the programme says."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Count, Max, Q, QuerySet
from django.utils.translation import gettext as _

from upside.feedback.actions.pulses import NotAsked, OffTheScale
from upside.feedback.models import Review
from upside.feedback.queries import SCALE
from upside.feedback.queries.reviews import OPEN, stage_of
from upside.kernel import audit
from upside.notices.actions import Letter, queue_new_notices
from upside.pairs.models import Pair
from upside.people.models import Person
from upside.programmes.measures import review_stages
from upside.programmes.models import Cohort
from upside.sessions.models import Session

__all__ = ["answer_review", "ask_reviews"]

NEW = timedelta(days=14)
"""So long after a session its review is asked for by mail; later the home page asks alone."""
AT_ONCE = 100


@transaction.atomic
def answer_review(
    pair: Pair, *, helps: int, both_ways: int, go_on: int, by: Person, at: datetime
) -> Review:
    """Keep what ``by`` says of ``pair`` at the stage that it has reached, 1 to 5 each.

    Answering again corrects the answer of that stage. Refused: anybody but the two, a pair that has
    not met or has ended, a programme that asks nothing, an answer off the scale. The log says that
    somebody answered, never what.
    """
    if by not in pair.people:
        raise NotAsked(_("Only the two people of this pair are asked."))
    pair = Pair.objects.select_for_update(of=("self",)).select_related("cohort__programme").get(
        pk=pair.pk
    )  # fmt: skip
    stage = stage_of(pair)
    if not stage:
        raise NotAsked(_("These questions come after your first session, and not after the end."))
    if not {helps, both_ways, go_on} <= {*SCALE}:
        raise OffTheScale(_("Choose one of the five answers to each question."))
    said = {"helps": helps, "both_ways": both_ways, "go_on": go_on, "answered_at": at}
    review, _is_new = Review.objects.update_or_create(
        pair=pair, person=by, after=stage, defaults=said
    )
    audit.record(
        verb="review.answered", subject=pair, actor=by, at=at, programme=pair.cohort.programme
    )
    return review


def ask_reviews(*, at: datetime) -> int:
    """Ask the two of each pair after so many sessions as the programme says, once each, by mail.

    Nobody is asked who answered already, or whose session is more than two weeks past. Returns how
    many mails were written.
    """
    held = Q(sessions__state=Session.State.HELD)
    met = Pair.objects.filter(state__in=OPEN).annotate(
        n_held=Count("sessions", filter=held), last=Max("sessions__ends_at", filter=held)
    )
    due = met.filter(_at_a_stage(met), last__gte=at - NEW, last__lte=at)
    letters = _letters(due.order_by("-last", "pk"))
    return queue_new_notices("review_waits", letters, at=at, most=AT_ONCE)


def _at_a_stage(pairs: QuerySet[Pair]) -> Q:
    """Return the condition that a pair has held as many sessions as its programme asks after."""
    by_stages: dict[tuple[int, ...], list[Cohort]] = defaultdict(list)
    cohorts = Cohort.objects.filter(pk__in=pairs.order_by().values("cohort"))
    for cohort in cohorts.select_related("programme"):
        by_stages[review_stages(cohort)].append(cohort)
    asked = Q(pk__in=())
    for stages, alike in by_stages.items():
        asked |= Q(cohort__in=alike, n_held__in=stages)
    return asked


def _letters(due: QuerySet[Pair]) -> Iterator[Letter]:
    rows = Review.objects.filter(pair__in=due.order_by().values("pk"))
    said = set(rows.values_list("pair", "after", "person"))
    pairs = due.select_related("cohort__programme", "mentor", "mentee")
    for pair in pairs:
        after: int = getattr(pair, "n_held", 0)
        for person in pair.people:
            if (pair.pk, after, person.pk) not in said:
                yield Letter(
                    person,
                    f"review_waits:{pair.pk}:{after}:{person.pk}",
                    {
                        "programme": pair.cohort.programme.names,
                        "partner": pair.partner_of(person).name,
                        "n": after,
                        "path": f"/pairs/{pair.pk}/review/",
                    },
                )
