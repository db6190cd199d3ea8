"""Guests: people of partner companies, each firm in a unit of its own with all below it.

Whoever works in a partner unit of any programme is a guest on the whole installation. The host
company has no unit: it is everybody else.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Exists, Q

from upside.people.firms import firm_of, is_within
from upside.people.models import Person, Unit
from upside.programmes.models import OPEN_STATES, Cohort, Enrolment, Programme, RoleGrant

__all__ = [
    "GUEST_ROLES",
    "Guests",
    "guests",
    "guests_among",
    "has_partners",
    "partner_units",
    "partners_of",
]

GUEST_ROLES = (RoleGrant.Role.COACH, RoleGrant.Role.SPONSOR)
PARTNERS_TODAY, PARTNERS_KEPT = Q(settings__has_key="partners"), Q(kept__has_key="partners")
Settings = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Guests:
    """The partner units of all programmes; ``firms`` has the firm of each unit of theirs, by key.

    Asked for once per page or action: it takes two queries, and one where nobody is a guest.
    """

    firms: Mapping[int, str] = field(default_factory=dict)
    paths: Mapping[int, str] = field(default_factory=dict)

    def firm_of(self, person: Person) -> str:
        """Return the partner unit from which ``person`` comes; empty for the host company's own."""
        return self.firms.get(person.unit_id or 0, "")

    def may_take_part(self, person: Person, settings: Settings) -> bool:
        """Tell whether ``person`` is no guest, or one of the programme of these settings."""
        return not self.firm_of(person) or person.unit_id in self.units_in(settings)

    def units_in(self, settings: Settings) -> frozenset[int]:
        """Return the units of the guests of one programme."""
        tops = partners_of(settings)
        found = (key for key, path in self.paths.items() if firm_of(path, tops))
        return frozenset(found)

    def not_theirs(self, settings: Settings) -> Q:
        """Return which people are guests of other programmes alone, to be left out."""
        return Q(unit__in=self.firms.keys() - self.units_in(settings))

    def nameable_by(self, person: Person) -> Q:
        """Return whom ``person`` may look for by name.

        A guest: their own firm's people, and nobody of the host company. Anybody else: the
        host's, and the guests of programmes in which they take part themselves.
        """
        own = self.firm_of(person)
        if own:
            return Q(unit__in=[key for key, path in self.paths.items() if is_within(path, own)])
        hidden = set(self.firms)
        if hidden:
            places = Enrolment.objects.filter(person=person, state__in=OPEN_STATES)
            for place in places.select_related("cohort__programme"):
                hidden -= self.units_in(place.cohort.settings)
        return Q(unit__isnull=True) | ~Q(unit__in=hidden)


def partners_of(settings: Settings) -> tuple[str, ...]:
    """Return the partner units of one programme or cohort, by their paths."""
    return tuple(settings.get("partners", ()))


def has_partners() -> Q:
    """Return the condition that some programme has partners, for a query that asks for more."""
    return Q(Exists(Programme.objects.filter(PARTNERS_TODAY))) | Q(
        Exists(Cohort.objects.filter(PARTNERS_KEPT))
    )


def partner_units() -> tuple[str, ...]:
    """Return the partner units of all programmes, of today and of cohorts that keep a version."""
    today = Programme.objects.filter(PARTNERS_TODAY).values_list("settings__partners")
    kept = Cohort.objects.filter(PARTNERS_KEPT).values_list("kept__partners")
    rows = today.union(kept, all=True)
    return tuple(sorted({path for (paths,) in rows for path in paths}))


def guests() -> Guests:
    """Return who is a guest on this installation: one query, two where there are partners."""
    tops = partner_units()
    if not tops:
        return Guests()
    units = Unit.objects.values_list("pk", "path")
    paths = {key: path for key, path in units if firm_of(path, tops)}
    return Guests({key: firm_of(path, tops) for key, path in paths.items()}, paths)


def guests_among(settings: Settings) -> list[tuple[str, int]]:
    """Return each partner unit of one programme with how many people of it are known here."""
    tops = partners_of(settings)
    if not tops:
        return []
    people = Person.objects.filter(is_active=True, unit__isnull=False)
    counts = dict.fromkeys(tops, 0)
    for path in people.values_list("unit__path", flat=True):
        if firm := firm_of(path, tops):
            counts[firm] += 1
    return list(counts.items())
