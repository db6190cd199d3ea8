"""What happens to some pairs of the demo: they answer, move a date, rest, and one comes to its end.

One mentee's calendar is known from a file, and reads the sessions from its private address.
"""

from datetime import UTC, datetime, timedelta

from django.db.models import Count, Q

from upside.calendars.actions import connect_file
from upside.cli.demo.stage import Stage
from upside.community.actions.learnings import agree_to_learning, write_learning
from upside.community.learning_models import SharedLearning
from upside.pairs.models import Pair
from upside.sessions import actions as sessions
from upside.sessions.actions.feeds import make_feed
from upside.sessions.models import Session, SessionReply
from upside.sessions.queries import common_dates

__all__ = ["have_moments"]

ANSWER = SessionReply.Answer
REST = timedelta(days=21)
FEWEST_HELD = 2
THANKS = {
    "en": "You asked the questions that nobody asks me any more. Thank you for your patience.",
    "fr": "Vous m’avez posé les questions que plus personne ne me pose. Merci pour votre patience.",
}
GOALS = {
    "en": "I do alone now what I always had done for me.",
    "fr": "Je fais maintenant moi-même ce que je faisais toujours faire.",
}
LEARNED = {
    "en": "Begin with one real task of the week, not with a tool. After ten minutes swap seats:"
    " whoever learns holds the keyboard.",
    "fr": "Commencer par une vraie tâche de la semaine, pas par un outil. Au bout de dix minutes,"
    " changer de place : qui apprend prend le clavier.",
}
BUSY = """BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//Aubrac//Agenda//FR
BEGIN:VEVENT
UID:comite@aubrac.example
DTSTAMP:{stamp}
DTSTART:{starts}
DTEND:{ends}
RRULE:FREQ=WEEKLY;COUNT=26
SUMMARY:Comité de direction
END:VEVENT
END:VCALENDAR
"""


def have_moments(stage: Stage, *, besides: list[Pair]) -> None:
    """Let three more pairs with a date answer, move it or rest; complete the one that met most."""
    active = Pair.objects.filter(cohort=stage.cohort, state=Pair.State.ACTIVE).exclude(
        pk__in=[pair.pk for pair in besides]
    )
    booked = active.filter(sessions__state=Session.State.PLANNED).distinct().order_by("pk")
    acts = (_answer_and_connect, _move, _rest)
    found = list(booked[: len(acts)])
    for act, pair in zip(acts, found, strict=False):
        act(stage, pair)
    held = Count("sessions", filter=Q(sessions__state=Session.State.HELD))
    met = active.exclude(pk__in=[pair.pk for pair in found]).annotate(n_held=held)
    for pair in met.filter(n_held__gte=FEWEST_HELD).order_by("-n_held", "pk")[:1]:
        _complete(stage, pair)


def _planned(pair: Pair) -> Session:
    return pair.sessions.filter(state=Session.State.PLANNED).order_by("starts_at")[0]


def _answer_and_connect(stage: Stage, pair: Pair) -> None:
    """Let the mentor say that they come, and the mentee's calendar be known on both sides."""
    session, said = _planned(pair), sessions.Said(ANSWER.ACCEPTED)
    at = max(stage.before(1), session.booked_at)
    sessions.answer_session(session, said, by=pair.mentor, at=at)
    starts = (stage.now.astimezone(UTC) + timedelta(days=1)).replace(hour=7, minute=0, second=0)
    data = BUSY.format(stamp=_utc(at), starts=_utc(starts), ends=_utc(starts + timedelta(hours=1)))
    lines = data.replace("\n", "\r\n").encode()
    connect_file(pair.mentee, name="agenda.ics", data=lines, at=at)
    make_feed(pair.mentee, at=at)


def _utc(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _move(stage: Stage, pair: Pair) -> None:
    """Let the mentor move the date, and the mentee see that they might not come."""
    session = _planned(pair)
    dates = common_dates(pair, after=session.ends_at, limit=1)
    if not dates:
        return
    at = max(stage.before(2), session.booked_at)
    moved = sessions.move_session(session, starts_at=dates[0], by=pair.mentor, at=at)
    said = sessions.Said(ANSWER.TENTATIVE)
    sessions.answer_session(moved, said, by=pair.mentee, at=at + timedelta(hours=2))


def _rest(stage: Stage, pair: Pair) -> None:
    until = (stage.now + REST).date()
    sessions.pause_pair(pair, until=until, by=pair.mentee, at=stage.before(2))


def _complete(stage: Stage, pair: Pair) -> None:
    """Let both say that they are done, thank each other and publish what they learned."""
    at = stage.before(1)
    for person in pair.people:
        sessions.wind_up(pair, by=person, at=at)
    for person in pair.people:
        language = person.ui_language
        sessions.say_farewell(
            pair,
            levels={},
            goals=GOALS[language],
            thanks=THANKS[language],
            asks_again=True,
            by=person,
            at=at + timedelta(hours=4),
        )
    learned = write_learning(
        pair,
        text=LEARNED[pair.mentor.ui_language],
        readers=SharedLearning.Readers.COMPANY,
        is_signed=False,
        after=0,
        by=pair.mentor,
        at=at + timedelta(hours=5),
    )
    for person in pair.people:
        agree_to_learning(pair, number=learned.number, by=person, at=at + timedelta(hours=6))
