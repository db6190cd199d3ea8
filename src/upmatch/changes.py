"""What happens to a round after it was solved: people leave, decline, join; seats change."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from upmatch.blocks import blocks
from upmatch.errors import UnknownPersonError
from upmatch.explain import NO_SEATS
from upmatch.people import Person, Wish
from upmatch.problem import Problem
from upmatch.scoring import score
from upmatch.table import Link

__all__ = ["LEFT", "Changes", "Ended", "changed", "ended_pairs"]

LEFT: Final = "left"
"""Reason of a pair that ends because somebody is not in the round any more."""


@dataclass(frozen=True, slots=True)
class Changes:
    """What is different.

    ``left`` are ids of people who are gone; ``declined`` pairs (mentee, mentor) that may not come
    again; ``joined`` new people, with their ``wishes`` and ``managers``; ``seats`` the new number
    of seats of a mentor by id.
    """

    left: Sequence[str] = ()
    declined: Sequence[Link] = ()
    joined: Sequence[Person] = ()
    seats: Mapping[str, int] = field(default_factory=dict)
    wishes: Sequence[Wish] = ()
    managers: Mapping[str, str | None] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Ended:
    """A pair that cannot go on, and why.

    ``reasons`` are ``left``, the codes of rules (``forbidden`` for a declined pair), or ``seats``
    where a mentor has fewer than there are pairs: the least fit go.
    """

    mentee: str
    mentor: str
    reasons: tuple[str, ...]


def changed(problem: Problem, changes: Changes) -> Problem:
    """Return the problem after the changes, checked again.

    Who left takes along their locks, forbidden pairs, wishes and earlier pairs. A declined pair is
    forbidden, and no longer locked. A lock that overrules rules goes on to do so.

    Raises
    ------
    UnknownPersonError
        If somebody left, declined or got seats who is not in the round in that role.
    UpmatchError
        As ``Problem.build``; for somebody who joins twice, say.
    """
    _check(problem, changes)
    gone = set(changes.left)
    declined = {(mentee, mentor) for mentee, mentor in changes.declined}
    people = [_seated(one, changes.seats) for one in problem.people if one.id not in gone]
    stays = {one.id for one in people}

    def kept(links: Iterable[Link]) -> list[Link]:
        return [link for link in links if set(link) <= stays]

    locks = [link for link in kept(problem.locks) if link not in declined]
    return Problem.build(
        [*people, *changes.joined],
        managers={**problem.managers, **changes.managers},
        wishes=[*problem.wishes, *changes.wishes],
        rules=problem.rules,
        weights=problem.weights,
        week=problem.week,
        seed=problem.seed,
        objective=problem.objective,
        locks=locks,
        forbids=kept([*problem.forbids, *declined]),
        previous=problem.previous,
        quotas=problem.quotas,
        overrides=set(problem.overrides) & set(locks),
    )


def ended_pairs(pairs: Sequence[Link], after: Problem) -> list[Ended]:
    """Return which of these pairs the problem does not permit any more, by id. O(pairs)."""
    inside = [one for one in pairs if one[0] in after.row_of and one[1] in after.column_of]
    fits, reasons = _judged(inside, after)
    ended = dict.fromkeys(set(pairs) - set(inside), (LEFT,)) | reasons
    goes_on: dict[str, list[Link]] = defaultdict(list)
    locked = set(after.locks)
    for link in inside:
        if link not in ended and link not in locked:
            goes_on[link[1]].append(link)
    free = Counter({mentor.id: mentor.seats for mentor in after.mentors})
    free.subtract(mentor for _, mentor in after.locks)
    for mentor, links in goes_on.items():
        by_fit = sorted(links, key=lambda link: (-fits[link], link))
        ended.update(dict.fromkeys(by_fit[max(free[mentor], 0) :], (NO_SEATS,)))
    return [Ended(*link, ended[link]) for link in sorted(ended)]


def _judged(
    links: Sequence[Link], after: Problem
) -> tuple[dict[Link, int], dict[Link, tuple[str, ...]]]:
    """Return the fit of each pair, and the reasons that forbid it where there are any."""
    fits: dict[Link, int] = {}
    reasons: dict[Link, tuple[str, ...]] = {}
    link_of = {(after.row_of[one], after.column_of[other]): (one, other) for one, other in links}
    for rows, columns, where in blocks(list(link_of)):
        judged = score(after.table().part(rows, columns), after.weights)
        for cell, at in where:
            link = link_of[cell]
            fits[link] = int(judged.fit[at])
            against = tuple(name for name, cells in judged.forbidden.items() if cells[at])
            if against:
                reasons[link] = against
    return fits, reasons


def _check(problem: Problem, changes: Changes) -> None:
    known = {person.id for person in problem.people}
    for said, ids, those in (
        ("left", changes.left, known),
        ("declined", [mentee for mentee, _ in changes.declined], problem.row_of),
        ("declined", [mentor for _, mentor in changes.declined], problem.column_of),
        ("seats", changes.seats, problem.column_of),
    ):
        for one in ids:
            if one not in those:
                raise UnknownPersonError(f"{said}: {one!r} is not in this round in that role")


def _seated(person: Person, seats: Mapping[str, int]) -> Person:
    """Return the person with other seats; the term ``load`` still knows how many there were."""
    if person.id not in seats:
        return person
    now = seats[person.id]
    before = person.seats if person.all_seats is None else person.all_seats
    return replace(
        person, seats=now, at_least=min(person.at_least, now), all_seats=max(before, now)
    )
