"""Public holidays of a country, and what each is called."""

from datetime import date
from functools import lru_cache

import holidays
from django.utils.translation import get_language
from django.utils.translation import gettext as _

__all__ = ["holiday_name", "is_holiday"]

# where the country is not known, or its holidays are not
EVERYWHERE = {(1, 1), (12, 25)}
ENGLISH = "en_US"
# who else names a holiday in a language that its own country does not speak; the first one wins
NEIGHBOURS = {"fr": ("FR", "CA", "LU")}


def is_holiday(country: str, day: date) -> bool:
    """Return whether ``day`` is a public holiday in all of ``country`` (two letters).

    Holidays of one region only are not known of anybody, and count for nobody.
    """
    known = _of_year(country.upper(), day.year, "")
    if known is None:
        return (day.month, day.day) in EVERYWHERE
    return day in known


def holiday_name(country: str, day: date) -> str:
    """Return what a holiday is called, in the active language where the library knows it.

    Where it does not for this country, the name that a neighbour has for the same holiday is taken:
    Christmas Day in Great Britain is called Noël in French. Else it keeps its own name.
    """
    language = (get_language() or "en").partition("-")[0]
    known = _of_year(country.upper(), day.year, language) or {}
    name = known.get(day, "")
    if not _speaks(country.upper(), language):
        english = (_of_year(country.upper(), day.year, ENGLISH) or {}).get(day, "")
        name = _as_neighbours_say(day.year, language).get(english, "") or name
    return name.replace("'", "’") or str(_("public holiday"))


def _speaks(country: str, language: str) -> bool:
    """Return whether the library names the holidays of ``country`` in ``language``."""
    try:
        languages = holidays.country_holidays(country).supported_languages
    except (NotImplementedError, KeyError):
        return False
    return any(one.partition("_")[0] == language for one in languages)


@lru_cache(maxsize=64)
def _as_neighbours_say(year: int, language: str) -> dict[str, str]:
    """Return the names of holidays in ``language``, by what they are called in English."""
    names: dict[str, str] = {}
    for country in reversed(NEIGHBOURS.get(language, ())):
        english = _of_year(country, year, ENGLISH) or {}
        theirs = _of_year(country, year, language) or {}
        names |= {english[day]: name for day, name in theirs.items() if day in english}
    return names


@lru_cache(maxsize=512)
def _of_year(country: str, year: int, language: str) -> dict[date, str] | None:
    """Return the holidays of one year; None where the country is not known."""
    try:
        languages = holidays.country_holidays(country, years=year).supported_languages
        found = [one for one in languages if language in {one, one.partition("_")[0]}]
        known = holidays.country_holidays(country, years=year, language=[*found, None][0])
    except (NotImplementedError, KeyError, ValueError, TypeError):
        return None
    return dict(known.items())
