"""A profile as the page shows it: blocks with what was said, what is left, what to choose from."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.utils.dates import WEEKDAYS

from upside.programmes import queries as programmes
from upside.programmes.languages import FIRST, LANGUAGES
from upside.programmes.models import Enrolment, Wish
from upside.programmes.needs import FOR_THE_PERSON, PERSONAL
from upside.skills import queries as skills
from upside.skills.catalogue import area_name
from upside.skills.models import IMPORTED_AREAS, Skill
from upside.web.templatetags.writing import minutes_clock
from upside.web.topics.scale import Band, bands_of, said_of

__all__ = ["SIDES", "may_learn", "may_share", "profile_page", "suggested"]

SIDES = ("want", "share")
Direction = Skill.Direction
Mentor = Enrolment.Role.MENTOR
PARTS_OF_THE_DAY = ((9 * 60, 12 * 60), (12 * 60, 14 * 60), (14 * 60, 18 * 60))
WORKING_DAYS = range(5)
FEW = 3
Stretch = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Topic:
    """One topic that somebody chose, with the number they gave and the words for it."""

    skill: Skill
    level: int
    today: int | None
    importance: int
    bands: list[Band]
    descriptor: str
    is_open: bool


@dataclass(frozen=True, slots=True)
class Day:
    """One working day: its name and its three blocks (value, label, whether chosen)."""

    name: str
    blocks: list[tuple[str, str, bool]] = field(default_factory=list)


def may_learn(skill: Skill, role: str) -> bool:
    """Tell whether somebody of ``role`` learns this topic from the other side."""
    away = Direction.S2J if role == Mentor else Direction.J2S
    return skill.direction in {away, Direction.BOTH}


def may_share(skill: Skill, role: str) -> bool:
    """Tell whether somebody of ``role`` shares this topic with the other side."""
    away = Direction.J2S if role == Mentor else Direction.S2J
    return skill.direction in {away, Direction.BOTH}


def suggested(text: str, side: str, role: str) -> list[Skill]:
    """Return the few topics near ``text`` that belong to this side of the page."""
    belongs = may_learn if side == "want" else may_share
    near = skills.suggest_skills(text, limit=FEW * 10)
    return [skill for skill in near if belongs(skill, role)][:FEW]


def _topic(skill: Skill, level: int, *, opened: str, today: int | None, importance: int) -> Topic:
    return Topic(
        skill=skill,
        level=level,
        today=today,
        importance=importance,
        bands=bands_of(skill),
        descriptor=said_of(skill, level),
        is_open=skill.code == opened,
    )


def _by_area(found: Iterable[Skill]) -> dict[str, list[Skill]]:
    areas: dict[str, list[Skill]] = {}
    for skill in found:
        areas.setdefault(area_name(skill.area), []).append(skill)
    return areas


def _value(day: int, start: int, end: int) -> str:
    return f"{day}-{start}-{end}"


def times(slots: list[Stretch]) -> dict[str, Any]:
    """Lay kept slots on the blocks of the week; what no block covers is listed besides."""
    days = []
    rest: list[Stretch] = []
    for day in range(7):
        mine = [(start, end) for weekday, start, end in slots if weekday == day]
        blocks = PARTS_OF_THE_DAY if day in WORKING_DAYS else ()
        covered = [b for b in blocks if any(s <= b[0] and b[1] <= e for s, e in mine)]
        rest += [(day, *part) for span in mine for part in _without(span, covered)]
        if blocks:
            rows = [(_value(day, *b), f"{b[0] // 60}–{b[1] // 60}", b in covered) for b in blocks]
            days.append(Day(str(WEEKDAYS[day]), rows))
    exact = [
        (_value(*part), f"{WEEKDAYS[part[0]]} {minutes_clock(part[1])}–{minutes_clock(part[2])}")
        for part in rest
    ]
    weekdays = list(WEEKDAYS.items())
    return {"days": days, "exact": exact, "weekdays": weekdays, "is_empty": not slots}


def _without(span: tuple[int, int], covered: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return what is left of ``span`` after the blocks it covers are taken out."""
    start, end = span
    left = []
    for first, last in covered:
        if start <= first and last <= end:
            if start < first:
                left.append((start, first))
            start = last
    return [*left, (start, end)] if start < end else left


def _wants(profile: skills.SkillProfile, opened: str) -> list[Topic]:
    return [
        _topic(
            want.skill,
            want.target,
            opened=opened,
            today=profile.level_of(want.skill_id),
            importance=want.importance,
        )
        for want in profile.wants.values()
    ]


def _shares(profile: skills.SkillProfile, role: str, opened: str) -> list[Topic]:
    return [
        _topic(level.skill, level.level, opened=opened, today=None, importance=0)
        for level in profile.levels.values()
        if level.level and level.skill_id not in profile.wants and may_share(level.skill, role)
    ]


def profile_page(place: Enrolment, *, opened: str = "", asked: str = "") -> dict[str, Any]:
    """Return everything that the page of one place shows.

    ``opened`` is the topic whose details are shown, ``asked`` one to share whose level is asked:
    it is not kept yet.
    """
    person, role = place.person, place.role
    profile = skills.profile_of(person)
    topics = skills.listed(also=asked)
    slots = programmes.slots_of(place)
    words = list(programmes.topic_requests_of(person))
    wants, shares = _wants(profile, opened), _shares(profile, role, opened)
    chosen = {topic.skill.pk for topic in [*wants, *shares]}
    pending = next(
        (
            _topic(skill, 0, opened=asked, today=None, importance=0)
            for skill in topics
            if skill.code == asked and skill.pk not in chosen and may_share(skill, role)
        ),
        None,
    )
    free = [s for s in topics if s.pk not in chosen and s.area not in IMPORTED_AREAS]
    missing = programmes.missing_for_ready(place)
    done = {
        "want": bool(wants),
        "share": bool(shares),
        "languages": bool(person.languages),
        "times": bool(slots) and not {"seats"} & set(missing),
    }
    return {
        "place": place,
        "is_mentor": role == Mentor,
        "wants": wants,
        "shares": shares,
        "pending": pending,
        "words": {side: [word for word in words if word.kind == side] for side in SIDES},
        "to_learn": _by_area(s for s in free if may_learn(s, role)),
        "to_share": _by_area(s for s in free if may_share(s, role)),
        "languages": [(code, LANGUAGES[code], code in person.languages) for code in FIRST],
        "more_languages": [
            (code, name, code in person.languages)
            for code, name in LANGUAGES.items()
            if code not in FIRST
        ],
        "times": times(slots),
        "wishes": list(programmes.wishes_of(person).filter(enrolment=place)),
        "kinds": Wish.Kind,
        "done": done,
        "n_done": sum(done.values()),
        "is_ready": place.state == Enrolment.State.READY,
        "waits_for_hr": [FOR_THE_PERSON[code] for code in missing if code not in PERSONAL],
        "scale": range(9),
        "seats": range(1, 6),
    }
