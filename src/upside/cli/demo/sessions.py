"""What the demo's pairs do together: sign, book, meet, note what passed, sometimes cancel."""

from datetime import datetime, timedelta

from django.utils import translation

from upside.cli.demo.stage import Stage
from upside.feedback.actions import answer_pulse, say_confidence
from upside.pairs.actions import sign_charter, write_goals
from upside.pairs.models import Pair
from upside.sessions import actions as sessions
from upside.sessions.models import Exchange, Session
from upside.sessions.queries import common_dates
from upside.skills.models import Skill

__all__ = ["live_through", "settle"]

NOTES = {
    "en": "Start next time with the question left open today.",
    "fr": "Commencer la prochaine fois par la question restée ouverte aujourd’hui.",
}
MOST_SURE = 9
KINDS = (Exchange.Kind.KNOWLEDGE, Exchange.Kind.CONTACT, Exchange.Kind.OUTLOOK)


def live_through(stage: Stage) -> None:
    """Take every pair from its charter to its next booked session."""
    by_code = {skill.code: skill for skill in Skill.objects.all()}
    # those of a clinic have signed and met by booking its times
    pairs = Pair.objects.filter(cohort=stage.cohort, cohort__clinic_slots=None)
    for pair in pairs.order_by("pk"):
        at = pair.accepted_at + timedelta(days=1)
        sign_charter(pair, by=pair.mentor, at=at)
        if stage.dice.random() < 0.07:  # noqa: PLR2004 - one mentee in fourteen has yet to sign
            continue
        active = sign_charter(pair, by=pair.mentee, at=at + timedelta(hours=6))
        _write_goals(active, at, by_code)
        _meet_until_now(stage, active, at + timedelta(days=1), by_code)


def _write_goals(pair: Pair, at: datetime, by_code: dict[str, Skill]) -> None:
    """Let both write what the reasons of their pair propose, each in their own language."""
    topics = {
        way: [by_code[code] for code in pair.reasons.get(way, ())]
        for way in ("to_mentee", "to_mentor")
    }
    for person, (learn, offer) in zip(
        pair.people, (("to_mentor", "to_mentee"), ("to_mentee", "to_mentor")), strict=True
    ):
        with translation.override(person.ui_language):
            said = {way: "\n".join(skill.label for skill in topics[way]) for way in topics}
        write_goals(
            pair, learn=said[learn], offer=said[offer], is_for_coach=False, by=person, at=at
        )


def _meet_until_now(stage: Stage, pair: Pair, at: datetime, by_code: dict[str, Skill]) -> None:
    """Book, meet, book again: the next date is found right after each session."""
    settings = pair.cohort.settings
    rhythm = settings["rhythm_days"]
    # some meet more often than the programme says, few less often
    pace = timedelta(days=stage.dice.choice((rhythm // 2, *(rhythm * 7 // 10,) * 2, rhythm - 2)))
    after = at
    for _ in range(settings["n_sessions"]):
        dates = common_dates(pair, after=after, limit=3)
        if not dates:
            return
        start = stage.dice.choice(dates)
        booked = sessions.book_session(pair, starts_at=start, by=pair.mentee, at=at)
        if booked.ends_at > stage.now:
            return
        settle(stage, booked, by_code)
        at = booked.ends_at + timedelta(hours=1)
        after = booked.ends_at + pace
        if stage.dice.random() < 0.05:  # noqa: PLR2004 - one in twenty forgets to book again
            return


def settle(stage: Stage, session: Session, by_code: dict[str, Skill]) -> None:
    """Say what became of a session, and note what passed."""
    after = session.ends_at + timedelta(minutes=5)
    mentor, mentee = session.pair.people
    mood = stage.dice.random()
    if mood < 0.12:  # noqa: PLR2004 - one session in eight is cancelled the day before
        sessions.cancel_session(session, by=mentee, at=session.starts_at - timedelta(days=1))
        return
    if mood < 0.15:  # noqa: PLR2004 - a few are missed
        sessions.miss_session(session, by=mentor, at=after)
        return
    sessions.hold_session(session, by=mentor, at=after)
    _note_exchanges(stage, session, by_code, after)
    for person in session.pair.people:
        if stage.dice.random() < 0.8:  # noqa: PLR2004 - four in five answer
            useful, at_ease = stage.dice.choice((3, 4, 4, 5, 5)), stage.dice.choice((3, 4, 5, 5))
            answer_pulse(session, useful=useful, at_ease=at_ease, by=person, at=after)
    sessions.save_note(session, text=NOTES[mentor.ui_language], by=mentor, at=after)


def _note_exchanges(
    stage: Stage, session: Session, by_code: dict[str, Skill], at: datetime
) -> None:
    mentor, mentee = session.pair.people
    ways = (
        (Exchange.Direction.TO_MENTEE, mentor, "to_mentee"),
        (Exchange.Direction.TO_MENTOR, mentee, "to_mentor"),
    )
    for direction, giver, key in ways:
        codes = session.pair.reasons.get(key, [])
        if codes and stage.dice.random() < 0.9:  # noqa: PLR2004 - now and then only talk passed
            skill = by_code[stage.dice.choice(codes)]
            passed = sessions.record_exchange(
                session, direction=direction, kind=Exchange.Kind.SKILL, skill=skill, by=giver, at=at
            )
            sure = min(MOST_SURE, 2 + 2 * session.pair.sessions.filter(state="held").count())
            taker = session.pair.partner_of(giver)
            say_confidence(session, {passed.pk: sure}, by=taker, at=at)
        if stage.dice.random() < 0.4:  # noqa: PLR2004
            kind = stage.dice.choice(KINDS)
            sessions.record_exchange(session, direction=direction, kind=kind, by=giver, at=at)
