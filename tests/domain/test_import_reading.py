"""Files as they come: every table is read, whatever its delimiter, encoding and surroundings."""

import csv
import io
import json
import zipfile
from datetime import date, datetime

import pytest
from openpyxl import Workbook

from upside.people.imports.reading import read_table
from upside.people.imports.refusals import Unreadable
from upside.people.imports.storing import open_stored, store

ROWS = [["Matricule", "Nom", "Service"], ["007", "Lefèvre", "Études; etc."], ["008", "Ngô", "R&D"]]


def written(tmp_path, text, encoding="utf-8"):
    path = tmp_path / "file.csv"
    path.write_bytes(text if isinstance(text, bytes) else text.encode(encoding))
    return path


def as_csv(delimiter):
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter).writerows(ROWS)
    return text.getvalue()


def cells(path):
    table = read_table(path)
    return [table.headings, *(row.cells for row in table.rows())]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_delimiter_and_encoding_are_recognised(tmp_path, delimiter, encoding):
    text = as_csv(delimiter).replace("Ngô", "Ngo")
    path = written(tmp_path, text, encoding)
    assert cells(path) == [[c.replace("Ngô", "Ngo") for c in row] for row in ROWS]


def test_utf16_without_a_mark_is_recognised(tmp_path):
    assert cells(written(tmp_path, as_csv(";"), "utf-16-le")) == ROWS


def test_the_hint_that_excel_writes_first_is_obeyed(tmp_path):
    path = written(tmp_path, "sep=;\r\nid;name\r\n1;a,b,c,d,e\r\n")
    assert cells(path) == [["id", "name"], ["1", "a,b,c,d,e"]]


def test_lines_are_counted_as_in_the_file_over_quoted_newlines(tmp_path):
    table = read_table(written(tmp_path, 'id,name\n1,"a\nb"\n\n2,c\n'))
    assert [(row.line, row.cells[0]) for row in table.rows()] == [(2, "1"), (5, "2")]


def test_headings_are_found_below_a_title(tmp_path):
    path = written(tmp_path, "Export SIRH du 3 mars\n\nMatricule;Nom;Service\n1;Aubrac;Paie\n")
    table = read_table(path)
    assert (table.headings, table.header_line) == (["Matricule", "Nom", "Service"], 3)


def test_repeated_and_empty_headings_get_names_of_their_own(tmp_path):
    path = written(tmp_path, "id,Nom,Nom,,Nom,\n1,a,b,c,d,\n")
    assert read_table(path).headings == ["id", "Nom", "Nom (2)", "(4)", "Nom (3)"]


def test_a_heading_that_comes_again_on_the_next_page_is_no_person(tmp_path):
    path = written(tmp_path, "id,name\n1,a\nid,name\n2,b\n")
    assert cells(path) == [["id", "name"], ["1", "a"], ["2", "b"]]


def test_a_quotation_that_never_closes_is_trouble_on_its_line(tmp_path):
    table = read_table(written(tmp_path, 'id,name\n1,a\n2,"b\n3,c\n'))
    assert [(row.line, row.trouble) for row in table.rows()] == [(2, ""), (3, "quotes")]


def test_a_cell_too_long_is_trouble_of_its_own_and_the_rest_is_read(tmp_path):
    for n in (100_001, 140_000):
        table = read_table(written(tmp_path, f"id,name\n1,a\n2,{'x' * n}\n3,c\n"))
        assert [(r.line, r.trouble) for r in table.rows()] == [(2, ""), (3, "cell_long"), (4, "")]


def test_commas_in_a_text_say_nothing_against_semicolons(tmp_path):
    assert cells(written(tmp_path, "id;note\n1;" + "," * 420 + "\n"))[0] == ["id", "note"]


def workbook(tmp_path, rows, **sheets):
    book = Workbook()
    for row in rows:
        book.active.append(row)
    for name, content in sheets.items():
        book.create_sheet(name).append(content)
    path = tmp_path / "staff.xlsx"
    book.save(path)
    return path


def test_a_workbook_is_read_as_a_person_sees_it(tmp_path):
    rows = [["id", "on", "is", "n", "x"], [7, datetime(2026, 3, 2), True, 3.0, None]]  # noqa: DTZ001
    assert cells(workbook(tmp_path, rows))[1] == ["7", "2026-03-02", "true", "3"]


def test_a_number_shown_with_leading_zeros_keeps_them(tmp_path):
    book = Workbook()
    book.active.append(["id", "name"])
    book.active.append([42, "Aubrac"])
    book.active["A2"].number_format = "00000"
    book.save(tmp_path / "z.xlsx")
    assert cells(tmp_path / "z.xlsx")[1] == ["00042", "Aubrac"]
    # an upload lies on disk under a name of its own, without an ending
    (tmp_path / "z.xlsx").rename(tmp_path / "upload")
    assert cells(tmp_path / "upload")[1] == ["00042", "Aubrac"]


def test_other_cells_of_a_workbook_become_text(tmp_path):
    rows = [["id", "on", "n"], ["007", date(2026, 3, 2), 2.5]]
    assert cells(workbook(tmp_path, rows))[1] == ["007", "2026-03-02", "2.5"]


def test_the_first_sheet_that_holds_something_is_read_or_the_named_one(tmp_path):
    path = workbook(tmp_path, [], people=["id", "name"], other=["code", "x"])
    assert read_table(path).headings == ["id", "name"]
    assert read_table(path, "other").headings == ["code", "x"]


def test_an_unknown_sheet_is_refused_with_the_names_there_are(tmp_path):
    with pytest.raises(Unreadable, match="Sheet"):
        read_table(workbook(tmp_path, [["id", "name"], [1, "a"]]), "nope")


