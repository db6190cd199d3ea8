"""What must never be read is one list, kept twice: the engine and the people room share no code."""

import pytest

from upmatch import protected as engine
from upside.people.imports.headings import plain
from upside.people.imports.protected import PHRASES, STEMS, protected_by_heading

ABOUT_THE_PERSON = ("age", "sex", "origin", "photo", "family", "health", "tenure")
COMMON = """Age|D.O.B.|YOB|Date of birth|Date de naissance|Né(e) le|Tranche d'âge|Generation|Sex
Sexe|Gender|Genre|Civilité|Pronouns|Pronoms|LGBT|Nationality|Nationalité|Citizenship|Ethnie
Ethnicity|Race|Skin colour|Permis de travail|Work permit|Langue maternelle|Native language
Mother tongue|Pays d'origine|Photo|Marital status|Civil status|État civil|Situation familiale
Disability|Handicap|Grossesse|Groupe sanguin|Blood group|Hire date|DOJ|Ancienneté|Date d'embauche"""


@pytest.mark.parametrize("heading", [h for line in COMMON.splitlines() for h in line.split("|")])
def test_both_lists_hold_what_says_who_somebody_is(heading):
    assert engine.is_protected(heading)
    assert protected_by_heading(heading) in ABOUT_THE_PERSON


@pytest.mark.parametrize("word", sorted(engine.WORDS - {"ne", "nee"}))
def test_a_word_that_the_engine_refuses_is_read_from_no_hr_file(word):
    assert protected_by_heading(word)


@pytest.mark.parametrize("phrase", engine.PHRASES)
def test_a_phrase_that_the_engine_refuses_is_read_from_no_hr_file(phrase):
    assert protected_by_heading(phrase)


def test_every_kind_is_written_in_the_plain_spelling():
    stems = [stem for some in STEMS.values() for stem in some]
    assert [stem for stem in stems if plain(stem) != stem] == []
    assert {"age", "pay", "home"} <= PHRASES.keys()
