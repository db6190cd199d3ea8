"""Reads of concerns: their author and the coaches they were written to, nobody else."""

from collections.abc import Iterable

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce

from upside.feedback.models import Concern, ConcernMessage
from upside.pairs.models import Pair
from upside.people.models import Person
from upside.programmes.models import SAID_YES, Cohort, Enrolment
from upside.programmes.queries import Contacts, coaching, contacts_in
from upside.programmes.queries.small_groups import SMALLEST_GROUP, in_steps

__all__ = [
    "concerns_for_coach",
    "concerns_of",
    "concerns_visible_to",
    "concerns_without_reader",
    "contacts_for",
    "messages_of",
    "n_people_uneasy",
    "new_answers",
    "places_to_speak",
    "readers_of",
    "reads_as_coach",
    "with_new_answers",
]


def places_to_speak(person: Person) -> QuerySet[Cohort]:
    """Return the cohorts in which ``person`` takes part or is in a pair, the newest first."""
    said_yes = Q(enrolments__person=person, enrolments__state__in=SAID_YES)
    paired = Q(pairs__mentor=person) | Q(pairs__mentee=person)
    cohorts = Cohort.objects.filter(said_yes | paired).distinct()
    return cohorts.select_related("programme").order_by("-starts_on", "-pk")


def contacts_for(person: Person, cohorts: Iterable[Cohort]) -> dict[int, Contacts]:
    """Return whom ``person`` can turn to, by cohort; two queries.

    A coach with whom they are in a pair there is none for them, nor are they one for themselves.
    """
    known = list(cohorts)
    pairs = Pair.objects.filter(Q(mentor=person) | Q(mentee=person), cohort__in=known)
    partners = {person.pk, *(one for two in pairs.values_list("mentor", "mentee") for one in two)}
    found = contacts_in(cohort.programme_id for cohort in known)
    return {
        cohort.pk: Contacts(
            *(
                [one for one in people if one.pk not in partners]
                for people in (
                    found[cohort.programme_id].coaches,
                    found[cohort.programme_id].coordinators,
                )
            )
        )
        for cohort in known
    }


def concerns_of(person: Person) -> QuerySet[Concern]:
    """Return what ``person`` wrote themselves, newest first."""
    return _told().filter(author=person)


def new_answers(person: Person) -> list[ConcernMessage]:
    """Return what coaches wrote to ``person`` since they last looked, the newest of each concern.

    One query.
    """
    told = _unread().filter(concern__author=person).select_related("author", "concern")
    return list({one.concern_id: one for one in told.order_by("written_at", "pk")}.values())


def with_new_answers(places: QuerySet[Enrolment]) -> QuerySet[Enrolment]:
    """Return ``places``, each with ``has_answer``: whether its person has any; no query more."""
    return places.annotate(has_answer=Exists(_unread().filter(concern__author=OuterRef("person"))))


def concerns_for_coach(person: Person) -> QuerySet[Concern]:
    """Return what was written to ``person`` while they are a coach; open ones first."""
    return _told().filter(_reads(person))


def concerns_visible_to(person: Person) -> QuerySet[Concern]:
    """Return the concerns that ``person`` may read: own ones, and those written to them."""
    return _told().filter(Q(author=person) | _reads(person))


def reads_as_coach(concern: Concern, person: Person) -> bool:
    """Tell whether ``person`` is a coach to whom ``concern`` was written."""
    return concerns_for_coach(person).filter(pk=concern.pk).exists()


def messages_of(concern: Concern) -> QuerySet[ConcernMessage]:
    """Return the messages of ``concern``, oldest first, for those who may see it."""
    return concern.messages.select_related("author").order_by("written_at", "pk")


def readers_of(concern: Concern) -> QuerySet[Person]:
    """Return who reads ``concern``: coaches it was written to who still are, and still are here."""
    grants = coaching().filter(person=OuterRef("pk"), programme=concern.cohort.programme_id)
    here = concern.readers.filter(Exists(grants), is_active=True)
    return here.order_by("last_name", "first_name", "pk")


def concerns_without_reader() -> QuerySet[Concern]:
    """Return the open concerns that nobody reads any more: each of their coaches has gone."""
    grants = coaching().filter(
        person=OuterRef("person"), programme=OuterRef(OuterRef("cohort__programme"))
    )
    through = Concern.readers.through.objects
    here = through.filter(Exists(grants), concern=OuterRef("pk"), person__is_active=True)
    return _told().filter(~Exists(here), closed_at=None)


def n_people_uneasy(cohorts: Iterable[Cohort]) -> dict[int, int]:
    """Return how many people of each cohort wrote to a coach, in steps of eight; none below."""
    rows = Concern.objects.filter(cohort__in=list(cohorts)).order_by().values_list("cohort")
    counted = rows.annotate(n=Count("author", distinct=True))
    return {cohort: in_steps(n) for cohort, n in counted if n >= SMALLEST_GROUP}


def _unread() -> QuerySet[ConcernMessage]:
    since = Coalesce("concern__read_at", "concern__written_at")
    theirs = ConcernMessage.objects.filter(written_at__gt=since)
    return theirs.exclude(author=F("concern__author"))


def _reads(person: Person) -> Q:
    """Return the condition that a concern was written to ``person``, who is still its coach."""
    written_to = Concern.readers.through.objects.filter(concern=OuterRef("pk"), person=person)
    grant = coaching().filter(person=person, programme=OuterRef("cohort__programme"))
    return Q(Exists(written_to)) & Q(Exists(grant))


def _told() -> QuerySet[Concern]:
    return Concern.objects.select_related(
        "cohort__programme", "author", "pair__mentor", "pair__mentee"
    ).order_by(F("closed_at").asc(nulls_first=True), "-last_at", "-pk")
