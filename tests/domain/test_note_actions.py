"""A private note: encrypted in the database, read by its author only."""

import pytest
from django.db import connection

from tests.factories import MONDAY_NINE, RoleGrantFactory, SessionFactory
from upside.kernel.models import AuditEntry
from upside.sessions.actions import NotInTheSession, save_note
from upside.sessions.models import PrivateNote
from upside.sessions.queries import note_of

pytestmark = pytest.mark.django_db

SECRET = "He doubts the merger, and says so only here."
ODD = [
    "\u202eright to left",
    "<script>alert(1)</script>",
    "'; DROP TABLE note;--",
    "🐵 🙈",
    "％s{0}",
]


@pytest.fixture
def session(cohort):
    return SessionFactory(pair__cohort=cohort)


def save(session, text=SECRET, by=None):
    return save_note(session, text=text, by=by or session.pair.mentor, at=MONDAY_NINE)


def test_only_the_author_reads_a_note(session, coordinator):
    save(session)
    coach = RoleGrantFactory(programme=session.pair.cohort.programme, role="coach").person

    assert note_of(session, session.pair.mentor).text == SECRET
    for person in (session.pair.mentee, coordinator, coach):
        assert note_of(session, person) is None


def test_the_database_holds_ciphertext_only(session):
    save(session)

    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM meetings_privatenote")
        row = cursor.fetchone()

    stored = " ".join(str(value) for value in row)
    assert "merger" not in stored
    assert "gAAAA" in stored  # how a Fernet token begins


def test_the_log_says_that_a_note_was_saved_never_what(session):
    save(session)

    entry = AuditEntry.objects.get()
    assert (entry.verb, entry.details) == ("note.saved", {})


def test_each_of_the_two_has_a_note_of_their_own_and_one_only(session):
    save(session)
    save(session, "Another thought")
    save(session, "Mine", by=session.pair.mentee)

    assert note_of(session, session.pair.mentor).text == "Another thought"
    assert note_of(session, session.pair.mentee).text == "Mine"
    assert PrivateNote.objects.count() == 2


@pytest.mark.parametrize("text", ["", " \n\t"])
def test_empty_text_takes_the_note_away(session, text):
    save(session)

    assert save(session, text) is None
    assert note_of(session, session.pair.mentor) is None
    assert AuditEntry.objects.filter(verb="note.deleted").count() == 1


def test_empty_text_where_there_is_no_note_changes_nothing(session):
    assert save(session, "") is None
    assert not AuditEntry.objects.exists()


@pytest.mark.parametrize("text", ODD)
def test_odd_strings_come_back_as_they_were(session, text):
    save(session, text)

    assert note_of(session, session.pair.mentor).text == text


def test_save_note_refuses_anybody_else(session, coordinator):
    with pytest.raises(NotInTheSession):
        save(session, by=coordinator)
