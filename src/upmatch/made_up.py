"""Invent a company of any size, so that speed and memory can be measured on one's own machine.

Seniors want digital skills and know how to lead; juniors the other way round. Departments and
skills differ in size and popularity as in real companies (Zipf), departments have skills of
their own, sites lie in several time zones, and everybody has a manager. Nobody in it is real.
The structure is that of the problem on which the method was chosen, with this engine's levels
(0 to 8) and rules.
"""

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from upmatch import defaults
from upmatch.columns import Chosen, cells_of
from upmatch.kernels.layout import Cells
from upmatch.traits import Lines, Traits

__all__ = ["Company", "invent"]

Ints = NDArray[np.int64]

SKILLS: Final = 300
DIGITAL: Final = 150
"""The first skills are those that juniors know and seniors want."""
DEPARTMENTS: Final = 12
TEAMS: Final = 60
SITES: Final = 40
COUNTRIES: Final = 12
ZONES: Final = (-8, -5, -5, 0, 0, 1, 1, 1, 1, 2, 5, 8)
KNOWN: Final = (30, 6, 12, 45)
WANTED: Final = (10, 2.5, 3, 15)
"""Mean, spread, fewest and most skills that somebody knows and wants."""
LEVELS: Final = (0.14, 0.14, 0.14, 0.14, 0.16, 0.14, 0.09, 0.05)
ENGLISH: Final = 0.88
ANOTHER: Final = 0.2
"""How many speak English, and one more language."""
CHUNK: Final = 20_000
PIECES: Final = 60
"""Two hours each, from Monday to Friday."""


@dataclass(frozen=True, slots=True)
class Company:
    """A made-up problem in columns: both sides, single cells, rules and seats."""

    mentees: Traits
    mentors: Traits
    cells: Cells
    chosen: Chosen
    seats: Ints


@dataclass(frozen=True, slots=True)
class _Places:
    """What the company is like: log-odds of each skill by department, sites, countries."""

    odds: dict[str, NDArray[np.float32]]
    country_of: Ints


def invent(n_mentees: int, n_mentors: int, *, most_seats: int = 1, seed: int = 1) -> Company:
    """Return a made-up company with so many mentees and mentors.

    Parameters
    ----------
    n_mentees, n_mentors : int, >= 1
    most_seats : int, >= 1
        Mentors have 1 to ``most_seats`` seats, each as often.
    seed : int
        The same seed and sizes give the same company on every machine.
    """
    rng = np.random.default_rng(seed)
    places = _places(rng)
    mentees, mentor_like = (
        _side(rng, places, n, is_senior=senior)
        for n, senior in ((n_mentees, True), (n_mentors, False))
    )
    managers = _managers(rng, n_mentees, n_mentors)
    mentees, mentors = (
        _with_managers(side, code)
        for side, code in zip((mentees, mentor_like), managers, strict=True)
    )
    chosen = Chosen(
        weights=dict(defaults.WEIGHTS),
        grade_gap=1,
        least_languages=1,
        least_half_hours=1,
        piece_minutes=np.full(PIECES, 120),
        unit_depth=2,
    )
    seats = rng.integers(1, most_seats + 1, n_mentors)
    return Company(mentees, mentors, _cells(rng, managers, chosen), chosen, seats)


def _places(rng: np.random.Generator) -> _Places:
    popular = 1 / np.arange(1, DIGITAL + 1) ** 0.7
    overall = np.concatenate([rng.permutation(popular), rng.permutation(popular)])
    own = np.ones((DEPARTMENTS, SKILLS))
    for department in range(DEPARTMENTS):
        own[department, rng.choice(SKILLS, 30, replace=False)] = 6
    is_digital = np.arange(SKILLS) < DIGITAL
    odds = {
        "senior knows": overall * own * np.where(is_digital, 1, 3),
        "junior knows": overall * own * np.where(is_digital, 3, 1),
        "senior wants": overall**1.3 * own**0.3 * np.where(is_digital, 8, 1),
        "junior wants": overall**1.3 * own**0.3 * np.where(is_digital, 1, 8),
    }
    logs = {name: np.log(odd).astype(np.float32) for name, odd in odds.items()}
    return _Places(logs, np.sort(rng.integers(0, COUNTRIES, SITES)))


