"""What the first page prepares of the next session: the kit, the goals of both, the coach."""

from dataclasses import dataclass

from upside.learning.models import Kit
from upside.learning.queries import kits_by_code, kits_for_topics
from upside.pairs.models import Goal, Pair
from upside.pairs.queries import Reasons, contacts_of, goals_of
from upside.people.models import Person
from upside.programmes.curriculum import module_at, modules_of
from upside.sessions.queries import place_of
from upside.web.front.step import Step
from upside.web.kits.sheet import Sheet, sheet_of

__all__ = ["Ahead", "ahead_of"]


@dataclass(frozen=True, slots=True)
class Ahead:
    """The next session as one of the two prepares it; the goals are in the words of the two."""

    kit: Kit | None
    sheet: Sheet | None
    to_mentee: list[str]
    to_mentor: list[str]
    coaches: list[Person]

    @property
    def give_back(self) -> str:
        """What the kit says of the way back, in its last quarter of an hour."""
        steps = self.sheet.steps if self.sheet else []
        return next((step.text for step in steps if step.is_give_back), "")


def ahead_of(step: Step, reasons: Reasons) -> Ahead | None:
    """Return what one of the two prepares, where the next step is a session or its date.

    Five queries at most: the place of the session, its kit, the goals and their topics, whom to
    talk to.
    """
    pair = step.pair
    if pair is None or pair.state != Pair.State.ACTIVE or not step.is_next_session:
        return None
    kit = _kit(step, reasons)
    goals, coaches = goals_of(pair), contacts_of(pair).coaches
    sheet = sheet_of(kit, kit.content) if kit else None
    return Ahead(
        kit,
        sheet,
        to_mentee=_passes(goals, giver=pair.mentor, taker=pair.mentee),
        to_mentor=_passes(goals, giver=pair.mentee, taker=pair.mentor),
        coaches=coaches,
    )


def _passes(goals: dict[int, Goal], *, giver: Person, taker: Person) -> list[str]:
    """Return what ``taker`` wants to learn in their own words, else what ``giver`` offers."""
    wanted = goals[taker.pk].to_learn if taker.pk in goals else []
    offered = goals[giver.pk].to_offer if giver.pk in goals else []
    return wanted or offered


def _kit(step: Step, reasons: Reasons) -> Kit | None:
    """Return the kit of the session: of its module or first meeting, else of the pair's topics."""
    if step.session is None:
        return None
    cohort = step.session.pair.cohort
    if modules_of(cohort):
        module = module_at(cohort, place_of(step.session))
        codes = [module.kit] if module and module.kit else []
        return next(iter(kits_by_code(codes).values()), None) if codes else None
    topics = [skill.code for skill in (*reasons.to_mentee, *reasons.to_mentor)]
    if not topics:
        return None
    # as on the page of the pair: first the kit of a first meeting, then those of their topics
    first = 1 if place_of(step.session) == 0 else None
    return next(iter(kits_for_topics(topics, session=first)), None)
