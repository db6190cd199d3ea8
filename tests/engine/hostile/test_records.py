"""problem.json with any part of it replaced by something else: solved, or refused by the engine."""

import copy
import json
import math

import pytest

from tests.engine.builders import mentee, mentor
from upmatch import Problem, Quota, UpmatchError, Want, Wish, solve

ODD = (
    None,
    True,
    -1,
    2.5,
    math.nan,
    10**30,
    "",
    "x",
    "\ud800",
    [],
    [1],
    ["x", "y"],
    {},
    {"x": 1},
    [[]],
)
TASK = Problem.build(
    [
        mentee("ann", unit=("IT", "Web"), formats={"video"}),
        mentee("eva", site="Lyon"),
        mentor("bob", seats=2, at_least=1, all_seats=3, grid=(1, 2), wants={"talk": Want(3)}),
        mentor("joe"),
    ],
    managers={"ann": "boss", "boss": "owner"},
    wishes=[Wish("ann", "bob", "rank", 1), Wish("eva", "joe", "veto")],
    locks=[("ann", "joe")],
    forbids=[("ann", "bob")],
    previous=[("bob", "joe")],
    quotas=[Quota("mentor", "site", "Lyon", at_most=1)],
)
RECORD = json.loads(json.dumps(TASK.as_dict()))


def places(part, at=()):
    """Yield the way to every part of the record, the whole left out."""
    inside = part.items() if isinstance(part, dict) else enumerate(part)
    for key, value in inside:
        yield (*at, key)
        if isinstance(value, dict | list):
            yield from places(value, (*at, key))


def changed(place, value):
    record = copy.deepcopy(RECORD)
    part = record
    for key in place[:-1]:
        part = part[key]
    part[place[-1]] = value
    return record


def outcome(record):
    """Return how the record ends: planned, or refused by an error of ours; all else is a fault."""
    try:
        task = Problem.from_dict(record)
        plan = solve(task)
    except UpmatchError:
        return "refused"
    assert Problem.from_dict(json.loads(json.dumps(task.as_dict()))) == task
    assert sum(pair.fit for pair in plan.pairs) == plan.total_fit
    return "planned"


def test_the_record_holds_every_kind_of_part():
    assert set(RECORD) >= {"people", "managers", "wishes", "locks", "forbids", "previous", "quotas"}
    assert outcome(RECORD) == "planned"


@pytest.mark.parametrize("value", ODD, ids=repr)
def test_any_part_replaced_ends_in_a_plan_or_in_a_refusal(value):
    found = {place: outcome(changed(place, value)) for place in places(RECORD)}

    assert list(found.values()).count("refused") > len(found) / 2


def test_any_part_left_out_ends_in_a_plan_or_in_a_refusal():
    for place in places(RECORD):
        record = copy.deepcopy(RECORD)
        part = record
        for key in place[:-1]:
            part = part[key]
        del part[place[-1]]
        outcome(record)
