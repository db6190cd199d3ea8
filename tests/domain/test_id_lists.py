"""A list of people in a file: ids or mails, however the file is made."""

import pytest
from openpyxl import Workbook

from upside.kernel.errors import Refused
from upside.people.imports import ids
from upside.people.imports.ids import read_names


@pytest.fixture
def read(tmp_path):
    def read(text, *, is_plain=False, encoding="utf-8"):
        file = tmp_path / "list"
        file.write_bytes(text.encode(encoding))
        return [(one.text, one.line) for one in read_names(file, is_plain=is_plain)]

    return read


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("P1\nP2\n", [("P1", 1), ("P2", 2)]),
        ("P1", [("P1", 1)]),
        ("id\nP1\n\nP2\n", [("P1", 2), ("P2", 4)]),
        ("Nom;Matricule\nMartin;P1\n", [("P1", 2)]),
        ("Name\tWork email\nZoé\tzoe@a.example\n", [("zoe@a.example", 2)]),
        ("mail,id\nzoe@a.example,\nbob@a.example,P2\n", [("zoe@a.example", 2), ("P2", 3)]),
        ("Our mentors\nid;site\nP1;Lyon\n", [("P1", 3)]),
        ("P1,Anna\nP2,Bob\n", [("P1", 1), ("P2", 2)]),
        ("a@a.example\nb@a.example\n", [("a@a.example", 1), ("b@a.example", 2)]),
        ("P1, P2; P3", [("P1", 1), ("P2", 1), ("P3", 1)]),
    ],
)
def test_the_column_headed_id_or_mail_else_the_first_is_read(read, text, found):
    assert read(text) == found


def test_a_typed_list_loses_nobody(read):
    four = [("P1", 1), ("P2", 1), ("P3", 2), ("P4", 2)]
    assert read("P1 P2\nP3, P4\n", is_plain=True) == four


@pytest.mark.parametrize("encoding", ["utf-8-sig", "cp1252", "utf-16"])
def test_any_usual_encoding_is_read(read, encoding):
    assert read("Prénom;Matricule\nZoé;É1\n", encoding=encoding) == [("É1", 2)]


def test_a_workbook_is_read(tmp_path):
    book = Workbook()
    for row in (["Mentors", None], ["Name", "Id"], ["Zoé", 77]):
        book.active.append(row)
    book.save(tmp_path / "list.xlsx")
    assert [(n.text, n.line) for n in read_names(tmp_path / "list.xlsx")] == [("77", 3)]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "The file is empty"),
        ("\n \n", "names nobody"),
        ("id\n", "names nobody"),
        ("Nom;Prénom\nA;B\n", "the file has: Nom, Prénom"),
        ("id;site\nP1;Lyon\n;Lyon\n", "Line 3 has no id and no mail"),
        ('id\n"P1\nP2\n', "Line 2: "),
        ("PK\x03\x04 broken", "not a table|damaged"),
        ("%PDF-1.7", "not a table"),
    ],
)
def test_a_broken_file_is_refused_with_the_remedy(read, text, said):
    with pytest.raises(Refused, match=said):
        read(text)


def test_a_file_without_end_is_refused(read, monkeypatch):
    monkeypatch.setattr(ids, "MOST_NAMES", 2)
    with pytest.raises(Refused, match="more than 10,000"):
        read("P1\nP2\nP3\n")
