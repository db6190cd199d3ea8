from collections.abc import Iterable, Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import ngettext

from upside.kernel import audit
from upside.kernel.errors import Refused
from upside.people.models import Person
from upside.skills.evidence import OWN_WORD
from upside.skills.file_lines import Fault, LineReader, SkillLine
from upside.skills.models import SkillLevel, Want
from upside.skills.queries import skills_by_name

__all__ = ["SkillsFileRefused", "import_skills"]

FIRST_LINE = 2
ROWS_AT_ONCE = 500
Key = tuple[int, int]
Keys = set[Key]
Fields = dict[str, Any]
Rows = dict[Key, Fields]


class SkillsFileRefused(Refused):
    """Lines of the file are faulty, so nothing of it was imported; ``faults`` lists them.

    ``n_read`` counts all lines of the file.
    """

    def __init__(self, faults: list[Fault], *, n_read: int) -> None:
        self.faults = [asdict(fault) for fault in faults]
        self.n_read = n_read
        n = len(faults)
        super().__init__(
            ngettext(
                "Nothing was imported: %(n)s line is faulty. Mend it and import the file again.",
                "Nothing was imported: %(n)s faults were found."
                " Mend them and import the file again.",
                n,
            )
            % {"n": n}
        )


@transaction.atomic
def import_skills(
    lines: Iterable[Mapping[str, str | None]], *, by: Person | None, at: datetime
) -> dict[str, Any]:
    """Take levels and wants from the lines of SKILLS.csv: all of them, or nothing.

    A skill is named by its code, a label or an alias. Empty cells change nothing, and a second
    import of the same file changes nothing. ``line`` may say on which line of the file something
    stands, ``trouble`` that it could not be read. Returns ``read``, ``created``, ``updated``,
    ``unchanged`` (counted in lines), ``people``, and as ``warned`` the lines of people who left.

    Raises
    ------
    SkillsFileRefused
        If any line is faulty; its ``faults`` name line, column, value, problem and remedy.
    """
    known = list(Person.objects.values_list("external_id", "pk", "is_active"))
    left = {key for _identity, key, is_active in known if not is_active}
    reader = LineReader({identity: key for identity, key, _ in known}, skills_by_name(), left)
    numbered = ((int(row.get("line") or n), row) for n, row in enumerate(lines, FIRST_LINE))
    read = [reader.read(number, row) for number, row in numbered]
    if reader.faults:
        raise SkillsFileRefused(reader.faults, n_read=len(read))
    good = list(filter(None, read))

    proven = _proven()
    levels = {
        key: {"own_level": line.level, **(proven.get(key) or _of_a_file(line.level))}
        for line in good
        if line.level is not None
        for key in [(line.person_id, line.skill_id)]
    }
    wants = {
        (line.person_id, line.skill_id): {"target": line.want, "importance": line.importance}
        for line in good
        if line.want is not None
    }
    counts = _counts(good, _save(SkillLevel, levels, {"set_at": at}), _save(Want, wants, {}))
    if counts["created"] or counts["updated"]:
        audit.record(verb="skills.imported", subject="skills", actor=by, at=at, details=counts)
    return counts | {"warned": [asdict(warning) for warning in reader.warnings]}


def _of_a_file(level: int) -> Fields:
    return {"level": level, "evidence": SkillLevel.Evidence.FILE}


def _proven() -> dict[Key, Fields]:
    """Return the levels that rest on somebody else's evidence: a file does not replace these."""
    rows = SkillLevel.objects.exclude(evidence__in=OWN_WORD)
    return {
        (person, skill): {"level": level, "evidence": evidence}
        for person, skill, level, evidence in rows.values_list(
            "person_id", "skill_id", "level", "evidence"
        )
    }


def _save(model: type[SkillLevel] | type[Want], rows: Rows, stamp: Fields) -> tuple[Keys, Keys]:
    """Write rows in bulk, ``stamp`` on those that change; return the keys created and changed."""
    known = {(row.person_id, row.skill_id): row for row in model.objects.all()}
    new: list[Any] = []
    changed: list[Any] = []
    for key, fields in rows.items():
        row = known.get(key)
        if row is None:
            new.append(model(person_id=key[0], skill_id=key[1], **fields, **stamp))
        elif any(getattr(row, name) != value for name, value in fields.items()):
            for name, value in (fields | stamp).items():
                setattr(row, name, value)
            changed.append(row)
    model.objects.bulk_create(new, batch_size=ROWS_AT_ONCE)
    if changed:
        names = [name for fields in list(rows.values())[:1] for name in (fields | stamp)]
        model.objects.bulk_update(changed, names, batch_size=ROWS_AT_ONCE)
    return (
        {(row.person_id, row.skill_id) for row in new},
        {(row.person_id, row.skill_id) for row in changed},
    )


def _counts(
    lines: list[SkillLine], levels: tuple[Keys, Keys], wants: tuple[Keys, Keys]
) -> dict[str, int]:
    keys = {(line.person_id, line.skill_id) for line in lines}
    created = levels[0] | wants[0]
    updated = (levels[1] | wants[1]) - created
    return {
        "read": len(lines),
        "created": len(created),
        "updated": len(updated),
        "unchanged": len(keys - created - updated),
        "people": len({line.person_id for line in lines}),
    }
