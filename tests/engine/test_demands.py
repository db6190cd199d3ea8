"""Locks, forbidden pairs, previous pairs and quotas: what a problem takes and what it refuses."""

import json

import pytest

from tests.engine.builders import mentee, mentor, problem
from upmatch import (
    InfeasibleError,
    PersonError,
    Problem,
    Quota,
    RuleError,
    UnknownPersonError,
    Want,
    Wish,
)

PEOPLE = mentee("ann"), mentee("eva"), mentor("bob"), mentor("joe")
IT = Quota("mentee", "unit", "IT", at_least=1)


def conflict(*people, **demands):
    with pytest.raises(InfeasibleError) as caught:
        problem(*people, **demands)
    return caught.value.conflict


def test_demands_are_kept_in_canonical_order():
    built = problem(
        *PEOPLE,
        locks=[("eva", "joe"), ["ann", "bob"], ("ann", "bob")],
        forbids=[("eva", "bob")],
        previous=[("eva", "bob"), ("ann", "gone")],
        quotas=[Quota("mentor", "site", "Lyon", at_most=1), IT, IT],
    )

    assert built.locks == (("ann", "bob"), ("eva", "joe"))
    assert (built.forbids, built.previous) == ((("eva", "bob"),), (("eva", "bob"),))
    assert built.quotas == (IT, Quota("mentor", "site", "Lyon", at_most=1))
    assert Problem.from_dict(json.loads(json.dumps(built.as_dict()))) == built


@pytest.mark.parametrize(
    "demand",
    [
        {"locks": [("ann", "bob")]},
        {"forbids": [("ann", "bob")]},
        {"previous": [("ann", "bob")]},
        {"quotas": [IT]},
    ],
)
def test_each_demand_changes_the_hash(demand):
    assert problem(*PEOPLE).inputs_sha256 != problem(*PEOPLE, **demand).inputs_sha256


def test_what_nobody_demands_stays_out_of_the_record():
    record = problem(mentee(), mentor()).as_dict()

    assert not {"locks", "forbids", "previous", "quotas"} & set(record)
    assert list(record["people"][0]) == [
        *("id", "role", "grade", "unit", "site", "country", "timezone"),
        *("languages", "seats", "slots", "levels", "wants"),
    ]
    assert set(record["weights"]) == {"teach", "give_back", "distance", "availability", "wishes"}


def test_records_of_the_first_version_keep_their_hash():
    assert problem(mentee(), mentor()).inputs_sha256 == (
        "99cebd068ee1fe09f34688939fe31037b7d5c73d0a9449f132cd1d1ebeb8a743"
    )


def test_a_mentee_is_locked_once():
    assert conflict(*PEOPLE, locks=[("ann", "bob"), ("ann", "joe")]) == (
        ("lock", "ann", "bob"),
        ("lock", "ann", "joe"),
    )


def test_locks_do_not_overfill_seats():
    people = *PEOPLE, mentee("zoe"), mentor("two", seats=2)
    locks = [("ann", "two"), ("eva", "two"), ("zoe", "two")]

    assert conflict(*people, locks=locks) == (
        *(("lock", name, "two") for name in ("ann", "eva", "zoe")),
        ("seats", "two", "2"),
    )


def test_a_lock_without_a_seat_is_refused():
    assert conflict(mentee(), mentor(seats=0), locks=[("ann", "bob")]) == (
        ("lock", "ann", "bob"),
        ("seats", "bob", "0"),
    )


def test_the_same_pair_is_not_locked_and_forbidden():
    assert conflict(*PEOPLE, locks=[("ann", "bob")], forbids=[("ann", "bob")]) == (
        ("lock", "ann", "bob"),
        ("forbid", "ann", "bob"),
    )


def test_a_lock_names_every_rule_that_forbids_it():
    junior = mentee("jim", grade=2)
    wishes = [Wish("bob", "jim", "veto")]

    assert conflict(*PEOPLE, junior, locks=[("ann", "joe"), ("jim", "bob")], wishes=wishes) == (
        ("lock", "jim", "bob"),
        ("rule", "grade_gap"),
        ("rule", "veto"),
    )


