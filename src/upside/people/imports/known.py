"""Who is known before an import: as much of everybody as checking and comparing need."""

from dataclasses import dataclass, field

from upside.people.models import Person

__all__ = ["Known", "everybody_known"]


@dataclass(frozen=True, slots=True)
class Known:
    """Everybody by id: whether they work here, their mail, whom their file named as manager."""

    is_active: dict[str, bool] = field(default_factory=dict)
    mail: dict[str, str] = field(default_factory=dict)
    manager: dict[str, str] = field(default_factory=dict)


def everybody_known() -> Known:
    """Return everybody that is known; one query."""
    known = Known()
    rows = Person.objects.values_list("external_id", "is_active", "email", "manager_ref")
    for identity, is_active, mail, manager in rows.iterator(chunk_size=5_000):
        known.is_active[identity] = is_active
        if mail:
            known.mail[identity] = mail
        if manager:
            known.manager[identity] = manager
    return known