def _side(rng: np.random.Generator, places: _Places, n: int, *, is_senior: bool) -> Traits:
    who = "senior" if is_senior else "junior"
    department = rng.choice(DEPARTMENTS, n, p=_zipf(DEPARTMENTS, 0.8))
    team = DEPARTMENTS + department * TEAMS + rng.integers(0, TEAMS, n)
    country = places.country_of[rng.choice(SITES, n, p=_zipf(SITES, 1.0))]
    grades, share = ((5, 6, 7, 8), (0.55, 0.28, 0.13, 0.04)) if is_senior else (
        (1, 2, 3, 4, 5), (0.3, 0.3, 0.2, 0.1, 0.1)
    )  # fmt: skip
    known = _chosen_skills(rng, places.odds[f"{who} knows"][department], KNOWN)
    level = 1 + rng.choice(len(LEVELS), known.item.size, p=LEVELS)
    wanted = _chosen_skills(rng, places.odds[f"{who} wants"][department], WANTED)
    own = rng.integers(0, 3, wanted.item.size)
    target = rng.choice([5, 6], wanted.item.size, p=[0.7, 0.3])
    importance = rng.choice([1, 2, 3], wanted.item.size, p=[0.4, 0.35, 0.25])
    known = _without(Lines(known.owner, known.item * 16 + level), wanted)
    item = ((wanted.item * 16 + own) * 16 + target) * 4 + importance
    return Traits(
        grade=rng.choice(grades, n, p=share),
        need=np.bincount(wanted.owner, weights=importance * (target - own), minlength=n).astype(
            int
        ),
        known=known,
        wanted=Lines(wanted.owner, item),
        time=_times(rng, np.array(ZONES)[country]),
        units=_listed(np.stack([department, team], axis=1)),
        languages=_languages(rng, country),
    )


def _zipf(n: int, power: float) -> NDArray[np.float64]:
    odds = 1 / np.arange(1, n + 1) ** power
    share: NDArray[np.float64] = odds / odds.sum()
    return share


def _chosen_skills(
    rng: np.random.Generator, odds: NDArray[np.float32], how_many: tuple[float, ...]
) -> Lines:
    """Draw different skills for everybody, more popular ones more often (Gumbel top-k)."""
    mean, spread, fewest, most = how_many
    n, most = len(odds), int(most)
    count = np.clip(rng.normal(mean, spread, n).round(), fewest, most).astype(np.int64)
    found = []
    for start in range(0, n, CHUNK):
        part = odds[start : start + CHUNK]
        noisy = part - np.log(rng.exponential(size=part.shape).astype(np.float32))
        best = np.argpartition(-noisy, most - 1, axis=1)[:, :most]
        order = np.argsort(-np.take_along_axis(noisy, best, 1), axis=1)
        found.append(np.take_along_axis(best, order, 1))
    taken = np.arange(most) < count[:, None]
    return Lines(np.nonzero(taken)[0], np.concatenate(found)[taken])


def _without(known: Lines, wanted: Lines) -> Lines:
    """Leave out what somebody wants from what they know: their own level stands in the want."""
    stays = ~np.isin(known.owner * SKILLS + known.item // 16, wanted.owner * SKILLS + wanted.item)
    return Lines(known.owner[stays], known.item[stays])


def _times(rng: np.random.Generator, zone: Ints) -> Lines:
    share = rng.choice([0.12, 0.2, 0.35, 0.6], zone.size)
    day, hour = np.divmod(np.arange(25), 5)
    piece = day * 12 + ((8 + 2 * hour) - zone[:, None]) % 24 // 2
    return _listed(piece, rng.random(piece.shape) < share[:, None])


def _languages(rng: np.random.Generator, country: Ints) -> Lines:
    speaks = np.zeros((country.size, COUNTRIES + 1), np.bool_)
    everyone = np.arange(country.size)
    speaks[everyone, country] = True
    speaks[:, COUNTRIES] = rng.random(country.size) < ENGLISH
    speaks[everyone, rng.integers(0, COUNTRIES, country.size)] |= rng.random(country.size) < ANOTHER
    return Lines(*(part.astype(np.int64) for part in np.nonzero(speaks)))


def _listed(items: NDArray[Any], kept: NDArray[np.bool_] | None = None) -> Lines:
    taken = np.ones(items.shape, np.bool_) if kept is None else kept
    return Lines(np.nonzero(taken)[0], items[taken].astype(np.int64))


def _managers(rng: np.random.Generator, n_mentees: int, n_mentors: int) -> tuple[Ints, Ints]:
    """Return who manages whom: mentees form a tree of sevens, mentors report to mentees."""
    place = rng.permutation(n_mentees)
    holder = np.argsort(place)
    above = np.where(place > 0, holder[(place - 1) // 7], -1)
    return above, rng.integers(0, n_mentees, n_mentors)


def _with_managers(side: Traits, manager: Ints) -> Traits:
    codes = manager[None, :]
    return Traits(**{name: getattr(side, name) for name in side.__slots__} | {"codes": codes})


def _cells(rng: np.random.Generator, managers: tuple[Ints, Ints], chosen: Chosen) -> Cells:
    """Forbid the reporting line, and add two wishes and a veto of each mentee."""
    above, manager = managers
    n_mentees, n_mentors = above.size, manager.size
    rows, columns, points = [], [], []
    boss, who = manager, np.arange(n_mentors)
    while boss.size:
        rows.append(boss)
        columns.append(who)
        points.append(np.full(boss.size, -1))
        who, boss = who[above[boss] >= 0], above[boss][above[boss] >= 0]
    first, second = (
        10_000 * chosen.weights["wishes"] * rank // (chosen.total * 10) for rank in (5, 4)
    )
    for value in (first, second, -1):
        rows.append(np.arange(n_mentees))
        columns.append(rng.integers(0, n_mentors, n_mentees))
        points.append(np.full(n_mentees, value))
    return cells_of(n_mentees, *(np.concatenate(parts) for parts in (rows, columns, points)))
