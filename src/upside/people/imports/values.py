"""Single cells: what they say once blanks, spellings and habits of spreadsheets are taken off."""

import re
from functools import cache
from zoneinfo import available_timezones

from babel import Locale
from babel.core import get_global

from upside.people.imports.headings import joined, plain

__all__ = [
    "country_of",
    "grade_of",
    "is_mail",
    "language_of",
    "tidy",
    "time_zone_of",
    "yes_or_no",
]

INVISIBLE = re.compile("[\x00-\x08\x0e-\x1f\x7f\u200b-\u200f\u2028-\u202e\u2060\ufeff]")
SHIELDED = re.compile(r'="(.*)"')
NOTHING = frozenset({"#n/a", "#ref!", "#value!", "#name?", "n/a", "null", "nan", "none", "-", "--"})
# before the @ no dot stands first or last, after it no part begins or ends with a hyphen
LOCAL = r"(?!\.)[^\s@\"(),:;<>\[\]\\]{1,64}(?<!\.)"
PART = r"[^\W_](?:[\w-]{0,61}[^\W_])?"
MAIL = re.compile(rf"{LOCAL}@(?:{PART}\.)+[^\W\d_][\w-]{{0,61}}[^\W_]")
GRADE = re.compile(r"(\d{1,2})(?:[.,]0+)?")
WORDS_FOR_YES = (
    "1 y yes true vrai oui o ja si active actif actifs actives present presente employed working"
    " a current employe permanent enabled suspended suspendu cdi cdd conge"
)
WORDS_FOR_NO = (
    "0 n no false faux non nein inactifs left leaver partie sortie i t d withdrawn dismissed former"
    " ancien disabled archive archived deceased licencie termine"
)
WORDS_FOR_GONE = "terminated inactive inactif resigned retired sorti parti demissionnaire"
TURNS_FOR_YES = "en poste, en activite, on leave, leave of absence, paid leave, unpaid leave"
TURNS_FOR_NO = "left the company, a quitte l entreprise"
YES = frozenset(WORDS_FOR_YES.split()) | frozenset(TURNS_FOR_YES.split(", "))
NO = frozenset(WORDS_FOR_NO.split()) | frozenset(TURNS_FOR_NO.split(", "))
GONE = frozenset(WORDS_FOR_GONE.split())


def tidy(cell: str, *, keep_words: bool = False) -> str:
    """Return the cell without invisible signs, doubled blanks and words that mean nothing.

    ``="00123"`` and ``'00123`` are how spreadsheets shield leading zeros: the shield goes, the
    zeros stay. With ``keep_words`` a person may be called Null.
    """
    if cell.isascii() and cell.isalnum():
        text = cell
    else:
        text = " ".join(INVISIBLE.sub("", cell).split())
        if text.startswith("=") and (shielded := SHIELDED.fullmatch(text)):
            text = shielded[1]
        if text.startswith("'") and text[1:].isdigit():
            text = text[1:]
    return "" if not keep_words and text.lower() in NOTHING else text


def is_mail(text: str) -> bool:
    """Tell whether mail could be delivered there, as far as the spelling says."""
    return len(text) <= 254 and ".." not in text and bool(MAIL.fullmatch(text))  # noqa: PLR2004


def grade_of(text: str) -> int | None:
    """Return the whole number from 0 to 99 that stands there (``3,0`` is 3), else None."""
    found = GRADE.fullmatch(text)
    return int(found[1]) if found else None


@cache
def yes_or_no(text: str) -> bool | None:
    """Return what a word says about whether something holds: oui, 1, active, Terminated."""
    word = plain(text)
    if word in YES:
        return True
    if word in NO or set(word.split()) & GONE:
        return False
    return True if {"active", "actif"} & set(word.split()) else None


@cache
def country_of(text: str) -> str:
    """Return the two-letter code of a country given as code (2 or 3 letters) or name."""
    code = text.upper()
    if code in _territories() and len(code) == len("FR"):
        return code
    alias = get_global("territory_aliases").get(code)
    if alias and len(alias) == 1:
        return str(alias[0])
    return _country_names().get(joined(text), "")


@cache
def _territories() -> frozenset[str]:
    names = map(str, Locale("en").territories)
    return frozenset(k for k in names if len(k) == len("FR") and k.isalpha()) - {"ZZ", "EU", "UN"}


@cache
def _country_names() -> dict[str, str]:
    found = {"uk": "GB", "england": "GB", "angleterre": "GB", "usa": "US", "holland": "NL"}
    for language in ("en", "fr"):
        names = Locale(language).territories
        found |= {joined(names[code]): code for code in _territories() if code in names}
    return found


@cache
def language_of(text: str) -> str:
    """Return the code of a language given as code (``fr``, ``fr-FR``, ``FRA``) or as a name."""
    word = plain(text.split("(", maxsplit=1)[0])
    first = re.split(r"[ _-]", text.strip().lower(), maxsplit=1)[0]
    codes = Locale("en").languages
    if len(first) == len("fr") and first in codes:
        return first
    alias = get_global("language_aliases").get(first)
    return str(alias) if alias and len(alias) == len("fr") else _language_names().get(word, "")


@cache
def _language_names() -> dict[str, str]:
    found: dict[str, str] = {}
    for language in ("en", "fr"):
        names = Locale(language).languages
        found |= {plain(name): code for code, name in names.items() if len(code) == len("fr")}
    return found


@cache
def time_zone_of(text: str) -> str:
    """Return the name that the tz database has for a zone, given so or as Windows calls it."""
    wanted = joined(text)
    windows = {joined(k): v for k, v in get_global("windows_zone_mapping").items()}
    return _zones().get(wanted) or str(windows.get(wanted, ""))


@cache
def _zones() -> dict[str, str]:
    return {joined(name): name for name in sorted(available_timezones()) if "/" in name} | {
        "utc": "UTC"
    }
