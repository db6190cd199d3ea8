"""Files that are refused as a whole, each with what would help."""

from django.utils.translation import gettext_lazy as _

from upside.kernel.errors import Refused

__all__ = ["BadMapping", "ImportRefused", "Unreadable", "unreadable"]


class ImportRefused(Refused):
    """The import cannot go on as asked."""


class Unreadable(ImportRefused):
    """The file is no table that we can read; ``why`` names the reason, as ``WHY`` does."""

    why = ""


class BadMapping(ImportRefused):
    """What was said about columns or questions does not fit the file, or is not on its scale."""


WHY = {
    "empty": _("The file is empty. Export it again from the HR system."),
    "headings": _(
        "The file holds no table with headings. Its first line should name the columns,"
        " separated by commas, semicolons or tabs."
    ),
    "no_headings": _(
        "Line %(line)s looks like an entry, not like headings. Put a line above the entries"
        " that names the columns, such as id, name, mail."
    ),
    "no_lines": _("There are no lines under the headings. Export the file again."),
    "quotes": _(
        "A quotation mark on line %(line)s is never closed, so nothing after it can be read."
        " Close it, or write the file again from the HR system."
    ),
    "other_kind": _(
        "This is a file of the kind %(kind)s, not a table. Save the table as CSV or as an Excel"
        " workbook (.xlsx), then bring it in again."
    ),
    "binary": _(
        "The file is not a table. Save it as CSV or as an Excel workbook (.xlsx), then bring"
        " it in again."
    ),
    "old_excel": _(
        "This is an old Excel workbook (.xls), or one with a password. Open it in a"
        " spreadsheet, save it as .xlsx without a password, then bring it in again."
    ),
    "big": _("The file is larger than %(most)s MB. Export only the columns you need."),
    "workbook": _("The workbook is damaged. Open it in a spreadsheet and save it again."),
    "bomb": _(
        "The workbook unpacks to more than can be read: over %(most)s MB, or a row without end."
        " Save the sheet as CSV, then bring it in again."
    ),
    "cell": _(
        "The cell on line %(line)s, column %(column)s, holds more than %(most)s characters."
        " Shorten it, then bring the workbook in again."
    ),
    "text": _(
        "A cell of the workbook holds more than %(most)s characters. Shorten it, then bring the"
        " workbook in again."
    ),
    "hidden": _(
        "Only hidden sheets hold anything: %(sheets)s. Show the one to read, save the workbook,"
        " then bring it in again."
    ),
    "cover": _(
        "The sheet “%(sheet)s” holds no table with headings. The workbook has also: %(sheets)s."
        " Put the right one first, or save it as a workbook of its own."
    ),
    "sheet": _("The workbook has no sheet called “%(sheet)s”. It has: %(sheets)s."),
    "wide": _("Line %(line)s has too many columns. Keep those you need, then try again."),
    "long": _("The file has more than %(most)s lines. Cut it in two, then try again."),
    "gone": _("The stored file is no longer there. Bring it in again."),
}


def unreadable(why: str, **details: object) -> Unreadable:
    """Return the refusal of a file, with its remedy."""
    refusal = Unreadable(str(WHY[why]) % details)
    refusal.why = why
    return refusal
