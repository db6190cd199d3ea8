"""The main job on the real files beside the project, by the command line alone."""

import csv
import json
import subprocess
import sys

import pytest

from scripts.realdata.draw import (
    DRAWN,
    GIVE_BACK,
    IMPORTANCE,
    KNOWN_LEVEL,
    MENTEE_TITLES,
    MENTOR_TITLES,
    TARGET,
    draw,
    write_skills,
)

pytestmark = pytest.mark.realdata


def test_realdata_goes_from_the_hr_export_to_pairs_with_reasons(real_data, tmp_path):
    command = [sys.executable, "-m", "scripts.realdata.main", "--mentees", "30", "--mentors", "40"]
    command += ["--also", "--draws", "1", "--out", str(tmp_path / "out")]
    subprocess.run(command, check=True, capture_output=True)

    told = json.loads((tmp_path / "out" / "summary.json").read_text())
    assert told["export"]["created"] == 10_000
    assert told["same_export_again"]["unchanged"] == 10_000
    assert told["round"]["n_pairs"] > 0
    assert told["drawn"] == DRAWN
    assert told["report"]["sessions"]["planned"] == 0
    assert told["not_ready"]["mentees"] == 30 - told["round"]["n_mentees"]
    assert told["not_ready"]["no wish to learn"].startswith(
        f"{told['not_ready']['mentees']} mentees"
    )
    assert told["round"]["left_over.csv"]["mentees"] == told["round"]["left_over"]
    assert told["round"]["left_over.csv"]["mentors"] == told["round"]["left_over_mentors"]
    assert (tmp_path / "out" / "round" / "pairs.csv").is_file()
    assert (tmp_path / "out" / "round" / "reasons.csv").is_file()
    (alone,) = told["engine"]["draws"]
    for figure in ("n_mentees", "n_mentors", "n_pairs", "total_fit"):
        assert alone[figure] == told["round"][figure]  # by files or by rows: the same plan


def test_what_is_drawn_is_said_to_be_drawn(real_data, tmp_path):
    people = draw(real_data, n_mentees=5, n_mentors=5, seed=1)
    write_skills(people, tmp_path / "skills.csv")
    with (tmp_path / "skills.csv").open() as file:
        lines = list(csv.DictReader(file))
    roles = {p.employee["emp_no"]: p.role for p in people}
    give_back = [line for line in lines if line["skill"] in GIVE_BACK]

    assert {p.employee["title"] for p in people} <= MENTEE_TITLES | MENTOR_TITLES
    assert {len(p.gives) for p in people} == {int(DRAWN["give-back topics"].split()[0])} == {3}
    for line in give_back:
        is_mentee = roles[line["id"]] == "mentee"
        assert line["level"] == (str(KNOWN_LEVEL) if is_mentee else "")
        assert line["want"] == ("" if is_mentee else str(TARGET))
    assert {line["importance"] for line in lines if line["want"]} == {str(IMPORTANCE)}
    assert {line["level"] for line in lines} == {str(KNOWN_LEVEL), ""}
