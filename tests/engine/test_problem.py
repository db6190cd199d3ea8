"""What a problem takes, what it leaves out, what it refuses."""

from dataclasses import fields

import pytest

from tests.engine.builders import mentee, mentor, problem
from upmatch import (
    Person,
    PersonError,
    Problem,
    ProblemError,
    RuleError,
    Slot,
    UpmatchError,
    Want,
    Wish,
    WishError,
)


def test_rows_and_columns_are_sorted_by_id():
    people = [mentor("m2"), mentee("b"), mentee("a"), Person("z", "both", 3), mentor("m1")]

    built = problem(*people)

    assert [one.id for one in built.mentees] == ["a", "b", "z"]
    assert [one.id for one in built.mentors] == ["m1", "m2", "z"]


def test_only_the_line_above_the_round_is_kept():
    managers = {"ann": "x", "x": "boss", "boss": None, "stranger": "boss", "bob": "bob"}

    assert problem(mentee("ann"), mentor("bob"), managers=managers).managers == {
        "ann": "x",
        "x": "boss",
    }


def test_wishes_about_people_outside_the_round_are_left_out():
    wishes = [Wish("ann", "gone", "veto"), Wish("ann", "bob", "rank", 2)]

    assert problem(mentee("ann"), mentor("bob"), wishes=wishes).wishes == (wishes[1],)


def test_a_mentees_seats_are_not_read():
    assert (
        problem(mentee(seats=3), mentor()).inputs_sha256
        == problem(mentee(), mentor()).inputs_sha256
    )


@pytest.mark.parametrize("change", [{"seed": 1}, {"week": "2026-W03"}, {"weights": {"teach": 1}}])
def test_each_input_changes_the_hash(change):
    people = mentee(), mentor()

    assert problem(*people).inputs_sha256 != problem(*people, **change).inputs_sha256


def test_no_field_of_a_person_can_hold_age_or_the_like():
    names = {field.name for field in fields(Person)}

    assert names == {
        *("id", "role", "grade", "unit", "site", "country", "timezone"),
        *("languages", "seats", "slots", "levels", "wants"),
        *("formats", "grid", "at_least", "all_seats", "company"),
    }


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"grade": "7"}, "grade '7' must be a whole number"),
        ({"grade": None}, "grade None"),
        ({"unit": ("it", "")}, "unit 'it/' has an empty step"),
        ({"timezone": "Mars/Olympus"}, "time zone 'Mars/Olympus'"),
        ({"timezone": "../etc/passwd"}, "time zone"),
        ({"timezone": "Europe"}, "time zone 'Europe'"),
        ({"seats": -1}, "seats -1"),
        ({"levels": {"excel": 9}}, "level 9 of 'excel'"),
        ({"levels": {"excel": None}}, "level None of 'excel'"),
    ],
)
def test_impossible_people_are_refused_by_name(change, message):
    with pytest.raises(PersonError, match=f"Person 'ann': {message}"):
        mentee(**change)


def test_an_unknown_role_is_refused():
    with pytest.raises(PersonError, match="role 'boss' must be mentee, mentor or both"):
        Person("ann", "boss", 3)


@pytest.mark.parametrize("name", ["", " ann"])
def test_an_id_is_needed(name):
    with pytest.raises(PersonError, match="an id without blanks"):
        mentee(name)


@pytest.mark.parametrize("slot", [(7, 0, 1), (0, -1, 5), (0, 5, 1441), (0, 5, 5), (0, 1.5, 9)])
def test_impossible_slots_are_refused(slot):
    with pytest.raises(PersonError):
        Slot(*slot)


@pytest.mark.parametrize("want", [(0, 1), (9, 1), (5, 0), (5, 4), (True, 1)])
def test_impossible_wants_are_refused(want):
    with pytest.raises(PersonError):
        Want(*want)


@pytest.mark.parametrize(
    ("wish", "message"),
    [
        (("a", "b", "love"), "kind 'love'"),
        (("a", "b", "rank"), "rank None must be 1 to 5"),
        (("a", "b", "rank", 6), "rank 6"),
        (("a", "b", "veto", 1), "a veto has no rank"),
        (("a", "a", "veto"), "nobody can wish for themselves"),
    ],
)
def test_impossible_wishes_are_refused(wish, message):
    with pytest.raises(WishError, match=message):
        Wish(*wish)


def test_two_different_ranks_for_one_person_are_refused():
    wishes = [Wish("ann", "bob", "rank", 1), Wish("ann", "bob", "rank", 2)]

    with pytest.raises(WishError, match="'ann' ranks 'bob' in 2 different ways"):
        problem(mentee("ann"), mentor("bob"), wishes=wishes)


def test_the_same_id_twice_is_refused():
    with pytest.raises(ProblemError, match="'ann' comes twice"):
        problem(mentee("ann"), mentor("ann"))


@pytest.mark.parametrize(
    ("settings", "error"),
    [
        ({"objective": "magic"}, RuleError),
        ({"week": "soon"}, RuleError),
        ({"seed": "x"}, ProblemError),
    ],
)
def test_impossible_settings_are_refused(settings, error):
    with pytest.raises(error):
        problem(**settings)


@pytest.mark.parametrize(
    "damage",
    [
        {"format": 2},
        {"people": [{"id": "ann"}]},
        {"people": None},
        {"wishes": [{"mood": "good"}]},
        {"extra": 1},
        {"people": [{**problem(mentee()).as_dict()["people"][0], "slots": [[0]]}]},
        {"people": [{**problem(mentee()).as_dict()["people"][0], "grade": "high"}]},
    ],
)
def test_damaged_records_are_refused(damage):
    with pytest.raises(UpmatchError):
        Problem.from_dict({**problem(mentee()).as_dict(), **damage})
