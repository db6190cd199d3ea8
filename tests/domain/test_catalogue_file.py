import re
import unicodedata
from collections import Counter
from pathlib import Path

import pytest
import yaml

FOLDER = Path(__file__).parents[2] / "src" / "upside" / "skills" / "catalogue_files"
FILES = {
    file.stem: yaml.safe_load(file.read_text(encoding="utf-8"))
    for file in sorted(FOLDER.glob("*.yaml"))
}
AREAS = FILES.pop("areas")["areas"]
SKILLS = [skill for file in FILES.values() for skill in file["skills"]]
ADDED_BY_COMPANIES = {"own", "esco", "rome", "digcomp"}

CODES = [f"J{n}" for n in range(1, 18)] + [f"S{n}" for n in range(1, 12)]
LANGUAGES = ("en", "fr")
LEVELS = list(range(1, 9))
KEYS = [
    "code",
    "area",
    "direction",
    "label",
    "summary",
    "aliases",
    "digcomp",
    "flags",
    "sub_skills",
    "descriptors",
]
LAST_DIGCOMP_COMPETENCE = {1: 3, 2: 6, 3: 4, 4: 4, 5: 4}

AGE_WORDS = {
    "en": r"young\w*|youth\w*|old(er|est)?|aged?|ageing|elder\w*|seniors?|seniority|juniors?"
    r"|millennials?|boomers?|gen [xyz]|generations?|generational|digital natives?|retire\w*",
    "fr": r"jeunes?|jeunesse|vieux|vieil\w*|âges?|âgée?s?|aînée?s?|seniors?|séniors?|juniors?"
    r"|millennials?|milléniaux|boomers?|générations?|générationnel\w*|digital natives?"
    r"|retrait[eé]\w*",
}
WORDS_THE_PRODUCT_AVOIDS = {
    "en": r"users?|admins?|match(es|ed|ing)?",
    "fr": r"utilisat\w+|admins?|matchs?",
}


def sentences(skill: dict, language: str) -> list[str]:
    return [
        skill["summary"][language],
        *(skill["descriptors"][level][language] for level in LEVELS),
    ]


def outcomes(skill: dict, language: str) -> list[str]:
    return [outcome[language] for outcome in skill["sub_skills"]]


def texts(skill: dict, language: str) -> list[str]:
    return [*prose(skill, language), *skill["aliases"][language]]


def prose(skill: dict, language: str) -> list[str]:
    label = skill["label"][language]
    return [label, *sentences(skill, language), *outcomes(skill, language)]


def words(text: str) -> set[str]:
    return set(re.findall(r"\w{4,}", folded(text)))


def folded(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text.casefold())
    return "".join(sign for sign in plain if not unicodedata.combining(sign))


def found(pattern: str, lines: list[str]) -> list[str]:
    return [line for line in lines if re.search(rf"\b(?:{pattern})\b", line, re.IGNORECASE)]


each_skill = pytest.mark.parametrize("skill", SKILLS, ids=lambda skill: skill["code"])
each_language = pytest.mark.parametrize("language", LANGUAGES)


def test_the_catalogue_has_its_28_topics_each_in_the_file_of_its_area():
    assert sorted(skill["code"] for skill in SKILLS) == sorted(CODES)
    assert set(FILES) == set(AREAS) - ADDED_BY_COMPANIES
    areas = {name: {skill["area"] for skill in file["skills"]} for name, file in FILES.items()}
    assert areas == {name: {name} for name in FILES}


def test_every_area_has_a_name_in_both_languages_and_at_least_two_topics():
    topics = Counter(skill["area"] for skill in SKILLS)
    assert min(topics.values()) >= 2
    assert all(set(names) == set(LANGUAGES) and all(names.values()) for names in AREAS.values())


@each_skill
def test_a_topic_has_its_keys_and_its_direction(skill):
    assert list(skill) == KEYS
    assert skill["direction"] == {"J": "J2S", "S": "S2J"}[skill["code"][0]]


@each_skill
def test_every_text_is_there_in_both_languages_and_trimmed(skill):
    assert list(skill["descriptors"]) == LEVELS
    pairs = [
        *(skill[name] for name in ("label", "summary", "aliases")),
        *skill["sub_skills"],
        *skill["descriptors"].values(),
    ]
    assert all(set(pair) == set(LANGUAGES) for pair in pairs)
    lines = [line for language in LANGUAGES for line in texts(skill, language)]
    assert all(isinstance(line, str) and line and line == line.strip() for line in lines)


