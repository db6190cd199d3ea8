"""The rules and weights of the programmes that somebody audits, and who changed what when."""

from collections import defaultdict
from dataclasses import dataclass

from upside.kernel.audit import reference
from upside.matching.spoken import Spoken, spoken_of
from upside.people.models import Person
from upside.programmes.models import Programme
from upside.programmes.queries import programmes_audited_by, settings_log_of
from upside.web.audit.reading import Line, told

__all__ = ["Audited", "audited_by"]

MOST_CHANGES = 200


@dataclass(frozen=True, slots=True)
class Audited:
    """One programme: what its rounds go by today, and the changes on record, newest first."""

    programme: Programme
    subject: str
    spoken: Spoken
    changes: list[Line]


def audited_by(person: Person) -> list[Audited]:
    """Return each programme that ``person`` audits; the same queries for any number."""
    changes: dict[str, list[Line]] = defaultdict(list)
    for line in told(settings_log_of(person)[:MOST_CHANGES]):
        changes[line.entry.subject].append(line)
    return [
        Audited(programme, subject, spoken_of(programme), changes[subject])
        for programme in programmes_audited_by(person)
        for subject in [reference(programme)]
    ]
