"""Who meets whom at a speed meeting, round by round, and again after a change."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db import transaction
from django.utils.translation import gettext as _

import upmatch
from upside.kernel import audit
from upside.matching.actions.meeting_letters import letter_of, tell, tell_changes
from upside.matching.actions.meeting_states import (
    BadPlan,
    NoRotation,
    RoundBegun,
    locked,
    refuse_over,
)
from upside.matching.actions.running import NobodyReady
from upside.matching.models import Attendee, Encounter, SpeedMeeting
from upside.matching.outcome import why_data
from upside.matching.problem import problem_of, studio_settings
from upside.matching.queries import Place, people_to_meet, plans_of, talks_of
from upside.matching.seating import seated
from upside.matching.timetable import n_begun
from upside.notices.actions import queue_notices
from upside.people.models import Person

__all__ = ["MOST_A_SIDE", "Presence", "made_again", "make_rotation", "set_presence"]

MOST_A_SIDE: Final = 150
Talk = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Presence:
    """For which rounds somebody is there; ``comes`` is whether at all."""

    comes: bool = True
    first_round: int = 1
    last_round: int | None = None


@transaction.atomic
def make_rotation(
    meeting: SpeedMeeting, *, by: Person, at: datetime, from_round: int = 1, seen: int | None = None
) -> SpeedMeeting:
    """Let the engine say who meets whom, from ``from_round`` on; earlier rounds stay.

    Everybody takes part who is ready and free, of the meeting's site if it has one, for the
    rounds that they are there. Nobody meets twice, and only people meet whom the rules let be a
    pair. Once the meeting is announced, those whose plan changes are told, and nobody else.

    Refused: a meeting that is over, a round that has begun, a side without anybody, more people
    than one event takes, a form made before another change.
    """
    meeting = locked(meeting, seen)
    refuse_over(meeting, at)
    begun = n_begun(meeting, at)
    if not begun < from_round <= meeting.n_rounds:
        raise RoundBegun(
            _("Choose a round from %(first)s to %(last)s: those before have begun and stay.")
            % {"first": begun + 1, "last": meeting.n_rounds}
        )
    if from_round > 1 and not meeting.encounters.exists():
        raise NoRotation(_("There is no rotation yet. Make it from the first round on."))
    return made_again(meeting, by=by, at=at, from_round=from_round)


def made_again(
    meeting: SpeedMeeting, *, by: Person, at: datetime, from_round: int = 1, is_told: bool = True
) -> SpeedMeeting:
    """Make the rotation of a meeting that the caller's transaction holds (``make_rotation``)."""
    places = people_to_meet(meeting.cohort, meeting.site)
    before = plans_of(meeting)
    known = {one.person_id for one in meeting.attendees.all()}
    out = _reckon_with(meeting, places, from_round)
    attendees = {one.person_id: one for one in meeting.attendees.select_related("person")}
    there = [one for one in places if attendees[one.enrolment.person_id].away_at is None]
    _check_sides(there)
    meeting.encounters.filter(number__gte=from_round).delete()
    meeting.inputs_sha256 = _rotate(meeting, there, attendees, from_round)
    meeting.made_by, meeting.sequence = by, meeting.sequence + 1
    meeting.save(update_fields=["inputs_sha256", "made_by", "sequence"])
    audit.record(
        verb="meeting.rotation_made",
        subject=meeting,
        actor=by,
        at=at,
        details={
            "from_round": from_round,
            "n_people": len(there),
            "inputs_sha256": meeting.inputs_sha256,
        },
        programme=meeting.cohort.programme,
    )
    if meeting.state == SpeedMeeting.State.OPEN and is_told:
        coming = {key: one.person for key, one in attendees.items() if one.away_at is None}
        stay = [one for key, one in coming.items() if key in known - out.keys()]
        new = [one for key, one in coming.items() if key not in known]
        tell_changes(meeting, before, stay, at=at)
        tell("meeting_announced", meeting, new, at=at, method="REQUEST")
        _tell_out(meeting, out.values(), at=at)
    return meeting


@transaction.atomic
def set_presence(
    attendee: Attendee, presence: Presence, *, by: Person, at: datetime, seen: int | None = None
) -> Attendee:
    """Keep that somebody does not come, comes later or leaves before the end.

    The rotation stays until it is made again. Refused: a meeting that is over, rounds that it does
    not have, a form made before another change.
    """
    meeting = locked(attendee.meeting, seen)
    refuse_over(meeting, at)
    last = meeting.n_rounds if presence.last_round is None else presence.last_round
    if not 1 <= presence.first_round <= last <= meeting.n_rounds:
        raise BadPlan(
            _("Rounds go from 1 to %(last)s, the first one before the last.")
            % {"last": meeting.n_rounds}
        )
    attendee = Attendee.objects.select_for_update(of=("self",)).get(pk=attendee.pk)
    attendee.first_round, attendee.last_round = presence.first_round, presence.last_round
    attendee.away_at = None if presence.comes else attendee.away_at or at
    attendee.save(update_fields=["first_round", "last_round", "away_at"])
    meeting.sequence += 1
    meeting.save(update_fields=["sequence"])
    audit.record(
        verb="meeting.presence_set",
        subject=meeting,
        actor=by,
        at=at,
        details={"person": attendee.person_id, "comes": presence.comes},
        programme=meeting.cohort.programme,
    )
    return attendee


