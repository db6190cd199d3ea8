"""Surveys of other tools as levels and wants: proposed, decided, imported once, counted."""

import pytest

from tests.domain.test_survey_shapes import ANA, BO, GOOGLE, LIMESURVEY, stored
from tests.factories import MONDAY_NINE, PersonFactory, SkillLevelFactory, WantFactory
from upside.people.imports.refusals import BadMapping
from upside.programmes.actions import take_in_survey
from upside.skills.actions import FaultyAnswers, UndecidedTexts, load_catalogue
from upside.skills.models import Skill, SkillLevel, SurveyMapping, Want
from upside.skills.queries import remembered_survey, skills_by_name
from upside.skills.surveys.plan import SurveyMap
from upside.skills.surveys.proposing import named_questions, propose_map, with_remembered
from upside.skills.surveys.texts import texts_of, with_topics

pytestmark = pytest.mark.django_db
HAD, WANTED = "What could you teach?", "What would you like to learn?"


@pytest.fixture(autouse=True)
def catalogue(db):
    load_catalogue(at=MONDAY_NINE)


@pytest.fixture
def people():
    return [PersonFactory(email=mail, external_id=mail[:2]) for mail in (ANA, BO)]


def plan_for(found, **said):
    plan = propose_map(found, skills_by_name()).plan
    plan.rest = "own"
    for name, value in said.items():
        setattr(plan, name, value)
    return plan


def bring_in(found, plan, **said):
    usual = {"only_good": False, "dry_run": False, "by": None, "at": MONDAY_NINE}
    return take_in_survey(found, plan, **(usual | said))


def levels_of(person):
    return dict(SkillLevel.objects.filter(person=person).values_list("skill__code", "level"))


def wants_of(person):
    return {w.skill.code: (w.target, w.importance) for w in Want.objects.filter(person=person)}


def test_the_person_column_and_the_meanings_are_proposed(tmp_path):
    plan = propose_map(stored(tmp_path, GOOGLE), skills_by_name()).plan

    assert (plan.person, plan.by) == ("Email Address", "mail")
    assert {name: asked.means for name, asked in plan.questions.items()} == {
        "Timestamp": "leave_out", "Email Address": "leave_out", HAD: "had", WANTED: "wanted",
    }  # fmt: skip


def test_a_column_of_known_ids_is_the_person(tmp_path, people):
    rows = [["Submission", "Who", "You have", "You need"], ["a1", "an", "Excel", "ChatGPT"],
            ["a2", "bo", "Canva", "ChatGPT"]]  # fmt: skip

    plan = propose_map(stored(tmp_path, rows), skills_by_name()).plan

    assert (plan.person, plan.by) == ("Who", "id")


def test_texts_come_with_the_topic_that_is_called_so_and_near_ones(tmp_path):
    found = stored(tmp_path, GOOGLE)

    texts = {t.text: t for t in with_topics(texts_of(found, plan_for(found)))}

    assert (texts["Excel"].exact, texts["ChatGPT"].exact) == ("J6", "J1")
    assert texts["Office (Word, Excel)"].exact == ""
    assert 0 < len(texts["Office (Word, Excel)"].near) <= 3


def test_what_people_have_becomes_levels_and_what_they_want_wants(tmp_path, people):
    found = stored(tmp_path, GOOGLE)
    topics = {"excel": "J6", "power bi": "J6", "canva": "J14", "chatgpt": "J1"}
    plan = plan_for(found, topics=topics | {"negotiation and influence": "S2"}, rest="leave_out")
    plan.questions[HAD].level = 5

    outcome = bring_in(found, plan)

    assert (levels_of(people[0]), levels_of(people[1])) == ({"J6": 5}, {"J14": 5})
    assert wants_of(people[0]) == {"J1": (4, 2), "S2": (4, 2)}
    assert (outcome.read, outcome.people, outcome.created) == (2, 2, 5)
    assert outcome.topics["J1"] == (0, 2)


def test_importing_again_changes_nothing(tmp_path, people):
    found = stored(tmp_path, GOOGLE)
    bring_in(found, plan_for(found))
    before = list(SkillLevel.objects.values_list("pk", "level", "set_at"))

    outcome = bring_in(found, plan_for(found))

    assert (outcome.created, outcome.updated, outcome.kept) == (0, 0, 0)
    assert list(SkillLevel.objects.values_list("pk", "level", "set_at")) == before


