"""The log in words: entries for an auditor's page. People by number, unless they act in office."""

import json
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from upside.kernel.audit import broken_link
from upside.kernel.models import AuditEntry
from upside.people.models import Person
from upside.programmes.models import RoleGrant
from upside.web.audit.words import THINGS, VERBS

__all__ = ["Chain", "Line", "chain_of", "entries_about", "told"]

# only what is done in office shows names and facts: what somebody does in a pair is theirs alone
OFFICE = frozenset({"administrator", "catalogue", "people", "programme", "role", "round", "skills"})
WITH_FACTS = OFFICE | {"charter"}
IN_OFFICE = (RoleGrant.Role.COORDINATOR, RoleGrant.Role.ADMINISTRATOR)
CHECKED_UNASKED = 5_000
LONGEST_DETAILS = 300


@dataclass(frozen=True, slots=True)
class Line:
    """One entry as the page says it."""

    entry: AuditEntry
    who: str
    what: str
    about: str
    details: str


@dataclass(frozen=True, slots=True)
class Chain:
    """Whether every entry follows from the one before it; long logs are checked when asked."""

    n_entries: int
    is_checked: bool
    broken: AuditEntry | None


def entries_about(subject: str, entries: QuerySet[AuditEntry]) -> QuerySet[AuditEntry]:
    """Return those of ``entries`` about ``subject``: one thing, one kind, or everything."""
    if not subject:
        return entries
    return entries.filter(Q(subject__iexact=subject) | Q(subject__istartswith=f"{subject}:"))


def chain_of(*, is_asked: bool) -> Chain:
    """Return the state of the chain: of all entries, whoever reads which."""
    n = AuditEntry.objects.count()
    is_checked = is_asked or n <= CHECKED_UNASKED
    return Chain(n, is_checked, broken_link() if is_checked else None)


def told(entries: Iterable[AuditEntry]) -> list[Line]:
    """Return the entries in words; one query for the names of those who act in office."""
    rows = list(entries)
    keys = {row.actor.partition(":")[2] for row in rows if row.actor.startswith("person:")}
    people = Person.objects.filter(
        pk__in=[int(key) for key in keys if key.isdigit()], role_grants__role__in=IN_OFFICE
    )
    named = {f"person:{person.pk}": person.name for person in people.distinct()}
    return [
        Line(
            entry=row,
            who=(_is_office(row) and named.get(row.actor)) or _thing(row.actor),
            what=str(VERBS.get(row.verb, row.verb)),
            about=_thing(row.subject),
            details=_details(row),
        )
        for row in rows
    ]


def _is_office(entry: AuditEntry) -> bool:
    return entry.verb.partition(".")[0] in OFFICE


def _thing(reference: str) -> str:
    kind, _colon, key = reference.partition(":")
    word = THINGS.get(kind)
    if word is None:
        return reference
    return _("%(thing)s no. %(key)s") % {"thing": word, "key": key} if key else str(word)


def _details(entry: AuditEntry) -> str:
    if not entry.details or entry.verb.partition(".")[0] not in WITH_FACTS:
        return ""
    said = json.dumps(entry.details, ensure_ascii=False, sort_keys=True)
    return said if len(said) <= LONGEST_DETAILS else f"{said[:LONGEST_DETAILS]}…"
