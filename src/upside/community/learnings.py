"""Reads of what pairs learned: the own text, and what others agreed to show."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q, QuerySet

from upside.community.learning_models import SharedLearning
from upside.pairs.models import Pair
from upside.people.models import Person
from upside.programmes.models import SAID_YES, Cohort, Enrolment, RoleGrant
from upside.programmes.queries import guests

__all__ = [
    "Draft",
    "draft_of",
    "learnings_to_finish",
    "learnings_visible_to",
    "n_published",
    "written_to_the_end",
]

State, Readers = SharedLearning.State, SharedLearning.Readers


@dataclass(frozen=True, slots=True)
class Draft:
    """The text of a pair as one of the two sees it: who agrees to it as it stands."""

    learning: SharedLearning | None
    i_agree: bool = False
    partner_agrees: bool = False


def draft_of(pair: Pair, person: Person) -> Draft:
    """Return the text of ``pair`` for ``person``, one of its two. Two queries."""
    learning = SharedLearning.objects.filter(pair=pair).select_related("edited_by").first()
    if learning is None:
        return Draft(None)
    agreed = set(learning.consents.filter(number=learning.number).values_list("person", flat=True))
    return Draft(learning, person.pk in agreed, pair.partner_of(person).pk in agreed)


def learnings_visible_to(person: Person) -> QuerySet[SharedLearning]:
    """Return what was published to ``person``, newest first: in a programme of theirs, or to all.

    A guest of another company reads what is shown to their programmes, not what is shown to the
    company.
    """
    of = OuterRef("pair__cohort__programme")
    places = Enrolment.objects.filter(person=person, state__in=SAID_YES, cohort__programme=of)
    grants = RoleGrant.objects.filter(person=person, programme=of)
    within = Q(Exists(places)) | Q(Exists(grants))
    if not guests().firm_of(person):
        within |= Q(readers=Readers.COMPANY)
    found = SharedLearning.objects.filter(within, state=State.PUBLISHED)
    told = found.select_related("pair__cohort__programme", "pair__mentor", "pair__mentee")
    return told.order_by("-published_at", "-pk")


def learnings_to_finish(person: Person) -> list[SharedLearning]:
    """Return the drafts to which the partner of ``person`` agrees, and they not yet."""
    own = Q(pair__mentor=person) | Q(pair__mentee=person)
    drafts = SharedLearning.objects.filter(own, state=State.DRAFT, consents__isnull=False)
    told = drafts.exclude(consents__person=person).select_related(
        "pair__cohort__programme", "pair__mentor", "pair__mentee"
    )
    return list(told.order_by("pk"))


def written_to_the_end(pairs: Iterable[Pair]) -> set[int]:
    """Return which of ``pairs`` have nothing left to write: published, or taken back for good.

    For pages of their two. One query, none without a pair.
    """
    keys = [pair.pk for pair in pairs]
    done = SharedLearning.objects.filter(pair__in=keys).exclude(state=State.DRAFT)
    return set(done.values_list("pair", flat=True)) if keys else set()


def n_published(cohort: Cohort) -> int:
    """Return how many pairs of ``cohort`` have published what they learned."""
    return SharedLearning.objects.filter(pair__cohort=cohort, state=State.PUBLISHED).count()
