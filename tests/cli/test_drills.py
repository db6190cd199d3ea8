"""Workers killed at ten points of a round and of a release; two coordinators at the same moment.

All of it by real processes over one database file: nothing is ever half there, nobody is told
twice, and whatever was begun goes on, or says that it failed.
"""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = [pytest.mark.no_cover, pytest.mark.skipif(os.name != "posix", reason="forks")]
ROOT = Path(__file__).parents[2]
N = 12
NOTHING = (0, 0, 0)
EVERYTHING = (N, 2 * N, 2 * N)


@pytest.fixture(scope="module")
def drill(tmp_path_factory):
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("UPSIDE_", "DJANGO_"))}
    paths = os.pathsep.join(str(path) for path in (ROOT, ROOT / "src"))
    done = subprocess.run(
        [sys.executable, "-m", "tests.drill", str(tmp_path_factory.mktemp("drill"))],
        env=kept | {"PYTHONPATH": paths},
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


def told(standing):
    return standing["released"], standing["mails"], standing["readers"]


def test_a_round_whose_worker_is_killed_is_there_whole_or_not_and_the_next_worker_makes_it(drill):
    points = drill["round"]

    assert len({point["before"] for point in points}) == 10
    for point in points:
        assert (point["then"]["pairs"], point["then"]["round"]) in {(0, "running"), (N, "draft")}
        after = point["after"]
        assert (after["pairs"], after["round"], after["runs"]) == (N, "draft", 1), point
        assert (after["jobs"], after["is_chain_whole"]) == (0, True)
        assert told(after) == NOTHING


def test_a_release_whose_worker_is_killed_tells_everybody_once_or_nobody(drill):
    points = drill["release"]

    assert len({point["before"] for point in points}) == 10
    for point in points:
        then = point["then"]
        assert (told(then), then["round"]) in {(NOTHING, "releasing"), (EVERYTHING, "released")}
        after = point["after"]
        assert (told(after), after["round"], after["releases"]) == (EVERYTHING, "released", 1)
        assert (after["jobs"], after["is_chain_whole"]) == (0, True)


def test_points_lie_before_and_after_what_is_kept(drill):
    for name in ("round", "release"):
        states = {point["then"]["round"] for point in drill[name]}
        assert len(states) == 2, name


def test_a_round_whose_workers_all_die_says_that_it_failed(drill):
    end = drill["round_given_up"]

    assert (end["round"], end["failed"], end["pairs"]) == ("running", True, 0)


def test_a_release_whose_workers_all_die_is_a_draft_that_says_so(drill):
    end = drill["release_given_up"]

    assert (end["round"], end["failed"], told(end)) == ("draft", "given_up", NOTHING)


def test_of_two_coordinators_at_once_one_is_refused_and_nobody_gets_two_mails(drill):
    for race in drill["race"]:
        assert race["told"] == ["RoundDecided", "released"]
        assert told(race["after"]) == EVERYTHING
        assert race["after"]["releases"] == 1


def test_two_who_release_parts_that_overlap_tell_everybody_once(drill):
    for race in drill["overlap"]:
        assert race["told"] == ["released", "released"]
        assert told(race["after"]) == EVERYTHING
        assert race["after"]["releases"] == 2
