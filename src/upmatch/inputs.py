"""What ``Problem.build`` is given: refused where it is no such thing, kept where it can matter."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from upmatch.errors import ProblemError, RuleError, WishError
from upmatch.people import Person, Wish, is_text
from upmatch.rules import Settings, settled
from upmatch.rules.reporting_line import people_above
from upmatch.table import Link

__all__ = [
    "OBJECTIVES",
    "check_kinds",
    "check_objective",
    "check_people",
    "line_above",
    "rules_in_use",
    "wishes_between",
]

OBJECTIVES: Final = ("people-first", "total", "weakest", "bands", "stable", "at_least")


def check_kinds(
    people: Sequence[Person], wishes: Sequence[Wish], managers: Mapping[str, str | None]
) -> None:
    """Refuse what is no person, wish or manager's id: it would end in a fault far from here."""
    for one in people:
        if not isinstance(one, Person):
            raise ProblemError(f"{one!r} is not a Person")
    for wish in wishes:
        if not isinstance(wish, Wish):
            raise WishError(f"{wish!r} is not a Wish")
    if not isinstance(managers, Mapping):
        raise ProblemError("managers must map ids to the ids of managers")
    for one_id, above in managers.items():
        if not is_text(one_id) or not (above is None or is_text(above)):
            raise ProblemError(f"Manager {above!r} of {one_id!r} must be an id")


def check_people(people: tuple[Person, ...]) -> None:
    """Refuse an id that comes twice."""
    twice = [one for one, count in Counter(person.id for person in people).items() if count > 1]
    if twice:
        raise ProblemError(f"Person {twice[0]!r} comes twice; each id may come once")


def rules_in_use(rules: Settings, previous: tuple[Link, ...]) -> Settings:
    """Return the rules with all settings, without ``paired_before`` where nobody was."""
    kept = settled(rules)
    return kept if previous else {name: kept[name] for name in kept if name != "paired_before"}


def line_above(ids: set[str], managers: Mapping[str, str | None]) -> dict[str, str]:
    """Keep the links above people of the round: nothing else can touch a rule."""
    links = {one: above for one, above in managers.items() if above and above != one}
    kept = {one: links[one] for one in ids if one in links}
    for one in sorted(ids):
        kept.update(
            {above: links[above] for _, above in people_above(one, links) if above in links}
        )
    return dict(sorted(kept.items()))


def wishes_between(ids: set[str], wishes: Iterable[Wish]) -> tuple[Wish, ...]:
    """Return the wishes between people of the round, in canonical order."""
    inside = {wish for wish in wishes if wish.id in ids and wish.other in ids}
    ranked = Counter((wish.id, wish.other) for wish in inside if wish.kind == "rank")
    for (one, other), count in ranked.items():
        if count > 1:
            raise WishError(f"{one!r} ranks {other!r} in {count} different ways; keep one")
    return tuple(sorted(inside, key=lambda wish: (wish.id, wish.other, wish.kind)))


def check_objective(objective: str) -> None:
    """Refuse an objective that this version does not have."""
    if objective not in OBJECTIVES:
        known = ", ".join(OBJECTIVES)
        raise RuleError(f"Objective {objective!r} is not known; this version has {known}")
