"""RULES.yaml as accidents and attackers write it: read rightly, or refused with file and line."""

import time

import pytest
from click.testing import CliRunner

from tests.engine.test_files import PEOPLE, SKILLS
from upmatch import FileError
from upmatch.cli import main
from upmatch.rules_file import read_rules

QUOTA = "quotas: [{side: mentee, by: unit, value: IT, at_least: 1}]"


@pytest.fixture
def rules(tmp_path):
    def reader(text):
        path = tmp_path / "rules.yaml"
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return read_rules(path)

    return reader


def refusal(rules, text):
    start = time.process_time()
    with pytest.raises(FileError) as caught:
        rules(text)
    assert time.process_time() - start < 2
    assert str(caught.value).startswith("rules.yaml")
    assert len(str(caught.value)) < 700
    return caught.value


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ("a: &a [x]\nb: &b [*a, *a]\nrules: *b\n", 1, "Anchors"),
        ("rules: &all {slots: off}\n", 1, "Anchors"),
        ("week: 2026-W02\nrules: *all\n", 2, "Anchors"),
        ("rules: " + "[" * 5_000, 1, "nested more than 20 deep"),
        ("{a: " * 3_000, 1, "nested more than 20 deep"),
        ("\n".join(" " * depth + "a:" for depth in range(200)), 20, "nested more than 20 deep"),
        ("a: b\n" * 200_001, None, "larger than rules ever are"),
        ('rules: !!python/object/apply:os.system ["id"]', 1, "not YAML"),
        ("rules: !mine 1", 1, "not YAML"),
        ("rules: {}\n---\nrules: {}\n", 2, "not YAML"),
        ("rules:\n\tslots: off\n", 2, "blanks instead of tabs"),
        ("? {a: 1}\n: 2\n", 1, "not YAML"),
        ("rules: \0", None, "not YAML"),
        ("rules: {}".encode("utf-16"), None, "UTF-8"),
        ("week: 2026-99-99", 1, "A number or a date cannot be read"),
        ("rules: {slots: off}\nrules: {slots: 3}\n", 2, "'rules' stands there twice"),
        ("rules:\n  slots: off\n  skill: on\n  slots: 3\n", 4, "'slots' stands there twice"),
        ("weights: {teach: 1, teach: 2}", 1, "'teach' stands there twice"),
        ("matching:\n  rules: {}\nrules: {slots: off}\n", 3, "'rules' stands beside matching"),
        ("rulez: {}", 1, "'rulez' is not known"),
        ("rules: {~: on}", 1, "Rule 'None' is not known"),
        ("rules: !!binary aGk=", 1, "is not a list of settings"),
        ("rules: 2026-01-01", 1, "is not a list of settings"),
        ("rules: off", 1, "is not a list of settings"),
        ("hello", None, "is not a list of settings"),
        ('rules:\n  slots: "off"', 2, "k 'off' must be"),
        ("rules:\n  different: site", 2, "by 'site' must be a list"),
        ("rules:\n  reporting_line: {depth: ALL}", 2, "depth 'ALL' must be all"),
        ("objective: [total]", 1, "is not known"),
        ('objective: "\\ud800"', 1, "is not known"),
        ("objective: " + "x" * 500_000, 1, "is not known"),
        ("week: 2026-W2", 1, "must be an ISO week such as 2026-W02"),
        ("weights: {teach: 0, wishes: 0}", 1, "At least one weight must be above 0"),
        ("weights: {}", 1, "At least one weight must be above 0"),
        ("weights: [1]", 1, "is not a list of settings"),
    ],
)
def test_what_no_rule_needs_is_refused_with_its_line(rules, text, line, said):
    error = refusal(rules, text)

    assert error.line == line
    assert said in str(error)


@pytest.mark.parametrize("number", [".nan", ".inf", "-.inf", "-1", "1.5", "1e3", '"5"', "~", "yes"])
def test_a_weight_or_a_setting_that_is_no_count_is_refused_with_its_line(rules, number):
    assert refusal(rules, f"weights:\n  wishes: 1\n  teach: {number}\n").line == 3
    assert refusal(rules, f"rules:\n  slots:\n    k: {number}\n").line == 3


@pytest.mark.parametrize("number", ["[]", "{}", "2026-01-01", "9999999", "1" + "0" * 40])
def test_anything_else_in_place_of_a_number_is_refused_too(rules, number):
    assert "Weight" in str(refusal(rules, f"weights: {{teach: {number}}}"))
    assert "Rule slots" in str(refusal(rules, f"rules: {{slots: {{k: {number}}}}}"))


@pytest.mark.parametrize(
    "quota",
    [
        "{side: mentee, by: unit, value: [IT], at_least: 1}",
        "{side: [mentee], by: unit, value: IT, at_least: 1}",
        "{side: mentee, by: age, value: IT, at_least: 1}",
        "{side: mentee, by: site, value: ~, at_least: 1}",
        "{side: mentee, by: country, value: NO, at_least: 1}",
        "{side: mentee, by: unit, value: IT, at_least: .nan}",
        "{side: mentee, by: unit, value: IT, at_least: -1}",
        "{side: mentee, by: unit, value: IT, at_least: 3, at_most: 2}",
        "{side: mentee, by: unit, value: IT, at_least: 1, sex: f}",
        "5",
    ],
)
def test_a_quota_that_says_nothing_is_refused_by_its_entry(rules, quota):
    error = refusal(rules, f"{QUOTA[:-1]},\n  {quota}]\n")

    assert (error.line, error.column) == (2, "quotas, entry 2")


@pytest.mark.parametrize("text", ["\ufeffrules: {}", "# nothing", "", "---\n", "rules: ~", "{}"])
def test_a_file_that_asks_for_nothing_leaves_everything_as_usual(rules, text):
    assert rules(text).get("rules", rules("rules: {}")["rules"]) == rules("rules: {}")["rules"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (QUOTA.replace("1}", "9}"), "quota mentee unit IT at least 9"),
        (f"{QUOTA[:-1]}, {{side: mentee, by: unit, value: IT, at_most: 0}}]", "at most 0"),
        (f"objective: weakest\n{QUOTA}", "Quotas go with people-first or total, not with weakest"),
        ("rules: {slots: off, slots: on}", "'slots' stands there twice"),
    ],
)
def test_what_cannot_be_met_leaves_no_folder(tmp_path, text, said):
    for name, content in (("people.csv", PEOPLE), ("skills.csv", SKILLS), ("rules.yaml", text)):
        (tmp_path / name).write_text(content, encoding="utf-8")
    people, skills, rules = (tmp_path / name for name in ("people.csv", "skills.csv", "rules.yaml"))
    arguments = ["solve", people, skills, "--rules", rules, "--out", tmp_path / "plan"]

    done = CliRunner().invoke(main, [str(one) for one in arguments])

    assert (done.exit_code, said in done.stderr) == (1, True)
    assert not (tmp_path / "plan").exists()
