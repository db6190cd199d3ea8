"""What each of the two wants to learn and offers: read by the two, by the coach where shown."""

from dataclasses import dataclass

from django.db.models import Q

from upside.pairs.models import Goal, Pair
from upside.pairs.queries.reasons import reasons_of
from upside.people.models import Person
from upside.programmes.queries import coaching
from upside.skills.models import Skill, Want
from upside.skills.queries import profile_of

__all__ = ["Proposed", "goals_of", "goals_shown_to", "history_of_goals", "proposed_goals"]


@dataclass(frozen=True, slots=True)
class Proposed:
    """The topics that somebody's goals may start from, until they write their own."""

    learn: tuple[Skill, ...]
    offer: tuple[Skill, ...]


def history_of_goals(pair: Pair) -> list[Goal]:
    """Return all that the two ever wrote, newest first; for pages of the two alone.

    A line that nobody edited is still the name of a topic: it is read in the active language. One
    query, and one for the names where there is a goal.
    """
    written = list(pair.goals.select_related("person").order_by("-written_at", "-pk"))
    topics = _topics_of(pair) if written else {}
    for goal in written:
        goal.topics = topics
    return written


def goals_of(pair: Pair) -> dict[int, Goal]:
    """Return what each of the two says today, by person; for pages of the two. Two queries."""
    return {goal.person_id: goal for goal in reversed(history_of_goals(pair))}


def goals_shown_to(person: Person, pair: Pair) -> list[Goal]:
    """Return the goals that ``person`` may read: of the own pair, or shown to them as its coach."""
    current = [goals_of(pair).get(one.pk) for one in pair.people]
    if person in pair.people:
        return [goal for goal in current if goal]
    if not coaching().filter(person=person, programme=pair.cohort.programme_id).exists():
        return []
    return [goal for goal in current if goal and goal.is_for_coach]


def proposed_goals(pair: Pair, person: Person) -> Proposed:
    """Return what ``person`` may start from: why they are a pair, then what else fits.

    What fits is what the person wants and the partner knows, and the other way round. It names
    topics, no levels: the partner's other levels and wants stay unknown.
    """
    reasons, partner = reasons_of(pair), pair.partner_of(person)
    is_mentor = person.pk == pair.mentor_id
    ways = (reasons.to_mentor, reasons.to_mentee)
    learn, offer = ways if is_mentor else ways[::-1]
    mine, theirs = profile_of(person), profile_of(partner)
    wanted = [want.skill for key, want in mine.wants.items() if theirs.level_of(key)]
    return Proposed(tuple(dict.fromkeys((*learn, *wanted))), offer)


def _topics_of(pair: Pair) -> dict[str, str]:
    """Return what goals may have started from: each topic's label, by its labels in all languages.

    Looked for by the pair and not by the text, which is encrypted and enters no query.
    """
    codes = [code for key in ("to_mentee", "to_mentor") for code in pair.reasons.get(key, ())]
    wants = Want.objects.filter(person__in=(pair.mentor_id, pair.mentee_id))
    found = Skill.objects.filter(Q(code__in=codes) | Q(pk__in=wants.values("skill")))
    return {label: skill.label for skill in found for label in skill.labels.values()}
