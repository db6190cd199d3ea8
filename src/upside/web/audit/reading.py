"""The log in words: entries for an auditor's page. People by number, unless they act in office."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from upside.kernel.audit import broken_link, n_entries
from upside.kernel.models import AuditEntry
from upside.programmes.queries import names_in_office
from upside.web.audit.facts import facts_of
from upside.web.audit.words import VERBS, reference_in, thing

__all__ = ["Chain", "Line", "chain_of", "entries_about", "told"]

# only what is done in office shows names and facts: what somebody does in a pair is theirs alone
OFFICE = frozenset({"administrator", "catalogue", "people", "programme", "role", "round", "skills"})
WITH_FACTS = OFFICE | {"charter"}
CHECKED_UNASKED = 5_000


@dataclass(frozen=True, slots=True)
class Line:
    """One entry as the page says it."""

    entry: AuditEntry
    who: str
    what: str
    about: str
    facts: list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Chain:
    """Whether every entry follows from the one before it; long logs are checked when asked."""

    n_entries: int
    is_checked: bool
    broken: AuditEntry | None


def entries_about(subject: str, entries: QuerySet[AuditEntry]) -> QuerySet[AuditEntry]:
    """Return those of ``entries`` about ``subject``: one thing, one kind, or everything."""
    subject = reference_in(subject)
    if not subject:
        return entries
    return entries.filter(Q(subject__iexact=subject) | Q(subject__istartswith=f"{subject}:"))


def chain_of(*, is_asked: bool) -> Chain:
    """Return the state of the chain: of all entries, whoever reads which."""
    n = n_entries()
    is_checked = is_asked or n <= CHECKED_UNASKED
    return Chain(n, is_checked, broken_link() if is_checked else None)


def told(entries: Iterable[AuditEntry]) -> list[Line]:
    """Return the entries in words; one query for the names of those who act in office."""
    rows = list(entries)
    keys = {row.actor.partition(":")[2] for row in rows if row.actor.startswith("person:")}
    names = names_in_office(int(key) for key in keys if key.isdigit())
    named = {f"person:{key}": name for key, name in names.items()}
    return [
        Line(
            entry=row,
            who=(_is_office(row) and named.get(row.actor)) or thing(row.actor),
            what=str(VERBS.get(row.verb, row.verb)),
            about=thing(row.subject),
            facts=facts_of(row.details) if _shows_facts(row) else [],
        )
        for row in rows
    ]


def _is_office(entry: AuditEntry) -> bool:
    return entry.verb.partition(".")[0] in OFFICE


def _shows_facts(entry: AuditEntry) -> bool:
    return entry.verb.partition(".")[0] in WITH_FACTS
