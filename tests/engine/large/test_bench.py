"""The benchmark measures what it says, on a company that is the same everywhere."""

import json
import os
from multiprocessing import Pipe

import numpy as np
import pytest
from click.testing import CliRunner

from upmatch import bench
from upmatch.bench import Case, engine_figures, peer_apart, peer_figures
from upmatch.cli import main
from upmatch.compiled import IS_COMPILED
from upmatch.errors import TooLargeError
from upmatch.made_up import invent
from upmatch.warm import warm

OWN_PROCESS = bench.in_own_process
SMALL = Case(60, 50) if IS_COMPILED else Case(9, 8)


@pytest.fixture(autouse=True)
def _no_processes(monkeypatch):
    monkeypatch.setattr(bench, "WARM_UP", 12 if IS_COMPILED else 4)
    monkeypatch.setattr(bench, "in_own_process", lambda work, *arguments: work(*arguments))


def test_the_engine_proves_its_plan_and_says_what_it_took():
    figures = engine_figures(SMALL)

    assert (figures["certified"], figures["gap"]) == (True, 0)
    assert figures["bound_pairs"] == figures["n_pairs"]
    assert {"cpu_candidates", "cpu_solve", "cpu_prices", "cpu_certify", "cpu_audit"} <= set(figures)
    assert figures["peak_rss_mb"] > 0


@pytest.mark.parametrize("name", ["scipy", "lapx", "ortools"])
@pytest.mark.parametrize("objective", ["people-first", "total"])
def test_other_solvers_agree_with_it(name, objective):
    case = Case(SMALL.mentees, SMALL.mentors, objective=objective)
    figures = peer_figures(name, case)
    if figures.get("note") == "not installed":
        pytest.skip(f"{name} is not installed")

    assert figures["total_fit"] == engine_figures(case)["total_fit"]


def test_what_cannot_be_compared_is_said(monkeypatch):
    def missing():
        raise ImportError

    monkeypatch.setattr(bench, "PEERS", {"scipy": missing})

    assert peer_figures("scipy", SMALL)["note"] == "not installed"
    assert "of one seat only" in peer_figures("scipy", Case(5, 5, 2))["note"]


def test_the_command_prints_a_line_for_each_solver_or_one_object():
    size = ["--mentees", str(SMALL.mentees), "--mentors", str(SMALL.mentors), "--against", "scipy"]

    lines = CliRunner().invoke(main, ["bench", *size]).output.splitlines()
    content = json.loads(CliRunner().invoke(main, ["bench", *size, "--json"]).output)
    unknown = CliRunner().invoke(main, ["bench", "--against", "oracle"])
    seats = CliRunner().invoke(main, ["bench", *size, "--seats", "2"])

    assert [line.split(":")[0] for line in lines] == ["upmatch", "scipy"]
    assert content["against"][0]["total_fit"] == content["total_fit"]
    assert (unknown.exit_code, "'oracle' is not known" in unknown.stderr) == (1, True)
    assert "of one seat only" in seats.output


def test_the_same_seed_makes_the_same_company():
    one, other = invent(30, 20, seed=3), invent(30, 20, seed=3)

    assert np.array_equal(one.mentees.wanted.item, other.mentees.wanted.item)
    assert not np.array_equal(one.mentees.grade, invent(30, 20, seed=4).mentees.grade)


def test_warming_compiles_by_solving():
    warm()


def test_a_contestant_has_a_process_of_its_own():
    assert OWN_PROCESS(dict, {"a": 1}) == {"a": 1}
    with pytest.raises(ZeroDivisionError):
        OWN_PROCESS(divmod, 1, 0)


def test_a_contestant_that_is_ended_from_outside_is_said():
    with pytest.raises(TooLargeError, match="ended from outside"):
        OWN_PROCESS(os._exit, 1)


def test_a_peer_that_is_ended_from_outside_costs_nobody_else_their_figures(monkeypatch):
    def killed(*_):
        raise TooLargeError("memory may have run out")

    monkeypatch.setattr(bench, "in_own_process", killed)

    assert peer_apart("scipy", SMALL) == {"solver": "scipy", "note": "memory may have run out"}


def test_a_contestant_tells_what_it_found_or_what_went_wrong():
    answers, teller = Pipe(duplex=False)

    bench._tell(teller, dict, [{"a": 1}])
    bench._tell(teller, divmod, [1, 0])

    assert answers.recv() == ({"a": 1}, None)
    assert isinstance(answers.recv()[1], ZeroDivisionError)
