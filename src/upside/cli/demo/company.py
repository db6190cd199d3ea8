"""An invented company, the same for the same seed: units, sites, grades, a full reporting tree.

Every name is made up by drawing a first and a last name from names.yaml.
"""

import random
from dataclasses import dataclass, replace
from pathlib import Path
from unicodedata import combining, normalize

import yaml
from django.utils.translation import gettext as _

from upside.kernel.errors import Refused

__all__ = ["COLUMNS", "DOMAIN", "Employee", "WrongSize", "employees", "guests"]

DOMAIN = "aubrac.example"
DOMAIN_OF_GUESTS = "partner.example"
GUEST = "G"
"""How the ids of guests begin."""
COLUMNS = (
    "id", "first name", "last name", "mail", "job title", "unit", "site", "country",
    "time zone", "grade", "manager", "languages", "language of mails",
)  # fmt: skip

NAMES = yaml.safe_load((Path(__file__).parent / "names.yaml").read_text(encoding="utf-8"))
FIRST_NAMES: list[str] = NAMES["first"].split()
LAST_NAMES: list[str] = NAMES["last"].split()

# words of both languages: one HR file has one name for a unit, whoever reads it
UNITS: dict[str, tuple[str, ...]] = {
    "Production": ("Planning", "Transport", "Inspection", "Maintenance"),
    "Digital": ("Data", "Applications", "Infrastructure", "Support"),
    "Finance": ("Audit", "Budget", "Consolidation"),
    "Commerce": ("Distribution", "Retail", "E-commerce", "Export"),
    "Marketing": ("Design", "Communication", "Promotion"),
    "Administration": ("Talents", "Missions", "Documentation"),
    "Services": ("Installation", "Assistance"),
    "Innovation": ("Nutrition", "Packaging", "Simulation"),
}
SITES = (
    ("Lyon", "FR", "Europe/Paris", "fr"),
    ("Lille", "FR", "Europe/Paris", "fr"),
    ("Leeds", "GB", "Europe/London", "en"),
)
SITE_WEIGHTS = (5, 3, 2)
HEAD_OF_COMPANY, HEAD_OF_UNIT, HEAD_OF_TEAM, TEAM_LEAD = 10, 9, 8, 6
TITLES = {
    "en": {
        HEAD_OF_COMPANY: "Chief executive",
        HEAD_OF_UNIT: "Director, {unit}",
        HEAD_OF_TEAM: "Head of {team}",
        TEAM_LEAD: "Team lead, {team}",
        5: "Senior specialist, {team}",
        4: "Specialist, {team}",
        3: "Analyst, {team}",
        2: "Associate, {team}",
        1: "Apprentice, {team}",
    },
    # none of them agrees with a person: names are drawn, nobody here is a woman or a man
    "fr": {
        HEAD_OF_COMPANY: "Direction générale",
        HEAD_OF_UNIT: "Direction, {unit}",
        HEAD_OF_TEAM: "Responsable, {team}",
        TEAM_LEAD: "Responsable d’équipe, {team}",
        5: "Spécialiste senior, {team}",
        4: "Spécialiste, {team}",
        3: "Analyste, {team}",
        2: "Gestionnaire, {team}",
        1: "En alternance, {team}",
    },
}
RANK_AND_FILE = ((5, 4, 3, 2, 1), (3, 5, 6, 5, 1))


class WrongSize(Refused):
    """The company would have too few people for its tree, or too many for different names."""


@dataclass(frozen=True, slots=True)
class Employee:
    """One line of the company's HR file."""

    id: str
    first_name: str
    last_name: str
    mail: str
    job_title: str
    unit: str
    site: str
    country: str
    time_zone: str
    grade: int
    manager: str
    languages: str
    language: str

    def line(self) -> list[str]:
        """Return the employee as a line of a file with the columns ``COLUMNS``."""
        return [
            self.id, self.first_name, self.last_name, self.mail, self.job_title, self.unit,
            self.site, self.country, self.time_zone, str(self.grade), self.manager,
            self.languages, self.language,
        ]  # fmt: skip


