"""The library of clauses, and what a programme's file makes of it."""

import json
from datetime import date
from hashlib import sha256
from pathlib import Path

import pytest

from tests.factories import MONDAY_NINE, ProgrammeFactory
from upside.programmes.actions import change_programme, next_charter_version, text_of_programme
from upside.programmes.actions.versions import first_version
from upside.programmes.clauses import clauses_of, library, next_version, themes, words_of
from upside.programmes.files import BadProgrammeFile, check_file
from upside.programmes.templates import template_names, template_text
from upside.programmes.wording import flags

FROZEN = json.loads((Path(__file__).parents[1] / "published" / "clauses.json").read_text("utf-8"))
OWN = {
    "key": "garden",
    "title": {"en": "We meet in the garden", "fr": "Nous nous voyons au jardin"},
    "text": {"en": "When it is dry.", "fr": "Quand il fait sec."},
}


def test_the_words_that_people_sign_never_change():
    """Better words are a clause with a key of its own: then add its line to the frozen file."""
    said = {
        key: sha256(
            json.dumps(
                [dict(one.titles), dict(one.texts)], ensure_ascii=False, sort_keys=True
            ).encode()
        ).hexdigest()[:16]
        for key, one in library().items()
    }

    assert said == FROZEN


def test_the_library_says_everything_in_both_languages_and_ties_nothing_to_age():
    for one in library().values():
        assert set(one.titles) == set(one.texts) == {"en", "fr"}
        for texts in (one.titles, one.texts):
            assert not [flag for code, text in texts.items() for flag in flags(text, code)]
            assert "'" not in texts["fr"]
    assert all(theme.title and set(theme.titles) == {"en", "fr"} for theme in themes())


@pytest.mark.parametrize("name", template_names())
def test_every_template_composes_its_charter_from_the_library(name):
    content = check_file(template_text(name), name).content

    assert set(content["charter"]["clauses"]) <= set(library())
    assert len(words_of(content)) == len(content["charter"]["clauses"])


def test_a_clause_is_a_key_of_the_library_or_whole_text_in_the_order_of_the_file():
    said = {"charter": {"clauses": ["no_recording", OWN, "voluntary", "no_such_key"]}}

    found = clauses_of(said)

    assert [one.key for one in found] == ["no_recording", "garden", "voluntary"]
    assert found[0].title == "No recording"
    assert found[1].words == OWN


def test_the_next_version_is_the_year_and_the_first_free_number():
    assert next_version({"2026-1", "spring"}, date(2026, 11, 26)) == "2026-2"
    assert next_version({"2026-1"}, date(2027, 1, 4)) == "2027-1"


@pytest.fixture
def programme(db):
    """A programme that has its template as its file."""
    programme = ProgrammeFactory()
    first_version(programme, template_text("need_profile_hr"), by=None, at=MONDAY_NINE)
    return programme


def test_no_version_has_its_name_twice_even_one_that_was_left(programme):
    text = text_of_programme(programme)
    later = text.replace('version: "2026-1"', 'version: "2026-2"')
    change_programme(programme, later, by=None, at=MONDAY_NINE)
    change_programme(programme, text, by=None, at=MONDAY_NINE)
    programme.refresh_from_db()

    assert next_charter_version(programme, on=date(2026, 5, 1)) == "2026-3"


def test_words_written_out_instead_of_their_key_need_no_other_version(programme):
    text = text_of_programme(programme)
    words = library()["voluntary"].words
    whole = f"- key: voluntary\n      title: {json.dumps(words['title'], ensure_ascii=False)}\n"
    whole += f"      text: {json.dumps(words['text'], ensure_ascii=False)}"

    made = change_programme(programme, text.replace("- voluntary", whole), by=None, at=MONDAY_NINE)

    assert made.number == 2
    assert text_of_programme(programme) == text.replace("- voluntary", whole)


def test_a_key_that_is_not_there_is_refused_with_what_is():
    text = template_text("mutual").replace("- two_halves", "- two_thirds")

    with pytest.raises(BadProgrammeFile, match="no clause “two_thirds” in the library"):
        check_file(text, "mutual.yaml")

    with pytest.raises(BadProgrammeFile, match="ai_tools, cancel_with_notice"):
        check_file(text.replace("two_thirds", "xxxxxxxx"), "mutual.yaml")
