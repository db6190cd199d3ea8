"""What is wrong in a programme file is named with its line, its key and a remedy."""

import pytest

from upside.programmes.files import BadProgrammeFile, check_file, schema, text_of, text_with
from upside.programmes.files.faults import Fault
from upside.programmes.templates import load_template, template_text

TEXT = template_text("need_profile_hr")
CASES = {
    "a key twice": ("seats: 1 ", "n_sessions: 2\nseats: 1 ", "n_sessions", "a second time"),
    "a tab": ("seats: 1 ", "\tseats: 1 ", "seats", "not YAML"),
    "a bad date": ('version: "2026-1"', "version: 2026-02-30", "", "cannot be read"),
    "an anchor": ("seats: 1 ", "seats: &one 1 ", "&one", "not read"),
    "a tag": ("seats: 1 ", "seats: !!python/object:os.system 1 ", "!!python", "not read"),
    "an unknown key": ("seats: 1 ", "seat: 1 ", "seat:", "Did you mean “seats”?"),
    "an unknown rule": ("veto: {}", "vetoed: {b: 1}\n    veto: {}", "vetoed", "veto"),
    "a key of nothing": ("veto: {}", "veto: {zzz: 1}", "veto", "none is expected here"),
    "a far key": ("seats: 1 ", "zzzzzz: 1 ", "zzzzzz", "known here"),
    "a missing rule": (
        "    veto: {}",
        "    # veto",
        "rules:",
        "“veto” (Nobody who asked",
    ),
    "a text for a number": ("seats: 1 ", "seats: one ", "seats", "“one” is not a whole number"),
    "too small": ("seats: 1 ", "seats: 0 ", "seats", "the least is 1"),
    "too large": ("seats: 1 ", "seats: 6 ", "seats", "the most is 5"),
    "not a number": ("baseline: 0", "baseline: .nan", "baseline", "is not a number"),
    "an unknown choice": ("mode: optimise", "mode: best", "mode", "“best” is not one of"),
    "an empty text": ('en: "From need to pair"', 'en: ""', "en: ", "the text is empty"),
    "a pattern": ("- voluntary", "- Not good", "- Not", "not written as expected"),
    "no such clause": ("- voluntary", "- volontary", "- vol", "Known are: voluntary"),
    "nothing at all": ("seats: 1 ", "seats: ", "seats", "nothing is not a whole number"),
    "the same clause twice": ("- sharing", "- voluntary", "- vol", "two clauses"),
    "no such week": ("  objective:", "  week: 2026-W54\n  objective:", "week", "not written"),
    "no week 53": ("  objective:", "  week: 2025-W53\n  objective:", "week", "no such week"),
    "nothing to reach": ("target: 5", "target: 0", "- text", "nothing would change"),
}


def faults_of(text):
    with pytest.raises(BadProgrammeFile) as refusal:
        check_file(text, "ours.yaml")
    return refusal.value.faults


@pytest.mark.parametrize("case", CASES)
def test_each_fault_names_its_line_and_what_to_do(case):
    old, new, starts, said = CASES[case]
    text = TEXT.replace(old, new, 1) if case != "the same clause twice" else TEXT.replace(old, new)

    faults = faults_of(text)

    lines = text.split("\n")
    assert any(
        said in one.said and starts in lines[one.line - 1][max(one.column - 9, 0) :]
        for one in faults
    ), [str(one) for one in faults]


def test_weights_that_are_all_nothing_are_a_contradiction():
    head, _, tail = TEXT.partition("  weights:\n")
    rest = tail[tail.index("\n# What both sign") :]

    [fault] = faults_of(f"{head}  weights:\n    teach: 0\n{rest}")

    assert fault.place == "matching.weights"


@pytest.mark.parametrize(
    ("mentors", "mentees", "said"),
    [
        ("{grades: {from: 4, to: 2}}", "{}", "above the highest"),
        ("{grades: {from: 5}}", "{grades: {to: 5}}", "no mentee can be above a mentor by 1"),
    ],
)
def test_grades_that_leave_no_pair_are_a_contradiction(mentors, mentees, said):
    [fault] = faults_of(f"{TEXT}who:\n  mentors: {mentors}\n  mentees: {mentees}\n")

    assert said in fault.said


