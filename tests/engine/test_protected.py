"""No age anywhere: protected columns are refused by name, in English and French."""

import pytest

from upmatch import FileError
from upmatch.pair_files import read_locks, read_previous
from upmatch.protected import is_protected
from upmatch.sheets import read_sheet

ENGLISH = """age|Age (years)|Employee Age|birth date|birthDate|date_of_birth|DOB|Birthday|birth year
tenure|Tenure in months|seniority|hire date|HireDate|years at company|length of service|sex|Gender
photo|photo_url|Picture|nationality|Citizenship|ethnicity|religion|marital status|disability
generation|age group"""
FRENCH = """âge|Âge|tranche d'âge|date de naissance|Naissance|né le|née le|année de naissance
ancienneté|Ancienneté (ans)|date d'embauche|date d’entrée|sexe|genre|civilité|photo
nationalité|Nationalite|pays d'origine|origine ethnique|situation familiale|handicap|état civil"""
HARMLESS = """id|role|grade|unit|site|country|timezone|languages|manager|seats|slots|formats|grid
kind|lock|at_least|mentee|mentor
skill|level|want|importance|other|rank|langages|message|stage|image de marque|usage|language
essex site|engagement"""


def names(text):
    return [name for line in text.splitlines() for name in line.split("|")]


@pytest.mark.parametrize("column", names(ENGLISH) + names(FRENCH))
def test_protected_columns_are_refused(column, tmp_path):
    path = tmp_path / "people.csv"
    path.write_text(f'id,"{column}"\nann,58\n', encoding="utf-8")

    with pytest.raises(FileError, match="grade and skills decide") as caught:
        read_sheet(path, needed=("id",), known=("id",))

    assert (caught.value.line, caught.value.column) == (1, column)


@pytest.mark.parametrize("read", [read_locks, read_previous])
def test_files_of_pairs_are_covered_too(read, tmp_path):
    path = tmp_path / "pairs.csv"
    path.write_text("mentee,mentor,kind,birth date\n", encoding="utf-8")

    with pytest.raises(FileError, match="grade and skills decide"):
        read(path, {})


@pytest.mark.parametrize("column", names(HARMLESS))
def test_other_columns_are_not(column):
    assert not is_protected(column)
