"""People and problems that cannot be: refused by name, or planned rightly where they can."""

import pytest

from tests.engine.builders import mentee, mentor, problem
from upmatch import (
    InfeasibleError,
    Person,
    PersonError,
    Problem,
    ProblemError,
    Quota,
    RuleError,
    Slot,
    UpmatchError,
    Want,
    Wish,
    WishError,
    solve,
)

NAN, INF = float("nan"), float("inf")
NO_NUMBERS = [NAN, INF, -1, 2.5, 10**30, "5", b"5", None, True, [1]]
NO_TEXTS = [NAN, 5, None, True, b"x", ["x"], "\ud800"]
NO_LISTS = [NAN, 5, None, True, "fr", b"fr", [1], [None], ["\ud800"], {"a": ["b"]}.values()]
ODD_IDS = [
    "é",
    "e\u0301",
    "\u202eabc",
    "a\0",
    "a\nb",
    "=1+1",
    "\ufeff",
    "\u200b",
    "😀",
    "x" * 10_000,
]


def refused(**changes):
    with pytest.raises(PersonError, match="Person 'bob'") as caught:
        Person(**{"id": "bob", "role": "mentor", "grade": 1, "seats": 1, **changes})
    return str(caught.value)


@pytest.mark.parametrize("given", [one for one in NO_NUMBERS if one is not None])
def test_counts_that_are_none_are_refused(given):
    for name in ("seats", "at_least", "all_seats"):
        assert f"{name.replace('all_', 'all ')} {given!r} must be" in refused(**{name: given})


@pytest.mark.parametrize("given", [one for one in NO_NUMBERS if one != -1])
def test_a_grade_is_a_whole_number(given):
    assert "grade" in refused(grade=given)


@pytest.mark.parametrize("given", [*NO_NUMBERS, 9])
def test_levels_are_whole_numbers_from_0_to_8(given):
    assert "level" in refused(levels={"excel": given})
    with pytest.raises(PersonError, match="Target level"):
        Want(given)
    with pytest.raises(PersonError, match="Importance"):
        Want(5, given)


@pytest.mark.parametrize("name", ["site", "country", "timezone"])
@pytest.mark.parametrize("given", NO_TEXTS)
def test_places_are_text_that_a_file_can_hold(name, given):
    assert f"{name} {given!r} must be text" in refused(**{name: given})


@pytest.mark.parametrize("name", ["unit", "languages", "formats"])
@pytest.mark.parametrize("given", NO_LISTS)
def test_a_text_in_place_of_a_list_is_not_read_letter_by_letter(name, given):
    assert f"{name} {given!r} must be a list of texts" in refused(**{name: given})


@pytest.mark.parametrize("given", [None, 5, "x", [1], ["Mon 09:00-12:00"], [(0, 1, 2)]])
def test_slots_and_skills_of_another_kind_are_refused(given):
    assert "slots" in refused(slots=given)
    assert "levels" in refused(levels=given)
    assert "wants" in refused(wants=given)
    assert "wants" in refused(wants={"excel": given})


@pytest.mark.parametrize("given", [NAN, -1, 1441, 2.5, "9", None, True])
def test_slots_are_minutes_of_a_day(given):
    with pytest.raises(PersonError, match="Slot"):
        Slot(0, 0, given)
    with pytest.raises(PersonError, match="Weekday"):
        Slot(given, 0, 60)


@pytest.mark.parametrize(
    "zone",
    ["localtime", "Factory", "posixrules", "right/UTC", "europe/paris", "UTC\0", "/etc/hosts"],
)
def test_a_time_zone_is_the_same_on_every_machine(zone):
    assert f"time zone {zone!r} is not known" in refused(timezone=zone)


@pytest.mark.parametrize("given", ["", " ", " ann", "ann\t", "\u00a0", *NO_TEXTS])
def test_an_id_is_text_without_blanks_around(given):
    with pytest.raises(PersonError, match="Person"):
        mentee(given)


@pytest.mark.parametrize("name", ODD_IDS)
def test_any_text_is_an_id_and_no_other_one(name):
    task = problem(mentee(name), mentor(f"{name}'"), mentee(f"{name}2"))
    plan = solve(task)

    assert {pair.mentor for pair in plan.pairs} == {f"{name}'"}
    assert plan.why(name, f"{name}'").fit == plan.pairs[0].fit
    assert Problem.from_dict(task.as_dict()).inputs_sha256 == task.inputs_sha256


def test_ids_that_only_look_alike_are_two_people():
    task = problem(*map(mentee, ("é", "e\u0301", "Ann", "ann", "a", "a\0")), mentor(seats=9))

    assert solve(task).n_pairs == 6


def test_gigantic_seats_are_seats_for_everybody():
    mentors = [mentor(f"m{count}", seats=1_000_000) for count in range(30)]

    plan = solve(problem(mentee("ann"), mentee("eva"), *mentors))

    assert (plan.n_pairs, plan.certified) == (2, True)
    with pytest.raises(PersonError, match="seats 1000001"):
        mentor(seats=1_000_001)


