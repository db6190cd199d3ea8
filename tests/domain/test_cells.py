"""Cells of files: no text acts as a formula, and nothing else is changed."""

import csv

import pytest

from tests.factories import MONDAY_NINE, ready_mentee, ready_mentor
from upside.kernel.cells import without_formula
from upside.matching.actions import run_round
from upside.matching.files import write_round


@pytest.mark.parametrize("text", ["=1+1", "+33", "-2", "@cmd", "\t=1", "\r=1"])
def test_text_that_a_spreadsheet_would_run_gets_a_quote(text):
    assert without_formula(text) == f"'{text}"


@pytest.mark.parametrize("cell", ["", "a=1", "'=1", -2, 0.5, None])
def test_any_other_cell_stays_as_it_is(cell):
    assert without_formula(cell) == cell


@pytest.mark.django_db
def test_the_files_of_a_round_run_no_formula(cohort, coordinator, tmp_path):
    ready_mentee(cohort, external_id="=E1")
    ready_mentor(cohort, external_id="@R1")
    ready_mentee(cohort, external_id="-E2", want=("J9", 5))
    write_round(run_round(cohort, by=coordinator, at=MONDAY_NINE), tmp_path)
    assert first_line(tmp_path / "pairs.csv")[:2] == ["'=E1", "'@R1"]
    assert first_line(tmp_path / "reasons.csv")[:2] == ["'=E1", "'@R1"]
    assert first_line(tmp_path / "left_over.csv")[0] == "'-E2"


def first_line(path):
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))[1]
