"""Read the cells of PEOPLE.csv that hold more than one word or number."""

import re
from collections.abc import Callable
from typing import Final, TypeVar

from upmatch.errors import PersonError, WishError
from upmatch.people import MANY, Slot
from upmatch.sheets import Row

__all__ = ["grid", "made", "parts", "seats", "slots"]

Made = TypeVar("Made")
DAYS: Final = {
    name: day
    for names in ("mon tue wed thu fri sat sun", "lun mar mer jeu ven sam dim")
    for day, name in enumerate(names.split())
}
SLOT: Final = re.compile(r"(\w{3})\w*\.?\s+(\d{1,2})[:h](\d{2})\s*[-–]\s*(\d{1,2})[:h](\d{2})")
SEATS: Final = re.compile(r"(\d{1,6})\s*/\s*(\d{1,6})")
POINTS: Final = re.compile(r"(-?\d{1,4})(?:[.,](\d{1,2}))?")
HUNDREDTHS: Final = 100


def made(row: Row, column: str, make: Callable[[], Made]) -> Made:
    """Return what ``make`` makes; what it refuses is a fault of this cell."""
    try:
        return make()
    except (PersonError, WishError) as error:
        raise row.fault(column, f"{row[column]!r}: {error}", "Correct the cell") from error


def parts(text: str) -> list[str]:
    """Return what stands between semicolons, without blanks."""
    return [part.strip() for part in text.split(";") if part.strip()]


def slots(row: Row) -> tuple[Slot, ...]:
    """Return the slots of a cell such as ``Mon 09:00-12:00; mar. 14h00-16h30``."""
    return tuple(_slot(row, text) for text in parts(row["slots"]))


def seats(row: Row) -> tuple[int, int | None]:
    """Return free seats and all seats: ``2`` is 2 free, ``1/3`` 1 free of 3, empty 1."""
    split = SEATS.fullmatch(row["seats"])
    if split is None:
        return row.number("seats", 0, MANY, empty=1), None
    free, before = int(split[1]), int(split[2])
    if free > before:
        problem = f"{row['seats']!r} has more free seats than seats"
        raise row.fault("seats", problem, "Write free seats / all seats, such as 1/3")
    return free, before


def grid(row: Row) -> tuple[int, int] | None:
    """Return (score − threshold, greatest − threshold) in hundredths of a cell ``5.4/4/7``."""
    text = row["grid"]
    if not text:
        return None
    found = [POINTS.fullmatch(part.strip()) for part in text.split("/")]
    remedy = "Write score/threshold/greatest score, such as 5.4/4/7, at most two decimals"
    points = [_hundredths(one) for one in found if one]
    if len(points) != len(found) or len(points) != 3:  # noqa: PLR2004  the three parts
        raise row.fault("grid", f"{text!r} is not a grid", remedy)
    score, threshold, greatest = points
    if greatest <= threshold:
        raise row.fault("grid", f"{text!r} has no room above the threshold", remedy)
    return score - threshold, greatest - threshold


def _hundredths(found: re.Match[str]) -> int:
    whole, part = found[1], (found[2] or "").ljust(2, "0")
    points = HUNDREDTHS * abs(int(whole)) + int(part)
    return -points if whole.startswith("-") else points


def _slot(row: Row, text: str) -> Slot:
    found = SLOT.fullmatch(text)
    day = DAYS.get(found[1].casefold()) if found else None
    if found is None or day is None:
        remedy = "Write slots as Mon 09:00-12:00; Tue 14:00-16:30"
        raise row.fault("slots", f"{text!r} is not a slot", remedy)
    start_hour, start, end_hour, end = (int(part) for part in found.groups()[1:])
    return made(row, "slots", lambda: Slot(day, 60 * start_hour + start, 60 * end_hour + end))