@pytest.mark.parametrize("length", [1, 2, 3, 500])
def test_managers_in_a_circle_are_in_each_others_line_and_end(length):
    ids = [f"p{count}" for count in range(length)]
    circle = dict(zip(ids, [*ids[1:], ids[0]], strict=True))
    people = [mentee("p0", languages={"fr"}), mentor(ids[-1] if length > 1 else "bob")]

    reasons = solve(problem(*people, managers=circle)).why("p0", people[1].id).forbidden_by

    assert reasons == (("reporting_line",) if length > 1 else ())


@pytest.mark.parametrize(
    "managers", [["ann"], "ann", {"ann": 5}, {"ann": ["bob"]}, {5: "ann"}, {"ann": "\ud800"}]
)
def test_managers_are_ids(managers):
    with pytest.raises(ProblemError, match=r"[Mm]anager"):
        problem(mentee(), mentor(), managers=managers)


@pytest.mark.parametrize("people", [["ann"], [None], {"ann": 1}, [("ann", "mentee", 5)]])
def test_people_are_people(people):
    with pytest.raises(ProblemError, match="is not a Person"):
        Problem.build(people)


@pytest.mark.parametrize(
    "wish",
    [
        *((5, "b", "veto"), ("a", None, "veto"), ("", "b", "veto"), ("a", "\ud800", "veto")),
        *(("a", "b", ["veto"]), ("a", "b", "rank", NAN), ("a", "b", "rank", True)),
    ],
)
def test_a_wish_names_two_people_and_a_rank(wish):
    with pytest.raises(WishError):
        Wish(*wish)
    with pytest.raises(WishError, match="is not a Wish"):
        problem(wishes=[wish])


@pytest.mark.parametrize("kind", ["locks", "forbids", "previous"])
@pytest.mark.parametrize(
    "link",
    [None, "ab", 5, ("ann",), ("ann", "bob", "x"), (5, 6), (["ann"], ["bob"]), {"ann": "bob"}],
)
def test_a_pair_is_two_ids(kind, link):
    with pytest.raises(ProblemError, match="must be two ids"):
        problem(mentee(), mentor(), **{kind: [link]})


@pytest.mark.parametrize(
    "rules",
    [
        *("skill", ["skill"], {"skill": None}, {"skill": 5}, {None: {}}, {5: {}, "x": {}}),
        *({"veto": None}, {"slots": {5: 1}}, {"slots": {"k": NAN}}, {"grade_gap": {"g": INF}}),
        *({"different": {"by": [["unit"]]}}, {"reporting_line": {"depth": "ALL"}}),
    ],
)
def test_rules_that_say_nothing_known_are_refused(rules):
    with pytest.raises(RuleError, match=r"[Rr]ule"):
        problem(rules=rules)


@pytest.mark.parametrize(
    "weights", ["teach", ["teach"], {5: 1, "x": 1}, *({"teach": one} for one in NO_NUMBERS)]
)
def test_weights_are_whole_numbers_of_known_terms(weights):
    with pytest.raises(RuleError):
        problem(weights=weights)


@pytest.mark.parametrize(
    "week",
    [None, 5, b"2026-W02", "2026-W2", "2026-W 2", "٢٠٢٦-W02", "2026-W54", "9999-W52", "0001-W01"],
)
def test_there_is_one_way_to_write_a_week(week):
    with pytest.raises(RuleError, match="must be an ISO week"):
        problem(week=week)


@pytest.mark.parametrize("settings", [{"seed": one} for one in (None, "1", 1.0, True, NAN)])
def test_a_seed_is_a_whole_number(settings):
    with pytest.raises(ProblemError, match="Seed"):
        problem(**settings)


@pytest.mark.parametrize("quota", [None, 5, "x", ("mentee", "site", "Lyon", 1)])
def test_quotas_are_quotas(quota):
    with pytest.raises(RuleError, match="is not a Quota"):
        problem(quotas=[quota])
    with pytest.raises(RuleError, match="must name a place"):
        Quota("mentee", "site", "\ud800", 1)


@pytest.mark.parametrize(
    ("demands", "conflict"),
    [
        ({"locks": [("ann", "bob")], "forbids": [("ann", "bob")]}, "lock ann bob; forbid ann bob"),
        ({"locks": [("ann", "bob"), ("ann", "joe")]}, "lock ann bob; lock ann joe"),
        ({"locks": [("ann", "bob"), ("eva", "bob")]}, "lock ann bob; lock eva bob; seats bob 1"),
        ({"locks": [("ann", "nil")]}, "lock ann nil; seats nil 0"),
        (
            {"locks": [("ann", "bob")], "previous": [("bob", "ann")]},
            "lock ann bob; rule paired_before",
        ),
    ],
)
def test_demands_that_contradict_each_other_are_named(demands, conflict):
    people = mentee("ann"), mentee("eva"), mentor("bob"), mentor("joe"), mentor("nil", seats=0)

    with pytest.raises(InfeasibleError) as caught:
        problem(*people, **demands)

    assert str(caught.value) == f"No plan meets all of these: {conflict}. Give up one of them"
    assert isinstance(caught.value, UpmatchError)
