"""Arrays that no round can have: a right plan or a refusal, never a fault or a wrong plan."""

import numpy as np
import pytest
from click.testing import CliRunner

from upmatch import ArrayError, Asked, RuleError, UpmatchError, assign
from upmatch.board import Limit
from upmatch.cli import main
from upmatch.problem import OBJECTIVES

NAN, INF = float("nan"), float("inf")
BOTH = np.ones(2, bool)
SQUARE = [[1, 2], [3, 4]]


def limit(rows=BOTH, columns=BOTH, low=0, high=1):
    return Asked(limits=[Limit(rows, columns, low, high, ("quota",))])


def liking(*sides):
    return Asked(liking=sides)


@pytest.mark.parametrize(
    "fit",
    [
        *([[one]] for one in (NAN, INF, -INF, -0.5, 1.000001, 5000.0, -1, 10_001, 2**63, 10**30)),
        *([[one]] for one in ("5", b"5", None, True, 1j, {}, [1])),
        *(5, None, "fit", {}, [], [1, 2], [[1, 2], [3]], [[[1]]]),
        np.array([[5]], dtype=object),
        np.array([["2026-01-01"]], dtype="M8[D]"),
        np.array([[2**64 - 1]], dtype=np.uint64),
    ],
)
def test_fit_that_is_no_matrix_of_points_is_refused(fit):
    with pytest.raises(ArrayError, match="fit"):
        assign(fit)


@pytest.mark.parametrize(
    ("fit", "total"),
    [
        ([[-0.0]], 0),
        (np.array([[0.5]], np.float16), 5000),
        (np.array([[1]], np.float32), 10_000),
        (np.array([[0.5]], np.longdouble), 5000),
        (np.array([[100]], np.int8), 100),
        (np.array([[200]], np.uint8), 200),
        (np.asfortranarray(np.array([[1, 2], [3, 4]])), 5),
        (np.array([[1, 9, 2], [3, 9, 4]])[:, ::2], 5),
    ],
)
def test_every_kind_of_number_is_read_as_what_it_is(fit, total):
    assert assign(fit).total_fit == total


@pytest.mark.parametrize("name", ["permitted", "seats"])
@pytest.mark.parametrize(
    "given",
    [1, "x", [[1]], [NAN, NAN], [None, None], ["1", "1"], [0.5, 1], [[True], [True, False]], []],
)
def test_permitted_and_seats_of_another_shape_or_kind_are_refused(name, given):
    with pytest.raises(ArrayError, match=name):
        assign(SQUARE, **{name: given})


@pytest.mark.parametrize("seats", [-1, -(2**63), 10**9 + 1, 2**62, 2**63 - 1, 2**64 - 1, 10**30])
def test_seats_below_nothing_or_beyond_all_sums_are_refused(seats):
    with pytest.raises(ArrayError, match="seats"):
        assign([[1, 1]], seats=[seats, seats])


@pytest.mark.parametrize("objective", OBJECTIVES)
def test_as_many_seats_as_can_be_said_are_seats_for_everybody(objective):
    plan = assign([[1, 2, 3]] * 4, seats=[10**9] * 3, objective=objective)

    assert (plan.n_pairs, plan.total_fit) == (4, 12)
    assert plan.certified == (objective != "stable")


@pytest.mark.parametrize("objective", OBJECTIVES)
@pytest.mark.parametrize("shape", [(0, 0), (0, 3), (3, 0)])
def test_empty_sides_make_an_empty_plan(objective, shape):
    plan = assign(np.zeros(shape, int), objective=objective)

    assert (plan.mentor_of.tolist(), plan.total_fit) == ([-1] * shape[0], 0)


@pytest.mark.parametrize("objective", OBJECTIVES)
def test_what_stands_where_a_pair_is_forbidden_is_never_read(objective):
    fit = np.array([[NAN, 0.5], [INF, -INF]])

    plan = assign(fit, np.array([[False, True], [False, False]]), objective=objective)

    assert (plan.mentor_of.tolist(), plan.total_fit) == ([1, -1], 5000)


@pytest.mark.parametrize("objective", [None, 3, "", "People-First", ["total"], {}])
def test_no_objective_is_guessed(objective):
    with pytest.raises(RuleError, match="is not known"):
        assign([[1]], objective=objective)


