"""Writes of people: HR files brought in and what they deactivated taken back, a language chosen."""

from upside.people.actions.files import (
    ImportIsOver,
    ImportMovedOn,
    apply_import,
    check_import,
    drop_import,
    receive_file,
    stored_file,
)
from upside.people.actions.importing import (
    FaultyLines,
    MoreWouldLeave,
    import_people,
    preview_people,
)
from upside.people.actions.language import choose_language
from upside.people.actions.leavers import CannotTakeBack, may_take_back, reactivate_leavers
from upside.people.imports.refusals import Unreadable

__all__ = [
    "CannotTakeBack",
    "FaultyLines",
    "ImportIsOver",
    "ImportMovedOn",
    "MoreWouldLeave",
    "Unreadable",
    "apply_import",
    "check_import",
    "choose_language",
    "drop_import",
    "import_people",
    "may_take_back",
    "preview_people",
    "reactivate_leavers",
    "receive_file",
    "stored_file",
]
