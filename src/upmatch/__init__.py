"""upmatch pairs mentees with mentors: most pairs first, then most fit, and says why.

A library without web, database or clock. ``solve`` takes people, rules and weights; ``assign``
takes plain arrays.
"""

from importlib.metadata import version

from upmatch.alternatives import Alternative, Alternatives
from upmatch.assignment import UNMATCHED, Asked, Assignment, assign
from upmatch.audit import Audit, GroupAudit, Interval, Load
from upmatch.certificate import Certificate
from upmatch.changes import Changes, Ended
from upmatch.demands import Quota
from upmatch.errors import (
    ArrayError,
    FileError,
    InfeasibleError,
    PersonError,
    ProblemError,
    RuleError,
    TooLargeError,
    UnknownPersonError,
    UpmatchError,
    WishError,
)
from upmatch.explain import TermShare, Why, WhyNot
from upmatch.layers import Layer, layers
from upmatch.learning import Learnt
from upmatch.next_best import NextPlan
from upmatch.people import Person, Slot, Want, Wish
from upmatch.plan import Pair, Plan, solve
from upmatch.prices import RulePrice, Step
from upmatch.problem import Problem
from upmatch.rematch import Move, Rematch, rematch
from upmatch.remedies import LeftOver, Remedy
from upmatch.rotation import Rotation, rotation
from upmatch.rules import OVERRIDABLE
from upmatch.sensitivity import Variation

__all__ = [
    "OVERRIDABLE",
    "UNMATCHED",
    "Alternative",
    "Alternatives",
    "ArrayError",
    "Asked",
    "Assignment",
    "Audit",
    "Certificate",
    "Changes",
    "Ended",
    "FileError",
    "GroupAudit",
    "InfeasibleError",
    "Interval",
    "Layer",
    "Learnt",
    "LeftOver",
    "Load",
    "Move",
    "NextPlan",
    "Pair",
    "Person",
    "PersonError",
    "Plan",
    "Problem",
    "ProblemError",
    "Quota",
    "Rematch",
    "Remedy",
    "Rotation",
    "RuleError",
    "RulePrice",
    "Slot",
    "Step",
    "TermShare",
    "TooLargeError",
    "UnknownPersonError",
    "UpmatchError",
    "Variation",
    "Want",
    "Why",
    "WhyNot",
    "Wish",
    "WishError",
    "__version__",
    "assign",
    "layers",
    "rematch",
    "rotation",
    "solve",
]

__version__ = version("upside")
