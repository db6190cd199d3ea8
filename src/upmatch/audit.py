"""How fair and how firm a plan is: by groups, by load, by what people would rather have.

Rates and means come with 95 % intervals, because groups are small: a difference inside them says
nothing. They treat the people of a round as a sample of such people.

Sources: rate: E. B. Wilson, "Probable inference, the law of succession, and statistical
inference", Journal of the American Statistical Association 22, 1927,
doi:10.1080/01621459.1927.10502953; mean: Student, "The probable error of a mean", Biometrika 6,
1908, doi:10.1093/biomet/6.1.1; unevenness: the Gini coefficient, half the mean difference over
the mean.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np

from upmatch.assignment import UNMATCHED
from upmatch.blocking import n_blocking
from upmatch.defaults import FULL_FIT
from upmatch.errors import RuleError
from upmatch.people import Person
from upmatch.round import Round
from upmatch.sensitivity import Variation, variations
from upmatch.table import Link

__all__ = ["Audit", "GroupAudit", "Interval", "Load", "audit"]

Z: Final = 1.959963984540054
"""Of 95 % in the middle of the normal distribution."""
UPPER: Final = 0.975
Role = Literal["mentee", "mentor"]
BY: Final[Mapping[str, Callable[[Person], str]]] = {
    "unit": lambda person: person.unit[0] if person.unit else "",
    "site": lambda person: person.site,
    "country": lambda person: person.country,
    "grade": lambda person: str(person.grade),
}


@dataclass(frozen=True, slots=True)
class Interval:
    """An estimate, and the 95 % interval around it; None where one person says too little."""

    value: float
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True)
class GroupAudit:
    """One group of one side: how many people, how many with a pair, and the fit of their pairs.

    Mentors without seats are not counted. ``fit`` is None where nobody has a pair. The group of
    all is called ``""`` in ``Audit.overall``; in ``Audit.groups`` that is who belongs to none.
    """

    role: Role
    group: str
    n: int
    n_paired: int
    rate: Interval
    fit: Interval | None


@dataclass(frozen=True, slots=True)
class Load:
    """How pairs are spread: ``mentors_with[k]`` mentors with seats have ``k`` pairs."""

    n_mentors: int
    n_seats: int
    n_pairs: int
    mentors_with: Mapping[int, int]


@dataclass(frozen=True, slots=True)
class Audit:
    """What ``audit`` found.

    ``gini`` says how unevenly fit is spread over the pairs: 0 is evenly, None without pairs.
    ``blocking_pairs`` is None where the round is too large to count them. ``variations`` and
    ``firm`` (pairs that survive them all) are None where sensitivity was not asked for.
    """

    overall: tuple[GroupAudit, ...]
    groups: tuple[GroupAudit, ...]
    load: Load
    gini: float | None
    blocking_pairs: int | None
    variations: tuple[Variation, ...] | None
    firm: tuple[Link, ...] | None


def audit(
    solved: Round,
    groups: Mapping[str, str] | str | None = None,
    *,
    is_varied: bool = True,
) -> Audit:
    """Return match rates and fit by group, load, unevenness, blocking pairs and sensitivity.

    Parameters
    ----------
    solved : Round
        The round and its solution.
    groups : mapping from id to group, or "unit", "site", "country" or "grade", optional
        ``unit`` is the first step of a unit's path. Who is in no group is in ``""``.
    is_varied : bool
        Whether to solve again with other weights.

    Raises
    ------
    RuleError
        If ``groups`` is a word that is not known.

    Notes
    -----
    O(pairs) apart from blocking pairs (``upmatch.blocking``) and two solves per weight.
    """
    fits = _fits(solved)
    everybody = {person.id: "" for person in solved.problem.people}
    varied = variations(solved) if is_varied else None
    lost = {link for one in varied or () for link in one.lost}
    return Audit(
        overall=tuple(_by_group(solved, everybody, fits)),
        groups=() if groups is None else tuple(_by_group(solved, _group_of(solved, groups), fits)),
        load=_load(solved, fits),
        gini=_gini(list(fits.values())),
        blocking_pairs=n_blocking(solved),
        variations=varied,
        firm=None if varied is None else tuple(link for link in fits if link not in lost),
    )


def wilson(n_yes: int, n: int) -> Interval:
    """Return a rate with the interval of Wilson's score; ``n`` is at least 1."""
    rate, z2 = n_yes / n, Z * Z
    middle = (rate + z2 / (2 * n)) / (1 + z2 / n)
    half = Z * float(np.sqrt(rate * (1 - rate) / n + z2 / (4 * n * n))) / (1 + z2 / n)
    # the ends of a rate of 0 or 1 are exact, rounding is not
    return Interval(rate, min(max(middle - half, 0.0), rate), max(min(middle + half, 1.0), rate))


