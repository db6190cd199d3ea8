"""The audit log: entries are added, and any later change of one shows."""

from zoneinfo import ZoneInfo

import pytest
from django.db import IntegrityError

from tests.factories import MONDAY_NINE, PersonFactory
from upside.kernel import audit
from upside.kernel.models import AuditEntry

pytestmark = pytest.mark.django_db


@pytest.fixture
def entries():
    return [
        audit.record(
            verb=verb,
            subject="cohort:1",
            actor=None,
            at=MONDAY_NINE,
            details={"n": 1, "é": "ü"},
            programme="programme:1",
        )
        for verb in ("first", "second", "third")
    ]


def test_record_writes_who_did_what_to_whom():
    person = PersonFactory()

    entry = audit.record(verb="place.saved", subject=person, actor="cli", at=MONDAY_NINE)

    assert (entry.actor, entry.subject) == ("cli", f"person:{person.pk}")
    assert entry.details == {}


def test_record_keeps_the_programme_in_which_it_happened(programme):
    fact = {"verb": "place.saved", "subject": "enrolment:1", "actor": None, "at": MONDAY_NINE}

    assert audit.record(**fact).programme_ref == ""
    assert audit.record(**fact, programme=programme).programme_ref == f"programme:{programme.pk}"


def test_programme_cannot_be_added_to_an_entry_later():
    entry = audit.record(verb="first", subject="cohort:1", actor=None, at=MONDAY_NINE)
    AuditEntry.objects.update(programme_ref="programme:1")

    assert audit.broken_link() == entry


def test_each_entry_follows_from_the_one_before(entries):
    first, second, third = entries

    assert first.previous_hash == audit.START
    assert (second.previous_hash, third.previous_hash) == (first.hash, second.hash)
    assert audit.broken_link() is None


def test_two_entries_cannot_follow_the_same_one(entries):
    with pytest.raises(IntegrityError):
        AuditEntry.objects.create(
            at=MONDAY_NINE, verb="forked", hash="f" * 64, previous_hash=entries[0].hash
        )


def test_entry_written_in_another_time_zone_is_read_back_whole():
    paris = MONDAY_NINE.astimezone(ZoneInfo("Europe/Paris"))

    audit.record(verb="first", subject="cohort:1", actor=None, at=paris)

    assert audit.broken_link() is None


def test_empty_log_is_whole():
    assert audit.broken_link() is None


@pytest.mark.parametrize(
    "change",
    [
        {"verb": "other"},
        {"actor": "person:9"},
        {"subject": "cohort:2"},
        {"details": {"n": 2}},
        {"at": MONDAY_NINE.replace(minute=1)},
        {"previous_hash": "1" * 64},
        {"programme_ref": ""},
        {"programme_ref": "programme:2"},
    ],
)
def test_changed_entry_is_found(entries, change):
    AuditEntry.objects.filter(pk=entries[1].pk).update(**change)

    assert audit.broken_link() == entries[1]


def test_missing_entry_is_found_at_the_next_one(entries):
    entries[1].delete()

    assert audit.broken_link() == entries[2]


def test_rewritten_entry_with_a_new_hash_is_found_at_the_next_one(entries):
    forged = AuditEntry.objects.get(pk=entries[1].pk)
    forged.verb = "forged"
    forged.hash = audit._hash_of(forged)
    forged.save()

    assert audit.broken_link() == entries[2]


def test_entry_names_things_shortly():
    person = PersonFactory()

    assert [audit.reference(x) for x in (None, "cli", person)] == [
        "system",
        "cli",
        f"person:{person.pk}",
    ]
