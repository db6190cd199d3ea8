"""The main job on the real files beside the project, by the command line alone."""

import json
import subprocess
import sys

import pytest

pytestmark = pytest.mark.realdata


def test_realdata_goes_from_the_hr_export_to_pairs_with_reasons(real_data, tmp_path):
    command = [sys.executable, "-m", "scripts.realdata.main", "--mentees", "30", "--mentors", "40"]
    subprocess.run([*command, "--out", str(tmp_path / "out")], check=True, capture_output=True)

    told = json.loads((tmp_path / "out" / "summary.json").read_text())
    assert told["export"]["created"] == 10_000
    assert told["same_export_again"]["unchanged"] == 10_000
    assert told["round"]["n_pairs"] > 0
    assert set(told["drawn"]) >= {"mail", "slots", "give-back wants"}
    assert (tmp_path / "out" / "round" / "pairs.csv").is_file()
    assert (tmp_path / "out" / "round" / "reasons.csv").is_file()
