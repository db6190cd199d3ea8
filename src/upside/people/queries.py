"""Reads of people: the roster narrowed and counted, what was said of an earlier HR file.

Who may see the roster is decided by roles, which live in ``programmes.queries``.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q, QuerySet

from upside.kernel.folding import words_of
from upside.people.models import PeopleImport, Person, Unit

__all__ = [
    "RosterCounts",
    "account_counts",
    "all_units",
    "counts_of",
    "found_among",
    "in_order",
    "last_columns",
    "people_like",
    "person_named",
    "person_with_mail",
    "units_of",
    "who_works_here",
    "with_ids",
]

MOST_STEPS = 40
MOST_WORDS = 5
MOST_UNITS = 300


@dataclass(frozen=True, slots=True)
class RosterCounts:
    """How many work here, how many of them can be written to, how many have left."""

    active: int
    with_mail: int
    inactive: int

    @property
    def without_mail(self) -> int:
        return self.active - self.with_mail


def counts_of(people: QuerySet[Person]) -> RosterCounts:
    """Return the counts of ``people``; one query."""
    works = Q(is_active=True)
    found = people.order_by().aggregate(
        active=Count("pk", filter=works),
        with_mail=Count("pk", filter=works & Q(email__isnull=False)),
        inactive=Count("pk", filter=~works),
    )
    return RosterCounts(**found)


def account_counts(*, since: datetime) -> dict[str, int]:
    """Return how many work here, have a mail, have left, and signed in ``since``; one query."""
    works = Q(is_active=True)
    return Person.objects.aggregate(
        people=Count("pk", filter=works),
        with_mail=Count("pk", filter=works & Q(email__isnull=False)),
        left=Count("pk", filter=~works),
        signed_in=Count("pk", filter=Q(last_login__gt=since)),
    )


def who_works_here() -> QuerySet[Person]:
    """Return everybody who has not left; who may see them is for the caller to settle."""
    return Person.objects.filter(is_active=True)


def with_ids(ids: Collection[str]) -> QuerySet[Person]:
    """Return the people with these ids of the HR file, by name; for those who keep the roster."""
    people = Person.objects.filter(external_id__in=ids).select_related("unit")
    return people.order_by("last_name", "first_name", "pk")


def person_with_mail(mail: str) -> Person | None:
    """Return who works here and has that mail, whatever its capitals; None where nobody has."""
    return who_works_here().filter(email__iexact=mail).order_by("pk").first()


def people_like(
    people: QuerySet[Person], text: str, *, from_start: bool = False
) -> QuerySet[Person]:
    """Return those of ``people`` in whose name, mail, id or title every word of ``text`` stands.

    Capitals and accents do not count. With ``from_start`` each word begins one of the name, the
    mail or the id; titles are left out. A text of signs alone finds nobody.
    """
    for typed in text.split()[:MOST_WORDS]:
        if "@" in typed:
            lookup = "email__istartswith" if from_start else "email__icontains"
            people = people.filter(**{lookup: typed})
            continue
        words = words_of(typed)
        if not words:
            return people.none()
        for word in words[:MOST_WORDS]:
            people = people.filter(sought__contains=f" {word}" if from_start else word)
    return people


def found_among(
    people: QuerySet[Person], *, text: str = "", unit: Unit | None = None, is_active: bool | None
) -> QuerySet[Person]:
    """Return those of ``people`` whose name, id, mail or title holds every word of ``text``.

    ``unit`` counts with all that lies below it; ``is_active`` None asks for both.
    """
    people = people_like(people, text)
    if unit:
        people = people.filter(Q(unit=unit) | Q(unit__path__startswith=f"{unit.path}/"))
    return people if is_active is None else people.filter(is_active=is_active)


def units_of(depth: int = 2) -> QuerySet[Unit]:
    """Return the upper units, down to ``depth`` levels, as many as fit a list to choose from."""
    return Unit.objects.filter(
        pk__in=Unit.objects.filter(depth__lte=depth)
        .order_by("depth", "path")
        .values("pk")[:MOST_UNITS]
    ).order_by("path")


def all_units() -> QuerySet[Unit]:
    """Return every unit, those below following the one above."""
    return Unit.objects.order_by("path")


def in_order(paths: Iterable[str]) -> list[str]:
    """Return names or paths as people look for them: É beside E, and the parts after the whole.

    >>> in_order(["Ventes", "Études/Web", "Études", "achats"])
    ['achats', 'Études', 'Études/Web', 'Ventes']
    """
    return sorted(paths, key=lambda path: ([words_of(name) for name in path.split("/")], path))


def last_columns() -> dict[str, str]:
    """Return what the columns of the last imported file were said to mean, by heading."""
    last = PeopleImport.objects.filter(state=PeopleImport.State.APPLIED).order_by("-applied_at")
    mapping = last.values_list("mapping", flat=True).first()
    return dict(mapping["columns"]) if mapping else {}


def person_named(text: str) -> Person | None:
    """Return who works here and has the id or the mail ``text``."""
    return who_works_here().filter(Q(external_id=text) | Q(email__iexact=text)).first()


def line_above(person: Person) -> frozenset[int]:
    """Return the keys of everybody above ``person`` in the reporting line; one query a step."""
    found: dict[str, int] = {}
    manager = person.manager_ref
    while manager and manager not in found and len(found) < MOST_STEPS:
        row = Person.objects.filter(external_id=manager).values_list("pk", "manager_ref").first()
        if row is None:
            break
        found[manager], manager = row
    return frozenset(found.values()) - {person.pk}
