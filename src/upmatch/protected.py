"""Columns that no matching may see, refused by name in English and French.

Pairs are made from grade, skills and time. Age, birth date, tenure, sex, photo, nationality and
the like are refused before a single cell is read, so that nobody can weigh them by mistake.
"""

import re
import unicodedata
from typing import Final

__all__ = ["is_protected"]

WORDS: Final = frozenset(
    [
        "age",
        "ages",
        "birth",
        "birthdate",
        "birthday",
        "birthyear",
        "birthplace",
        "dob",
        "yob",
        "born",
        "tenure",
        "seniority",
        "doj",
        "sex",
        "gender",
        "genders",
        "sexes",
        "pronouns",
        "pronoms",
        "lgbt",
        "lgbtq",
        "photo",
        "photos",
        "photograph",
        "picture",
        "portrait",
        "headshot",
        "nationality",
        "citizenship",
        "ethnicity",
        "race",
        "skin",
        "tribe",
        "caste",
        "religion",
        "marital",
        "disability",
        "pregnancy",
        "blood",
        "sanguin",
        "generation",
        "maiden",
        "native",
        "maternelle",
        "naissance",
        "ne",
        "nee",
        "anciennete",
        "embauche",
        "sexe",
        "genre",
        "civilite",
        "photographie",
        "photographs",
        "photographies",
        "avatar",
        "nationalite",
        "nationalities",
        "nationalites",
        "citoyennete",
        "ethnie",
        "ethnique",
        "confession",
        "handicap",
        "grossesse",
    ]
)
"""A column is protected when one of these is a word of its name."""

PHRASES: Final = (
    "hiredate",
    "hiringdate",
    "hiredon",
    "hiredat",
    "datehired",
    "dateofhire",
    "startdate",
    "joiningdate",
    "yearsofservice",
    "lengthofservice",
    "yearsatcompany",
    "dateofbirth",
    "datedenaissance",
    "datenaissance",
    "anneenaissance",
    "datedentree",
    "dateentree",
    "datedembauche",
    "dateembauche",
    "trancheage",
    "tranchedage",
    "agegroup",
    "ageband",
    "situationfamiliale",
    "etatcivil",
    "civilstatus",
    "permisdetravail",
    "workpermit",
    "mothertongue",
    "paysdorigine",
    "familystatus",
)
"""A column is protected when its name, without blanks and signs, holds one of these."""


def is_protected(column: str) -> bool:
    """Say whether a column of this name is refused, however it is written."""
    words = re.findall("[a-z]+", _plain(re.sub("([a-z])([A-Z])", r"\1 \2", column)))
    joined = "".join(words)
    return bool(WORDS & {*words, joined}) or any(phrase in joined for phrase in PHRASES)


def _plain(text: str) -> str:
    apart = unicodedata.normalize("NFKD", text)
    return "".join(sign for sign in apart if not unicodedata.combining(sign)).casefold()
