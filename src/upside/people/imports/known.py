"""Who is known before an import: as much of everybody as checking and comparing need."""

from collections.abc import Collection
from dataclasses import dataclass, field

from upside.people.firms import firm_of
from upside.people.models import Person, Unit

__all__ = ["Known", "everybody_known"]


@dataclass(frozen=True, slots=True)
class Known:
    """Everybody by id: whether they work here, their mail, whom their file named as manager.

    ``firm`` has the guests of partner companies alone, each with the unit of ``partners``.
    """

    is_active: dict[str, bool] = field(default_factory=dict)
    mail: dict[str, str] = field(default_factory=dict)
    manager: dict[str, str] = field(default_factory=dict)
    firm: dict[str, str] = field(default_factory=dict)
    partners: tuple[str, ...] = ()

    def firm_said(self, identity: str, unit: str | None) -> str:
        """Return the company of somebody whose line says ``unit``; None says nothing of it."""
        return self.firm.get(identity, "") if unit is None else firm_of(unit, self.partners)

    def active_in(self, firms: Collection[str]) -> list[str]:
        """Return the ids of who works in one of the companies; an empty name is the own one."""
        here = (who for who, is_active in self.is_active.items() if is_active)
        return [who for who in here if self.firm.get(who, "") in firms]


def everybody_known(partners: tuple[str, ...] = ()) -> Known:
    """Return everybody that is known; one query, three where there are ``partners``."""
    known = Known(firm=_guests(partners), partners=tuple(partners))
    rows = Person.objects.values_list("external_id", "is_active", "email", "manager_ref")
    for identity, is_active, mail, manager in rows.iterator(chunk_size=5_000):
        known.is_active[identity] = is_active
        if mail:
            known.mail[identity] = mail
        if manager:
            known.manager[identity] = manager
    return known


def _guests(partners: tuple[str, ...]) -> dict[str, str]:
    if not partners:
        return {}
    firms = {key: firm_of(path, partners) for key, path in Unit.objects.values_list("pk", "path")}
    theirs = {key: firm for key, firm in firms.items() if firm}
    people = Person.objects.filter(unit__in=theirs).values_list("external_id", "unit")
    return {identity: theirs[unit] for identity, unit in people}
