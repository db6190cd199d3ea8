"""Writes of grids and evaluations."""

from upside.grids.actions.editing import (
    GridRefused,
    add_own,
    add_topic,
    drop_criterion,
    save_settings,
    take_ready_grid,
)
from upside.grids.actions.evaluating import (
    NotEvaluated,
    acknowledge,
    call_off,
    contest,
    put_up,
)
from upside.grids.actions.filling import SheetRefused, fill_sheet

__all__ = [
    "GridRefused",
    "NotEvaluated",
    "SheetRefused",
    "acknowledge",
    "add_own",
    "add_topic",
    "call_off",
    "contest",
    "drop_criterion",
    "fill_sheet",
    "put_up",
    "save_settings",
    "take_ready_grid",
]
