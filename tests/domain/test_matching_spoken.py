"""Rules and weights have one wording, for programmes and for rounds."""

from upside.matching.spoken import spoken, spoken_of
from upside.programmes.models import Programme
from upside.programmes.templates import load_template


def programme(**matching):
    return Programme(settings={"matching": matching})


def test_a_programme_that_says_nothing_goes_by_what_the_engine_takes_anyway():
    said = spoken_of(Programme())

    assert "The mentee is at least 1 grade above the mentor." in said.rules
    assert [weight.points for weight in said.weights] == [40, 25, 15, 10, 10]


def test_a_template_is_told_like_the_programme_made_from_it():
    template = spoken_of(Programme(settings=load_template("need_profile_hr")))

    assert template.rules == spoken_of(Programme()).rules
    assert template.weights == spoken_of(Programme()).weights


def test_no_rule_is_left_out_without_a_word():
    said = spoken_of(programme(rules={"different": {"by": ["unit"]}, "tomorrow": {}}))

    assert said.rules == ["They do not share: unit.", "tomorrow"]


def test_a_rule_without_settings_is_told_with_the_usual_ones():
    assert spoken_of(programme(rules={"slots": None})).rules == ["They share half an hour a week."]


def test_weights_go_by_size_with_their_share_of_the_whole_and_zeros_are_left_out():
    said = spoken({}, {"teach": 20, "tomorrow": 60, "wishes": 0})

    assert [(str(one.name), one.points, one.percent) for one in said.weights] == [
        ("tomorrow", 60, 75),
        ("Teach", 20, 25),
    ]


def test_without_weights_nothing_is_shared_out():
    assert spoken({}, {}).weights == []
