import pytest
from django.utils import translation

import upmatch
from tests.factories import PersonFactory, ProposalFactory, SkillFactory, UnitFactory
from upside.matching import words
from upside.matching.queries import LeftOver, Passing, fits_and_units_of, why_of
from upside.matching.reading import unit_line
from upside.matching.vocabulary import KEPT_BACK, TERMS

pytestmark = pytest.mark.django_db

FACTS = {
    "n_partners": 3,
    "n_permitted": 2,
    "free_seats": 1,
    "forbidden_by": {},
    "remedy": None,
    "is_searched": True,
}


def left_over(reason, *, is_mentor=False, partner=None, **facts):
    return LeftOver(PersonFactory(), is_mentor, reason, FACTS | facts, partner)


@pytest.mark.parametrize(
    ("half_hours", "said"),
    [(1, "half an hour"), (2, "1 hour"), (3, "1 h 30"), (4, "2 hours")],
)
def test_hours_are_written_as_people_say_them(half_hours, said):
    assert words.hours(half_hours) == said


@pytest.mark.parametrize(
    ("code", "settings", "said"),
    [
        ("grade_gap", {"g": 2}, "at least 2 grades above"),
        ("grade_gap", {"g": -1}, "any grade from 1 below"),
        ("reporting_line", {"depth": "all"}, "Neither is in the other's reporting line"),
        ("reporting_line", {"depth": 2}, "within 2 steps"),
        ("reporting_line", {"depth": "all", "top_depth": 2}, "2 steps down count"),
        ("timezone", {"h": 3}, "differ by 3 hours at most"),
        ("paired_before", {}, "no pair before"),
        ("skill", {"min_level": 5, "min_gap": 2}, "level 5 or higher, and 2 levels above"),
        ("language", {"n": 1}, "a language in common"),
        ("language", {"n": 0}, "no language in common"),
        ("slots", {"k": 4}, "share 2 hours a week"),
        ("slots", {"k": 0}, "no time in common"),
        ("different", {"by": ["unit", "site"]}, "do not share: unit and site"),
        ("veto", {}, "Neither asked not to meet"),
        ("conflict", {}, "No conflict of interest"),
        ("rule_of_tomorrow", {}, "rule_of_tomorrow"),
    ],
)
def test_each_rule_is_a_sentence_with_its_figures(code, settings, said):
    assert said in words.rule_sentence(code, settings)


def test_what_kept_a_proposal_back_does_not_tell_of_a_veto():
    assert KEPT_BACK["changed"] == KEPT_BACK["not_ready"]


NOBODY = (
    "None of the {} mentors can be theirs: a rule, what somebody said or an earlier pair stands in"
    " the way of each."
)


@pytest.mark.parametrize(
    "forbidden_by",
    [{"veto": 3}, {"slots": 3}, {"veto": 1, "slots": 2}, {"conflict": 2, "paired_before": 1}, {}],
)
def test_among_few_partners_a_veto_reads_like_any_rule(forbidden_by):
    said = words.left_over_sentence(left_over("no_partner", forbidden_by=forbidden_by))

    assert said == NOBODY.format(3)


def test_of_a_single_partner_nobody_reads_who_refused_whom():
    by_rule = left_over("no_partner", n_partners=1, forbidden_by={"grade_gap": 1})
    by_word = left_over("no_partner", n_partners=1, forbidden_by={"veto": 1})

    assert words.left_over_sentence(by_rule) == words.left_over_sentence(by_word)
    assert "The only mentor cannot be theirs" in words.left_over_sentence(by_word)


@pytest.mark.parametrize(
    ("forbidden_by", "ending"),
    [
        ({"slots": 10}, " Most often it is time in common: for 10 of them."),
        ({"slots": 6, "skill": 5, "veto": 10}, " Most often it is time in common: for 6 of them."),
        ({"slots": 4, "skill": 3, "veto": 9}, ""),
        ({"veto": 10}, ""),
    ],
)
def test_the_commonest_rule_is_named_where_it_leaves_room_for_another_cause(forbidden_by, ending):
    left = left_over("no_partner", n_partners=10, forbidden_by=forbidden_by)

    assert words.left_over_sentence(left) == NOBODY.format(10) + ending


def test_wishes_are_in_no_figure_that_a_coordinator_reads():
    proposal = ProposalFactory(fit=1_100, terms={"availability": 700, "wishes": 400})

    [share] = words.shares_of(why_of([proposal])[0])

    assert (share.name, share.points) == ("Availability", 700)
    assert proposal.told_fit == 700
    assert fits_and_units_of(proposal.round)[0][0] == 700


def test_a_term_without_words_of_its_own_is_told_by_its_hint():
    proposal = ProposalFactory(terms={"load": 300})

    [share] = words.shares_of(why_of([proposal])[0])

    assert (share.name, share.sentence) == ("Load", "Mentors with more seats free")


def test_every_rule_and_term_of_the_engine_has_words():
    assert set(TERMS) == set(upmatch.terms.TERMS)
    for rule in upmatch.rules.RULES:
        settings = upmatch.rules.usual_settings(rule)
        assert words.rule_sentence(rule, settings) != rule
        assert words.rule_name(rule) != rule


@pytest.mark.parametrize(
    ("outcome", "said"),
    [
        ({"certified": True}, "This is proven over all possible pairs."),
        ({"certified": False, "gap": 12}, "more than 12 points higher"),
        ({"certified": None}, "before rounds carried a proof"),
    ],
)
def test_a_round_says_what_is_proven_about_it(outcome, said):
    assert said in words.certificate_sentence(outcome)


