"""Survey exports of every shape: which columns are one question, and what is never read."""

import csv

import pytest

from upside.people.imports.refusals import Unreadable
from upside.skills.surveys.meaning import asks_for
from upside.skills.surveys.proposing import named_questions
from upside.skills.surveys.reading import store_survey
from upside.skills.surveys.scales import is_scale, propose_importance, propose_scale

ANA, BO = "ana@aubrac.example", "bo@aubrac.example"
GOOGLE = [
    ["Timestamp", "Email Address", "What could you teach?", "What would you\nlike to learn?"],
    ["2026/01/02 10:00", ANA, "Excel, Power BI", "ChatGPT, Negotiation and influence"],
    ["2026/01/02 10:01", BO, "Office (Word, Excel), Canva", "ChatGPT"],
]
MICROSOFT = [
    ["ID", "Email", "On which topics could you help a colleague?", "What do you want help with?"],
    ["1", ANA, "Excel;Power BI;", "ChatGPT;"],
    ["2", BO, "Canva;", "ChatGPT;Excel;"],
]
LIMESURVEY = [
    ["Courriel", "Que maîtrisez-vous ? [Excel]", "Que maîtrisez-vous ? [Canva]",
     "À découvrir cette année ? [Excel]", "À découvrir cette année ? [ChatGPT]"],
    [ANA, "Oui", "Non", "Non", "Oui"],
    [BO, "Oui", "N/A", "", "Oui"],
]  # fmt: skip
QUALTRICS = [
    ["StartDate", "RecipientEmail", "Q1_1", "Q1_2", "Q2_1", "Q2_2", "Q3"],
    ["Start Date", "Recipient Email", "Which tools have you used? - Selected Choice - Excel",
     "Which tools have you used? - Selected Choice - Canva", "Which to learn? - Excel",
     "Which to learn? - ChatGPT", "What is your gender?"],
    ['{"ImportId":"a"}', '{"ImportId":"b"}', '{"ImportId":"c"}', "", "", "", ""],
    ["2026-01-02", ANA, "Excel", "", "", "ChatGPT", "Woman"],
    ["2026-01-02", BO, "Excel", "Canva", "Excel", "", "Man"],
]  # fmt: skip
SURVEYMONKEY = [
    ["Respondent ID", "Email Address", "What do you know?", "", "What to learn?", "", "Comments?"],
    ["", "", "Excel", "Canva", "ChatGPT", "Excel", "Open-Ended Response"],
    ["114", ANA, "Excel", "", "ChatGPT", "", "Hello, there"],
    ["115", BO, "", "Canva", "", "Excel", ""],
]
KOBO = [
    ["email", "known/excel", "known/canva", "wanted/excel", "wanted/chatgpt"],
    [ANA, "1", "1", "0", "1"],
    [BO, "0", "1", "1", "1"],
]
CODES = [["id", "Q5_1", "Q5_2", "Q6_1"], ["P1", "Excel", "", "ChatGPT"], ["P2", "", "Canva", ""]]
BARE = [["mail", "Excel", "Canva", "ChatGPT", "Excel", "Canva", "ChatGPT"],
        [ANA, "x", "", "x", "", "x", ""], [BO, "", "x", "", "x", "", ""]]  # fmt: skip
TYPEFORM = [
    ["#", "What can you share?", "Excel", "Canva", "Your email"],
    ["abc1", "", "Excel", "Canva", ANA],
    ["abc2", "", "Excel", "", BO],
]
LINES = [["E-mail", "Skills you have", "You need"], [ANA, "Excel\nCanva", "C"], [BO, "C", "E\nC"]]
BARS = [["E-mail", "You have", "You need"], [ANA, "Excel|Canva", "ChatGPT"], [BO, "C", "E|C"]]
BEHIND = [
    ["email", "Excel_have", "Excel_want", "Canva_have", "Canva_want"],
    [ANA, "1", "0", "0", "1"],
    [BO, "0", "1", "1", "0"],
]
JSON = [["email", "I can help with"], [ANA, '["Excel","Canva"]'], [BO, '["Canva"]'], [BO, '["']]
SHAPES = {
    "behind": (BEHIND, {"have": {"Excel", "Canva"}, "want": {"Excel", "Canva"}}),
    "json": (JSON, {"I can help with": {"Excel", "Canva", '["'}}),
    "google": (GOOGLE, {"What could you teach?":
                        {"Excel", "Power BI", "Office (Word, Excel)", "Canva"},
                        "What would you like to learn?": {"ChatGPT", "Negotiation and influence"}}),
    "microsoft": (MICROSOFT, {"On which topics could you help a colleague?":
                              {"Excel", "Power BI", "Canva"}}),
    "limesurvey": (LIMESURVEY, {"Que maîtrisez-vous ?": {"Excel", "Canva"},
                                "À découvrir cette année ?": {"Excel", "ChatGPT"}}),
    "qualtrics": (QUALTRICS, {"Which tools have you used?": {"Excel", "Canva"},
                              "Which to learn?": {"Excel", "ChatGPT"}}),
    "surveymonkey": (SURVEYMONKEY, {"What do you know?": {"Excel", "Canva"},
                                    "What to learn?": {"ChatGPT", "Excel"}}),
    "kobo": (KOBO, {"known": {"excel", "canva"}, "wanted": {"excel", "chatgpt"}}),
    "codes": (CODES, {"Q5": {"Excel", "Canva"}}),
    "bare": (BARE, {"Excel … ChatGPT": {"Excel", "Canva", "ChatGPT"},
                    "Excel (2) … ChatGPT (2)": {"Excel", "Canva", "ChatGPT"}}),
    "typeform": (TYPEFORM, {"What can you share? […]": {"Excel", "Canva"}}),
    "lines": (LINES, {"Skills you have": {"Excel", "Canva", "C"}}),
    "bars": (BARS, {"You have": {"Excel", "Canva", "C"}}),
}  # fmt: skip


