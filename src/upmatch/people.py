"""The people of a round and what they said about each other.

There is no field for age, birth date, tenure, sex, photo or nationality: a mentor is whoever
is junior in grade and knows more, at 28 or at 58.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Final, Literal
from zoneinfo import available_timezones

from upmatch.errors import PersonError, WishError

__all__ = ["MOST_WANTS", "TOP_LEVEL", "Person", "Slot", "Want", "Wish"]

TOP_LEVEL: Final = 8
TOP_IMPORTANCE: Final = 3
LAST_RANK: Final = 5
MINUTES_A_DAY: Final = 24 * 60
MANY: Final = 1_000_000
MOST_WANTS: Final = 800
"""Wants of one person: keeps products of two people's sums within 64 bits (``terms.harmonic``)."""
ROLES: Final = ("mentee", "mentor", "both")


def is_count(value: object, low: int, high: int) -> bool:
    """Say whether ``value`` is a whole number (no bool) from ``low`` to ``high``."""
    return isinstance(value, int) and not isinstance(value, bool) and low <= value <= high


def is_text(value: object) -> bool:
    """Say whether ``value`` is text that a file can hold: no halves of signs (surrogates)."""
    try:
        return isinstance(value, str) and value.encode() is not None
    except UnicodeEncodeError:
        return False


def is_texts(value: object) -> bool:
    """Say whether ``value`` is a collection of text, and not a text, which is one of letters."""
    is_many = isinstance(value, Collection) and not isinstance(value, str)
    return is_many and all(is_text(one) for one in value)  # type: ignore[attr-defined]


@dataclass(frozen=True, slots=True, order=True)
class Slot:
    """A time of the week in which someone can meet, in their own time zone.

    ``weekday`` counts from Monday = 0; ``start`` and ``end`` are minutes after midnight.
    """

    weekday: int
    start: int
    end: int

    def __post_init__(self) -> None:
        if not is_count(self.weekday, 0, 6):
            raise PersonError(f"Weekday {self.weekday!r} must be 0 (Monday) to 6 (Sunday)")
        if not (is_count(self.start, 0, MINUTES_A_DAY) and is_count(self.end, 0, MINUTES_A_DAY)):
            raise PersonError(f"Slot {self.start!r}–{self.end!r} must be minutes from 0 to 1440")
        if self.start >= self.end:
            raise PersonError(f"Slot {self.start}–{self.end} must end after it starts")


@dataclass(frozen=True, slots=True)
class Want:
    """A skill level that someone wants to reach (1–8) and how much it matters (1–3)."""

    target: int
    importance: int = 2

    def __post_init__(self) -> None:
        if not is_count(self.target, 1, TOP_LEVEL):
            raise PersonError(f"Target level {self.target!r} must be 1 to {TOP_LEVEL}")
        if not is_count(self.importance, 1, TOP_IMPORTANCE):
            raise PersonError(f"Importance {self.importance!r} must be 1 to {TOP_IMPORTANCE}")


