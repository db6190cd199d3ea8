"""The report tells each objective with its baseline, its target, and what is measured of it."""

import pytest

from tests.factories import CohortFactory
from upside.insights.export import report_csv, report_sheet
from upside.insights.objectives import MEASURES, objectives_of
from upside.insights.report import report_of
from upside.programmes.files import schema

pytestmark = pytest.mark.django_db


def cohort_with(code, *, target=80, baseline=0):
    one = {
        "text": {"en": "People meet."},
        "indicator": {"en": "Seen"},
        "baseline": baseline,
        "target": target,
        "measured_by": code,
    }
    return CohortFactory(kept={"objectives": {"mentee": [one], "mentor": [one]}})


class Figures:
    """What the report counts, as if eight people and more had met."""

    n_pairs, n_people, n_held, n_given_back = 10, 20, 40, 30
    has_enough_people = True

    def __init__(self, cohort):
        self.cohort = cohort
        self.silos = type("Silos", (), {"n_bridging": 9})
        self.pulse = type("Pulse", (), {"useful": 4.24, "at_ease": 4.5, "n": 12})


@pytest.mark.parametrize(
    ("code", "measured", "n"),
    [
        ("pairs", 10, 20),
        ("sessions_held", 40, 20),
        ("sessions_per_pair", 4, 20),
        ("useful", 4.2, 12),
        ("at_ease", 4.5, 12),
        ("give_back", 75, 20),
        ("ties_across_units", 90, 20),
        ("own", None, 0),
    ],
)
def test_each_measure_stands_beside_its_target(code, measured, n):
    one, other = objectives_of(Figures(cohort_with(code)))

    assert (one.measured, one.n, one.side, other.side) == (measured, n, "mentee", "mentor")
    assert (one.text, one.indicator, one.baseline, one.target) == ("People meet.", "Seen", 0, 80)


def test_every_measure_of_the_schema_is_known():
    said = schema()["$defs"]["objective"]["properties"]["measured_by"]["enum"]

    assert set(said) - {"own"} == set(MEASURES)


@pytest.mark.parametrize(
    ("baseline", "target", "reached"), [(0, 90, True), (0, 91, False), (99, 90, True)]
)
def test_a_target_is_reached_in_the_direction_that_it_lies_in(baseline, target, reached):
    cohort = cohort_with("ties_across_units", baseline=baseline, target=target)

    assert objectives_of(Figures(cohort))[0].is_reached is reached


def test_below_eight_people_nothing_is_measured():
    [one, _other] = objectives_of(report_of(cohort_with("sessions_per_pair")))

    assert (one.measured, one.is_reached) == (None, False)


def test_without_pairs_and_answers_there_is_nothing_to_divide():
    figures = Figures(cohort_with("sessions_per_pair"))
    figures.n_pairs, figures.pulse = 0, None

    assert objectives_of(figures)[0].measured is None
    assert MEASURES["useful"](figures) == MEASURES["at_ease"](figures) == (None, 0)
    assert MEASURES["ties_across_units"](figures) == (None, 20)


def test_the_file_tells_objectives_by_keys_and_in_words(monkeypatch):
    report = report_of(cohort_with("pairs"))
    assert "objectives,mentee_1_target,,80,\r\n" in report_csv(report)
    assert 'Objectives,"For the mentees, 1: target",,80,' in report_sheet(report)

    monkeypatch.setattr("upside.insights.objectives.Report.has_enough_people", True)
    assert "objectives,mentee_1_pairs,,0," in report_csv(report)