def test_more_locks_than_are_judged_together_are_all_judged():
    mentees = [mentee(f"i{count:03}") for count in range(100)]
    mentors = [mentor(f"j{count:03}") for count in range(100)]
    locks = [(one.id, other.id) for one, other in zip(mentees, mentors, strict=True)]
    last = Wish("i099", "j099", "veto")

    assert len(problem(*mentees, *mentors, locks=locks).locks) == 100
    assert conflict(*mentees, *mentors, locks=locks, wishes=[last])[0] == ("lock", "i099", "j099")


def test_the_refusal_says_what_to_do():
    with pytest.raises(InfeasibleError, match=r"lock ann bob; lock ann joe\. Give up one of them"):
        problem(*PEOPLE, locks=[("ann", "bob"), ("ann", "joe")])


@pytest.mark.parametrize(
    ("demand", "message"),
    [
        ({"locks": [("kim", "bob")]}, r"Lock .*'kim' is not a mentee of this round"),
        ({"locks": [("bob", "bob")]}, "'bob' is not a mentee"),
        ({"forbids": [("ann", "eva")]}, r"Forbidden pair .*'eva' is not a mentor"),
    ],
)
def test_people_who_are_not_in_the_round_in_that_role_are_named(demand, message):
    with pytest.raises(UnknownPersonError, match=message):
        problem(*PEOPLE, **demand)


@pytest.mark.parametrize(
    ("said", "message"),
    [
        (("boss", "unit", "IT", 1), "side 'boss'"),
        (("mentee", "team", "IT", 1), "by 'team' must be one of unit, site, country"),
        (("mentee", "unit", " / ", 1), "value ' / ' must name a place"),
        (("mentee", "country", False, 1), "value False must name"),
        (("mentee", "unit", "IT"), "at_least or at_most is needed"),
        (("mentee", "unit", "IT", -1), "numbers of pairs from 0"),
        (("mentee", "unit", "IT", None, "two"), "numbers of pairs from 0"),
        (("mentee", "unit", "IT", 3, 2), "at_least 3 must not be above at_most 2"),
    ],
)
def test_impossible_quotas_are_refused(said, message):
    with pytest.raises(RuleError, match=message):
        Quota(*said)


@pytest.mark.parametrize("objective", ["weakest", "bands", "stable", "at_least"])
def test_quotas_go_with_two_objectives(objective):
    assert problem(*PEOPLE, quotas=[IT], objective="total").quotas == (IT,)
    with pytest.raises(RuleError, match=f"not with {objective}"):
        problem(*PEOPLE, quotas=[IT], objective=objective)


@pytest.mark.parametrize(
    ("quota", "expected"),
    [
        (Quota("mentee", "unit", "IT", 1), True),
        (Quota("mentee", "unit", "IT / Web", 1), True),
        (Quota("mentee", "unit", "IT/W", 1), False),
        (Quota("mentee", "unit", "IT/Web/UX", 1), False),
        (Quota("mentee", "site", "Lyon", 1), True),
        (Quota("mentee", "country", "NO", 1), False),
    ],
)
def test_a_unit_counts_with_what_is_below_it(quota, expected):
    assert quota.holds(mentee(unit=("IT", "Web"), site="Lyon", country="FR")) is expected


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"at_least": 2}, "at_least 2 must be 0 to the 1 free seats"),
        ({"all_seats": 0}, "all seats 0 must be 1 free seats or more"),
        ({"grid": (1, 0)}, "grid"),
        ({"grid": (1,)}, "grid"),
        ({"grid": "5/4"}, "grid"),
    ],
)
def test_impossible_mentors_are_refused(change, message):
    with pytest.raises(PersonError, match=message):
        mentor(**change)


def test_more_wants_than_64_bits_can_weigh_are_refused():
    with pytest.raises(PersonError, match="more than 800 wants"):
        mentee(wants={f"s{count}": Want(5) for count in range(801)})


def test_a_mentee_has_nothing_that_mentors_say():
    one = mentee(seats=2, at_least=3, all_seats=1, grid=(1, 2))

    assert (one.seats, one.at_least, one.all_seats, one.grid) == (0, 0, None, None)
