"""Public holidays of a country, and what each is called."""

from datetime import date
from functools import lru_cache

import holidays
from django.utils.translation import get_language
from django.utils.translation import gettext as _

__all__ = ["holiday_name", "is_holiday"]

# where the country is not known, or its holidays are not
EVERYWHERE = {(1, 1), (12, 25)}


def is_holiday(country: str, day: date) -> bool:
    """Return whether ``day`` is a public holiday in all of ``country`` (two letters).

    Holidays of one region only are not known of anybody, and count for nobody.
    """
    known = _of_year(country.upper(), day.year, "")
    if known is None:
        return (day.month, day.day) in EVERYWHERE
    return day in known


def holiday_name(country: str, day: date) -> str:
    """Return what a holiday is called, in the active language where the library knows it."""
    language = (get_language() or "en").partition("-")[0]
    known = _of_year(country.upper(), day.year, language)
    name = known.get(day, "") if known else ""
    return name or str(_("public holiday"))


@lru_cache(maxsize=512)
def _of_year(country: str, year: int, language: str) -> dict[date, str] | None:
    """Return the holidays of one year; None where the country is not known."""
    try:
        languages = holidays.country_holidays(country, years=year).supported_languages
        found = [one for one in languages if language and one.partition("_")[0] == language]
        known = holidays.country_holidays(country, years=year, language=[*found, None][0])
    except (NotImplementedError, KeyError, ValueError, TypeError):
        return None
    return dict(known.items())