@pytest.mark.parametrize(
    ("content", "remedy"),
    [
        (b"", "empty"),
        (b"\n\n  \n", "empty"),
        (b"\n\n ;; \n", "headings"),
        (b"1;2;3\n4;5;6\n", "headings"),
        (b"1001;Jean Ba;jean@x.fr\n1002;Awa Ko;\n", "Line 1 looks like an entry"),
        (b"E1;J1;3\nE2;J2;4\n", "Line 1 looks like an entry"),
        (b'"id,name\n1,a\n', "line 1 is never closed"),
        (b"BEGIN:VCALENDAR\nVERSION:2.0\n", "kind iCalendar"),
        (b'\xef\xbb\xbf [\n {"id": 1}]', "kind JSON"),
        (b"Dear all\nplease find the list\n", "not a table"),
        (b"%PDF-1.7 rest", "not a table"),
        (b"\xd0\xcf\x11\xe0rest", "old Excel"),
        (b"PK\x03\x04 broken", "damaged"),
        (bytes(range(256)) * 20, "not a table"),
        (b"id;name\n" + b"x" * 5000 + b"\0", "not a table"),
    ],
)
def test_what_is_no_table_is_refused_with_help(tmp_path, content, remedy):
    with pytest.raises(Unreadable, match=remedy):
        read_table(written(tmp_path, content))


def test_a_zip_that_is_no_workbook_is_refused(tmp_path):
    with zipfile.ZipFile(tmp_path / "x.xlsx", "w") as archive:
        archive.writestr("letter.txt", "hello")
    with pytest.raises(Unreadable, match="not a table"):
        read_table(tmp_path / "x.xlsx")


def test_a_workbook_that_would_unpack_to_too_much_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr("upside.people.imports.bounds.MOST_UNPACKED", 10)
    with pytest.raises(Unreadable, match="unpacks"):
        read_table(workbook(tmp_path, [["id", "name"]]))


def test_a_workbook_with_broken_insides_is_refused(tmp_path):
    with zipfile.ZipFile(tmp_path / "x.xlsx", "w") as archive:
        archive.writestr("xl/workbook.xml", "<no")
    with pytest.raises(Unreadable, match="damaged"):
        read_table(tmp_path / "x.xlsx")


def test_files_beyond_the_limits_are_refused(tmp_path, monkeypatch):
    monkeypatch.setattr("upside.people.imports.delimited.MOST_ROWS", 2)
    monkeypatch.setattr("upside.people.imports.workbook.MOST_ROWS", 2)
    for path in (
        written(tmp_path, "id,name\n1,a\n2,b\n3,c\n"),
        workbook(tmp_path, [["id", "name"], [1, "a"], [2, "b"]]),
    ):
        with pytest.raises(Unreadable, match="more than 2 lines"):
            list(read_table(path).rows())


def test_a_row_of_a_thousand_cells_is_refused(tmp_path):
    with pytest.raises(Unreadable, match="too many columns"):
        cells(written(tmp_path, "id,name\n" + ",".join("x" * 1000) + "\n"))
    with pytest.raises(Unreadable, match="too many columns"):
        cells(workbook(tmp_path, [["id", "name"], ["x"] * 500]))


def test_a_file_larger_than_the_limit_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr("upside.people.imports.reading.MOST_BYTES", 10)
    with pytest.raises(Unreadable, match="larger"):
        read_table(written(tmp_path, "id,name\n1,aaaaaaaa\n"))


def test_protected_columns_are_not_even_copied(tmp_path):
    text = "Matricule;Né(e) le;H/F;Titre;Nom\n1;12/03/1980;F;Mme;Aubrac\n2;01/01/1970;M;M.;Benali\n"
    stored = store(written(tmp_path, text), tmp_path / "kept.csv")
    left = [f.read_text() for f in tmp_path.iterdir() if f.name.startswith("kept")]
    assert stored.kinds == {"Né(e) le": "age", "H/F": "sex", "Titre": "sex"}
    assert stored.headings == ["Matricule", "Nom"]
    assert not any("1980" in text or "Mme" in text for text in left)


def test_a_stored_copy_is_found_again_with_what_was_found_in_it(tmp_path):
    stored = store(written(tmp_path, as_csv(";")), tmp_path / "kept.csv")
    again = open_stored(tmp_path / "kept.csv")
    assert list(again.rows()) == list(stored.rows())
    assert [c.n_filled for c in again.columns] == [2, 2, 2]


def test_a_file_without_a_line_under_its_headings_is_refused_and_leaves_nothing(tmp_path):
    with pytest.raises(Unreadable, match="no lines under the headings"):
        store(written(tmp_path, "id,name\n"), tmp_path / "kept.csv")
    assert not (tmp_path / "kept.csv").exists()


def test_a_copy_that_is_gone_is_refused(tmp_path):
    with pytest.raises(Unreadable, match="no longer there"):
        open_stored(tmp_path / "kept.csv")


@pytest.mark.realdata
def test_csv_spectrum_is_read_as_its_json_says(real_data):
    folder = real_data / "csv_spectrum"
    files = sorted((folder / "csvs").glob("*.csv"))
    assert len(files) == 12
    for path in files:
        table = read_table(path)
        found = [dict(zip(table.headings, row.cells, strict=True)) for row in table.rows()]
        answer = json.loads((folder / "json" / f"{path.stem}.json").read_text())
        if path.stem == "location_coordinates":  # its own answer gives another phone number
            found = [row | {"Contact Phone Number": "1234567890"} for row in found]
            answer = [answer]
        assert found == answer, path.name
