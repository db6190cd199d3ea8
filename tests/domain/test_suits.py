"""Which programme suits us: the rules as they are written, and what they come to."""

import pytest
import yaml

from tests.factories import MONDAY_NINE
from upside.programmes.actions import create_programme, take_over_advice
from upside.programmes.files import check_file, text_with
from upside.programmes.suits import (
    FILE,
    advise,
    drives,
    questions,
    settings_with,
    template_codes,
)
from upside.programmes.templates import load_template, template_names, template_text

RULES = yaml.safe_load(FILE.read_text("utf-8"))
OPTIONS = [(one["key"], option) for one in RULES["questions"] for option in one["options"]]
WAITS = [(key, option["key"]) for key, option in OPTIONS if "not_now" in option]
ALL_WELL = {
    "purpose": "gaps", "hierarchy": "polite", "choosing": "hr", "time": "hour",
    "volunteers": "many", "meeting": "mixed", "size": "large", "spread": "sites",
    "moment": "calm", "council": "informed", "sponsor": "mentee", "coordinator": "day",
}  # fmt: skip


def answers_for(template):
    """Answer each question as speaks most for one template and least for the others."""

    def worth(option):
        given = option.get("for", {})
        others = max((n for name, n in given.items() if name != template), default=0)
        return given.get(template, 0) - option.get("against", {}).get(template, 0), -others

    return {
        one["key"]: max(
            (option for option in one["options"] if "not_now" not in option), key=worth
        )["key"]
        for one in RULES["questions"]
    }


def test_there_are_twelve_questions_and_nine_templates():
    assert set(template_codes()) <= set(template_names())
    assert (len(RULES["questions"]), len(template_codes())) == (12, 9)
    assert {drives(one) for one in template_codes()} == {"mentee", "mentor", "shared", "both"}


@pytest.mark.parametrize(("key", "option"), OPTIONS, ids=lambda one: str(one)[:30])
def test_an_option_says_why_in_both_languages(key, option):
    spoken = {"label": True, "reason": bool(option.get("for")), "but": "against" in option}
    texts = [option[name] for name, is_needed in spoken.items() if is_needed]
    texts += [option[name] for name in ("first", "not_now") if name in option]
    texts += [told["why"] for told in option.get("set", {}).values()]

    assert all(set(text) == {"en", "fr"} and all(text.values()) for text in texts)
    assert {*option.get("for", {}), *option.get("against", {})} <= set(template_codes())
    known = {"key", "label", "for", "against", "reason", "but", "set", "first", "not_now"}
    assert set(option) <= known
    assert bool(option.get("reason")) <= bool(option.get("for"))


@pytest.mark.parametrize("template", template_codes())
def test_every_template_can_be_the_answer(template):
    found = advise(answers_for(template))
    assert found.best.template == template
    assert found.is_right_moment
    assert found.best.points == sum(r.points for r in found.best.reasons) - sum(
        r.points for r in found.best.doubts
    )
    assert found.best.points > found.alternatives[0].points >= found.alternatives[1].points


@pytest.mark.parametrize(("question", "answer"), WAITS)
def test_some_answers_say_not_now_and_what_would_have_to_change(question, answer):
    assert advise(ALL_WELL).not_now == ()
    found = advise(ALL_WELL | {question: answer})
    assert [bool(one.text) for one in found.not_now] == [True]
    assert not found.is_right_moment


def test_what_to_do_before_the_launch_is_said():
    assert advise(ALL_WELL).first == ()
    found = advise(ALL_WELL | {"council": "later", "volunteers": "unknown"})
    assert [one.question for one in found.first] == [
        "How many volunteers could be mentors?", "Where does the works council stand?",
    ]  # fmt: skip
    assert found.is_right_moment


@pytest.mark.parametrize("template", template_codes())
def test_parameters_are_what_a_programme_file_takes(template):
    content, text = load_template(template), template_text(template)
    for answers in ({}, *({key: option["key"]} for key, option in OPTIONS if "set" in option)):
        advised = settings_with(content, advise(answers).parameters(template, content))
        said = check_file(text_with(text, advised), "advised.yaml").content
        assert said["seats"] == advised["seats"]


def test_a_later_question_sets_a_parameter_anew_with_its_own_reason():
    found = advise(ALL_WELL | {"volunteers": "one", "coordinator": "hours"})
    said = {one.key: (one.value, one.why) for one in found.parameters("exec_choice")}
    assert said["pilot_pairs"] == (5, "A few hours a month carry five pairs.")
    assert said["seats"] == (5, "Few mentors see several people each.")
    assert said["n_sessions"][1].startswith("Leaders set their own dates")


def test_parameters_start_from_the_template_where_it_is_here():
    own = {"n_sessions": 9, "seats": 1, "launch": {"pilot_pairs": 3}}
    said = {one.key: one for one in advise({}).parameters("exec_choice", own)}
    assert (said["n_sessions"].value, said["pilot_pairs"].value) == (9, 3)
    assert said["n_sessions"].why == "So it stands in the template."
    assert said["seats"].why == said["rhythm_days"].why != said["n_sessions"].why


def test_the_same_answers_give_the_same_advice_and_unknown_ones_count_for_nothing():
    assert advise(ALL_WELL) == advise(dict(reversed(ALL_WELL.items())))
    assert advise({"purpose": "nonsense"}).best.points == 0
    assert [key for key, _text, _options in questions()] == list(ALL_WELL)


@pytest.mark.django_db
@pytest.mark.parametrize(("answers", "is_named"), [(ALL_WELL, True), ({}, False)])
def test_a_programme_takes_over_the_advice_and_keeps_why(coordinator, answers, is_named):
    advice = advise(answers | {"coordinator": "hours"})
    names = {"en": "One", "fr": "Un"}
    cohort = create_programme(
        "need_profile_hr", names=names, cohort_names=names, starts_on=MONDAY_NINE.date(),
        ends_on=MONDAY_NINE.date().replace(year=2027), by=coordinator, at=MONDAY_NINE,
    )  # fmt: skip
    for _twice in range(2):
        version = take_over_advice(cohort.programme, advice, by=coordinator, at=MONDAY_NINE)

    cohort.programme.refresh_from_db()
    assert cohort.programme.settings["launch"]["pilot_pairs"] == 5
    assert version.number == 2
    assert version.why.startswith("Set by twelve questions.")
    assert ("exactly what is missing" in version.why) is is_named
