"""From good lines to rows: compared with who is known, written in batches, leavers deactivated."""

from collections.abc import Iterator
from itertools import islice
from typing import Any

from django.db.models import F, OuterRef, Q, Subquery

from upside.people.imports import progress
from upside.people.imports.checking import Checked
from upside.people.imports.known import Known
from upside.people.imports.lines import Line
from upside.people.imports.outcome import Choices, Outcome, are_few
from upside.people.imports.problems import Problem
from upside.people.imports.units import Units
from upside.people.models import Person

__all__ = ["bring_in"]

BATCH = 500
SAMPLES = 5
# an empty cell says nothing here: people and their profile tell these
KEPT_WHERE_EMPTY = frozenset({"time_zone", "languages", "ui_language"})


def bring_in(
    checked: Checked, known: Known, choices: Choices, *, by: Person | None, write: bool
) -> Outcome:
    """Write the good lines, or with ``write`` off only count what writing would do.

    The caller holds the transaction and has decided what becomes of faulty lines.
    """
    firms = _companies_in(checked, known)
    outcome = Outcome(
        read=checked.n_read,
        refused=checked.n_refused,
        faults=checked.faults,
        warned=checked.warnings,
        known=len(known.active_in(firms)),
        samples={"created": [], "updated": [], "deactivated": []},
    )
    _spare_the_importer(checked, outcome, by)
    units = Units(checked.lines, write=write)
    freed = _free_mails(checked.lines, known, write=write)
    lines, n_done = iter(checked.lines), 0
    while batch := list(islice(lines, BATCH)):
        _write_batch(batch, units, freed, outcome, write=write)
        n_done += len(batch)
        progress.tell("write" if write else "compare", n_done)
    if write and checked.lines and "manager_ref" in checked.lines[0].said:
        _link_managers()
    _deactivate_missing(checked, known, choices, outcome, by=by, write=write)
    outcome.warnings = len(outcome.warned)
    return outcome


def _companies_in(checked: Checked, known: Known) -> frozenset[str]:
    """Return the companies of which the file speaks, by the good lines; empty is the own one."""
    if not known.partners:
        return frozenset({""})
    return frozenset(known.firm_said(line.id, line.said.get("unit")) for line in checked.lines)


def _spare_the_importer(checked: Checked, outcome: Outcome, by: Person | None) -> None:
    """Keep whoever imports able to sign in, whatever the file says of them."""
    own = next((line for line in checked.lines if by and line.id == by.external_id), None)
    if by is None or own is None:
        return
    if not own.said["is_active"]:
        own.said["is_active"] = True
        outcome.warned.append(Problem(own.number, "", own.id, "self_kept"))
    if by.email and "email" in own.said and not own.said["email"]:
        own.said["email"] = by.email
        outcome.warned.append(Problem(own.number, "", own.id, "mail_kept"))


def _free_mails(lines: list[Line], known: Known, *, write: bool) -> set[str]:
    """Take mails from people who give them up to others, so that two may exchange theirs."""
    owner_of = {mail: identity for identity, mail in known.mail.items()}
    wanted = {(line.said.get("email"), line.id) for line in lines}
    freed = {o for mail, who in wanted if (o := owner_of.get(mail or "")) and o != who}
    if write:
        for some in _batches(sorted(freed)):
            Person.objects.filter(external_id__in=some).update(email=None)
    return freed


def _batches(values: list[Any]) -> Iterator[list[Any]]:
    return (values[i : i + BATCH] for i in range(0, len(values), BATCH))


def _write_batch(
    batch: list[Line], units: Units, freed: set[str], outcome: Outcome, *, write: bool
) -> None:
    people = Person.objects.select_related("unit").filter(
        external_id__in=[line.id for line in batch]
    )
    there = {person.external_id: person for person in people}
    fresh, changed = [], []
    fields: set[str] = set()
    for line in batch:
        person = there.get(line.id) or Person(external_id=line.id)
        is_new = person.pk is None
        was_active = is_new or person.is_active
        differs = _say(person, line.said, units)
        if is_new:
            fresh.append(person)
        elif differs or line.id in freed:
            fields |= {"sought", *differs} | ({"email"} if line.id in freed else set())
            changed.append(person)
        _count(outcome, person, differs, is_new=is_new, was_active=was_active)
    outcome.unchanged += len(batch) - len(fresh) - len(changed)
    outcome.created += len(fresh)
    outcome.updated += len(changed)
    if write:
        Person.objects.bulk_create(fresh)
        _overwrite(changed, fields)


