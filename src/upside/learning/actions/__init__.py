"""Writes of kits: loaded from their files, copied, shared, hidden, approved."""

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

__all__ = [
    "CopyRefused",
    "NotApproved",
    "adopt_copy",
    "approve",
    "change_copy",
    "copy_kit",
    "drop_copy",
    "hide_copy",
    "load_kits",
    "share_copy",
    "show_copy",
    "withdraw_copy",
]
