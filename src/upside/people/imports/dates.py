"""Days as HR files write them; which of day and month comes first is read off the whole column."""

import re
from collections.abc import Iterable
from datetime import date, timedelta

__all__ = ["day_first", "day_of"]

ISO = re.compile(r"(\d{4})-?(\d{2})-?(\d{2})(?:[T ].*)?")
PARTED = re.compile(r"(\d{1,2})[./\- ](\d{1,2})[./\- ](\d{4}|\d{2})(?: .*)?")
SERIAL = re.compile(r"(\d{5})(?:[.,]0+)?")
NEVER = re.compile(r"[0./\- ]+")
EXCEL_BEGINS = date(1899, 12, 30)
MONTHS = 12
SHORT = 100


def day_first(texts: Iterable[str]) -> bool:
    """Tell whether 03/04 is 3 April in this column.

    One value such as 31/12 settles it for all; where every value could be read both ways, the
    day comes first, as everywhere in Europe.
    """
    for text in texts:
        found = PARTED.fullmatch(text)
        if found and int(found[1]) > MONTHS:
            return True
        if found and int(found[2]) > MONTHS:
            return False
    return True


def day_of(text: str, *, day_first: bool = True) -> date | None:
    """Return the day, or None where ``text`` is none.

    Read are 2026-11-30, 20261130, 30/11/2026, 30.11.26 and Excel's own day numbers; 00/00/0000,
    as SAP writes for never, is far in the future.
    """
    if NEVER.fullmatch(text):
        return date.max
    if found := ISO.fullmatch(text):
        return _day(int(found[1]), int(found[2]), int(found[3]))
    if found := PARTED.fullmatch(text):
        first, second, year = int(found[1]), int(found[2]), int(found[3])
        day, month = (first, second) if day_first else (second, first)
        return _day(year + 2000 if year < SHORT else year, month, day)
    if found := SERIAL.fullmatch(text):
        return EXCEL_BEGINS + timedelta(days=int(found[1]))
    return None


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