@pytest.mark.parametrize(
    ("old", "new", "place", "said"),
    [
        ("  pulse: true ", "  pulse: false", "objectives.mentee.1.measured_by", "switched off"),
        (
            "  exchanges: true ",
            "  exchanges: false",
            "objectives.mentor.1.measured_by",
            "switched off",
        ),
        (
            "  silo_map: true ",
            "  silo_map: false",
            "objectives.organisation.1.measured_by",
            "switched off",
        ),
        (
            "session_reminder_days: 2",
            "session_reminder_days: 14",
            "messages.session_reminder_days",
            "Remind later",
        ),
        ("seats: 1", "curriculum: []\nseats: 1", "curriculum", "3 modules for 2 sessions"),
    ],
)
def test_what_one_key_asks_and_another_takes_away_is_a_contradiction(old, new, place, said):
    module = '  - {title: {en: "A"}, plan: {en: "B"}}\n'
    text = TEXT.replace(old, new, 1).replace("curriculum: []\n", "curriculum:\n" + module * 3)
    if "modules" in said:
        text = text.replace("n_sessions: 6", "n_sessions: 2")
    if "pulse" in old:
        text = text.replace("measured_by: sessions_per_pair", "measured_by: useful")
    if "Remind" in said:
        text = text.replace("rhythm_days: 30", "rhythm_days: 14")

    faults = {fault.place: fault.said for fault in faults_of(text)}

    assert said in faults[place]


@pytest.mark.parametrize(
    ("limits", "place", "said"),
    [
        ("{amber: 2}", "momentum.amber", "2 times the rhythm"),
        ("{red: 1.2}", "momentum.amber", "before red (1.2)"),
        ("{amber_in_a_row: 3}", "momentum.amber_in_a_row", "3 in a row"),
        ("{amber: 1.5, red: 3, red_in_a_row: 2}", "momentum.amber_in_a_row", "before red (2)"),
    ],
)
def test_amber_comes_before_red(limits, place, said):
    text = TEXT.replace("seats: 1", f"momentum: {limits}\nseats: 1", 1)

    faults = {fault.place: fault.said for fault in faults_of(text)}

    assert said in faults[place]


@pytest.mark.parametrize("text", ["- a\n- b\n", "just words", "5"])
def test_what_is_no_list_of_keys_is_refused(text):
    [fault] = faults_of(text)

    assert "a list of keys" in fault.said


@pytest.mark.parametrize("text", ["", "# only a comment\n"])
def test_an_empty_file_is_called_empty(text):
    [fault] = faults_of(text)

    assert "the file is empty" in fault.said


def test_a_file_that_is_too_long_or_too_deep_is_refused():
    assert "longer than any programme" in faults_of("#" * 200_001)[0].said
    assert "nested deeper" in faults_of("a: " + "[" * 40 + "]" * 40)[0].said


def test_many_faults_are_counted_beyond_twenty():
    text = TEXT + "".join(f"unknown{n}: 1\n" for n in range(25))

    with pytest.raises(BadProgrammeFile, match="… and 5 more"):
        check_file(text, "ours.yaml")


def test_a_list_that_is_too_long_and_one_that_repeats_itself_are_refused():
    text = TEXT + "who:\n  mentors: {sites: [Lyon, Lyon]}\n"

    assert "stands in the list twice" in faults_of(text)[0].said
    long = TEXT.replace("steps:\n", "steps:\n" + '  - {en: "One."}\n' * 12, 1)
    assert "12 at most" in faults_of(long)[0].said


def test_a_file_with_a_byte_order_mark_is_read():
    assert check_file("\ufeff" + TEXT, "x").content == load_template("need_profile_hr")


def test_what_a_page_changes_stays_readable_and_says_just_that():
    content = load_template("need_profile_hr")
    content["steps"] = [*content["steps"][:1], {"en": "New: one"}]
    content["objectives"]["mentor"] = []
    del content["seats"]
    content["who"] = {"mentors": {"sites": ["Lyon"]}}

    text = text_with(TEXT, content)

    assert check_file(text, "x").content == content
    assert '  - en: "New: one"' in text
    assert "# How it goes, in the order in which people live it." in text
    assert text_with(text, content) == text
    assert check_file(text_of(content), "x").content == content


def test_the_schema_is_a_schema_and_every_part_has_a_word_in_both_languages():
    def parts(node):
        yield node
        for inner in [*node.get("properties", {}).values(), *node.get("$defs", {}).values()]:
            yield from parts(inner)

    nameless = [one for one in parts(schema()) if "$ref" not in one and "title" not in one]
    assert [one for one in nameless if set(one.get("properties", {})) != {"en", "fr"}] == []
    assert [one for one in parts(schema()) if "title" in one and "x-fr" not in one] == []
    assert str(Fault(3, 4, ("a", 0), "wrong.")) == "Line 3, column 4: a.1: wrong."
