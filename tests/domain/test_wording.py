"""Words that tie a role to age are found in both languages, and what only looks alike is left."""

from unicodedata import normalize

import pytest

from upside.kernel.texts import LANGUAGES, in_language
from upside.programmes.templates import load_template, template_names
from upside.programmes.wording import flags, flags_in

FLAGGED = {
    "en": [
        "We look for young talents", "Digital natives wanted", "mentors under 30", "Gen Z teaches",
        "Millennials meet boomers", "You are under the age of 35", "a 25-year-old mentor",
        "older colleagues learn", "fresh graduates", "Aged 50 and more", "for youngsters",
        "generation Y", "people over 50 years old", "digital-native", "under thirty",
        "the under-30s", "the over-50s", "in their twenties", "born after 1990",
        "young graduates", "an ageing workforce", "Gen Alpha", "İİ young talent",
        "the new generation teaches", "New generations of leaders", "the younger generation",
        "next-generation leaders", "the next generation", "between generations", "all generations",
        "intergenerational exchange", "cross-generational", "a generation gap", "the kids explain",
        "a digital kid", "young\r\npeople", "our youth", "Mentors under 30 teach",
        "anyone over 50 learns",
    ],
    "fr": [
        "Nous cherchons de jeunes talents", "les jeunes forment les dirigeants",
        "des digital natives", "La génération Z", "moins de 30 ans", "Vous avoir 25 ans",
        "les seniors de plus de 50 ans", "des millennials", "un quinquagénaire",
        "jeunes diplômés", "des collègues plus âgés", "Nos jeunes collaboratrices",
        "Âgé de 28 ans", "55 ans et plus", "les natifs du numérique", "chaque jeune",
        "vos jeunes", "moins de trente ans", "entre 20 et 30 ans", "né après 1990",
        "la jeunesse", "Ge\u0301ne\u0301ration Z", "les seniors apprennent", "nos seniors",
        "aux seniors", "jeunes et seniors", "seniors et jeunes", "un senior.",
        "un senior et un junior",
        "la nouvelle génération", "les nouvelles générations", "une nouvelle génération de leaders",
        "Nouvelle génération, nouveau regard", "la génération montante",
        "mentorat intergénérationnel",
        "une rencontre intergénérationnelle", "des échanges inter-générationnels", "les kids",
        "entre générations", "toutes les générations", "juniors de moins de 30", "un gamin",
        "juniors de moins de trente ans", "les\u00a0jeunes", "les\njeunes",
    ],
}  # fmt: skip
FREE = {
    "en": [
        "junior in grade", "senior managers", "a young company", "over 50 countries",
        "under 30 minutes", "at least 10 sessions", "more than 20 % of them", "level 5 or more",
        "the youngest of three sites", "under 20 people", "at most 12", "at least 20.",
        "a score under 60", "the youth hostel sector", "next-generation software",
        "a new generation of tools", "new generation learning platforms",
        "the next generation chip",
        "a senior manager", "our senior leaders", "juniors and seniors in grade", "bring your kids",
        "parents with kids", "several generations of processors", "generation of reports",
        "kids’ room", "we lost staff over 30 days", "second generation product",
    ],
    "fr": [
        "une jeune pousse", "les plus de 50 pays", "grade junior", "un cadre senior",
        "moins de 30 minutes", "plus de 10 ans d’expérience", "moins de 30 personnes",
        "nos anciens mentors", "une jeune équipe", "plus de 20 % d’entre eux",
        "de jeunes entreprises", "plus de 10 ans d’ancienneté", "plus de 20 ans de carrière",
        "depuis plus de 20 ans", "en moins de 10 ans", "une société de plus de 50 ans",
        "les anciens locaux", "nouvelle génération de logiciels",
        "de nouvelles générations d’outils",
        "une plateforme de nouvelle génération", "un réseau nouvelle génération", "grade senior",
        "les cadres de grade senior", "les seniors en grade", "les seniors managers",
        "un senior manager", "les consultants seniors", "les grades seniors", "juniors et seniors",
        "entre les générations de processeurs", "la génération de rapports", "vos gamins",
        "juniors de moins de 10 ans d’expérience", "juniors de moins de 18 mois",
        "un expert senior", "des mentorés seniors",
    ],
}  # fmt: skip


@pytest.mark.parametrize(("language", "text"), [(k, t) for k, ts in FLAGGED.items() for t in ts])
def test_words_that_mean_age_are_found_with_others_to_use(language, text):
    found = flags(text, language)

    assert found, text
    assert all(
        one.instead and normalize("NFC", text)[one.start : one.end] == one.words for one in found
    )


@pytest.mark.parametrize(("language", "text"), [(k, t) for k, ts in FREE.items() for t in ts])
def test_what_only_looks_alike_is_left(language, text):
    assert flags(text, language) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_flag_says_why_in_both_languages(language):
    found = [flag for text in FLAGGED[language] for flag in flags(text, language)]

    assert all(set(flag.why) == set(LANGUAGES) and all(flag.why.values()) for flag in found)
    assert len({flag.why["en"] for flag in found}) > 5


def test_the_reason_fits_the_passage():
    (flag,) = flags("les seniors")

    assert "people from a certain age on" in flag.why["en"]
    assert in_language(flag.why, "fr").startswith("Employé seul")


def test_a_passage_is_named_whole():
    assert [flag.words for flag in flags("auprès de jeunes talents", "fr")] == ["de jeunes talents"]


def test_what_is_free_is_free_for_a_reader_of_both_languages():
    assert [flag.words for texts in FREE.values() for text in texts for flag in flags(text)] == []


def test_without_a_language_both_are_looked_for_and_no_passage_comes_twice():
    found = flags("Digital natives et jeunes talents, génération Z.")

    assert [one.words for one in found] == ["Digital natives", "jeunes talents", "génération Z"]


def test_texts_are_found_wherever_they_stand():
    content = {"steps": [{"en": "Young people teach.", "fr": "Des collègues forment."}], "seats": 1}

    assert [one.words for one in flags_in(content)] == ["Young people"]


@pytest.mark.parametrize("template", template_names())
def test_no_template_speaks_of_age(template):
    assert list(flags_in(load_template(template))) == []
