"""Reads of the pulse: one's own answer, and everybody's together from eight people up."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import F, Prefetch, QuerySet, Value

from upside.feedback.models import Confidence, PassedOn, Pulse
from upside.pairs.models import Pair
from upside.pairs.queries import pairs_coached_by
from upside.people.models import Person
from upside.programmes.models import Cohort
from upside.programmes.queries import SMALLEST_GROUP
from upside.sessions.following import momentum_of
from upside.sessions.models import Exchange, Session
from upside.skills.models import Skill

__all__ = [
    "HOW_SURE",
    "SCALE",
    "ConfidenceSummary",
    "PassedOnSummary",
    "PulseSummary",
    "Together",
    "answers_together",
    "confidence_of",
    "confidence_summary",
    "passed_on_by",
    "pulse_of",
    "pulse_summary",
    "pulses_for_coach",
    "sessions_with_confidence",
    "skills_received",
    "sure_by_skill",
    "sure_of",
    "with_confidence",
]

SCALE = range(1, 6)
HOW_SURE = range(11)


@dataclass(frozen=True, slots=True)
class PulseSummary:
    """How a cohort's sessions were felt: means of 1 to 5, and how often each answer was given."""

    n: int
    useful: float
    at_ease: float
    useful_counts: tuple[int, ...]
    at_ease_counts: tuple[int, ...]


def pulse_of(session: Session, person: Person) -> Pulse | None:
    """Return what ``person`` answered after ``session``; nobody gets anybody else's."""
    return Pulse.objects.filter(session=session, person=person).first()


def pulses_for_coach(pair: Pair, coach: Person, *, at: datetime) -> list[Pulse]:
    """Return the answers of ``pair``, newest first, to its coach and while it is amber or red.

    Nobody else gets any, nor does the coach of a pair that is green or has no colour. Answers given
    before the form named the coach stay out.
    """
    if not pairs_coached_by(coach).filter(pk=pair.pk).exists():
        return []
    if not momentum_of([pair], at=at)[pair.pk].is_uneasy:
        return []
    held = Pulse.objects.filter(session__pair=pair, session__state=Session.State.HELD)
    told = held.filter(told_of_coach=True).select_related("session", "person")
    return list(told.order_by("-session__starts_at", "person__last_name", "pk"))


@dataclass(frozen=True, slots=True)
class ConfidenceSummary:
    """How sure a cohort feels of the skills that came to it: a mean of 0 to 10, and its answers."""

    n: int
    n_people: int
    sure: float


def skills_received(session: Session, noted: Iterable[Exchange], person: Person) -> list[Exchange]:
    """Return which of ``noted`` are skills that came to ``person`` in ``session``."""
    is_mentor = person.pk == session.pair.mentor_id
    way = Exchange.Direction.TO_MENTOR if is_mentor else Exchange.Direction.TO_MENTEE
    return [one for one in noted if one.skill_id and one.direction == way]


def with_confidence(exchanges: QuerySet[Exchange]) -> QuerySet[Exchange]:
    """Return ``exchanges`` with how sure their receivers feel, for ``sure_of``; no query more."""
    return exchanges.select_related("skill", "confidence")


def sure_of(received: Iterable[Exchange]) -> dict[int, int]:
    """Return how sure the receiver of ``received`` said to be; ask only for the reader's own."""
    return {one.pk: one.confidence.sure for one in received if hasattr(one, "confidence")}


def sessions_with_confidence(sessions: QuerySet[Session]) -> QuerySet[Session]:
    """Return ``sessions`` with what passed and how sure its receivers feel; no query more."""
    passed = with_confidence(Exchange.objects.order_by("direction", "kind", "pk"))
    return sessions.prefetch_related(None).prefetch_related(Prefetch("exchanges", passed))


def sure_by_skill(sessions: Iterable[Session], person: Person) -> dict[Skill, list[int]]:
    """Return how sure ``person`` said to be of each skill that came to them, soonest first.

    Of ``sessions_with_confidence``, in their order; nobody gets anybody else's. No query.
    """
    said: dict[Skill, list[int]] = {}
    held = (one for one in sessions if one.state == Session.State.HELD)
    for session in held:
        for one in skills_received(session, session.exchanges.all(), person):
            if one.skill and hasattr(one, "confidence"):
                said.setdefault(one.skill, []).append(one.confidence.sure)
    return said


