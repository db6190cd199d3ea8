"""The demo's coordinator tries three plans for the next cohort, and keeps each to compare them."""

from upside.cli.demo.stage import Stage
from upside.matching import actions as matching
from upside.matching.problem import studio_settings

__all__ = ["save_scenarios"]

FARTHER = 40


def save_scenarios(stage: Stage) -> None:
    """Keep the programme's own plan, one that lifts the weakest pair, one that joins more units.

    What was turned for them is taken back: the studio stands as the programme says.
    """
    cohort, by = stage.cohort, stage.coordinator
    matching.run_round(cohort, by=by, at=stage.before(2), name="Plan A")
    matching.change_setup(
        cohort, change={"control": "objective"}, objective="weakest", by=by, at=stage.before(2, 10)
    )
    matching.run_round(cohort, by=by, at=stage.before(2, 11), name="Plan B")
    matching.change_setup(
        cohort,
        change={"control": "distance"},
        objective="people-first",
        weights={**studio_settings(cohort)["weights"], "distance": FARTHER},
        by=by,
        at=stage.before(2, 12),
    )
    matching.run_round(cohort, by=by, at=stage.before(2, 13), name="Plan C")
    for _change in range(2):
        matching.undo_change(cohort, by=by, at=stage.before(2, 14))
