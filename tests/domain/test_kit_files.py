"""The kits as they are written: whole, timed, each its own, calm and typographic."""

import re
from collections import Counter

import pytest

from upside.learning.kits import STEPS, TEXTS, kits
from upside.programmes.wording import flags_in
from upside.skills.catalogue import topics

KITS = kits()
LANGUAGES = ("en", "fr")
MOST_SHARED = 3
WORDS_THE_PRODUCT_AVOIDS = {"en": r"users?|admins?|match(es|ed|ing)?", "fr": r"utilisat\w+|admins?"}
AGE_WORDS = r"young\w*|old(er)?|seniors?|juniors?|jeunes?|vieux|vieil\w*|générations?|generations?"
AMERICAN = r"\w+[lr]ization|organiz\w*|recogniz\w*|summariz\w*|analyz\w*|behavior\w*"

each_kit = pytest.mark.parametrize("kit", KITS, ids=lambda kit: kit["code"])


def pairs_of(kit):
    """Yield every text of a kit with its place, in both languages."""
    content = kit["content"]
    yield from ((name, content[name]) for name in TEXTS if name in content)
    yield from (("prepare", said) for said in content["prepare"])
    yield from ((step["kind"], step["text"]) for step in content["steps"])


def lines_of(kit, language):
    return [said[language] for _name, said in pairs_of(kit)]


def sentences(text):
    found = re.split(r"(?<=[.?:])[\s\u00a0]+", text)
    return [re.sub(r"\W+", " ", one).strip().casefold() for one in found]


def n_uses(kits, language):
    """Return in how many kits each sentence stands."""
    return Counter(
        one
        for kit in kits
        for one in {part for line in lines_of(kit, language) for part in sentences(line)}
    )


def test_each_of_the_28_topics_and_of_the_six_sessions_has_its_kit():
    codes = [f"session-{number}" for number in range(1, 7)]
    codes += [f"J{number}" for number in range(1, 18)] + [f"S{number}" for number in range(1, 12)]

    assert [kit["code"] for kit in KITS] == codes
    assert [kit["session"] for kit in KITS[:6]] == [1, 2, 3, 4, 5, 6]
    assert [kit["topic"] for kit in KITS[6:]] == codes[6:] == [one["code"] for one in topics()]


@each_kit
def test_a_kit_takes_an_hour_and_a_quarter_of_it_is_given_back(kit):
    steps = kit["content"]["steps"]

    assert [step["kind"] for step in steps] == list(STEPS)
    assert sum(step["minutes"] for step in steps) == 60
    assert {step["kind"]: step["minutes"] for step in steps}["give_back"] == 15
    assert all(step["minutes"] >= 5 for step in steps)


@each_kit
def test_a_kit_says_all_it_must_in_both_languages(kit):
    said = dict(pairs_of(kit))

    assert {*TEXTS, *STEPS, "prepare"} - set(said) <= {"caution"}
    assert 1 <= len(kit["content"]["prepare"]) <= 3
    for _name, text in pairs_of(kit):
        assert set(text) == set(LANGUAGES)
        assert all(line and line == line.strip() for line in text.values())
    assert all(line.endswith("?") for line in kit["content"]["exit"].values())
    assert len(kit["content"]["tool"]["en"].split()) >= 8  # named, with what stands in for it


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_sentence_stands_in_more_than_three_kits(language):
    assert [one for one, n in n_uses(KITS, language).items() if n > MOST_SHARED] == []


def test_the_check_of_shared_sentences_sees_one():
    same = [
        kit | {"content": kit["content"] | {"wrong": KITS[0]["content"]["wrong"]}} for kit in KITS
    ]

    assert [one for one, n in n_uses(same, "en").items() if n > MOST_SHARED]


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_run_of_seven_words_goes_through_the_kits(language):
    uses = Counter()
    for kit in KITS:
        words = re.findall(r"\w+", " ".join(lines_of(kit, language)).casefold())
        uses.update({tuple(words[at : at + 7]) for at in range(len(words) - 6)})

    assert [" ".join(run) for run, n in uses.items() if n > MOST_SHARED] == []


@each_kit
def test_no_word_ties_a_role_to_age(kit):
    lines = [line for language in LANGUAGES for line in lines_of(kit, language)]

    assert [flag.words for flag in flags_in(kit["content"])] == []
    assert [x for x in lines if re.search(rf"\b(?:{AGE_WORDS})\b", x, re.IGNORECASE)] == []


@each_kit
def test_a_kit_keeps_to_the_words_and_signs_of_the_product(kit):
    for language in LANGUAGES:
        for line in lines_of(kit, language):
            assert not set("'\"!·•") & set(line), line
            assert "  " not in line
            avoided = WORDS_THE_PRODUCT_AVOIDS[language]
            assert not re.search(rf"\b(?:{avoided})\b", line, re.IGNORECASE), line
    assert not [x for x in lines_of(kit, "en") if re.search(AMERICAN, x, re.IGNORECASE)]


@each_kit
def test_french_keeps_its_no_break_spaces(kit):
    for line in lines_of(kit, "fr"):
        assert not re.search(r"(?<!\u00a0)[:»]", line), line
        assert not re.search(r"(?<!\u202f)[;?%]", line), line
        assert not re.search(r"«(?!\u00a0)", line), line


@each_kit
def test_a_kit_fits_on_two_sides_of_paper(kit):
    for language in LANGUAGES:
        assert len(" ".join(lines_of(kit, language)).split()) <= 520


def test_what_the_catalogue_hands_to_an_expert_waits_for_one():
    flagged = {one["code"] for one in topics() if "expert_review" in one["flags"]}

    assert {kit["code"] for kit in KITS if kit["needs_review"]} == flagged == {"J1", "J2"}


def test_what_touches_data_or_people_carries_a_caution():
    with_caution = {kit["code"] for kit in KITS if "caution" in kit["content"]}

    assert with_caution >= {"J1", "J2", "J3", "J6", "J7", "J11", "J14", "J16", "S5", "S6", "S11"}