def confidence_of(session: Session, person: Person) -> dict[int, int]:
    """Return how sure ``person`` said to be, by exchange; nobody gets anybody else's. One query."""
    mine = Confidence.objects.filter(exchange__session=session, person=person)
    return dict(mine.values_list("exchange", "sure"))


@dataclass(frozen=True, slots=True)
class PassedOnSummary:
    """How many people of a cohort showed their team what they learned, and to how many in all."""

    n_people: int
    n_shown: int


@dataclass(frozen=True, slots=True)
class Together:
    """What the people of a cohort answered after their sessions; each None below eight people."""

    pulse: PulseSummary | None
    confidence: ConfidenceSummary | None
    passed_on: PassedOnSummary | None


def answers_together(cohort: Cohort) -> Together:
    """Return the answers of ``cohort`` together, None until eight people have answered; one query.

    Eight answers are not enough: one pair gives them in four sessions. Answers on a session that
    turned out not to have been held wait for it to be held after all.
    """
    pulses = Pulse.objects.filter(
        session__pair__cohort=cohort, session__state=Session.State.HELD
    ).annotate(what=Value("pulse"))
    sure = Confidence.objects.filter(
        exchange__session__pair__cohort=cohort, exchange__session__state=Session.State.HELD
    ).annotate(what=Value("sure"), again=F("sure"))
    shown = PassedOn.objects.filter(
        session__pair__cohort=cohort, session__state=Session.State.HELD
    ).annotate(what=Value("shown"), again=F("n_people"))
    all_three = pulses.values_list("what", "person", "useful", "at_ease").union(
        sure.values_list("what", "person", "sure", "again"),
        shown.values_list("what", "person", "n_people", "again"),
        all=True,
    )
    rows = list(all_three)
    return Together(
        _pulses_together([row[1:] for row in rows if row[0] == "pulse"]),
        _confidence_together([row[1:3] for row in rows if row[0] == "sure"]),
        _passed_on_together([row[1:3] for row in rows if row[0] == "shown"]),
    )


def pulse_summary(cohort: Cohort) -> PulseSummary | None:
    """Return the two answers of ``cohort`` together, None until eight people have answered."""
    return answers_together(cohort).pulse


def confidence_summary(cohort: Cohort) -> ConfidenceSummary | None:
    """Return how sure people of ``cohort`` feel, together; None until eight people have said so."""
    return answers_together(cohort).confidence


def _pulses_together(answers: list[tuple[int, int, int]]) -> PulseSummary | None:
    if len({person for person, _useful, _ease in answers}) < SMALLEST_GROUP:
        return None
    useful = [answer for _person, answer, _ease in answers]
    at_ease = [ease for _person, _answer, ease in answers]
    return PulseSummary(
        n=len(answers),
        useful=sum(useful) / len(answers),
        at_ease=sum(at_ease) / len(answers),
        useful_counts=tuple(useful.count(step) for step in SCALE),
        at_ease_counts=tuple(at_ease.count(step) for step in SCALE),
    )


def _confidence_together(answers: list[tuple[int, int]]) -> ConfidenceSummary | None:
    n_people = len({person for person, _sure in answers})
    if n_people < SMALLEST_GROUP:
        return None
    mean = sum(sure for _person, sure in answers) / len(answers)
    return ConfidenceSummary(len(answers), n_people, mean)


def passed_on_by(session: Session, person: Person) -> PassedOn | None:
    """Return what ``person`` said to have shown their team; nobody gets anybody else's."""
    return PassedOn.objects.filter(session=session, person=person).first()


def _passed_on_together(answers: list[tuple[int, int]]) -> PassedOnSummary | None:
    n_people = len({person for person, _shown in answers})
    if n_people < SMALLEST_GROUP:
        return None
    return PassedOnSummary(n_people, sum(shown for _person, shown in answers))
