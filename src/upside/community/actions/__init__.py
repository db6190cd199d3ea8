"""Writes of circles: planning dates, inviting, answering, leaving and coming back."""

from upside.community.actions.belonging import come_back, leave_circle, say_whether
from upside.community.actions.inviting import follow_circles, keep_invited
from upside.community.actions.planning import (
    CirclePlan,
    call_off_date,
    move_date,
    name_host,
    plan_date,
)
from upside.community.actions.refusals import BadDate, DateOver, NotInCircle, NotTheirCircle
from upside.community.actions.replies import take_answer_to_circle

__all__ = [
    "BadDate",
    "CirclePlan",
    "DateOver",
    "NotInCircle",
    "NotTheirCircle",
    "call_off_date",
    "come_back",
    "follow_circles",
    "keep_invited",
    "leave_circle",
    "move_date",
    "name_host",
    "plan_date",
    "say_whether",
    "take_answer_to_circle",
]
