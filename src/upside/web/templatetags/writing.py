"""How figures, days and hours are written, in British English and in French."""

from collections.abc import Iterable
from datetime import datetime

from django.utils import timezone
from django.utils.formats import number_format
from django.utils.translation import gettext

from upside.kernel.dates import NO_BREAK, clock, day, is_french, minutes_clock

__all__ = ["clock", "day", "file_size", "fit", "listed", "local", "minutes_clock", "when"]

WHOLE_FIT = 10_000


def local(at: datetime) -> datetime:
    """Return the instant ``at`` on the clock of whoever reads the page; templates do it alone."""
    return timezone.localtime(at)


def fit(value: int) -> str:
    """Write a fit of 0 to 10,000 as 0.00 to 1.00, with the comma where the language has one."""
    return number_format(round(value / WHOLE_FIT, 2), 2)


def when(value: datetime | None) -> str:
    """Write day and time: ``Thursday 19 November, 12:30``."""
    return "" if value is None else f"{day(value)}, {clock(value)}"


def file_size(value: int) -> str:
    """Write a number of bytes as people do: ``340 kB``, ``1.2 MB``, in French ``1,2 Mo``."""
    unit = "o" if is_french() else "B"
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
