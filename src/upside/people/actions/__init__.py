"""Writes of people: HR files brought in and what they deactivated taken back, a language chosen."""

from upside.people.actions.files import (
    ImportIsOver,
    ImportMovedOn,
    ImportUnderWay,
    apply_import,
    check_import,
    drop_import,
    forget_old_files,
    receive_file,
    stored_file,
)
from upside.people.actions.importing import (
    FaultyLines,
    MoreWouldLeave,
    Prepared,
    import_people,
    preview_people,
)
from upside.people.actions.language import choose_language
from upside.people.actions.large import (
    LARGE,
    begin_import,
    finish_import,
    give_up_import,
    prepare_import,
    read_progress,
    stop_import,
    write_progress,
)
from upside.people.actions.leavers import CannotTakeBack, may_take_back, reactivate_leavers
from upside.people.imports.refusals import Unreadable

__all__ = [
    "LARGE",
    "CannotTakeBack",
    "FaultyLines",
    "ImportIsOver",
    "ImportMovedOn",
    "ImportUnderWay",
    "MoreWouldLeave",
    "Prepared",
    "Unreadable",
    "apply_import",
    "begin_import",
    "check_import",
    "choose_language",
    "drop_import",
    "finish_import",
    "forget_old_files",
    "give_up_import",
    "import_people",
    "may_take_back",
    "prepare_import",
    "preview_people",
    "reactivate_leavers",
    "read_progress",
    "receive_file",
    "stop_import",
    "stored_file",
    "write_progress",
]
