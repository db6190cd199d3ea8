"""How days and hours are written, in British English and in French.

French has its own spaces: none of them may break a line inside « 12 h 30 » or « 19 novembre ».
"""

from datetime import date, datetime

from django.utils.formats import date_format
from django.utils.translation import get_language

__all__ = ["NO_BREAK", "clock", "day", "is_french", "minutes_clock"]

NO_BREAK = "\N{NO-BREAK SPACE}"


def day(value: date | None, style: str = "") -> str:
    """Write a day: ``Thursday 19 November``; in a style ``short``, ``year`` or ``full``.

    ``short`` is ``19 November``, ``year`` adds the year to it, ``full`` the day of the week too.
    """
    if not value:  # a template may hand over the empty text of what is missing
        return ""
    french = is_french()
    number = "1er" if french and value.day == 1 else f"{value.day}"
    words = [number, date_format(value, "F")]
    if style in {"year", "full"}:
        words.append(f"{value.year}")
    written = (NO_BREAK if french else " ").join(words)
    return written if style in {"short", "year"} else f"{date_format(value, 'l')} {written}"


def clock(value: datetime | None) -> str:
    """Write the time of day: ``12:30``, in French ``12 h 30``."""
    return minutes_clock(value.hour * 60 + value.minute) if value else ""


def minutes_clock(value: int) -> str:
    """Write minutes from midnight as a time of day."""
    hours, minutes = divmod(int(value), 60)
    if not is_french():
        return f"{hours}:{minutes:02}"
    full = f"{hours}{NO_BREAK}h"
    return f"{full}{NO_BREAK}{minutes:02}" if minutes else full


def is_french() -> bool:
    """Return whether the active language is French."""
    return (get_language() or "").startswith("fr")
