"""Words that the catalogue lacks: somebody sends one, a coordinator answers, the person decides."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from upside.kernel import audit
from upside.kernel.errors import Refused
from upside.kernel.texts import LANGUAGES
from upside.notices.actions import Letter, queue_notices
from upside.people.models import Person
from upside.programmes.actions.profile import want_skill
from upside.programmes.models import Enrolment
from upside.programmes.queries import (
    enrolments_run_by,
    topic_requests_of,
    topic_requests_run_by,
)
from upside.skills.actions import NoSuchName, add_own_topic, call_topic
from upside.skills.models import Skill, TopicRequest
from upside.skills.queries import profile_of
from upside.skills.wording import LONGEST_NAME, folded, is_name

__all__ = [
    "NoAnswer",
    "WordAnswered",
    "add_asked_topic",
    "ask_for_topic",
    "drop_word",
    "hear_answer",
    "map_word",
]

State, Kind = TopicRequest.State, TopicRequest.Kind
MOST_WAITING = 10
LONGEST_REASON = 300
LONGEST_FOLDED = 160
USUAL_TARGET, USUAL_IMPORTANCE = 4, 2


class WordAnswered(Refused):
    """Somebody else has answered before."""


class NoAnswer(Refused):
    """An answer says nothing, or too much."""


@transaction.atomic
def ask_for_topic(
    enrolment: Enrolment, text: str, *, kind: str, language: str, at: datetime
) -> TopicRequest:
    """Send a word that the catalogue lacks to the coordinators; the same word twice is one.

    Refused for what can be the name of no topic, and for an eleventh word that waits.
    """
    name, key = text.strip(), folded(text)
    if not is_name(name) or len(key) > LONGEST_FOLDED:
        raise NoSuchName(
            _("Write the topic in one line, of no more than %(most)s signs.")
            % {"most": LONGEST_NAME}
        )
    person = Person.objects.select_for_update().get(pk=enrolment.person_id)
    waiting = TopicRequest.objects.filter(person=person, state=State.WAITING)
    if before := waiting.filter(folded=key, kind=kind).first():
        return before
    if waiting.count() >= MOST_WAITING:
        raise NoSuchName(_("Ten of your words wait for an answer already. Let them be answered."))
    asked = TopicRequest.objects.create(
        person=person,
        text=name,
        folded=key,
        language=language if language in LANGUAGES else LANGUAGES[0],
        kind=kind,
        direction=_direction(enrolment.role, kind),
        asked_at=at,
    )
    audit.record(verb="topic.asked", subject=person, actor=person, at=at)
    return asked


def _direction(role: str, kind: str) -> str:
    """Return which way the topic would go: what mentors share and mentees want comes from them."""
    from_mentor = (role == Enrolment.Role.MENTOR) == (kind == Kind.SHARE)
    return Skill.Direction.J2S if from_mentor else Skill.Direction.S2J


@transaction.atomic
def map_word(asked: TopicRequest, skill: Skill, *, by: Person, at: datetime) -> list[Person]:
    """Let a word lead to a topic from now on, and tell whoever asked; return them.

    Nobody gets a level or a want by it: each says yes or no on their own page. Whoever asked for
    it the other way round than the topic goes waits on. Refused where nobody is left, and where
    somebody else has answered the word before.
    """
    waiting = _waiting(asked, by, skill.direction)
    call_topic(skill, asked.text)
    told = _answer(waiting, State.MAPPED, skill=skill, by=by, at=at)
    details = {"people": len(told), "code": skill.code}
    audit.record(verb="topic.mapped", subject="skills", actor=by, at=at, details=details)
    return told


@transaction.atomic
def add_asked_topic(
    asked: TopicRequest,
    labels: Mapping[str, str],
    *,
    direction: str,
    by: Person,
    at: datetime,
) -> list[Person]:
    """Make a word a topic of the company's own, and tell whoever asked; return them.

    Refused for names that a topic cannot have or another has, and where somebody else has
    answered the word before.
    """
    waiting = _waiting(asked, by, direction)
    skill = add_own_topic(labels, direction=direction, by=by, at=at)
    call_topic(skill, asked.text)
    told = _answer(waiting, State.ADDED, skill=skill, by=by, at=at)
    details = {"people": len(told), "code": skill.code}
    audit.record(verb="topic.added", subject="skills", actor=by, at=at, details=details)
    return told


@transaction.atomic
def drop_word(asked: TopicRequest, reason: str, *, by: Person, at: datetime) -> list[Person]:
    """Leave a word out of the catalogue, and tell whoever asked why; return them.

    Refused without a reason, for one that is too long, and where somebody else has answered.
    """
    why = reason.strip()
    if not why or len(why) > LONGEST_REASON:
        raise NoAnswer(
            _("Say why, in no more than %(most)s signs: whoever asked reads it.")
            % {"most": LONGEST_REASON}
        )
    told = _answer(_waiting(asked, by), State.DROPPED, reason=why, by=by, at=at)
    details = {"people": len(told)}
    audit.record(verb="topic.dropped", subject="skills", actor=by, at=at, details=details)
    return told


@transaction.atomic
def hear_answer(
    enrolment: Enrolment, request_id: int, *, yes: bool, at: datetime
) -> TopicRequest | None:
    """Keep that a person read the answer to their word; with a yes, a topic to learn is theirs.

    A yes to a topic to share keeps no level: the page asks for it. What the person had said of
    the topic before stays. A second call does nothing, and gives None.
    """
    rows = topic_requests_of(enrolment.person).exclude(state=State.WAITING).select_related(None)
    answer = rows.select_for_update().filter(pk=request_id).first()
    if answer is None:
        return None
    answer.seen_at = at
    answer.save(update_fields=["seen_at"])
    skill = answer.skill
    if skill is None or not yes or answer.kind != Kind.WANT:
        return answer
    if skill.pk not in profile_of(enrolment.person).wants:
        want_skill(enrolment, skill, target=USUAL_TARGET, importance=USUAL_IMPORTANCE, at=at)
    return answer


def _waiting(
    asked: TopicRequest, by: Person, direction: str = Skill.Direction.BOTH
) -> list[TopicRequest]:
    """Return all who wait for a word that goes one way and whom ``by`` may answer; locked."""
    rows = topic_requests_run_by(by).filter(state=State.WAITING, folded=asked.folded)
    waiting = list(rows.select_for_update(of=("self",)).select_related("person"))
    if not waiting:
        raise WordAnswered(_("Somebody has answered this word already. Nothing was changed."))
    found = [row for row in waiting if direction in {row.direction, Skill.Direction.BOTH}]
    if not found:
        raise NoAnswer(_("Everybody asked for it the other way round. Choose a topic that fits."))
    return found


def _answer(
    waiting: list[TopicRequest],
    state: str,
    *,
    skill: Skill | None = None,
    reason: str = "",
    by: Person,
    at: datetime,
) -> list[Person]:
    """Write the answer down, tell everybody who asked, once each."""
    TopicRequest.objects.filter(pk__in=[row.pk for row in waiting]).update(
        state=state, skill=skill, reason=reason, answered_at=at, answered_by=by
    )
    people = list({row.person_id: row.person for row in waiting}.values())
    places = enrolments_run_by(by).filter(person__in=people).order_by("pk")
    where = {place.person_id: f"/places/{place.pk}/" for place in places}
    letters = [
        Letter(
            row.person,
            f"topic_answered:{row.pk}",
            {
                "word": row.text,
                "topic": skill.labels if skill else {},
                "reason": reason,
                "path": where[row.person_id],
            },
        )
        for row in {row.person_id: row for row in waiting}.values()
    ]
    queue_notices("topic_answered", letters, at=at)
    return people
