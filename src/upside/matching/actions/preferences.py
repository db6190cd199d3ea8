"""What people say after a speed meeting: that they were not there, and whom they would like."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from upside.kernel import audit
from upside.matching.actions.meeting_letters import letter_of, tell_changes
from upside.matching.actions.meeting_states import MeetingOver, locked
from upside.matching.actions.meetings import close_preferences
from upside.matching.models import Attendee, SpeedMeeting
from upside.matching.queries import asked_in, met_by, plans_of
from upside.matching.timetable import n_begun
from upside.notices.actions import Letter, queue_notices
from upside.notices.queries import not_told
from upside.people.models import Person
from upside.programmes.actions import save_wishes_among
from upside.programmes.models import WITHOUT_PLACE, Enrolment

__all__ = ["REMINDER", "follow_meetings", "save_preferences", "say_away"]

State = SpeedMeeting.State
REMINDER: Final = timedelta(days=1)
"""How long before the end of the preferences those who have not answered are reminded."""


@transaction.atomic
def say_away(attendee: Attendee, *, away: bool, at: datetime) -> Attendee:
    """Keep that somebody cannot come, or was not there; ``away`` False takes it back.

    What they would have talked counts for nobody. Refused: a meeting that is called off, or whose
    preferences are closed.
    """
    meeting = _open(attendee, at)
    attendee = Attendee.objects.select_for_update(of=("self",)).get(pk=attendee.pk)
    attendee.away_at = (attendee.away_at or at) if away else None
    attendee.save(update_fields=["away_at"])
    audit.record(
        verb="meeting.away_said",
        subject=meeting,
        actor=attendee.person,
        at=at,
        details={"away": away},
        programme=meeting.cohort.programme,
    )
    return attendee


@transaction.atomic
def save_preferences(
    attendee: Attendee, said: Mapping[int, int | None], *, at: datetime
) -> Attendee:
    """Keep with whom somebody would go on, as wishes and vetoes of their place; again replaces it.

    ``said`` has a rank from 1 to 5 for people by key, or None for "rather not"; whom it leaves
    out they have no preference about. Wishes about others stay. Nobody else reads any of it; the
    log tells that they answered. Refused: before the end of the event and after the deadline,
    people whom they did not meet, two people of one rank.
    """
    meeting = _open(attendee, at)
    if meeting.ends_at > at:
        raise MeetingOver(_("You can say this once the event has ended."))
    met = {one.pk: one for one in met_by(attendee)}
    if said.keys() - met.keys():
        raise MeetingOver(_("You can say this of people whom you met. Look at the page again."))
    place = Enrolment.objects.get(cohort=meeting.cohort, person=attendee.person_id)
    save_wishes_among(place, met.values(), said, at=at)
    attendee.answered_at = at
    attendee.save(update_fields=["answered_at"])
    audit.record(
        verb="meeting.answered",
        subject=meeting,
        actor=attendee.person,
        at=at,
        programme=meeting.cohort.programme,
    )
    return attendee


def follow_meetings(*, at: datetime) -> int:
    """Do what speed meetings need by themselves; return how many mails were written.

    Who has left, or gave up their place, leaves the talks to come. After the event everybody who
    met somebody is asked once and reminded once; after the deadline preferences are closed.
    """
    _let_go(at)
    over = SpeedMeeting.objects.filter(state=State.OPEN, ends_at__lte=at)
    for meeting in over.filter(preferences_until__lte=at).select_related("cohort__programme"):
        close_preferences(meeting, by=None, at=at)
    asking = over.filter(preferences_until__gt=at)
    late = asking.filter(preferences_until__lte=at + REMINDER)
    n = _ask("meeting_preferences", asking, Q(), at=at)
    return n + _ask("meeting_preferences_wait", late, Q(answered_at=None), at=at)


def _open(attendee: Attendee, at: datetime) -> SpeedMeeting:
    meeting = locked(attendee.meeting)
    if meeting.state == State.CALLED_OFF:
        raise MeetingOver(_("This speed meeting was called off. You need do nothing."))
    if meeting.state != State.OPEN or meeting.preferences_until <= at:
        raise MeetingOver(_("The preferences of this speed meeting are closed."))
    return meeting


def _ask(template: str, meetings: QuerySet[SpeedMeeting], which: Q, *, at: datetime) -> int:
    """Write the mail of ``template`` to those who have not had it; return how many there are.

    Asked of all ``meetings`` at once: most of them wait for nothing.
    """
    waiting = asked_in(meetings).filter(which, not_told(template, "meeting", "person"))
    people = waiting.select_related("meeting__cohort__programme", "person")
    letters = [_letter(template, one.meeting, one.person) for one in people]
    queue_notices(template, letters, at=at)
    return len(letters)


def _letter(template: str, meeting: SpeedMeeting, person: Person) -> Letter:
    written = letter_of(template, meeting, person)
    return Letter(person, f"{template}:{meeting.pk}:{person.pk}", written.context)


def _let_go(at: datetime) -> None:
    """Take the talks to come from whoever left the company or gave up their place."""
    lost = Enrolment.objects.filter(
        cohort=OuterRef("meeting__cohort"), person=OuterRef("person"), state__in=WITHOUT_PLACE
    )
    gone = Attendee.objects.filter(
        Q(person__is_active=False) | Q(Exists(lost)),
        away_at=None,
        meeting__state__in=(State.DRAFT, State.OPEN),
        meeting__ends_at__gt=at,
    )
    for meeting_id in list(gone.values_list("meeting", flat=True).distinct()):
        _let_go_of(SpeedMeeting(pk=meeting_id), gone.filter(meeting=meeting_id), at)


@transaction.atomic
def _let_go_of(meeting: SpeedMeeting, gone: QuerySet[Attendee], at: datetime) -> None:
    meeting = locked(meeting)
    people = set(gone.values_list("person", flat=True))
    before = plans_of(meeting)
    talks = meeting.encounters.filter(number__gt=n_begun(meeting, at))
    talks.filter(Q(mentor__in=people) | Q(mentee__in=people)).delete()
    gone.update(away_at=at)
    meeting.sequence += 1
    meeting.save(update_fields=["sequence"])
    if meeting.state == State.DRAFT:
        return
    others = meeting.attendees.filter(away_at=None).select_related("person")
    tell_changes(meeting, before, [one.person for one in others], at=at)
