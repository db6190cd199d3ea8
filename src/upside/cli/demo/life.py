"""The demo cohort lives through the same actions as the pages, at times of the past weeks."""

import random
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from upside.cli.demo.cast import cast_with_guests, next_cast_of, profile_of
from upside.cli.demo.circles import meet_in_circles
from upside.cli.demo.groups import meet_in_a_group
from upside.cli.demo.moments import have_moments
from upside.cli.demo.rounds import released_round
from upside.cli.demo.scenarios import save_scenarios
from upside.cli.demo.sessions import live_through
from upside.cli.demo.stage import Stage
from upside.cli.demo.training import train
from upside.cli.demo.trouble import have_trouble
from upside.cli.demo.ways import WAYS
from upside.people.models import Person
from upside.programmes import actions as programmes
from upside.programmes.models import Cohort, Enrolment, RoleGrant
from upside.programmes.modes import USUAL
from upside.programmes.queries import people_with_a_role
from upside.programmes.templates import load_template
from upside.skills import actions as skills
from upside.skills.models import Skill

__all__ = ["live"]

NAMES = {"en": "Turning the Tables", "fr": "Regards croisés"}
USUAL_TEMPLATE = "need_profile_hr"
DAYS_AGO = {"start": 75, "invite": 72, "round": 58, "late": 5, "second_round": 3}
DAYS_AGO_OF_NEXT = {"start": 12, "invite": 11, "answer": 6}
LENGTH = 182
TIME_TO_PAIR = 40
LATECOMERS = 0.25
HIGHEST_OF_ASSISTANTS = 5


