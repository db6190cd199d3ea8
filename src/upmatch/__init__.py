"""upmatch pairs mentees with mentors: most pairs first, then most fit, and says why.

A library without web, database or clock. ``solve`` takes people, rules and weights; ``assign``
takes plain arrays.
"""

from importlib.metadata import version

from upmatch.assignment import UNMATCHED, Assignment, assign
from upmatch.errors import (
    ArrayError,
    FileError,
    PersonError,
    ProblemError,
    RuleError,
    TooLargeError,
    UnknownPersonError,
    UpmatchError,
    WishError,
)
from upmatch.explain import TermShare, Why, WhyNot
from upmatch.learning import Learnt
from upmatch.people import Person, Slot, Want, Wish
from upmatch.plan import Pair, Plan, solve
from upmatch.problem import Problem
from upmatch.remedies import LeftOver, Remedy

__all__ = [
    "UNMATCHED",
    "ArrayError",
    "Assignment",
    "FileError",
    "Learnt",
    "LeftOver",
    "Pair",
    "Person",
    "PersonError",
    "Plan",
    "Problem",
    "ProblemError",
    "Remedy",
    "RuleError",
    "Slot",
    "TermShare",
    "TooLargeError",
    "UnknownPersonError",
    "UpmatchError",
    "Want",
    "Why",
    "WhyNot",
    "Wish",
    "WishError",
    "__version__",
    "assign",
    "solve",
]

__version__ = version("upside")
