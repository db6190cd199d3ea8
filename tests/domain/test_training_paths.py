"""The trainings as they are written: whole in both languages, timed, checked, calm."""

import re
from collections import Counter
from math import isclose

import pytest

from upside.learning.paths import path_of, paths
from upside.programmes.wording import flags_in

LANGUAGES = ("en", "fr")
WORDS_A_MINUTE = 180
ROOM_TO_THINK = 1.6  # minutes for the situation and the check, beside reading and the exercise
MOST_SHARED = 1
WORDS_THE_PRODUCT_AVOIDS = {"en": r"users?|admins?|match(es|ed|ing)?", "fr": r"utilisat\w+|admins?"}
AGE_WORDS = r"young\w*|old(er)?|seniors?|juniors?|jeunes?|vieux|vieil\w*|générations?|generations?"
AMERICAN = r"\w+[lr]ization|organiz\w*|recogniz\w*|summariz\w*|analyz\w*|behavior\w*"
PARTS = [(path, part) for path in paths().values() for part in path.parts]

each_part = pytest.mark.parametrize(
    ("path", "part"), PARTS, ids=[f"{path.code}-{part.code}" for path, part in PARTS]
)


def texts_of(part):
    """Yield every text of a part, in both languages."""
    yield from (part.title, part.situation, part.view, part.exercise)
    for several in (part.text, part.say, part.avoid, part.commitments):
        yield from several
    for question in part.questions:
        yield question.ask
        for option in question.options:
            yield from (option.text, option.why)


def sentences(text):
    found = re.split(r"(?<=[.?:])[\s\u00a0”»]+", text)
    return {re.sub(r"\W+", " ", one).strip().casefold() for one in found} - {""}


def n_uses(parts, language):
    """Return in how many parts each sentence stands."""
    return Counter(
        one
        for part in parts
        for one in {said for text in texts_of(part) for said in sentences(text[language])}
    )


def test_there_is_one_for_each_of_the_three_roles_with_its_minutes():
    found = {code: (len(path.parts), path.minutes) for code, path in paths().items()}

    assert found == {"mentor": (6, 40), "mentee": (4, 15), "coach": (3, 10)}
    assert all(path.code == code and path.version >= 1 for code, path in paths().items())
    assert path_of("mentor") is paths()["mentor"]
    assert path_of("sponsor") is None
    assert path_of("mentor").part("nothing") is None


def test_what_a_mentor_is_trained_in():
    assert [part.code for part in paths()["mentor"].parts] == [
        "posture", "pedagogy", "hierarchy", "confidentiality", "ai-caution", "first-session",
    ]  # fmt: skip


def test_a_mentee_ends_with_three_commitments_and_nobody_else_commits():
    found = {(path.code, part.code): len(part.commitments) for path, part in PARTS}

    assert {key: n for key, n in found.items() if n} == {("mentee", "commitment"): 3}


@each_part
def test_a_part_says_everything_in_both_languages(path, part):
    assert part.text
    assert part.say
    assert part.avoid
    for text in (*texts_of(part), path.title, path.lede):
        assert set(text) == set(LANGUAGES)
        assert all(line and line == line.strip() for line in text.values())
        assert text["en"] != text["fr"]


@each_part
def test_each_question_has_one_right_answer_and_each_answer_a_reason(path, part):
    assert 2 <= len(part.questions) <= 3
    for question in part.questions:
        assert [one.is_right for one in question.options].count(True) == 1
        assert 2 <= len(question.options) <= 4
        for language in LANGUAGES:
            assert len({one.text[language] for one in question.options}) == len(question.options)
            assert all(len(one.why[language].split()) >= 4 for one in question.options)


@pytest.mark.parametrize("code", ["mentor", "mentee", "coach"])
def test_the_right_answer_does_not_always_stand_at_the_same_place(code):
    places = {question.right for part in paths()[code].parts for question in part.questions}

    assert len(places) >= 2


@each_part
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_minutes_are_those_of_reading_and_of_the_exercise(path, part, language):
    n_words = sum(len(text[language].split()) for text in texts_of(part))

    least = n_words / WORDS_A_MINUTE + part.exercise_minutes

    assert least <= part.minutes <= least + ROOM_TO_THINK
    assert not isclose(part.exercise_minutes, 0)


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_sentence_stands_in_two_parts(language):
    parts = [part for _path, part in PARTS]

    assert [one for one, n in n_uses(parts, language).items() if n > MOST_SHARED] == []
    assert [one for one, n in n_uses([*parts, parts[0]], language).items() if n > MOST_SHARED]


@each_part
def test_no_word_ties_a_role_to_age(path, part):
    lines = [line for text in texts_of(part) for line in text.values()]

    assert [flag.words for line in lines for flag in flags_in({"en": line, "fr": line})] == []
    assert [x for x in lines if re.search(rf"\b(?:{AGE_WORDS})\b", x, re.IGNORECASE)] == []


@each_part
def test_a_part_keeps_to_the_words_and_signs_of_the_product(path, part):
    for text in (*texts_of(part), path.title, path.lede):
        for language, line in text.items():
            assert not set("'\"!·•") & set(line), line
            assert "  " not in line
            avoided = WORDS_THE_PRODUCT_AVOIDS[language]
            assert not re.search(rf"\b(?:{avoided})\b", line, re.IGNORECASE), line
        assert not re.search(AMERICAN, text["en"], re.IGNORECASE), text["en"]


@each_part
def test_french_keeps_its_no_break_spaces(path, part):
    for text in (*texts_of(part), path.title, path.lede):
        line = text["fr"]
        assert not re.search(r"(?<!\u00a0)[:»]", line), line
        assert not re.search(r"(?<!\u202f)[;?%]", line), line
        assert not re.search(r"«(?!\u00a0)", line), line
