"""Short ways to make people and problems for the engine's tests."""

from upmatch import Person, Problem, Slot, Want
from upmatch.table import Table

MONDAY_MORNING = (Slot(0, 9 * 60, 12 * 60),)


def mentee(name="ann", **changes):
    """A mentee of grade 5 who wants excel and speaks French on Monday mornings."""
    usual = {
        "grade": 5,
        "languages": {"fr"},
        "slots": MONDAY_MORNING,
        "levels": {"excel": 1},
        "wants": {"excel": Want(5, 2)},
    }
    return Person(name, "mentee", **{**usual, **changes})


def mentor(name="bob", **changes):
    """A mentor of grade 2 with one seat who knows excel well."""
    usual = {
        "grade": 2,
        "languages": {"fr"},
        "slots": MONDAY_MORNING,
        "levels": {"excel": 6},
        "seats": 1,
    }
    return Person(name, "mentor", **{**usual, **changes})


def table(mentees, mentors, **inputs) -> Table:
    return Problem.build([*mentees, *mentors], **inputs).table()


def problem(*people, **inputs) -> Problem:
    return Problem.build(people, **inputs)
