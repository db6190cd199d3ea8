"""RULES.yaml: the programme's matching block, refused where it says what nobody knows."""

from itertools import pairwise

import pytest

from upmatch import FileError, Quota, defaults
from upmatch.rules_file import read_rules


@pytest.fixture
def read(tmp_path):
    def reader(text):
        path = tmp_path / "rules.yaml"
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return read_rules(path)

    return reader


def test_no_file_and_an_empty_file_leave_everything_as_usual(read):
    assert read_rules(None) == {}
    assert read("") == {}


def test_rules_keep_their_usual_setting_unless_named(read):
    rules = read("rules: {slots: {k: 2}, language: off, different: [site], grade_gap: 2}")["rules"]

    assert rules["slots"] == {"k": 2}
    assert rules["grade_gap"] == {"g": 2}
    assert rules["different"] == {"by": ["site"]}
    assert "language" not in rules
    assert rules["skill"] == defaults.RULES["skill"]


@pytest.mark.parametrize("said", ["{}", "on", "null", ""])
def test_a_rule_may_just_be_on(read, said):
    assert read(f"rules:\n  skill: {said}")["rules"]["skill"] == defaults.RULES["skill"]


def test_weights_that_are_not_named_weigh_nothing(read):
    weights = read("weights: {teach: 3, wishes: 1}")["weights"]

    assert weights == {"teach": 3, "wishes": 1, "give_back": 0, "distance": 0, "availability": 0}


def test_a_programme_file_with_its_matching_block_is_read(read):
    text = "matching:\n  objective: people-first\n  week: 2026-W05\n  quotas: []\n"

    assert read(text) == {"objective": "people-first", "week": "2026-W05"}


def test_quotas_are_read_entry_by_entry(read):
    text = "quotas:\n- {side: mentee, by: unit, value: IT/Web, at_least: 2}\n"

    assert read(text)["quotas"] == [Quota("mentee", "unit", "IT/Web", at_least=2)]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("rules: [a", "line 1: The file is not YAML"),
        (b"\xff", "not YAML"),
        ("- a", "is not a list of settings"),
        ("matching: 3", "column matching"),
        ("rules: {skill: 3}", "column skill: 3 is not a list"),
        ("rules: {horoscope: on}", "Rule 'horoscope' is not known"),
        ("rules: {horoscope: 3}", "column horoscope"),
        ("rules: {slots: {k: many}}", "k 'many' must be"),
        ("rules: 3", "column rules"),
        ("weights: {charm: 1}", "Term 'charm' is not known"),
        ("weights: {1: 1}", "Term '1' is not known"),
        ("week: soon", "Week 'soon' must be"),
        ("objective: magic", "Objective 'magic' is not known"),
        ("quotas: {side: mentee}", "column quotas: {'side': 'mentee'} is not a list of quotas"),
        ("quotas: [women]", "column quotas, entry 1: 'women' is not a list of settings"),
        ("quotas: [{side: mentee, by: site}]", "quotas, entry 1: value is missing"),
        ("quotas: [{side: mentee, sex: f}]", "quotas, entry 1: 'sex' is not known"),
        ("quotas: [{side: mentee, by: age, value: x, at_least: 1}]", "by 'age' must be one of"),
        ("quotas: [{side: mentee, by: site, value: x}]", "at_least or at_most is needed"),
        ("speed: fast", "'speed' is not known. Use only rules"),
        ("rules:\n  skill: on\n  horoscope: on\n", "line 3: Rule 'horoscope' is not known"),
        ("rules:\n  slots:\n    k: many\n", "line 3: Rule slots: k 'many' must be"),
        ("matching:\n  weights:\n    teach: 1\n    charm: 1\n", "line 4: Term 'charm'"),
        ("rules:\n  grade_gap: 1\n  skill: 3\n", "line 3, column skill: 3 is not a list"),
        ("objective: total\nquotas:\n- {side: mentee}\n- 3\n", "line 3, column quotas, entry 1"),
        ("objective: total\nspeed: fast\n", "line 2: 'speed' is not known"),
        ("rules:\n  slots: &k {k: 2}\n  skill: *k\n", "line 2: Anchors"),
        ("[" * 3_000, "line 1: Parts are nested more than 20 deep"),
        ("rules:\n  slots: " + "9" * 5_000, "line 2: A number or a date cannot be read"),
        ("week: 2026-13-45", "line 1: A number or a date cannot be read"),
        ("#" * 1_000_001, "larger than rules ever are"),
    ],
)
def test_what_nobody_knows_is_refused(read, text, message):
    with pytest.raises(FileError, match=r"rules\.yaml") as caught:
        read(text)

    assert message in str(caught.value)


def test_a_small_file_that_would_unfold_to_gigabytes_is_refused_in_a_short_sentence(read):
    lines = ["a: &a [x]"]
    lines += [f"{n}: &{n} [{', '.join(['*' + was] * 9)}]" for was, n in pairwise("abcdefgh")]
    with pytest.raises(FileError, match="line 1: Anchors") as caught:
        read("\n".join([*lines, "rules: *h"]))

    assert len(str(caught.value)) < 200


def test_quoted_values_are_shortened(read):
    with pytest.raises(FileError) as caught:
        read("rules: {slots: {k: " + "x" * 9_000 + "}}")

    assert len(str(caught.value)) < 400
    assert "half hours a week" in str(caught.value)