def mean_of(fits: Sequence[int]) -> Interval | None:
    """Return the mean fit with Student's interval, within 0 and 10,000; None of nothing."""
    if not fits:
        return None
    mean, n = float(np.mean(fits)), len(fits)
    if n == 1:
        return Interval(mean, None, None)
    # loaded when needed, as in dense.py
    from scipy.special import stdtrit  # noqa: PLC0415

    half = float(stdtrit(n - 1, UPPER) * np.std(fits, ddof=1) / np.sqrt(n))
    return Interval(mean, max(mean - half, 0.0), min(mean + half, float(FULL_FIT)))


def _fits(solved: Round) -> dict[Link, int]:
    mentor_of = solved.assignment.mentor_of.tolist()
    cells = [(row, column) for row, column in enumerate(mentor_of) if column != UNMATCHED]
    fits = solved.fits_of(cells)
    return {solved.link(*cell): fit for cell, fit in zip(cells, fits, strict=True)}


def _group_of(solved: Round, groups: Mapping[str, str] | str) -> Mapping[str, str]:
    if not isinstance(groups, str):
        return groups
    if groups not in BY:
        raise RuleError(f"Groups {groups!r} are not known; name one of {', '.join(BY)}")
    return {person.id: BY[groups](person) for person in solved.problem.people}


def _by_group(
    solved: Round, group_of: Mapping[str, str], fits: Mapping[Link, int]
) -> list[GroupAudit]:
    found = []
    seats = dict(zip(solved.problem.column_of, solved.seats.tolist(), strict=True))
    sides: tuple[tuple[Role, list[str]], ...] = (
        ("mentee", list(solved.problem.row_of)),
        ("mentor", [one for one, count in seats.items() if count]),
    )
    for at, (role, ids) in enumerate(sides):
        fits_of: dict[str, list[int]] = defaultdict(list)
        for link, fit in fits.items():
            fits_of[link[at]].append(fit)
        members: dict[str, list[str]] = defaultdict(list)
        for one in ids:
            members[group_of.get(one, "")].append(one)
        for group, those in sorted(members.items()):
            n_paired = sum(one in fits_of for one in those)
            own = [fit for one in those for fit in fits_of.get(one, ())]
            rate = wilson(n_paired, len(those))
            found.append(GroupAudit(role, group, len(those), n_paired, rate, mean_of(own)))
    return found


def _load(solved: Round, fits: Mapping[Link, int]) -> Load:
    taken = Counter(mentor for _, mentor in fits)
    seated = [one for one, count in zip(solved.problem.mentors, solved.seats, strict=True) if count]
    spread = Counter(taken[one.id] for one in seated)
    return Load(len(seated), int(solved.seats.sum()), len(fits), dict(sorted(spread.items())))


def _gini(fits: Sequence[int]) -> float | None:
    if not fits:
        return None
    ordered = np.sort(np.array(fits, dtype=np.float64))
    n, total = len(ordered), float(ordered.sum())
    rank = 2 * np.arange(1, n + 1) - n - 1
    return float((rank * ordered).sum() / (n * total)) if total else 0.0
