from typing import Any

from upside.pairs.models import Pair
from upside.people.models import Person
from upside.programmes.models import Enrolment
from upside.programmes.queries import uses_our_training
from upside.sessions.queries import training_first

__all__ = ["training_context"]


def training_context(pair: Pair, person: Person) -> dict[str, Any]:
    """Return who is still to be trained, and the training that ``person`` can open for it."""
    waiting = training_first(pair)
    role = Enrolment.Role.MENTOR if person.pk == pair.mentor_id else Enrolment.Role.MENTEE
    is_ours = person in waiting and uses_our_training(pair.cohort)
    return {"training_first": waiting, "own_training": role.value if is_ours else ""}
