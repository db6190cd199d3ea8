"""A round that an earlier commit froze, kept here with what came out, still comes out the same."""

import json
from pathlib import Path

import pytest

import upmatch
from upside.matching.replay import COMPARED, replay_frozen

FROZEN = sorted((Path(__file__).parents[1] / "frozen").glob("*.json"))


@pytest.mark.parametrize("file", FROZEN, ids=lambda file: file.stem)
def test_a_frozen_round_replays(file):
    record = json.loads(file.read_text("utf-8"))

    assert len(record["pairs"]) > 10
    assert replay_frozen(record).differences == ()


def test_there_is_a_frozen_round():
    assert FROZEN


@pytest.mark.parametrize("name", COMPARED)
def test_a_record_that_was_tampered_with_does_not_replay(name):
    record = json.loads(FROZEN[0].read_text("utf-8"))
    record[name] = "0" * 64 if name == "inputs_sha256" else record[name] * 2

    assert replay_frozen(record).differences == (name,)
    assert replay_frozen(record).engine == upmatch.__version__
