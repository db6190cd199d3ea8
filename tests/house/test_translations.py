"""Every sentence stands in French: none untranslated, none fuzzy, none missing from the file."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import polib
import pytest

PACKAGE = Path(__file__).parents[2] / "src" / "upside"
FRENCH = PACKAGE / "locale" / "fr" / "LC_MESSAGES" / "django.po"


@pytest.fixture(scope="module")
def french():
    return polib.pofile(str(FRENCH))


def test_no_message_is_untranslated(french):
    assert [entry.msgid for entry in french.untranslated_entries()] == []


def test_no_message_is_fuzzy(french):
    assert [entry.msgid for entry in french.fuzzy_entries()] == []


def test_french_is_set_with_its_own_signs(french):
    said = [text for entry in french for text in (entry.msgstr, *entry.msgstr_plural.values())]

    assert [text for text in said if re.search(r" [:;?!»]|« ", text)] == []


def test_translations_keep_the_named_placeholders(french):
    lost = [
        entry.msgid
        for entry in french
        if not entry.msgid_plural and _names(entry.msgid) != _names(entry.msgstr)
    ]

    assert lost == []


@pytest.mark.parametrize("parted", [r"\be-mail", r"-mêmes?\b", r"-t-(elle|il|on)"])
def test_pages_end_no_line_inside_a_short_word_with_a_hyphen(french, parted):
    """A word joiner (U+2060) after the hyphen keeps the word whole; our fonts have no U+2011."""
    on_pages = [e for e in french if all(file.startswith("web/") for file, _line in e.occurrences)]
    loose = [e.msgid for e in on_pages if re.search(parted, f"{e.msgstr} {e.msgstr_plural}")]

    assert loose == []


def _names(text):
    return set(re.findall(r"%\((\w+)\)", text))


@pytest.mark.skipif(shutil.which("xgettext") is None, reason="gettext is not installed")
def test_file_holds_every_sentence_of_the_sources(french, tmp_path):
    copy = tmp_path / "upside"
    shutil.copytree(PACKAGE, copy, ignore=shutil.ignore_patterns("static", "__pycache__", "*.mo"))
    command = [sys.executable, "-m", "django", "makemessages", "-l", "fr", "--no-obsolete"]

    subprocess.run(command, cwd=copy, check=True, capture_output=True)

    collected = polib.pofile(str(copy / "locale/fr/LC_MESSAGES/django.po"))
    assert {entry.msgid for entry in collected} - {entry.msgid for entry in french} == set()


def test_no_file_calls_gettext_by_a_name_that_the_collector_does_not_know():
    alias = re.compile(r"gettext\w* as (?!_\b)\w+")

    assert [str(f) for f in PACKAGE.rglob("*.py") if alias.search(f.read_text("utf-8"))] == []