def stored(folder, rows, delimiter=",", encoding="utf-8"):
    with (folder / "survey.csv").open("w", encoding=encoding, newline="") as file:
        csv.writer(file, delimiter=delimiter).writerows(rows)
    return store_survey(folder / "survey.csv", folder / "kept.csv")


@pytest.mark.parametrize("shape", SHAPES)
def test_each_shape_of_export_gives_its_questions_and_their_texts(tmp_path, shape):
    rows, wanted = SHAPES[shape]

    found = {q.name: q for q in named_questions(stored(tmp_path, rows))}

    for name, texts in wanted.items():
        question = found[name]
        said = question.columns.values() if any(question.columns.values()) else question.values
        assert set(said) == texts


@pytest.mark.parametrize(
    ("delimiter", "encoding"), [(";", "cp1252"), ("\t", "utf-16"), ("|", "utf-8-sig")]
)
def test_any_delimiter_and_encoding_is_read(tmp_path, delimiter, encoding):
    found = named_questions(stored(tmp_path, LIMESURVEY, delimiter, encoding))

    assert [q.name for q in found][1] == "Que maîtrisez-vous ?"


def test_answers_start_under_all_lines_of_headings(tmp_path):
    assert stored(tmp_path, QUALTRICS).n_rows == 2
    assert stored(tmp_path, SURVEYMONKEY).n_rows == 2


def test_a_title_above_the_headings_is_passed_over(tmp_path):
    found = stored(tmp_path, [["Sign-up 2026", "", "", ""], *GOOGLE])

    assert found.headings[1] == "Email Address"


def test_what_must_not_be_known_is_not_even_copied(tmp_path):
    asked = "Which to learn this year? [Image generation]"
    rows = [["mail", "How old are you?", "Your gender [Woman]", "Your gender [Man]", asked],
            [ANA, "31", "1", "", "1"]]  # fmt: skip

    found = stored(tmp_path, rows)

    assert found.headings == ["mail", asked]
    assert "31" not in found.path.read_text()


def test_ticks_under_words_for_sex_are_such_a_question(tmp_path):
    rows = [["mail", "You are: [Woman]", "You are: [Man]"], [ANA, "1", ""], [BO, "", "1"]]

    assert stored(tmp_path, rows).headings == ["mail"]


@pytest.mark.parametrize("rows", [[], [["only one"], ["cell"]], [[ANA, "Excel"], [BO, "Canva"]]])
def test_what_is_no_survey_is_refused(tmp_path, rows):
    with pytest.raises(Unreadable):
        stored(tmp_path, rows)


@pytest.mark.parametrize(
    ("question", "asks"),
    [
        ("LanguageWorkedWith", "had"),
        ("DatabaseDesireNextYear", "wanted"),
        ("What would you like to teach?", "had"),
        ("Sur quels sujets souhaitez-vous progresser ?", "wanted"),
        ("Que pourriez-vous transmettre ?", "had"),
        ("What would you like to be taught?", "wanted"),
        ("Compétences à développer", "wanted"),
        ("Country", ""),
    ],
)
def test_the_words_of_a_question_tell_what_it_asks(question, asks):
    assert asks_for(question) == asks


@pytest.mark.parametrize(
    ("answers", "levels"),
    [
        (["1", "2", "3", "4", "5"], [1, 2, 4, 6, 7]),
        (["0", "3", "8"], [0, 3, 8]),
        (["1 - Beginner", "5 - Expert"], [1, 7]),
        (["Beginner", "Intermediate", "Advanced", "Expert"], [2, 4, 6, 7]),
        (["Pas du tout", "Débutant", "Je peux former", "Violet"], [0, 2, 5, None]),
        (["11", "12"], [None, None]),
    ],
)
def test_ratings_are_proposed_as_levels(answers, levels):
    assert list(propose_scale(answers).values()) == levels


def test_interest_is_proposed_as_importance():
    assert list(propose_importance(["1", "3", "5"]).values()) == [None, 2, 3]
    assert list(propose_importance(["Pas du tout", "Plutôt", "Très"]).values()) == [None, 2, 3]


def test_many_different_answers_are_no_scale():
    assert not is_scale([])
    assert not is_scale(map(str, range(40)))
    assert not is_scale(["Lyon", "Nantes"])
