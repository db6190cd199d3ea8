"""Workbooks: which sheet is read, what is told of it, and what would fill the memory."""

import zipfile

import pytest
from openpyxl import Workbook

from upside.people.imports.reading import read_table
from upside.people.imports.refusals import Unreadable

TABLE = [["Matricule", "Nom"], ["007", "Aubrac"]]
STRING_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"
SPREADSHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
SHEET = "xl/worksheets/sheet1.xml"
MARK = "MARK"
INLINE = b'<c r="B2" t="inlineStr"><is><t>MARK</t></is></c>'
MANY = 4_000_000


@pytest.fixture
def book(tmp_path):
    def saved(hidden=(), **sheets):
        made = Workbook()
        made.remove(made.active)
        for name, rows in sheets.items():
            page = made.create_sheet(name)
            page.sheet_state = "hidden" if name in hidden else "visible"
            for row in rows:
                page.append(row)
        made.save(tmp_path / "book.xlsx")
        return tmp_path / "book.xlsx"

    return saved


@pytest.fixture
def crafted(book, tmp_path):
    """Return a maker of workbooks whose parts were changed by hand."""

    def changed(part, change, added=()):
        source, target = book(People=[["id", "name"], ["1", MARK]]), tmp_path / "crafted.xlsx"
        with (
            zipfile.ZipFile(source) as old,
            zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new,
        ):
            for name in old.namelist():
                new.writestr(name, change(old.read(name)) if name == part else old.read(name))
            for name, content in added:
                new.writestr(name, content)
        return target

    return changed


def codes(table):
    return [note.code for note in table.notes]


def test_a_cover_sheet_is_passed_over_and_the_choice_is_told(book):
    table = read_table(book(Cover=[["Export"], ["Service", "Paris"]], Staff=TABLE))
    assert table.headings == ["Matricule", "Nom"]
    assert codes(table) == ["sheet_chosen"]
    assert "“Staff” is read" in table.notes[0].sentence
    assert "Cover" in table.notes[0].sentence


def test_a_hidden_sheet_is_read_by_name_only(book):
    path = book(hidden={"Old"}, Old=[["Matricule"], ["999"]], Staff=TABLE)
    assert read_table(path).headings == ["Matricule", "Nom"]
    assert read_table(path, "old ").headings == ["Matricule"]
    with pytest.raises(Unreadable, match="Only hidden sheets hold anything: Old"):
        read_table(book(hidden={"Old"}, Old=TABLE, Staff=[]))


def test_a_sheet_without_headings_is_refused_with_the_names_of_the_others(book):
    with pytest.raises(Unreadable, match=r"“Cover” holds no table.*Empty.*Put the right one first"):
        read_table(book(Cover=[["1"], ["2"]], Empty=[]))


def test_a_workbook_of_empty_sheets_is_empty(book):
    with pytest.raises(Unreadable, match="empty"):
        read_table(book(One=[], Two=[]))


def test_formulas_without_a_stored_result_are_told(book):
    table = read_table(book(Staff=[["id", "name"], ["=1+1", "=A2"], ["3", "c"]]))
    assert codes(table) == ["formula_empty"]
    assert "2, the first in A2" in table.notes[0].sentence


def test_a_sheet_named_for_a_file_without_sheets_is_told(tmp_path):
    (tmp_path / "a.csv").write_text("id,name\n1,a\n")
    assert codes(read_table(tmp_path / "a.csv", "Staff")) == ["sheet_ignored"]


@pytest.mark.parametrize("n", [140_000, MANY])
def test_a_cell_too_long_is_refused_with_its_place(crafted, n):
    path = crafted(SHEET, lambda xml: xml.replace(MARK.encode(), b"x" * n))
    with pytest.raises(Unreadable, match="line 2, column B, holds more than 100000"):
        list(read_table(path).rows())


@pytest.mark.parametrize("text", [b"<t>%s</t>" % (b"x" * MANY), b"<r><t>xy</t></r>" * MANY])
@pytest.mark.parametrize(("cell", "place"), [(b"1", "line 2, column B"), (b"7", "of the workbook")])
def test_a_shared_text_too_long_is_refused_where_it_is_shown(crafted, text, cell, place):
    strings = b'<sst xmlns="%s"><si><t>a</t></si><si>%s</si></sst>' % (SPREADSHEET.encode(), text)
    shown = b'<c r="B2" t="s"><v>%s</v></c>' % cell
    path = crafted(SHEET, lambda x: x.replace(INLINE, shown), [("xl/sharedStrings.xml", strings)])
    with pytest.raises(Unreadable, match=f"{place}.* holds more than 100000|{place} holds"):
        read_table(path)


@pytest.mark.parametrize(
    "change",
    [
        lambda xml: xml.replace(b"</row>", b"<c/>" * MANY + b"</row>"),
        lambda xml: xml.replace(MARK.encode(), b"<![CDATA[" + b"<c " * MANY + b"]]>"),
        lambda xml: xml.replace(b"<sheetData>", b"<cols>" + b" " * MANY + b"</cols><sheetData>"),
        lambda xml: xml.replace(b"<sheetData>", b"<col/>" * 3 * MANY + b"<sheetData>"),
        lambda xml: xml.decode().replace(MARK, "x" * MANY).encode("utf-16"),
    ],
)
def test_a_sheet_that_would_fill_the_memory_is_refused(crafted, change):
    with pytest.raises(Unreadable, match="unpacks to more than can be read"):
        read_table(crafted(SHEET, change))


def test_tags_with_a_prefix_are_read_and_bounded_too(crafted):
    def prefixed(xml):
        spelt = xml.replace(b"<", b"<x:").replace(b"<x:/", b"</x:")
        return spelt.replace(b"xmlns=", b"xmlns:x=")

    assert [row.cells for row in read_table(crafted(SHEET, prefixed)).rows()] == [["1", MARK]]
    with pytest.raises(Unreadable, match="line 2, column B"):
        read_table(crafted(SHEET, lambda x: prefixed(x.replace(MARK.encode(), b"x" * MANY))))


def test_a_comment_above_a_large_table_does_no_harm(crafted):
    rows = b'<row r="3"><c r="A3"><v>3</v></c></row>' + b'<row><c s="1"/></row>' * 60_000

    def changed(xml):
        above = xml.replace(b"<sheetData>", b"<!-- made by hand --><sheetData>")
        return above.replace(b"</sheetData>", rows + b"</sheetData>")

    path = crafted(SHEET, changed)
    assert len(list(read_table(path).rows())) == 2


def test_a_sheet_kept_where_nothing_was_looked_at_is_refused(crafted):
    moved = ("xl/media/sheet.xml", f'<worksheet xmlns="{SPREADSHEET}"/>')
    rels = "xl/_rels/workbook.xml.rels"
    path = crafted(rels, lambda x: x.replace(b"worksheets/sheet1.xml", b"media/sheet.xml"), [moved])
    with pytest.raises(Unreadable, match="damaged"):
        read_table(path)


def test_damaged_bytes_are_refused_wherever_they_are(book, tmp_path):
    whole = book(Staff=TABLE).read_bytes()
    for start in range(0, len(whole), 61):
        damaged = bytes(b ^ 0xFF for b in whole[start : start + 300])
        (tmp_path / "d.xlsx").write_bytes(whole[:start] + damaged + whole[start + 300 :])
        try:
            list(read_table(tmp_path / "d.xlsx").rows())
        except Unreadable as refusal:
            assert str(refusal)  # noqa: PT017 - some damage harms nothing