def test_topics_of_their_own_are_added_once(tmp_path, people):
    found = stored(tmp_path, GOOGLE)

    bring_in(found, plan_for(found))
    bring_in(found, plan_for(found))

    own = Skill.objects.filter(area="own")
    assert [skill.label for skill in own] == ["Office (Word, Excel)"]


def test_nothing_is_imported_while_a_text_is_undecided(tmp_path, people):
    found = stored(tmp_path, GOOGLE)

    with pytest.raises(UndecidedTexts, match="Nobody has said which topics 6 texts") as refusal:
        bring_in(found, plan_for(found, rest="ask"))

    assert refusal.value.outcome.undecided["ChatGPT"] == 2
    assert not SkillLevel.objects.exists()


def test_a_mail_without_a_mail_in_it_is_nobody_and_not_whoever_has_none(tmp_path, people):
    without = PersonFactory(email=None)
    plan = plan_for(stored(tmp_path, GOOGLE))
    rows = [GOOGLE[0], *([*row[:1], "<>", *row[2:]] for row in GOOGLE[1:2])]

    with pytest.raises(FaultyAnswers):
        bring_in(stored(tmp_path, rows), plan)

    assert levels_of(without) == wants_of(without) == {}


def test_an_unknown_person_is_a_fault_with_line_and_column(tmp_path, people):
    people[1].delete()
    found = stored(tmp_path, GOOGLE)

    with pytest.raises(FaultyAnswers, match="1 line is faulty") as refusal:
        bring_in(found, plan_for(found))

    fault = refusal.value.outcome.faults[0]
    assert (fault.line, fault.column, fault.value) == (4, "Email Address", BO)
    assert fault.in_words()["problem"] == "Nobody is known by this."
    assert not SkillLevel.objects.exists()


def test_good_lines_come_in_without_the_faulty_ones(tmp_path, people):
    found = stored(tmp_path, [*GOOGLE, ["2026", "", "Excel", ""]])

    outcome = bring_in(found, plan_for(found), only_good=True)

    assert (outcome.read, outcome.refused, outcome.people) == (3, 1, 2)


def test_a_dry_run_keeps_nothing(tmp_path, people):
    found = stored(tmp_path, GOOGLE)

    outcome = bring_in(found, plan_for(found), dry_run=True)

    assert outcome.created == 6
    assert not SkillLevel.objects.exists()
    assert not SurveyMapping.objects.exists()


@pytest.mark.parametrize(("known", "level", "target"), [("keep", 7, 8), ("replace", 3, 4)])
def test_what_people_said_themselves_is_kept_unless_told_otherwise(
    tmp_path, people, known, level, target
):
    skill = {code: Skill.objects.get(code=code) for code in ("J6", "J1")}
    SkillLevelFactory(person=people[0], skill=skill["J6"], level=7, evidence="self")
    WantFactory(person=people[0], skill=skill["J1"], target=8, importance=3)
    found = stored(tmp_path, GOOGLE)
    plan = plan_for(found, topics={"excel": "J6", "chatgpt": "J1"}, rest="leave_out", known=known)
    plan.questions[HAD].level = 3

    outcome = bring_in(found, plan)

    assert levels_of(people[0])["J6"] == level
    assert wants_of(people[0])["J1"][0] == target
    assert outcome.kept == (2 if known == "keep" else 0)


def test_a_later_line_of_the_same_person_counts(tmp_path, people):
    found = stored(tmp_path, [*GOOGLE, ["2026/02/01 10:00", ANA, "Canva", ""]])

    outcome = bring_in(found, plan_for(found))

    assert levels_of(people[0]) == {"J14": 5}
    assert [w.sentence for w in outcome.warned] == [
        "This person answered on line 3 already; this answer counts."
    ]


def test_who_has_left_is_told(tmp_path, people):
    people[0].is_active = False
    people[0].save()
    found = stored(tmp_path, GOOGLE)

    assert [w.code for w in bring_in(found, plan_for(found)).warned] == ["answer_of_leaver"]


def test_ratings_become_levels_by_a_table_and_interest_wants(tmp_path, people):
    rows = [["Email", "How well do you know [Excel]", "How well do you know [Canva]",
             "How interested are you in [Excel]", "How interested are you in [ChatGPT]"],
            [ANA, "5", "1", "1", "5"], [BO, "2", "", "3", ""]]  # fmt: skip
    found = stored(tmp_path, rows)
    plan = plan_for(found)

    bring_in(found, plan)

    assert [asked.means for asked in plan.questions.values()][1:] == ["rated", "wished"]
    assert (levels_of(people[0]), levels_of(people[1])) == ({"J6": 7, "J14": 1}, {"J6": 2})
    assert (wants_of(people[0]), wants_of(people[1])) == ({"J1": (4, 3)}, {"J6": (4, 2)})