def live(staff: dict[str, Person], *, template: str, now: datetime, seed: int) -> Stage:
    """Run a cohort from its creation to this week: invitations, rounds, sessions."""
    dice = random.Random(seed)  # noqa: S311 - an invented cohort needs no secrecy
    days = DAYS_AGO if template == USUAL_TEMPLATE else _whole_life(load_template(template))
    stage = _set_up(staff, template, now, dice, days)
    people = list(Person.objects.filter(is_active=True).order_by("external_id"))
    taken = {person.pk for person in staff.values()} - {staff["sponsor"].pk}
    mentees, mentors = cast_with_guests([p for p in people if p.pk not in taken], dice)
    places = _invite(stage, mentees, Enrolment.Role.MENTEE)
    places += _invite(stage, mentors, Enrolment.Role.MENTOR)
    dice.shuffle(places)
    n_late = int(len(places) * LATECOMERS) if "late" in days else 0
    _answer(stage, places[n_late:], days["invite"] - 3)
    WAYS[load_template(template).get("mode", USUAL)](stage)
    train(stage)
    live_through(stage)
    meet_in_circles(stage)
    meet_in_a_group(stage)
    if n_late:
        _answer(stage, places[: n_late * 2 // 3], days["late"])
        released_round(stage, days["second_round"])
        _answer(stage, places[n_late * 2 // 3 : n_late], 1)
    _name_an_assistant(stage, people)
    if template == USUAL_TEMPLATE:
        have_moments(stage, besides=have_trouble(stage))
        _prepare_next(stage, people)
    return stage


def _prepare_next(stage: Stage, people: list[Person]) -> None:
    """Bring a next cohort to its matching day: people are ready, three plans wait for a choice."""
    start = stage.before(DAYS_AGO_OF_NEXT["start"])
    made = programmes.next_cohort(
        stage.cohort.programme,
        names={"en": f"Winter {stage.now.year}", "fr": f"Hiver {stage.now.year}"},
        dates=(start.date(), (start + timedelta(days=LENGTH)).date()),
        by=stage.coordinator,
        at=start,
    )
    days = {**stage.days, **DAYS_AGO_OF_NEXT}
    launched = _launched(made, stage.coordinator, start)
    coming = Stage(launched, stage.coordinator, stage.now, stage.dice, days)
    busy = {*stage.cohort.enrolments.values_list("person", flat=True), *people_with_a_role()}
    mentees, mentors = next_cast_of([one for one in people if one.pk not in busy], stage.dice)
    places = _invite(coming, mentees, Enrolment.Role.MENTEE)
    places += _invite(coming, mentors, Enrolment.Role.MENTOR)
    _answer(coming, places, DAYS_AGO_OF_NEXT["answer"])
    save_scenarios(coming)


def _whole_life(settings: dict[str, Any]) -> dict[str, int]:
    """Return how long ago things began, so that the last session of the plan has been held."""
    length = settings["n_sessions"] * settings["rhythm_days"] + TIME_TO_PAIR
    return {"start": length, "invite": length - 3, "round": length - 17}


def _set_up(
    staff: dict[str, Person],
    template: str,
    now: datetime,
    dice: random.Random,
    days: dict[str, int],
) -> Stage:
    coordinator = staff["coordinator"]
    start = now - timedelta(days=days["start"])
    # a whole life ended yesterday: today's afternoon is still to come
    length = LENGTH if template == USUAL_TEMPLATE else days["start"] - 1
    cohort = programmes.create_programme(
        template,
        names=NAMES if template == USUAL_TEMPLATE else load_template(template)["name"],
        cohort_names={"en": f"Autumn {start.year}", "fr": f"Automne {start.year}"},
        starts_on=start.date(),
        ends_on=(start + timedelta(days=length)).date(),
        by=coordinator,
        at=start,
    )
    for role in (r for r in RoleGrant.Role.values if r not in {"coordinator", "administrator"}):
        programmes.grant_role(
            staff[role], role, programme=cohort.programme, by=coordinator, at=start
        )
    return Stage(_launched(cohort, coordinator, start), coordinator, now, dice, days)


def _launched(cohort: Cohort, coordinator: Person, at: datetime) -> Cohort:
    """Settle the launch gates as the invented company did, and launch."""
    day = at.date() - timedelta(days=14)
    references = {
        "time_budget": "HR-2026-041",
        "privacy_notice": "PN-2026-07",
        "dpia": "DPIA-2026-03",
        "works_council": "CSE-2026-05",
    }
    for gate, reference in references.items():
        programmes.record_gate(
            cohort, gate, settled_on=day, reference=reference, by=coordinator, at=at
        )
    return programmes.launch_cohort(cohort, by=coordinator, at=at)


def _invite(stage: Stage, people: Iterable[Person], role: str) -> list[Enrolment]:
    at = stage.before(stage.days["invite"])
    return [
        programmes.invite(stage.cohort, person, role, by=stage.coordinator, at=at)
        for person in people
    ]


def _answer(stage: Stage, places: Iterable[Enrolment], days_ago: float) -> None:
    """Let people answer: most say yes and fill in their profile, some say no, some stay silent."""
    catalogue = list(Skill.objects.order_by("code"))
    for place in places:
        at = stage.before(days_ago, hour=stage.dice.randint(8, 18))
        mood = stage.dice.random()
        if mood < 0.08:  # noqa: PLR2004 - one in twelve stays silent
            continue
        yes = mood > 0.14  # noqa: PLR2004 - one in sixteen says no
        programmes.answer_invitation(place, yes=yes, by=place.person, at=at)
        if yes and mood > 0.19:  # noqa: PLR2004 - one in twenty leaves the profile for later
            _fill_in(stage, place, catalogue, at + timedelta(minutes=3))


def _fill_in(stage: Stage, place: Enrolment, catalogue: list[Skill], at: datetime) -> None:
    person = place.person
    part = profile_of(place.role, catalogue, stage.dice)
    by_code = {skill.code: skill for skill in catalogue}
    for code, level in part.levels.items():
        skills.set_level(person, by_code[code], level, by=person, at=at)
    for code, (target, importance) in part.wants.items():
        skills.set_want(
            person, by_code[code], target=target, importance=importance, by=person, at=at
        )
    programmes.save_place(
        place,
        seats=part.seats,
        languages=person.languages,
        slots=part.slots,
        by=person,
        at=at,
    )


def _name_an_assistant(stage: Stage, people: list[Person]) -> None:
    """Give one mentee whose sessions are under way somebody who keeps their calendar, only that."""
    place = (
        Enrolment.objects.filter(
            cohort=stage.cohort, role=Enrolment.Role.MENTEE, person__pairs_as_mentee__state="active"
        )
        .order_by("pk")
        .first()
    )
    if place is not None:
        busy = {*stage.cohort.enrolments.values_list("person", flat=True), *people_with_a_role()}
        assistant = next(
            p for p in people if p.pk not in busy and (p.grade or 0) <= HIGHEST_OF_ASSISTANTS
        )
        programmes.name_assistant(place, assistant, by=place.person, at=stage.before(1))
