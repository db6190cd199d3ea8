"""The charter as a PDF file: the words, the two names and, where they are there, the signatures."""

from io import BytesIO
from pathlib import Path
from typing import Any
from unicodedata import category, normalize

from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from fpdf import FPDF
from fpdf.enums import XPos, YPos

from upside.pairs.models import CharterSignature, Pair
from upside.pairs.queries import Charter
from upside.people.models import Person
from upside.web.templatetags.writing import clock, day, local

__all__ = ["charter_pdf", "signed_words"]

FONTS = Path(__file__).with_name("fonts")
INK, SOFT, RULE = (27, 31, 59), (74, 78, 105), (190, 190, 200)
MARK = (
    b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32" fill="none" stroke-width="4.6"'
    b' stroke-linecap="round"><path stroke="#e0583d" d="M4.3 21.5V14a7.6 7.6 0 0 1 15.2 0v4"/>'
    b'<path stroke="#168a83" d="M27.7 10.5V18a7.6 7.6 0 0 1-15.2 0v-4"/></svg>'
)
MARGIN, NUMBER = 20.0, 11.0
SAME = str.maketrans({"\u202f": "\u00a0", "\u2011": "-", "\u2010": "-", "\t": " "})
UNKNOWN = "?"

Signed = list[tuple[Person, CharterSignature | None]]


class _Sheet(FPDF):
    """A page of ours: own fonts, and below each the name of the file and its number."""

    def __init__(self, foot: str) -> None:
        super().__init__(format="A4")
        self.foot = foot
        self.add_font("Inter", "", FONTS / "inter-400.ttf")
        self.add_font("Inter", "B", FONTS / "inter-600.ttf")
        self.add_font("Newsreader", "", FONTS / "newsreader-500.ttf")
        self.set_margin(MARGIN)
        self.c_margin = 0
        self.set_auto_page_break(auto=True, margin=24)

    def footer(self) -> None:
        """Write what stands below each page."""
        self.set_y(-17)
        self.put(f"{self.foot}  {self.page_no()}/{{nb}}", size=8, color=SOFT)

    def put(  # noqa: PLR0913 - how a line looks
        self,
        text: str,
        *,
        size: float,
        family: str = "Inter",
        style: str = "",
        color: tuple[int, int, int] = INK,
        left: float = 0,
        width: float = 0,
    ) -> None:
        """Write a paragraph, ``left`` of the margin away, and go on below it."""
        self.set_font(family, style, size)
        self.set_text_color(*color)
        self.set_x(self.l_margin + left)
        self.multi_cell(
            width, size * 0.5, self.known(text), align="L", new_x=XPos.LMARGIN, new_y=YPos.NEXT
        )

    def known(self, text: str) -> str:
        """Return ``text`` in signs that the font has; what it has not shows as a question mark."""
        signs = self.current_font.cmap  # type: ignore[union-attr]
        plain = normalize("NFC", text).translate(SAME)
        return "".join(
            sign if ord(sign) in signs or sign == "\n" else UNKNOWN
            for sign in plain
            if sign == "\n" or category(sign) not in {"Cc", "Cf", "Cs"}
        )

    def rule(self) -> None:
        self.set_draw_color(*RULE)
        self.set_line_width(0.2)
        self.line(self.l_margin, self.y, self.w - self.r_margin, self.y)


def charter_pdf(pair: Pair, charter: Charter, signed: Signed) -> bytes:
    """Return the charter as a file, in the language and on the clock of whoever reads it."""
    sheet = _Sheet(_("Made with Upside, where the signatures are kept."))
    sheet.set_title(f"{_('Our charter')} {charter.version}")
    sheet.set_lang(get_language() or "en")
    sheet.add_page()
    _open(sheet, pair, charter)
    for number, clause in enumerate(charter.clauses, 1):
        with sheet.unbreakable() as block:
            _put_clause(block, number, clause.title, clause.text)
    with sheet.unbreakable() as block:
        _put_signatures(block, signed)
    return bytes(sheet.output())


def signed_words(signature: CharterSignature | None) -> str:
    """Return when somebody signed, with the name of the clock."""
    if signature is None:
        return _("not signed yet")
    at = local(signature.signed_at)
    said = {"date": day(at, "year"), "time": clock(at), "zone": at.tzname(), "v": signature.version}
    return _("signed version %(v)s on %(date)s at %(time)s (%(zone)s)") % said


def _open(sheet: _Sheet, pair: Pair, charter: Charter) -> None:
    _put_mark(sheet)
    name = pair.cohort.programme.name
    company = f", {settings.COMPANY}" if settings.COMPANY else ""
    sheet.put(f"{name}{company}", size=11, family="Newsreader", left=14)
    sheet.ln(9)
    sheet.put(_("Our charter"), size=30, family="Newsreader")
    sheet.ln(3)
    said = {
        "programme": name,
        "cohort": pair.cohort.name,
        "mentor": pair.mentor.name,
        "mentee": pair.mentee.name,
        "version": charter.version,
    }
    between = _(
        "%(programme)s, %(cohort)s. Between %(mentor)s, mentor, and %(mentee)s, mentee. Version"
        " %(version)s."
    )
    sheet.put(between % said, size=10, color=SOFT)
    sheet.ln(4)


def _put_mark(sheet: _Sheet) -> None:
    """Draw the mark of the product at the left of the line."""
    sheet.image(BytesIO(MARK), x=sheet.l_margin, y=sheet.y - 3, w=11, h=11)


def _put_clause(sheet: Any, number: int, title: str, text: str) -> None:
    sheet.rule()
    sheet.ln(3.2)
    top = sheet.y
    sheet.set_y(top + 0.7)
    sheet.put(str(number), size=9, color=SOFT)
    sheet.set_y(top)
    sheet.put(title, size=11.5, style="B", left=NUMBER)
    sheet.ln(0.8)
    sheet.put(text, size=10, color=SOFT, left=NUMBER)
    sheet.ln(3.2)


def _put_signatures(sheet: Any, signed: Signed) -> None:
    sheet.rule()
    sheet.ln(6)
    for person, signature in signed:
        sheet.put(person.name, size=10.5, style="B")
        sheet.put(signed_words(signature), size=10, color=SOFT)
        sheet.ln(5)
