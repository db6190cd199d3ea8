"""OR-Library's assignment problems come out at their known optima, by every way there is."""

import json

import numpy as np
import pytest
from click.testing import CliRunner

from tests.engine.test_sparse import bonus_for, graph_of
from upmatch import assign
from upmatch.cli import main
from upmatch.compiled import IS_COMPILED
from upmatch.defaults import FULL_FIT
from upmatch.sparse import proof, solve_sparse

pytestmark = pytest.mark.realdata

OPTIMA = {100: 305, 200: 475, 300: 626, 400: 804}
"""J. E. Beasley, people.brunel.ac.uk/~mastjjb/jeb/orlib/assigninfo.html"""


@pytest.fixture(params=OPTIMA)
def costs(request, real_data):
    """Return a matrix of costs from 1 to 100."""
    path = real_data / "orlib_assign" / f"assign{request.param}.txt"
    size, *cells = map(int, path.read_text().split())
    assert size == request.param
    return np.array(cells).reshape(size, size)


def test_arrays(costs):
    for objective in ("people-first", "total"):
        plan = assign(FULL_FIT - costs, objective=objective)

        assert FULL_FIT * plan.n_pairs - plan.total_fit == OPTIMA[len(costs)]
        assert (plan.n_pairs, plan.certified, plan.gap) == (len(costs), True, 0)


@pytest.mark.skipif(not IS_COMPILED, reason="the kernels as plain Python would take minutes")
def test_sparse(costs):
    seats = np.ones(len(costs), int)
    graph = graph_of(FULL_FIT - costs, seats)
    for bonus in (0, bonus_for(len(costs), seats)):
        plan = solve_sparse(graph, bonus=bonus)
        primal, dual = proof(graph, plan, bonus)

        assert (FULL_FIT + bonus) * len(costs) - primal == OPTIMA[len(costs)]
        assert primal == dual


def test_command_line(costs, tmp_path):
    np.save(tmp_path / "costs.npy", costs)
    paths = [str(tmp_path / name) for name in ("costs.npy", "plan")]

    done = CliRunner().invoke(main, ["matrix", paths[0], "--minimise", "--out", paths[1]])

    report = json.loads((tmp_path / "plan" / "report.json").read_text())
    assert f"total {OPTIMA[len(costs)]}; proven to be the best" in done.output
    assert report["total_cost"] == report["bound_cost"] == OPTIMA[len(costs)]
    assert (report["n_pairs"], report["gap"], report["certified"]) == (len(costs), 0, True)