@pytest.mark.parametrize(
    ("left", "said"),
    [
        ({"reason": "no_partner"}, "None of the 3 mentors can be theirs"),
        ({"reason": "no_partner", "is_mentor": True}, "None of the 3 mentees can be theirs"),
        ({"reason": "outbid"}, "2 mentors are permitted"),
        ({"reason": "outbid", "is_mentor": True}, "2 mentees are permitted"),
        ({"reason": "outbid", "n_permitted": None}, "other pairs do more good"),
        ({"reason": "seats_left", "is_mentor": True}, "room for 1 more"),
    ],
)
def test_each_reason_of_being_left_over_is_a_sentence(left, said):
    assert said in words.left_over_sentence(left_over(**left))


def test_a_remedy_is_said_only_where_one_was_tried_and_helps():
    partner = PersonFactory(first_name="Noé", last_name="Tanguy")
    seat = left_over("no_seat", partner=partner, remedy={"kind": "add_seat"})
    rule = {"kind": "loosen_rule", "rule": "slots", "settings": {"k": 1}}

    assert "one more seat for Noé Tanguy" in words.remedy_sentence(seat)
    looser = words.remedy_sentence(left_over("no_partner", partner=partner, remedy=rule))
    assert looser.endswith("Noé Tanguy under this rule: They share half an hour a week.")
    off = {"kind": "loosen_rule", "rule": "timezone", "settings": None}
    without = words.remedy_sentence(left_over("outbid", partner=partner, remedy=off))
    assert "without the rule “the time zone”" in without
    assert words.remedy_sentence(left_over("outbid", is_mentor=True)) == ""


@pytest.mark.parametrize(
    ("left", "said"),
    [
        ({"reason": "outbid"}, "One more seat was tried for each mentor whom the rules permit"),
        ({"reason": "no_partner"}, "Each rule was loosened by itself, by a few steps"),
        (
            {"reason": "no_partner", "tried": 9, "tried_off": ["timezone", "paired_before"]},
            "none of this alone helps. Tried without it altogether: the time zone.",
        ),
        ({"reason": "outbid", "is_searched": False}, "the round is too large"),
        (
            {"reason": "outbid", "is_searched": False, "tried": 40},
            "The search stopped at its limit after 40 changes; none of them helped.",
        ),
    ],
)
def test_what_was_tried_in_vain_is_said_and_no_more(left, said):
    sentence = words.remedy_sentence(left_over(**left))

    assert said in sentence
    assert ("seat" in sentence) is (left == {"reason": "outbid"})


@pytest.mark.parametrize(
    ("units", "said"),
    [
        (["A/B", "A/B"], "They work in the same unit."),
        (["A/B", "C"], "They work in different units: B, and C."),
        (["", "C"], "The unit of one of them is not known."),
    ],
)
def test_distance_is_said_by_the_names_of_the_units(units, said):
    proposal = ProposalFactory(terms={"distance": 10, "tomorrow": 5}, why={"units": units})

    [share] = words.shares_of(why_of([proposal])[0])

    assert (share.name, share.points, share.sentence) == ("Distance", 10, said)


def test_teach_counts_what_is_covered_of_what_is_wanted():
    SkillFactory(code="J1")
    one = {"skill": "J1", "level": 1, "target": 5, "importance": 3, "teacher_level": 6}
    proposal = ProposalFactory(
        terms={"teach": 10, "give_back": 0},
        why={"to_mentee": [one], "n_wants_mentee": 4, "n_wants_mentor": 2},
        mentor__first_name="Noé",
        mentee__first_name="Agnès",
    )

    teach, back = words.shares_of(why_of([proposal])[0])

    assert teach.sentence == "Noé covers 1 of the 4 things that Agnès wants to learn."
    assert back.sentence == "Agnès covers nothing that Noé wants to learn."


def test_a_skill_that_passes_is_said_with_levels_and_importance():
    teacher, learner = PersonFactory(first_name="Noé"), PersonFactory(first_name="Agnès")
    one = Passing(SkillFactory(code="J1"), 1, 5, 3, 6)

    said = words.passing_sentence(one, teacher, learner)

    assert "Noé is at level 6; Agnès is at 1 and wants 5." in said
    assert said.endswith("It matters a great deal to Agnès.")


def test_languages_are_named_in_the_language_of_the_page():
    assert words.language_name("fr") == "French"
    assert words.language_name("xx") == "xx"
    with translation.override("fr"):
        assert words.language_name("fr") == "français"


def test_somebody_without_a_name_is_called_by_their_id():
    assert words.first_name(PersonFactory(first_name="", last_name="", external_id="R7")) == "R7"


def test_unit_line_says_what_is_known():
    unit = UnitFactory(name="Plants")

    assert unit_line(PersonFactory(unit=unit, job_title="Director")) == "Director, Plants"
    assert unit_line(PersonFactory(unit=unit, job_title="Head of plants")) == "Head of plants"
    assert unit_line(PersonFactory(unit=None, job_title="")) == ""


@pytest.mark.parametrize(
    ("level", "said"),
    [(0, "Agnès is at 0 and wants 5."), (None, "Agnès wants 5 (level not stated).")],
)
def test_a_level_that_nobody_stated_is_not_zero(level, said):
    teacher, learner = PersonFactory(first_name="Noé"), PersonFactory(first_name="Agnès")
    one = Passing(SkillFactory(code="J1"), level, 5, 3, 6)

    assert said in words.passing_sentence(one, teacher, learner)
