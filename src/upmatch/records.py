"""People and wishes as plain dictionaries and back, so that a round can be kept as JSON."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from upmatch.people import Person, Slot, Want, Wish

__all__ = ["person_as_dict", "person_from_dict", "wish_as_dict", "wish_from_dict"]


def person_as_dict(person: Person) -> dict[str, Any]:
    """Return the person with lists and dictionaries only, sorted.

    What came later than the first records is written only where it says something,
    so that a problem that does not use it keeps its hash.
    """
    later = {
        "formats": sorted(person.formats),
        "grid": list(person.grid or ()),
        "at_least": person.at_least,
        "all_seats": person.all_seats,
        "company": person.company,
    }
    return {
        "id": person.id,
        "role": person.role,
        "grade": person.grade,
        "unit": list(person.unit),
        "site": person.site,
        "country": person.country,
        "timezone": person.timezone,
        "languages": sorted(person.languages),
        "seats": person.seats,
        "slots": [[slot.weekday, slot.start, slot.end] for slot in person.slots],
        "levels": dict(person.levels),
        "wants": {skill: [want.target, want.importance] for skill, want in person.wants.items()},
        **{name: said for name, said in later.items() if said},
    }


def person_from_dict(record: Mapping[str, Any]) -> Person:
    """Return the person that ``person_as_dict`` wrote."""
    changed = {
        "unit": tuple(record["unit"]),
        "languages": frozenset(record["languages"]),
        "slots": tuple(Slot(*slot) for slot in record["slots"]),
        "wants": {skill: Want(*want) for skill, want in record["wants"].items()},
        "formats": frozenset(record.get("formats", ())),
        "grid": tuple(record["grid"]) if "grid" in record else None,
    }
    return Person(**{**record, **changed})


def wish_as_dict(wish: Wish) -> dict[str, Any]:
    """Return the wish as a dictionary."""
    return asdict(wish)


def wish_from_dict(record: Mapping[str, Any]) -> Wish:
    """Return the wish that ``wish_as_dict`` wrote."""
    return Wish(**record)
