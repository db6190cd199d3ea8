"""Times of the week as files write them, in English and in French."""

import re

__all__ = ["Stretch", "slot_of"]

Stretch = tuple[int, int, int]
"""Weekday (Monday is 0), start and end in minutes from midnight."""

DAYS = {
    name: day
    for names in ("mon tue wed thu fri sat sun", "lun mar mer jeu ven sam dim")
    for day, name in enumerate(names.split())
}
SLOT = re.compile(r"(\w{3})\w*\.?\s+(\d{1,2})[:h](\d{2})\s*[-–]\s*(\d{1,2})[:h](\d{2})")


def slot_of(text: str) -> Stretch | None:
    """Return the slot that is written as ``Mon 09:00-12:00`` or ``mar. 14h00-16h30``, else None.

    The same texts are slots as in PEOPLE.csv of the engine; a test compares the two.
    """
    found = SLOT.fullmatch(text)
    day = DAYS.get(found[1].casefold()) if found else None
    if found is None or day is None:
        return None
    start_hour, start, end_hour, end = (int(part) for part in found.groups()[1:])
    return day, 60 * start_hour + start, 60 * end_hour + end