class _Register:
    """Hires people one by one and never gives two the same name."""

    def __init__(self, seed: int) -> None:
        self.dice = random.Random(seed)  # noqa: S311 - an invented company needs no secrecy
        self.hired: list[Employee] = []
        self.names: set[tuple[str, str]] = set()

    def hire(self, grade: int, unit: str, team: str, manager: str, site: int) -> Employee:
        first, last = self._name()
        place, country, zone, language = SITES[site]
        path = "/".join(part for part in (unit, team) if part)
        employee = Employee(
            id=f"A{len(self.hired) + 1:04}",
            first_name=first,
            last_name=last,
            mail=f"{_plain(first)}.{_plain(last)}@{DOMAIN}",
            job_title=TITLES[language][grade].format(unit=unit, team=team),
            unit=path,
            site=place,
            country=country,
            time_zone=zone,
            grade=grade,
            manager=manager,
            languages=self._languages(language),
            language=language,
        )
        self.hired.append(employee)
        return employee

    def _name(self) -> tuple[str, str]:
        while True:
            name = self.dice.choice(FIRST_NAMES), self.dice.choice(LAST_NAMES)
            if name not in self.names:
                self.names.add(name)
                return name

    def _languages(self, mother_tongue: str) -> str:
        other = "en" if mother_tongue == "fr" else "fr"
        return ";".join([mother_tongue, other] if self.dice.random() < 0.65 else [mother_tongue])  # noqa: PLR2004

    def site(self) -> int:
        return self.dice.choices(range(len(SITES)), SITE_WEIGHTS)[0]


def employees(n_people: int = 400, seed: int = 1) -> list[Employee]:
    """Return an invented company of ``n_people``, every manager before their people.

    The tree has five steps: the head, eight directors, a head for each team, team leads and
    everybody else. Numbers below 120 leave no room for them and are refused.

    Raises
    ------
    WrongSize
        If ``n_people`` is below 120 or above the number of different names.
    """
    most = len(FIRST_NAMES) * len(LAST_NAMES) // 2
    if not 120 <= n_people <= most:  # noqa: PLR2004 - said in the sentence
        raise WrongSize(
            _("A demo company has between 120 and %(most)s people, not %(n)s.")
            % {"most": most, "n": n_people}
        )
    register = _Register(seed)
    head = register.hire(HEAD_OF_COMPANY, "", "", "", 0)
    teams = []
    for unit, team_names in UNITS.items():
        director = register.hire(HEAD_OF_UNIT, unit, "", head.id, register.site())
        for team in team_names:
            site = register.site()
            boss = register.hire(HEAD_OF_TEAM, unit, team, director.id, site)
            lead = register.hire(TEAM_LEAD, unit, team, boss.id, site)
            teams.append((unit, team, site, (boss, lead)))
    while len(register.hired) < n_people:
        unit, team, site, bosses = teams[len(register.hired) % len(teams)]
        grade = register.dice.choices(*RANK_AND_FILE)[0]
        manager = bosses[1] if grade < 5 else bosses[0]  # noqa: PLR2004 - seniors report one up
        at = site if register.dice.random() < 0.8 else register.site()  # noqa: PLR2004
        register.hire(grade, unit, team, manager.id, at)
    return register.hired


def guests(unit: str, n_people: int = 44, seed: int = 1) -> list[Employee]:
    """Return the people of an invented partner company, all below ``unit``; every other leads."""
    register = _Register(-seed)
    teams = [team for names in UNITS.values() for team in names]
    head = register.hire(HEAD_OF_TEAM, unit, teams[0], "", 0)
    while len(register.hired) < n_people:
        number = len(register.hired)
        grade = TEAM_LEAD if number % 2 else register.dice.choices(*RANK_AND_FILE)[0]
        register.hire(grade, unit, teams[number % len(teams)], head.id, register.site())
    return [
        replace(
            one,
            id=f"{GUEST}{one.id[1:]}",
            manager=one.manager and f"{GUEST}{one.manager[1:]}",
            mail=one.mail.replace(DOMAIN, DOMAIN_OF_GUESTS),
        )
        for one in register.hired
    ]


def _plain(name: str) -> str:
    """Return ``name`` in lower-case letters without accents, as mail addresses are written."""
    bare = "".join(sign for sign in normalize("NFD", name) if not combining(sign))
    return "".join(sign for sign in bare.lower() if sign.isalnum())
