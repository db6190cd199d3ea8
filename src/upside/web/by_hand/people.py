"""Who can be chosen on the pages of pairs by hand, and who is meant by an address."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from upside.matching.queries import Place
from upside.matching.reading import unit_line
from upside.people.models import Person
from upside.programmes.models import Enrolment
from upside.skills.wording import folded

__all__ = ["Choice", "Pool", "key_in", "pool_of"]

LISTED: Final = 200


@dataclass(frozen=True, slots=True)
class Choice:
    """One line of a list to choose from."""

    key: int
    label: str
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class Pool:
    """Who is ready and free, by key, on each side."""

    mentors: Mapping[int, Person]
    mentees: Mapping[int, Person]

    @property
    def by_ref(self) -> dict[str, Person]:
        both = (*self.mentors.values(), *self.mentees.values())
        return {person.external_id: person for person in both}

    def listed(self, side: str, text: str, chosen: int | None) -> dict[str, object]:
        """Return those of one side who are called like ``text``, and how many are not shown."""
        people = self.mentors if side == "mentor" else self.mentees
        found = [one for one in _by_name(people.values()) if _is_like(one, text)]
        shown = found[:LISTED]
        if chosen is not None and chosen in people and people[chosen] not in shown:
            shown.insert(0, people[chosen])
        return {
            "side": side,
            "text": text,
            "choices": [Choice(one.pk, _label(one), one.pk == chosen) for one in shown],
            "n_more": len(found) - len(found[:LISTED]),
        }


def pool_of(places: Sequence[Place]) -> Pool:
    """Return the people of these places by side."""
    sides: dict[str, dict[int, Person]] = {role: {} for role in Enrolment.Role.values}
    for place in places:
        sides[place.enrolment.role][place.enrolment.person_id] = place.enrolment.person
    return Pool(sides[Enrolment.Role.MENTOR], sides[Enrolment.Role.MENTEE])


def key_in(said: Mapping[str, str], name: str) -> int | None:
    """Return the key that an address names, if it is one."""
    text = said.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 18 else None  # noqa: PLR2004 - as in paths


def _by_name(people: Iterable[Person]) -> list[Person]:
    return sorted(people, key=lambda one: (folded(one.last_name), folded(one.first_name), one.pk))


def _is_like(person: Person, text: str) -> bool:
    line = folded(_label(person))
    return all(word in line for word in folded(text).split())


def _label(person: Person) -> str:
    line = unit_line(person)
    return f"{person.name}, {line}" if line else person.name