@pytest.mark.parametrize("keys", [["a"], "ab", (["a", "b"], ["c"]), ([], []), (["a"], "cd", "e")])
def test_keys_name_everybody_once_or_are_refused(keys):
    with pytest.raises(ArrayError, match="keys must name 2 rows and 2 columns"):
        assign(SQUARE, keys=keys)


@pytest.mark.parametrize(
    "keys", [("ab", "cd"), (["\ud800", "\0"], ["é", "e\u0301"]), ([1, 2], "ab")]
)
def test_any_text_is_a_key(keys):
    assert assign(SQUARE, keys=keys).total_fit == 5


@pytest.mark.parametrize(
    "locks",
    [
        *([(5, 0)], [(0, 2)], [(-1, 0)], [(0, -1)], [(1, 0), (-1, 1)], [(2**70, 0)]),
        *([("a", 0)], [(0.0, 1.0)], [(0, 1, 1)], [(0,)], [None], [5], None, 5, "x"),
        *([(0, 0), (0, 0)], [(0, 0), (1, 0)]),
    ],
)
def test_locks_that_are_no_cells_or_contradict_each_other_are_refused(locks):
    with pytest.raises(ArrayError, match="lock"):
        assign(SQUARE, asked=Asked(locks=locks))


@pytest.mark.parametrize("locks", [[(0, 1)], [[0, 1]], np.array([[0, 1]]), [(np.int8(0), True)]])
def test_locks_are_read_in_any_writing(locks):
    assert assign(SQUARE, asked=Asked(locks=locks)).mentor_of.tolist() == [1, 0]


@pytest.mark.parametrize(
    "asked",
    [
        *(Asked(at_least=one) for one in ([NAN, 1], ["x", "y"], [1], 5, [-1, 0], [[1], [2, 3]])),
        *(liking(np.full((2, 2), one), np.ones((2, 2), int)) for one in (NAN, INF, 0.5, -1, "x")),
        *(liking(np.ones((2, 2), int)), liking(np.ones((2, 1), int), np.ones((2, 2), int))),
        *(limit(one) for one in (np.ones(1, bool), np.ones(3, bool), np.ones(2, int), None)),
        *(limit(low=NAN), limit(high="many"), limit(high=None)),
    ],
)
def test_other_demands_of_another_shape_or_kind_are_refused(asked):
    with pytest.raises(ArrayError):
        assign(SQUARE, objective="at_least" if asked.at_least is not None else "total", asked=asked)


@pytest.mark.parametrize(
    "asked", [limit(low=-5, high=-1), limit(low=2, high=1), limit(low=3, high=9)]
)
def test_limits_that_cannot_be_met_are_named(asked):
    with pytest.raises(UpmatchError, match="No plan meets all of these: quota"):
        assign(SQUARE, asked=asked)


def test_likings_as_large_as_can_be_are_compared_exactly():
    large = np.array([[2**63 - 2, 2**63 - 1]])

    plan = assign([[0, 0]], objective="stable", asked=liking(large, large))

    assert plan.mentor_of.tolist() == [1]


@pytest.mark.parametrize(
    "given",
    [np.array([[NAN]]), np.array([["x"]]), np.array([[-1]]), np.array(5), np.zeros((2, 2, 2))],
)
@pytest.mark.parametrize("which", ["fit", "permitted", "seats"])
def test_the_command_refuses_them_in_one_sentence_and_leaves_no_folder(given, which, tmp_path):
    np.save(tmp_path / "fit.npy", np.array([[1]]))
    np.save(tmp_path / f"{which}.npy", given)
    more = [] if which == "fit" else [f"--{which}", tmp_path / f"{which}.npy"]

    done = CliRunner().invoke(
        main,
        [str(one) for one in ("matrix", tmp_path / "fit.npy", *more, "--out", tmp_path / "plan")],
    )

    assert (done.exit_code, done.stderr.count("\n")) == (1, 1)
    assert done.stderr.startswith(f"Error: {which} ")
    assert not (tmp_path / "plan").exists()


def test_a_file_of_objects_is_not_opened(tmp_path):
    np.save(tmp_path / "fit.npy", np.array([[{}]], dtype=object))
    arguments = ["matrix", str(tmp_path / "fit.npy"), "--out", str(tmp_path / "plan")]

    done = CliRunner().invoke(main, arguments)

    assert (done.exit_code, "is not a NumPy file" in done.stderr) == (1, True)
