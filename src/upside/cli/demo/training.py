"""The people of the demo take their training, some of them half of it."""

from upside.cli.demo.stage import Stage
from upside.learning.paths import TrainingPath, paths
from upside.people.models import Person
from upside.programmes import actions as programmes
from upside.programmes.models import SAID_YES
from upside.programmes.queries import places_to_train

__all__ = ["train"]

EVERY = 3  # one in so many stops half way


def train(stage: Stage) -> None:
    """Let people take their training; whoever is to be trained and is not through is noted."""
    at = stage.before(stage.days["round"] - 1)
    places = stage.cohort.enrolments.filter(state__in=SAID_YES).select_related("person")
    for number, place in enumerate(places.order_by("pk")):
        path = paths()[place.role]
        n_parts = len(path.parts) // (2 if number % EVERY == 0 else 1)
        _take(path, n_parts, place.person, stage)
    waiting = places_to_train(stage.cohort).filter(trained_on=None)
    if waiting:
        programmes.record_training(
            stage.cohort, waiting, trained_on=at.date(), by=stage.coordinator, at=at
        )


def _take(path: TrainingPath, n_parts: int, person: Person, stage: Stage) -> None:
    for part in path.parts[:n_parts]:
        programmes.take_part(
            path,
            part,
            answers=[question.right for question in part.questions],
            commitments=len(part.commitments),
            by=person,
            at=stage.before(stage.days["round"] - 1),
        )
