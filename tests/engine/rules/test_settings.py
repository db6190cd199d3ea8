"""Rules as a coordinator sets them: filled in, in order, or refused by name."""

import pytest

from tests.engine.builders import mentor, problem
from upmatch import Person, RuleError, defaults, solve
from upmatch.rules import looser, settled


@pytest.mark.parametrize(
    ("rules", "message"),
    [
        ({"horoscope": {}}, "Rule 'horoscope' is not known"),
        ({"veto": {"by": 1}}, "Rule veto has no setting 'by'; its settings are: none"),
        ({"slots": {"minutes": 1}}, "its settings are: k"),
        ({"slots": {"k": -1}}, "k -1 must be 0 to 336"),
        ({"language": {"n": "two"}}, "n 'two' must be a number"),
        ({"grade_gap": {"g": 1.5}}, "g 1.5 must be a whole number"),
        ({"grade_gap": {"g": True}}, "g True must be a whole number"),
        ({"skill": {"min_level": 9}}, "min_level 9 must be 0 to 8"),
        ({"skill": {"min_gap": 0}}, "min_gap 0 must be 1 to 8"),
        ({"reporting_line": {"depth": 0}}, "depth 0 must be all or a number"),
        ({"reporting_line": {"top_depth": "none"}}, "top_depth 'none' must be all"),
        ({"timezone": {"h": 13}}, "h 13 must be 0 to 12 hours"),
        ({"different": {"by": "unit"}}, "by 'unit' must be a list"),
        ({"different": {"by": ["team"]}}, "must be a list out of unit, site, country"),
        ({"different": {"by": []}}, "must be a list"),
    ],
)
def test_impossible_rules_are_refused_by_name(rules, message):
    with pytest.raises(RuleError, match=message):
        settled(rules)


def test_settings_that_are_left_out_stay_as_usual():
    assert settled({"skill": {"min_gap": 3}}) == {"skill": {"min_level": 5, "min_gap": 3}}
    assert settled({"different": {"by": ("site",)}}) == {"different": {"by": ["site"]}}


def test_looser_rules_come_fewest_steps_first_and_never_overrule_a_no():
    steps = list(looser(settled(defaults.RULES)))

    assert [step.steps for step in steps] == sorted(step.steps for step in steps)
    assert {step.rule for step in steps}.isdisjoint({"veto", "conflict"})
    assert [step.rule for step in steps][:3] == ["slots", "language", "grade_gap"]


def test_nobody_is_paired_with_themselves_even_without_rules():
    both = Person("ann", "both", 5, seats=2)

    assert solve(problem(both, rules={})).pairs == ()
    assert solve(problem(both, mentor(), rules={})).n_pairs == 1