@each_skill
@each_language
def test_a_sentence_is_one_sentence_of_10_to_25_words(skill, language):
    for line in sentences(skill, language):
        assert 10 <= len(re.findall(r"[\w’'-]+", line)) <= 25, line
        assert line.endswith(".")
        assert line.count(". ") == 0
        assert line[0].isupper()


@each_language
def test_no_sentence_is_used_twice(language):
    uses = Counter(folded(line) for skill in SKILLS for line in sentences(skill, language))
    assert [line for line, n in uses.items() if n > 1] == []


@each_skill
@each_language
def test_a_checklist_has_4_to_6_outcomes_of_2_to_14_words(skill, language):
    found = outcomes(skill, language)
    assert 4 <= len(found) <= 6
    for line in found:
        assert 2 <= len(re.findall(r"[\w’'-]+", line)) <= 14, line
        assert not line.endswith(".")
        assert line[0].isupper()


@each_language
def test_no_outcome_is_used_twice(language):
    uses = Counter(folded(line) for skill in SKILLS for line in outcomes(skill, language))
    assert [line for line, n in uses.items() if n > 1] == []


@each_skill
@each_language
def test_any_two_levels_of_a_topic_speak_of_different_things(skill, language):
    said = {level: words(skill["descriptors"][level][language]) for level in LEVELS}
    alike = {
        (low, high): len(said[low] & said[high]) / min(len(said[low]), len(said[high]))
        for low in LEVELS
        for high in LEVELS
        if low < high
    }
    assert {pair: share for pair, share in alike.items() if share > 0.45} == {}


@each_language
def test_no_boilerplate_of_six_words_runs_through_the_descriptors(language):
    uses: Counter[tuple[str, ...]] = Counter()
    for skill in SKILLS:
        for line in sentences(skill, language):
            words = re.findall(r"\w+", folded(line))
            uses.update({tuple(words[i : i + 6]) for i in range(len(words) - 5)})
    assert [" ".join(run) for run, n in uses.items() if n > 2] == []


@each_skill
@each_language
def test_a_topic_has_5_to_10_aliases(skill, language):
    assert 5 <= len(skill["aliases"][language]) <= 10


@each_language
def test_an_alias_or_label_leads_to_one_topic_only_whatever_the_case_and_accents(language):
    uses = Counter(
        folded(name)
        for skill in SKILLS
        for name in [skill["label"][language], *skill["aliases"][language]]
    )
    assert [name for name, n in uses.items() if n > 1] == []


@each_skill
@each_language
def test_no_word_speaks_of_age(skill, language):
    assert found(AGE_WORDS[language], texts(skill, language)) == []


@pytest.mark.parametrize(
    ("language", "text"),
    [("en", "Younger staff"), ("en", "Gen Z habits"), ("fr", "les Jeunes"), ("fr", "génération Z")],
)
def test_the_age_word_check_sees_age_words(language, text):
    assert found(AGE_WORDS[language], [text]) == [text]


@each_skill
@each_language
def test_the_prose_keeps_to_the_words_of_the_product(skill, language):
    assert found(WORDS_THE_PRODUCT_AVOIDS[language], prose(skill, language)) == []


@each_skill
@each_language
def test_signs_are_typographic_and_calm(skill, language):
    for line in texts(skill, language):
        assert not set("'!·•") & set(line), line
        assert "  " not in line


@each_skill
def test_french_keeps_its_no_break_spaces(skill):
    for line in texts(skill, "fr"):
        assert not re.search(r"(?<!\u00a0)[:»]", line), line
        assert not re.search(r"(?<!\u202f)[;?%]", line), line
        assert not re.search(r"«(?!\u00a0)", line), line


@each_skill
def test_english_is_spelt_the_british_way(skill):
    american = (
        r"\w+[lr]ization|organiz\w*|recogniz\w*|summariz\w*|analyz\w*|visualiz\w*|behavior\w*"
    )
    assert found(american, texts(skill, "en")) == []


@each_skill
def test_digcomp_codes_exist_in_digcomp_2_2(skill):
    assert len(set(skill["digcomp"])) == len(skill["digcomp"])
    for code in skill["digcomp"]:
        assert re.fullmatch(r"[1-5]\.[1-6]", code), code
        area, competence = map(int, code.split("."))
        assert competence <= LAST_DIGCOMP_COMPETENCE[area], code


def test_flags_stand_where_the_practice_puts_them():
    flagged = {skill["code"]: skill["flags"] for skill in SKILLS if skill["flags"]}
    assert flagged == {
        "J1": ["expert_review"],
        "J2": ["expert_review"],
        "J11": ["special_category_risk"],
    }
