"""Speed meetings: who may see what of one, who meets whom, how many have answered."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet

from upside.matching.models import Attendee, Encounter, SpeedMeeting
from upside.matching.queries.free import Place, free_places
from upside.matching.timetable import Times, times_of
from upside.people.models import Person
from upside.programmes.models import Cohort, Enrolment, RoleGrant

__all__ = [
    "Answered",
    "Turn",
    "answered_of",
    "asked_in",
    "asked_of",
    "attendances_of",
    "attendees_of",
    "last_meeting_of",
    "meetings_run_by",
    "met_by",
    "met_in",
    "people_to_meet",
    "plans_of",
    "talks_of",
    "turns_of",
    "with_meetings",
]

State = SpeedMeeting.State
TOLD = (State.OPEN, State.CLOSED, State.CALLED_OFF)


@dataclass(frozen=True, slots=True)
class Turn:
    """One round for one person: when, and with whom at which table; None is a free round."""

    times: Times
    talk: Encounter | None
    partner: Person | None
    is_off: bool = False
    """Whether the other has said that they do not come."""


@dataclass(frozen=True, slots=True)
class Answered:
    """How many people were asked for their preferences, and how many have answered."""

    n: int
    n_asked: int


def meetings_run_by(person: Person) -> QuerySet[SpeedMeeting]:
    """Return the speed meetings of the programmes that ``person`` coordinates, newest first."""
    grants = RoleGrant.objects.filter(
        person=person,
        role=RoleGrant.Role.COORDINATOR,
        programme=OuterRef("cohort__programme"),
    )
    rows = SpeedMeeting.objects.filter(Exists(grants)).select_related("cohort__programme")
    return rows.order_by("-starts_at", "-pk")


def last_meeting_of(cohort: Cohort) -> SpeedMeeting | None:
    """Return the newest speed meeting of ``cohort`` that was not called off, if there is one."""
    rows = SpeedMeeting.objects.filter(cohort=cohort).exclude(state=State.CALLED_OFF)
    return rows.order_by("-starts_at", "-pk").first()


def attendances_of(person: Person) -> QuerySet[Attendee]:
    """Return the speed meetings that ``person`` was told of, the newest first."""
    rows = Attendee.objects.filter(person=person, meeting__state__in=TOLD)
    return rows.select_related("meeting__cohort__programme", "person").order_by(
        "-meeting__starts_at", "-pk"
    )


def with_meetings(places: QuerySet[Enrolment]) -> QuerySet[Enrolment]:
    """Return the same rows with ``has_meeting``: whether an event asks anything of the person."""
    asked = Attendee.objects.filter(
        person=OuterRef("person"), meeting__cohort=OuterRef("cohort"), meeting__state=State.OPEN
    )
    return places.annotate(has_meeting=Exists(asked))


def attendees_of(meeting: SpeedMeeting) -> QuerySet[Attendee]:
    """Return with whom ``meeting`` reckons, by name; ask only for one that the reader runs."""
    rows = Attendee.objects.filter(meeting=meeting).select_related("meeting", "person__unit")
    return rows.order_by("person__last_name", "person__first_name", "pk")


def people_to_meet(cohort: Cohort, site: str = "") -> list[Place]:
    """Return who could take part: everybody who is ready and free, or those of one site."""
    places = free_places(cohort)
    return [one for one in places if not site or one.enrolment.person.site == site]


def talks_of(meeting: SpeedMeeting) -> QuerySet[Encounter]:
    """Return the talks of ``meeting`` round by round; ask only for one that the reader runs."""
    rows = Encounter.objects.filter(meeting=meeting).select_related("mentor", "mentee")
    return rows.order_by("number", "table")


def plans_of(meeting: SpeedMeeting) -> dict[int, dict[int, tuple[int, str]]]:
    """Return by person and round: the table, and the name of whom they meet there."""
    found: dict[int, dict[int, tuple[int, str]]] = defaultdict(dict)
    for talk in talks_of(meeting):
        found[talk.mentor_id][talk.number] = (talk.table, talk.mentee.name)
        found[talk.mentee_id][talk.number] = (talk.table, talk.mentor.name)
    return found


def turns_of(attendee: Attendee) -> list[Turn]:
    """Return the rounds of one person in their order; two queries."""
    meeting, who = attendee.meeting, attendee.person
    talks = {talk.number: talk for talk in _talks_with(attendee)}
    away = set(meeting.attendees.filter(away_at__isnull=False).values_list("person_id", flat=True))
    return [_turn(times, talks.get(times.number), who, away) for times in times_of(meeting)]


def _turn(times: Times, talk: Encounter | None, who: Person, away: set[int]) -> Turn:
    if talk is None:
        return Turn(times, None, None)
    partner = talk.mentee if talk.mentor_id == who.pk else talk.mentor
    return Turn(times, talk, partner, is_off=partner.pk in away or not partner.is_active)


def met_by(attendee: Attendee) -> list[Person]:
    """Return whom somebody met, in the order of the rounds; nobody where they were away."""
    if attendee.away_at is not None:
        return []
    turns = turns_of(attendee)
    return [turn.partner for turn in turns if turn.partner is not None and not turn.is_off]


def met_in(cohort: Cohort) -> set[tuple[str, str]] | None:
    """Return (mentee, mentor), by HR id, who met in ``cohort``, where a round is for these only.

    The newest speed meeting whose preferences are closed decides that; None is without a limit.
    A cohort that comes ``with_studio`` knows whether there is one.
    """
    if getattr(cohort, "may_pair_others", False) in (None, True):
        return None
    closed = SpeedMeeting.objects.filter(cohort=cohort, state=State.CLOSED)
    newest = closed.order_by("-starts_at", "-pk").first()
    if newest is None or newest.may_pair_others:
        return None
    talks = _held(Encounter.objects.filter(meeting__in=closed))
    return set(talks.values_list("mentee__external_id", "mentor__external_id"))


def asked_of(meeting: SpeedMeeting) -> QuerySet[Attendee]:
    """Return who met somebody at ``meeting`` and so may say with whom they would go on."""
    return asked_in(SpeedMeeting.objects.filter(pk=meeting.pk)).select_related("person")


def asked_in(meetings: QuerySet[SpeedMeeting]) -> QuerySet[Attendee]:
    """Return, of several ``meetings`` at once, who met somebody there."""
    talks = _held(Encounter.objects.filter(meeting=OuterRef("meeting")))
    own = talks.filter(Q(mentor=OuterRef("person")) | Q(mentee=OuterRef("person")))
    here = Attendee.objects.filter(meeting__in=meetings, away_at=None, person__is_active=True)
    return here.filter(Exists(own)).order_by("pk")


def answered_of(meeting: SpeedMeeting) -> Answered:
    """Return how many of those who were there have answered: a count, never who said what."""
    answers = asked_of(meeting).values_list("answered_at", flat=True)
    said: list[datetime | None] = list(answers)
    return Answered(sum(one is not None for one in said), len(said))


def _held(talks: QuerySet[Encounter]) -> QuerySet[Encounter]:
    """Return those of ``talks`` that took place: nobody of the two was away."""
    away = Attendee.objects.filter(meeting=OuterRef("meeting"), away_at__isnull=False)
    sides: Iterable[str] = ("mentor", "mentee")
    for side in sides:
        talks = talks.filter(~Exists(away.filter(person=OuterRef(side))))
    return talks


def _talks_with(attendee: Attendee) -> QuerySet[Encounter]:
    own = Q(mentor=attendee.person_id) | Q(mentee=attendee.person_id)
    rows = Encounter.objects.filter(own, meeting=attendee.meeting_id)
    return rows.select_related("mentor__unit", "mentee__unit").order_by("number")
