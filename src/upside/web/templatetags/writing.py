"""How figures, days and hours are written, in British English and in French.

French has its own spaces: none of them may break a line inside « 12 h 30 » or « 19 novembre ».
"""

from collections.abc import Iterable
from datetime import date, datetime

from django.utils import timezone
from django.utils.formats import date_format, number_format
from django.utils.translation import get_language, gettext

__all__ = ["clock", "day", "file_size", "fit", "listed", "local", "minutes_clock", "when"]

NO_BREAK = "\N{NO-BREAK SPACE}"
WHOLE_FIT = 10_000


def local(at: datetime) -> datetime:
    """Return the instant ``at`` on the clock of whoever reads the page; templates do it alone."""
    return timezone.localtime(at)


def fit(value: int) -> str:
    """Write a fit of 0 to 10,000 as 0.00 to 1.00, with the comma where the language has one."""
    return number_format(round(value / WHOLE_FIT, 2), 2)


def day(value: date | None, style: str = "") -> str:
    """Write a day: ``Thursday 19 November``; with ``"year"`` ``19 November 2026``."""
    if value is None:
        return ""
    french = _is_french()
    number = "1er" if french and value.day == 1 else f"{value.day}"
    space = NO_BREAK if french else " "
    month = date_format(value, "F")
    if style == "year":
        return space.join((number, month, f"{value.year}"))
    return f"{date_format(value, 'l')} {number}{space}{month}"


def clock(value: datetime | None) -> str:
    """Write the time of day: ``12:30``, in French ``12 h 30``."""
    return "" if value is None else minutes_clock(value.hour * 60 + value.minute)


def minutes_clock(value: int) -> str:
    """Write minutes from midnight as a time of day."""
    hours, minutes = divmod(int(value), 60)
    if not _is_french():
        return f"{hours}:{minutes:02}"
    full = f"{hours}{NO_BREAK}h"
    return f"{full}{NO_BREAK}{minutes:02}" if minutes else full


def when(value: datetime | None) -> str:
    """Write day and time: ``Thursday 19 November, 12:30``."""
    return "" if value is None else f"{day(value)}, {clock(value)}"


def file_size(value: int) -> str:
    """Write a number of bytes as people do: ``340 kB``, ``1.2 MB``, in French ``1,2 Mo``."""
    unit = "o" if _is_french() else "B"
    size, prefix = value / 1000, "k"
    for larger in "MG":
        if size >= 1000:  # noqa: PLR2004 - a thousand of one are one of the next
            size, prefix = size / 1000, larger
    digits = 0 if prefix == "k" else 1
    return f"{number_format(round(size, digits), digits)}{NO_BREAK}{prefix}{unit}"


def listed(words: Iterable[str]) -> str:
    """Join words as a sentence does: ``a, b and c``."""
    known = [str(word) for word in words]
    if len(known) < 2:  # noqa: PLR2004 - nothing to join
        return "".join(known)
    first, last = ", ".join(known[:-1]), known[-1]
    return gettext("%(first)s and %(last)s") % {"first": first, "last": last}


def _is_french() -> bool:
    return (get_language() or "").startswith("fr")
