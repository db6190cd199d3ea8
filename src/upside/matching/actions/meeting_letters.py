"""What people are told of a speed meeting by mail, with the date for their calendars."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from upside.kernel.host import host
from upside.matching.models import SpeedMeeting
from upside.matching.queries import plans_of
from upside.matching.timetable import Times, times_of
from upside.notices.actions import Letter, language_for, queue_notices
from upside.people.models import Person
from upside.sessions.calendar import Appointment, appointment_text

__all__ = ["calendar_of", "letter_of", "tell", "tell_changes"]

Plan = dict[int, tuple[int, str]]
"""For each round of one person in which they talk: the table, and with whom."""


def tell(
    template: str,
    meeting: SpeedMeeting,
    people: Iterable[Person],
    *,
    at: datetime,
    method: str = "",
) -> None:
    """Write the same mail about ``meeting`` to ``people``, with a calendar file if asked.

    ``method`` is that of the file: ``REQUEST`` or ``CANCEL``.
    """
    queue_notices(
        template, [letter_of(template, meeting, one, method=method) for one in people], at=at
    )


def letter_of(
    template: str, meeting: SpeedMeeting, person: Person, *, method: str = "", **more: Any
) -> Letter:
    """Return the mail of ``template`` to one person."""
    context = {
        "programme": meeting.cohort.programme.names,
        "place": meeting.place,
        "n_rounds": meeting.n_rounds,
        "minutes": meeting.minutes,
        "until_at": meeting.preferences_until,
        "path": f"/speed-meetings/{meeting.pk}/mine/",
        **more,
    }
    if method:
        context |= {"calendar": calendar_of(meeting, person, method), "method": method}
    return Letter(person, f"{template}:{meeting.pk}:{meeting.sequence}:{person.pk}", context)


def calendar_of(meeting: SpeedMeeting, person: Person, method: str = "REQUEST") -> str:
    """Return the date of ``meeting`` for the calendar of one person, who alone is named in it."""
    with translation.override(language_for(person)):
        date = Appointment(
            uid=f"speed-meeting-{meeting.pk}-{person.pk}@{host()}",
            sequence=meeting.sequence,
            changed_at=meeting.announced_at or meeting.made_at,
            starts_at=meeting.starts_at,
            ends_at=meeting.ends_at,
            summary=_("%(programme)s: speed meeting")
            % {"programme": meeting.cohort.programme.name},
            place=meeting.place,
            path=f"/speed-meetings/{meeting.pk}/mine/",
            people=[person],
        )
        return appointment_text(date, method)


def tell_changes(
    meeting: SpeedMeeting, before: Mapping[int, Plan], people: Iterable[Person], *, at: datetime
) -> None:
    """Tell those of ``people`` whose plan is not what it was before, round by round."""
    after, letters, nothing = plans_of(meeting), [], Plan()
    for one in people:
        changes = _changes(meeting, before.get(one.pk, nothing), after.get(one.pk, nothing))
        if changes:
            letters.append(letter_of("meeting_plan_changed", meeting, one, changes=changes))
    queue_notices("meeting_plan_changed", letters, at=at)


def _changes(meeting: SpeedMeeting, before: Plan, after: Plan) -> list[dict[str, Any]]:
    return [
        _change(times, after.get(times.number))
        for times in times_of(meeting)
        if before.get(times.number) != after.get(times.number)
    ]


def _change(times: Times, talk: tuple[int, str] | None) -> dict[str, Any]:
    table, partner = talk or (0, "")
    return {
        "number": times.number,
        "begins_at": times.starts_at.isoformat(),
        "table": table,
        "partner": partner,
    }
