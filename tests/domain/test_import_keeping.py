"""Of very many findings the first are kept, and how many there were."""

import json

from upside.people.imports.keeping import MOST_KEPT, forgotten, kept, n_cut_off
from upside.people.imports.outcome import Outcome
from upside.people.imports.problems import Problem, problems_csv


def problem(line, code="id_missing"):
    return Problem(line, "id", "", code)


def test_all_is_kept_where_it_is_not_too_much():
    said = kept(Outcome(faults=[problem(2)], warned=[problem(3, "mail_taken")]))

    assert [fault["line"] for fault in said["faults"]] == [2]
    assert (n_cut_off(said, "faults"), n_cut_off(said, "warned")) == (0, 0)


def test_what_is_cut_off_is_counted_and_a_rare_kind_stays():
    many = [problem(line) for line in range(MOST_KEPT + 7)]

    said = json.loads(json.dumps(kept(Outcome(faults=[*many, problem(9_000, "mail_taken")]))))

    assert len(said["faults"]) == MOST_KEPT + 1
    assert said["faults"][-1]["line"] == 9_000
    assert said["kinds"]["faults"] == {"id_missing": MOST_KEPT + 7, "mail_taken": 1}
    assert n_cut_off(said, "faults") == 7


def test_what_is_forgotten_is_not_said_to_be_cut_off():
    said = forgotten(kept(Outcome(read=3, faults=[problem(2)])))

    assert (said["read"], said["faults"], n_cut_off(said, "faults")) == (3, [], 0)


def test_rows_from_before_have_lost_nothing_that_is_known():
    assert n_cut_off({"faults": []}, "faults") == 0


def test_the_file_of_findings_ends_with_how_many_it_lacks():
    assert "more" not in problems_csv([])
    assert problems_csv([], n_cut_off=7).splitlines()[-1].startswith(',,,,"7 more were found')