def test_an_answer_off_the_table_and_a_tick_that_is_none_are_faults(tmp_path, people):
    rows = [["Email", "You know [Excel]", "You know [Canva]", "Rate [Excel]", "Rate [Canva]"],
            [ANA, "1", "0", "5", "1"], [BO, "1", "", "3", "2"]]  # fmt: skip
    found = stored(tmp_path, rows)
    plan = plan_for(found)
    del plan.questions["Rate"].scale["3"]
    found.path.write_text(found.path.read_text().replace(f"{ANA},1,0", f"{ANA},1,perhaps"))

    with pytest.raises(FaultyAnswers) as refusal:
        bring_in(found, plan)

    assert [(f.line, f.column, f.code) for f in refusal.value.outcome.faults] == [
        (2, "You know [Canva]", "tick_unknown"), (3, "Rate [Excel]", "rating_unknown"),
    ]  # fmt: skip


def test_without_a_person_answers_are_only_counted_and_few_are_not_told(tmp_path):
    rows = [["When", "You know", "You need"], *[["now", "Excel;Canva", "ChatGPT"]] * 8,
            ["now", "Power BI", "TikTok"]]  # fmt: skip
    found = stored(tmp_path, rows)
    plan = plan_for(found)

    outcome = bring_in(found, plan)

    assert (plan.person, outcome.is_count_only, outcome.people) == ("", True, 0)
    assert outcome.topics["J1"] == (0, 8)
    assert outcome.topics["J14"] == (8, 0)
    assert not SkillLevel.objects.exists()


def test_the_next_export_needs_no_work_and_new_options_are_asked_for(tmp_path, people):
    found = stored(tmp_path, LIMESURVEY)
    bring_in(found, plan_for(found, topics={"canva": "J14"}))
    more = [
        [*row, extra]
        for row, extra in zip(LIMESURVEY, ["Que maîtrisez-vous ? [Vélo]", "", "Oui"], strict=True)
    ]
    again = stored(tmp_path, more)

    before = remembered_survey([question.name for question in named_questions(again)])
    plan = with_remembered(propose_map(again, skills_by_name()), before)

    assert plan.topics == {"canva": "J14"}
    assert "Que maîtrisez-vous ? [Vélo]" in plan.questions["Que maîtrisez-vous ?"].columns
    assert bring_in(again, plan).created == 1


def test_another_survey_is_not_remembered():
    assert remembered_survey(["Something else"]) is None


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"known": "perhaps"}, "cannot stand for “known”"),
        ({"person": "", "by": "mail"}, "whose answer"),
        ({"person": "Nowhere"}, "no column “Nowhere”"),
        ({"topics": {"excel": "J99"}}, "the catalogue lacks"),
        ({"topics": {"x" * 90: "own"}}, "No topic can be called"),
        ({"questions": {}}, "what it asks"),
    ],
)
def test_a_mapping_that_does_not_fit_is_refused(tmp_path, people, change, sentence):
    found = stored(tmp_path, GOOGLE)

    with pytest.raises(BadMapping, match=sentence):
        bring_in(found, plan_for(found, **change))


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"means": "guessed"}, "cannot stand for “means”"),
        ({"level": 9}, "9 is not from 1 to 8"),
        ({"importance": 4}, "4 is not from 1 to 3"),
        ({"separator": "and"}, "one sign"),
        ({"means": "rated", "scale": {}}, "which level"),
        ({"columns": {"Gone": ""}}, "no column “Gone”"),
    ],
)
def test_a_question_off_its_scale_is_refused(tmp_path, people, change, sentence):
    found = stored(tmp_path, GOOGLE)
    plan = plan_for(found)
    for name, value in change.items():
        setattr(plan.questions[HAD], name, value)

    with pytest.raises(BadMapping, match=sentence):
        bring_in(found, plan)


def test_a_protected_question_cannot_be_named(tmp_path, people):
    rows = [[*row, "31"] for row in GOOGLE]
    rows[0][-1] = "Age"
    found = stored(tmp_path, rows)

    with pytest.raises(BadMapping, match="never read"):
        bring_in(found, plan_for(found, person="Age"))


def test_a_mapping_comes_back_from_its_json(tmp_path):
    plan = plan_for(stored(tmp_path, GOOGLE))

    assert SurveyMap.from_json(plan.as_json()) == plan
