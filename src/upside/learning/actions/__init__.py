"""Writes of kits (loaded, copied, shared, hidden, approved) and of trainings."""

from upside.learning.actions.copies import (
    CopyRefused,
    adopt_copy,
    change_copy,
    copy_kit,
    drop_copy,
    hide_copy,
    share_copy,
    show_copy,
    withdraw_copy,
)
from upside.learning.actions.loading import load_kits
from upside.learning.actions.reviews import NotApproved, approve
from upside.learning.actions.trainings import NotDone, begin_again, finish_part

__all__ = [
    "CopyRefused",
    "NotApproved",
    "NotDone",
    "adopt_copy",
    "approve",
    "begin_again",
    "change_copy",
    "copy_kit",
    "drop_copy",
    "finish_part",
    "hide_copy",
    "load_kits",
    "share_copy",
    "show_copy",
    "withdraw_copy",
]
