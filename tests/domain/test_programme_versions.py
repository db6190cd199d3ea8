"""A programme is its file: each change a version, and a launched cohort keeps its own."""

from datetime import timedelta

import pytest

from tests.factories import MONDAY_NINE, PersonFactory, ProgrammeFactory
from upside.kernel.models import AuditEntry
from upside.programmes.actions import (
    NotThisProgramme,
    change_programme,
    create_programme,
    text_changed,
    text_of_programme,
)
from upside.programmes.files import BadProgrammeFile, check_file
from upside.programmes.models import Programme

pytestmark = pytest.mark.django_db
LATER = MONDAY_NINE + timedelta(days=1)


@pytest.fixture
def cohort():
    return create_programme(
        "need_profile_hr",
        names={"en": "Turning the tables", "fr": "Regards croisés"},
        cohort_names={"en": "Spring", "fr": "Printemps"},
        starts_on=MONDAY_NINE.date(),
        ends_on=MONDAY_NINE.date() + timedelta(days=200),
        by=PersonFactory(),
        at=MONDAY_NINE,
    )


def rhythm(programme, days, **words):
    text = text_of_programme(programme).replace("rhythm_days: 30", f"rhythm_days: {days}")
    return change_programme(programme, text, by=None, at=LATER, **words)


def test_a_new_programme_has_its_template_as_version_one_with_all_comments(cohort):
    text = text_of_programme(cohort.programme)

    assert text.startswith("# need_profile_hr: from a need to pairs")
    assert "programme: turning-the-tables\n" in text
    assert check_file(text, "x").content == cohort.programme.settings
    assert cohort.settings["name"]["fr"] == "Regards croisés"


def test_a_change_is_a_version_with_who_when_and_why_and_keeps_every_byte(cohort):
    made = rhythm(cohort.programme, 14, why="The board asked for it.")

    assert (made.number, made.why, made.made_at) == (2, "The board asked for it.", LATER)
    assert Programme.objects.get().settings["rhythm_days"] == 14
    assert text_of_programme(cohort.programme) == made.text
    entry = AuditEntry.objects.get(verb="programme.changed")
    assert entry.details == {"version": 2, "why": made.why, "keys": ["rhythm_days"]}


def test_the_same_text_again_makes_no_version(cohort):
    first = rhythm(cohort.programme, 14)

    assert rhythm(cohort.programme, 14).pk == first.pk
    assert cohort.programme.versions.count() == 2


def test_a_change_on_a_version_that_is_not_the_newest_is_refused(cohort):
    rhythm(cohort.programme, 14, after=1)

    with pytest.raises(NotThisProgramme, match="stands at version 2"):
        rhythm(cohort.programme, 21, after=1)


def test_the_file_of_another_programme_is_refused(cohort):
    text = text_of_programme(cohort.programme)

    with pytest.raises(NotThisProgramme, match="file of “turning-the-tables”"):
        change_programme(ProgrammeFactory(), text, by=None, at=LATER)


def test_a_faulty_file_changes_nothing(cohort):
    text = text_of_programme(cohort.programme).replace("rhythm_days: 30", "rhythm_days: never")

    with pytest.raises(BadProgrammeFile, match="“never” is not a whole number"):
        change_programme(cohort.programme, text, by=None, at=LATER)

    assert cohort.programme.versions.count() == 1


def test_a_page_changes_one_key_and_leaves_the_comments(cohort):
    before = text_of_programme(cohort.programme)
    settings = {**cohort.programme.settings, "rhythm_days": 21}

    text = text_changed(cohort.programme, settings)

    assert text == before.replace("rhythm_days: 30", "rhythm_days: 21")


def test_other_clauses_need_another_version_of_the_charter(cohort):
    text = text_of_programme(cohort.programme).replace("- voluntary", "- no_recording")

    with pytest.raises(BadProgrammeFile, match="charter needs another version"):
        change_programme(cohort.programme, text, by=None, at=LATER)

    renewed = text.replace('version: "2026-1"', 'version: "2026-2"')
    assert change_programme(cohort.programme, renewed, by=None, at=LATER).number == 2


def test_a_programme_without_a_version_gets_one_from_what_it_says():
    programme = ProgrammeFactory(settings={"purpose": {"en": "To learn"}})

    assert text_of_programme(programme) == 'purpose:\n  en: "To learn"\n'