def _say(person: Person, said: dict[str, Any], units: Units) -> dict[str, tuple[Any, Any]]:
    """Put into the person what the line says; return what differs, before and after."""
    differs = {}
    for field, value in said.items():
        if value is None and field in KEPT_WHERE_EMPTY:
            continue
        before = getattr(person, field)
        if field == "unit":
            before = person.unit.path if person.unit else ""
            if before.casefold() != value.casefold():
                differs[field] = (before, value)
                person.unit_id = units.key_of(value)
        elif before != value:
            differs[field] = (before, value)
            setattr(person, field, value)
    return differs


def _count(
    outcome: Outcome, person: Person, differs: dict[str, Any], *, is_new: bool, was_active: bool
) -> None:
    outcome.with_mail += bool(person.email)
    outcome.without_mail += not person.email
    outcome.inactive += not person.is_active
    if not is_new and was_active and not person.is_active:
        outcome.deactivated += 1
        outcome.deactivated_ids.append(person.external_id)
        _sample(outcome, "deactivated", person, {})
    outcome.reactivated += not is_new and not was_active and person.is_active
    if is_new or differs:
        _sample(outcome, "created" if is_new else "updated", person, {} if is_new else differs)


def _sample(outcome: Outcome, kind: str, person: Person, differs: dict[str, Any]) -> None:
    rows = outcome.samples[kind]
    if len(rows) < SAMPLES:
        rows.append(
            {
                "id": person.external_id,
                "name": person.name,
                "title": person.job_title,
                "grade": person.grade,
                "differs": {field: [_shown(a), _shown(b)] for field, (a, b) in differs.items()},
            }
        )


def _shown(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(value)
    return "" if value is None else str(value)


def _overwrite(people: list[Person], fields: set[str]) -> None:
    """Write what changed in one statement per batch, whatever the number of people."""
    for person in people:
        person.pk = None  # found again by its id in the HR file
    if people:
        Person.objects.bulk_create(
            people,
            update_conflicts=True,
            unique_fields=["external_id"],
            update_fields=sorted(fields),
        )


def _link_managers() -> None:
    """Point each person at the manager whose id their file named, where that person is known.

    Done for everybody at once: a manager may come with a later file.
    """
    named = Person.objects.filter(external_id=OuterRef("manager_ref")).values("pk")[:1]
    linked = Person.objects.annotate(meant=Subquery(named))
    moved = linked.filter(Q(meant__isnull=False) & (Q(manager=None) | ~Q(manager=F("meant"))))
    moved.update(manager=Subquery(named))
    linked.filter(meant=None, manager__isnull=False).update(manager=None)


def _deactivate_missing(
    checked: Checked,
    known: Known,
    choices: Choices,
    outcome: Outcome,
    *,
    by: Person | None,
    write: bool,
) -> None:
    """Deactivate active people whom the file does not name; never delete anybody."""
    missing = _missing(checked, known, choices, outcome, by)
    if not missing:
        return
    if not checked.names_everybody:
        outcome.warned.append(Problem(0, "", "", "leavers_unsure"))
        return
    outcome.missing_ids = list(missing)
    if choices.leavers == "keep":
        return
    if choices.leavers == "auto" and not are_few(len(missing), known=outcome.known):
        details = {"missing": len(missing), "known": outcome.known}
        outcome.warned.append(Problem(0, "", "", "leavers_many", details))
        return
    outcome.deactivated += len(missing)
    outcome.deactivated_ids += missing
    for person in Person.objects.filter(pk__in=list(missing.values())[:SAMPLES]):
        _sample(outcome, "deactivated", person, {})
    if write:
        for some in _batches(list(missing.values())):
            Person.objects.filter(pk__in=some).update(is_active=False)


def _missing(
    checked: Checked, known: Known, choices: Choices, outcome: Outcome, by: Person | None
) -> dict[str, int]:
    """Return by id whom the file does not name though they were active; tell who is spared.

    A file says nothing of people of a company that it does not hold.
    """
    here = known.active_in(_companies_in(checked, known))
    absent = [who for who in here if who not in checked.ids]
    missing: dict[str, int] = {}
    for some in _batches(absent):
        rows = Person.objects.filter(external_id__in=some).order_by("external_id")
        for who, key in rows.values_list("external_id", "pk"):
            if key in choices.keep:
                outcome.warned.append(Problem(0, "", who, "role_kept"))
            elif by is None or key != by.pk:
                missing[who] = key
    outcome.missing = len(missing)
    return missing
