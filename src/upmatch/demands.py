"""What a coordinator demands of a plan beyond its rules: locked and forbidden pairs, quotas.

What contradicts itself is refused before anything is solved, with the smallest set of demands
that cannot be met. Quotas that only a solve can judge are refused in ``upmatch.quotas``.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Final, Literal

from upmatch.errors import InfeasibleError, ProblemError, RuleError, UnknownPersonError
from upmatch.people import MANY, Person, is_count, is_text, is_texts
from upmatch.rules import FORBIDDEN, forbidden
from upmatch.table import Link, Table

__all__ = [
    "Quota",
    "check_locks",
    "links",
    "overruling",
    "pair_of",
    "quota_as_dict",
    "quotas_in_order",
]

SIDES: Final = ("mentee", "mentor")
PLACES: Final = ("unit", "site", "country")
TOGETHER: Final = 64
"""Locks that are judged in one table: wide enough to be fast, small enough to be light."""


@dataclass(frozen=True, slots=True)
class Quota:
    """At least or at most so many pairs whose mentee (or mentor) is in one place.

    ``value`` is a site, a country, or the path of a unit (``A/B``) that counts with all units
    below it.

    Raises
    ------
    RuleError
        If a part is unknown or no plan could meet the two numbers.
    """

    side: Literal["mentee", "mentor"]
    by: Literal["unit", "site", "country"]
    value: str
    at_least: int | None = None
    at_most: int | None = None

    def __post_init__(self) -> None:
        low = 0 if self.at_least is None else self.at_least
        high = MANY if self.at_most is None else self.at_most
        checks = (
            (self.side in SIDES, f"side {self.side!r} must be mentee or mentor"),
            (self.by in PLACES, f"by {self.by!r} must be one of {', '.join(PLACES)}"),
            (is_named(self.value), f"value {self.value!r} must name a place"),
            (
                is_count(low, 0, MANY) and is_count(high, 0, MANY),
                "at_least and at_most must be numbers of pairs from 0",
            ),
            (
                (self.at_least, self.at_most) != (None, None),
                "at_least or at_most is needed",
            ),
        )
        faults = [sentence for is_right, sentence in checks if not is_right]
        if not faults and low > high:
            faults = [f"at_least {low} must not be above at_most {high}"]
        if faults:
            raise RuleError(f"Quota: {'; '.join(faults)}")

    @property
    def demand(self) -> tuple[str, ...]:
        """Say the quota as one entry of ``InfeasibleError.conflict``."""
        low = [] if self.at_least is None else [f"at least {self.at_least}"]
        high = [] if self.at_most is None else [f"at most {self.at_most}"]
        return "quota", self.side, self.by, self.value, " and ".join([*low, *high])

    def holds(self, person: Person) -> bool:
        """Say whether the person is in the place that is counted."""
        if self.by != "unit":
            return bool(getattr(person, self.by) == self.value)
        path = tuple(step.strip() for step in self.value.split("/") if step.strip())
        return person.unit[: len(path)] == path


def is_named(value: object) -> bool:
    """Say whether ``value`` is text with more than blanks and slashes."""
    return is_text(value) and bool(str(value).strip(" /"))


def quota_as_dict(quota: Quota) -> dict[str, Any]:
    """Return the quota as a mapping with the keys of RULES.yaml, what is not set left out."""
    return {name: said for name, said in asdict(quota).items() if said is not None}


def quotas_in_order(quotas: Iterable[Quota], objective: str) -> tuple[Quota, ...]:
    """Return each quota once, in canonical order, or refuse them beside this objective."""
    given = list(quotas)
    for one in given:
        if not isinstance(one, Quota):
            raise RuleError(f"{one!r} is not a Quota")
    kept = sorted(set(given), key=lambda one: one.demand)
    if kept and objective not in ("people-first", "total"):
        raise RuleError(f"Quotas go with people-first or total, not with {objective}")
    return tuple(kept)


def pair_of(given: Sequence[str], name: str) -> Link:
    """Return two ids as they were given, or refuse what is something else."""
    if not isinstance(given, list | tuple) or len(given) != len(SIDES) or not is_texts(given):
        raise ProblemError(f"{name} {given!r} must be two ids")
    one, other = given
    return one, other


def links(
    given: Iterable[Sequence[str]], sides: tuple[Iterable[Person], Iterable[Person]], name: str
) -> tuple[Link, ...]:
    """Return each pair once, by id; ``name`` says in a refusal what the list is.

    Raises
    ------
    UnknownPersonError
        If a pair names somebody who is not in the round in that role.
    """
    known = [{person.id for person in side} for side in sides]
    kept = sorted({pair_of(link, name) for link in given})
    for link in kept:
        for role, one, ids in zip(SIDES, link, known, strict=True):
            if one not in ids:
                raise UnknownPersonError(f"{name} {link}: {one!r} is not a {role} of this round")
    return tuple(kept)


def overruling(given: Iterable[Sequence[str]], locks: tuple[Link, ...]) -> tuple[Link, ...]:
    """Return each overruling lock once, by id.

    Raises
    ------
    ProblemError
        If one of them is no lock: nothing else can overrule a rule.
    """
    kept = sorted({pair_of(link, "Override") for link in given})
    known = set(locks)
    for link in kept:
        if link not in known:
            raise ProblemError(f"Override {link} must be a lock too")
    return tuple(kept)


def check_locks(table: Table) -> None:
    """Refuse locks that contradict each other, the seats, the forbidden pairs or the rules.

    Raises
    ------
    InfeasibleError
        With a mentee's two locks; or the locks of one mentor, one more than the seats; or a lock
        and everything that forbids it.
    """
    by_mentee: dict[str, list[Link]] = defaultdict(list)
    by_mentor: dict[str, list[Link]] = defaultdict(list)
    for link in table.locks:
        by_mentee[link[0]].append(link)
        by_mentor[link[1]].append(link)
    for same in by_mentee.values():
        if len(same) > 1:
            raise InfeasibleError([("lock", *link) for link in same[:2]])
    for mentor in table.mentors:
        held = by_mentor.get(mentor.id, [])
        if len(held) > mentor.seats:
            seats = ("seats", mentor.id, str(mentor.seats))
            raise InfeasibleError([*(("lock", *one) for one in held[: mentor.seats + 1]), seats])
    for link, reasons in _against(table):
        raise InfeasibleError([("lock", *link), *(_named(link, reason) for reason in reasons)])


def _against(table: Table) -> Iterator[tuple[Link, list[str]]]:
    """Yield each lock that something forbids, and what."""
    for start in range(0, len(table.locks), TOGETHER):
        some = table.locks[start : start + TOGETHER]
        columns = dict.fromkeys(table.column_of[mentor] for _, mentor in some)
        part = table.part([table.row_of[mentee] for mentee, _ in some], list(columns))
        by_reason = forbidden(part)
        for link in some:
            reasons = [name for name, cells in by_reason.items() if cells[part.cell(link)]]
            if reasons:
                yield link, reasons


def _named(link: Link, reason: str) -> tuple[str, ...]:
    return ("forbid", *link) if reason == FORBIDDEN else ("rule", reason)