def _reckon_with(meeting: SpeedMeeting, places: list[Place], from_round: int) -> dict[int, Person]:
    """Bring the attendees up to who is ready today; return who was there and is not any more.

    Whoever talked in a round that stays keeps their row up to that round.
    """
    ready = {place.enrolment.person_id: place.enrolment for place in places}
    known = {one.person_id: one for one in meeting.attendees.select_related("person")}
    Attendee.objects.bulk_create(
        Attendee(meeting=meeting, person_id=key, role=place.role, first_round=from_round)
        for key, place in ready.items()
        if key not in known
    )
    gone = {key: one for key, one in known.items() if key not in ready}
    talked = {
        key
        for talk in meeting.encounters.filter(number__lt=from_round)
        for key in (talk.mentor_id, talk.mentee_id)
    }
    stay = [one for key, one in gone.items() if key in talked]
    out = {
        key: one.person
        for key, one in gone.items()
        if one.last_round is None or one.last_round >= from_round
    }
    for one in stay:
        one.last_round = min(one.last_round or from_round - 1, from_round - 1)
    Attendee.objects.bulk_update(stay, ["last_round"])
    meeting.attendees.filter(person__in=gone.keys() - talked).delete()
    return out


def _check_sides(there: list[Place]) -> None:
    sides = [place.enrolment.role for place in there]
    counts = [sides.count(role) for role in ("mentee", "mentor")]
    if not all(counts):
        raise NobodyReady(
            _(
                "A speed meeting needs mentees and mentors who are ready and free. One side has"
                " none."
            )
        )
    if max(counts) > MOST_A_SIDE:
        raise BadPlan(
            _(
                "An event takes up to %(most)s people a side, and %(n)s are ready. Hold one for"
                " each site."
            )
            % {"most": MOST_A_SIDE, "n": max(counts)}
        )


def _rotate(
    meeting: SpeedMeeting, there: list[Place], attendees: dict[int, Attendee], from_round: int
) -> str:
    """Write the talks from ``from_round`` on; return the hash of what went in."""
    problem = _problem(meeting, there)
    held = list(talks_of(meeting))  # those before; the later ones are deleted by now
    earlier = [
        [(talk.mentee.external_id, talk.mentor.external_id) for talk in held if talk.number == n]
        for n in range(1, from_round)
    ]
    by_id = {one.person.external_id: one for one in attendees.values()}
    spans = {
        key: (one.first_round, one.last_round or meeting.n_rounds) for key, one in by_id.items()
    }
    found = upmatch.rotation(
        problem, meeting.n_rounds, tables=meeting.n_tables, earlier=earlier, there=spans
    )
    plan = upmatch.solve(problem)
    home = {talk.mentee.external_id: talk.table for talk in held}
    home |= {talk.mentor.external_id: talk.table for talk in held}
    tables = seated(found.rounds[from_round - 1 :], meeting.n_tables, home=home)
    by_engine = {one.id: one for one in problem.people}
    Encounter.objects.bulk_create(
        Encounter(
            meeting=meeting,
            number=number,
            table=table,
            mentee=by_id[mentee].person,
            mentor=by_id[mentor].person,
            why=why_data(by_engine[mentee], by_engine[mentor], plan.why(mentee, mentor)),
        )
        for number, seats in enumerate(tables, start=from_round)
        for (mentee, mentor), table in seats.items()
    )
    _count_best(found, by_id)
    return problem.inputs_sha256


def _problem(meeting: SpeedMeeting, there: list[Place]) -> upmatch.Problem:
    """Return the problem of who is there: pairs fixed by hand are for a round, not for talks."""
    settings = studio_settings(meeting.cohort)
    forbidden = [hold for hold in settings["holds"] if hold["kind"] == "forbid"]
    settings |= {"objective": "people-first", "holds": forbidden, "met": None}
    return problem_of(meeting.cohort, seed=settings["seed"], settings=settings, places=there)


def _count_best(found: upmatch.Rotation, by_id: dict[str, Attendee]) -> None:
    met: dict[str, set[str]] = {key: set() for key in by_id}
    for talks in found.rounds:
        for mentee, mentor in talks:
            met[mentee].add(mentor)
            met[mentor].add(mentee)
    for key, one in by_id.items():
        best = found.best.get(key, ())
        one.n_best, one.n_best_met = len(best), len(met[key].intersection(best))
    Attendee.objects.bulk_update(by_id.values(), ["n_best", "n_best_met"])


def _tell_out(meeting: SpeedMeeting, people: Iterable[Person], *, at: datetime) -> None:
    template = "meeting_plan_changed"
    letters = [
        letter_of(template, meeting, person, method="CANCEL", is_out=True) for person in people
    ]
    queue_notices(template, letters, at=at)