@dataclass(frozen=True, slots=True)
class Person:
    """Someone who is ready for the round.

    ``levels`` holds known levels only: an unknown level counts as 0 for the person's own want
    and offers nothing to others. ``seats`` is how many mentees the person can take as a mentor,
    ``all_seats`` how many before some were taken (None: the same), ``at_least`` how many of the
    free ones they wish to be filled. ``formats`` are the ways to meet that someone declared.
    ``company`` is said where people of several meet: two of the same are never a pair.
    ``grid`` is the result of an evaluation grid, (score − threshold, greatest − threshold) in
    whole numbers of one unit. What is said of mentors is dropped for someone who is only a mentee.

    Raises
    ------
    PersonError
        If any value is impossible; the message names the person and the value.
    """

    id: str
    role: Literal["mentee", "mentor", "both"]
    grade: int
    unit: tuple[str, ...] = ()
    site: str = ""
    country: str = ""
    timezone: str = "UTC"
    languages: frozenset[str] = frozenset()
    seats: int = 0
    slots: tuple[Slot, ...] = ()
    levels: Mapping[str, int] = field(default_factory=dict)
    wants: Mapping[str, Want] = field(default_factory=dict)
    formats: frozenset[str] = frozenset()
    grid: tuple[int, int] | None = None
    at_least: int = 0
    all_seats: int | None = None
    company: str = ""

    def __post_init__(self) -> None:
        misshapen = self._misshapen()
        if misshapen:
            raise PersonError(f"Person {self.id!r}: {misshapen}")
        object.__setattr__(self, "unit", tuple(self.unit))
        object.__setattr__(self, "languages", frozenset(self.languages))
        object.__setattr__(self, "formats", frozenset(self.formats))
        object.__setattr__(self, "slots", tuple(sorted(set(self.slots))))
        object.__setattr__(self, "levels", dict(sorted(self.levels.items())))
        object.__setattr__(self, "wants", dict(sorted(self.wants.items())))
        fault = self._fault()
        if fault:
            raise PersonError(f"Person {self.id!r}: {fault}")
        if not self.may_mentor:
            for name, empty in (("seats", 0), ("at_least", 0), ("grid", None), ("all_seats", None)):
                object.__setattr__(self, name, empty)
        if self.all_seats == self.seats:  # one way only to say it: equal people hash alike
            object.__setattr__(self, "all_seats", None)

    @property
    def may_mentor(self) -> bool:
        return self.role != "mentee"

    @property
    def may_learn(self) -> bool:
        return self.role != "mentor"

    def _misshapen(self) -> str:
        """Return what is not of the kind that its field holds."""
        checks = (
            (is_text, "be text", ("id", "site", "country", "timezone", "company")),
            (is_texts, "be a list of texts", ("unit", "languages", "formats")),
            (_are_slots, "be a list of slots", ("slots",)),
            (_names_things, "map skills to levels", ("levels",)),
            (_are_wants, "map skills to wants", ("wants",)),
        )
        faults = [
            f"{name} {getattr(self, name)!r} must {kind}"
            for is_right, kind, names in checks
            for name in names
            if not is_right(getattr(self, name))
        ]
        return "; ".join(faults)

    def _fault(self) -> str:
        checks = (
            (bool(self.id) and self.id == self.id.strip(), "an id without blanks around is needed"),
            (self.role in ROLES, f"role {self.role!r} must be mentee, mentor or both"),
            (is_count(self.grade, -MANY, MANY), f"grade {self.grade!r} must be a whole number"),
            (all(self.unit), f"unit {'/'.join(self.unit)!r} has an empty step in its path"),
            (is_timezone(self.timezone), f"time zone {self.timezone!r} is not known"),
            (is_count(self.seats, 0, MANY), f"seats {self.seats!r} must be a number from 0"),
            (len(self.wants) <= MOST_WANTS, f"more than {MOST_WANTS} wants"),
        )
        faults = [sentence for is_right, sentence in checks if not is_right]
        faults += self._mentor_faults() if self.may_mentor and not faults else []
        faults += [
            f"level {level!r} of {skill!r} must be 0 to {TOP_LEVEL}"
            for skill, level in self.levels.items()
            if not is_count(level, 0, TOP_LEVEL)
        ]
        return "; ".join(faults)

    def _mentor_faults(self) -> list[str]:
        checks = (
            (
                is_count(self.at_least, 0, self.seats),
                f"at_least {self.at_least!r} must be 0 to the {self.seats} free seats",
            ),
            (
                self.all_seats is None or is_count(self.all_seats, self.seats, MANY),
                f"all seats {self.all_seats!r} must be {self.seats} free seats or more",
            ),
            (
                self.grid is None or is_grid(self.grid),
                f"grid {self.grid!r} must be score and greatest score, both less the threshold",
            ),
        )
        return [sentence for is_right, sentence in checks if not is_right]


@dataclass(frozen=True, slots=True)
class Wish:
    """What ``id`` said about ``other``: a rank from 1 to 5, a veto, or a conflict of interest.

    Raises
    ------
    WishError
        If the kind is unknown, the rank is not 1–5, or somebody speaks of themselves.
    """

    id: str
    other: str
    kind: Literal["rank", "veto", "conflict"]
    rank: int | None = None

    def __post_init__(self) -> None:
        said = f"Wish of {self.id!r} about {self.other!r}"
        if not (is_text(self.id) and is_text(self.other) and self.id and self.other):
            raise WishError(f"{said}: two ids are needed")
        if self.kind not in ("rank", "veto", "conflict"):
            raise WishError(f"{said}: kind {self.kind!r} must be rank, veto or conflict")
        if self.kind == "rank" and not is_count(self.rank, 1, LAST_RANK):
            raise WishError(f"{said}: rank {self.rank!r} must be 1 to {LAST_RANK}")
        if self.kind != "rank" and self.rank is not None:
            raise WishError(f"{said}: a {self.kind} has no rank")
        if self.id == self.other:
            raise WishError(f"{said}: nobody can wish for themselves")


def is_grid(value: object) -> bool:
    """Say whether ``value`` is a pair of whole numbers, the second above 0."""
    if not isinstance(value, tuple) or len(value) != 2:  # noqa: PLR2004  a pair
        return False
    return is_count(value[0], -MANY, MANY) and is_count(value[1], 1, MANY)


def is_timezone(name: str) -> bool:
    """Say whether ``name`` is a time zone of the IANA database, the same on every machine."""
    return name in _timezones()


@cache
def _timezones() -> frozenset[str]:
    return frozenset(available_timezones() - {"localtime", "Factory"})


def _are_slots(value: object) -> bool:
    return isinstance(value, Collection) and all(isinstance(one, Slot) for one in value)


def _names_things(value: object) -> bool:
    return isinstance(value, Mapping) and is_texts(value)


def _are_wants(value: object) -> bool:
    return _names_things(value) and all(isinstance(one, Want) for one in value.values())  # type: ignore[attr-defined]
