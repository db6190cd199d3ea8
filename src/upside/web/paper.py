"""A sheet of A4 as a PDF file: our own fonts, paragraphs one below the other, a foot."""

from io import BytesIO
from pathlib import Path
from unicodedata import category, normalize

from fpdf import FPDF
from fpdf.enums import XPos, YPos

__all__ = ["SOFT", "Sheet"]

FONTS = Path(__file__).with_name("pairs") / "fonts"
INK, SOFT, RULE = (27, 31, 59), (74, 78, 105), (190, 190, 200)
MARK = (
    b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32" fill="none">'
    b'<path stroke-width="4.6" stroke-linecap="round" stroke="#e0583d"'
    b' d="M4.3 21.5V14a7.6 7.6 0 0 1 15.2 0v4"/>'
    b'<path stroke-width="4.6" stroke-linecap="round" stroke="#168a83"'
    b' d="M27.7 10.5V18a7.6 7.6 0 0 1-15.2 0v-4"/></svg>'
)
MARGIN = 20.0
SAME = str.maketrans({"\u202f": "\u00a0", "\u2011": "-", "\u2010": "-", "\t": " "})
UNKNOWN = "?"


class Sheet(FPDF):
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
        """Draw a line from margin to margin."""
        self.set_draw_color(*RULE)
        self.set_line_width(0.2)
        self.line(self.l_margin, self.y, self.w - self.r_margin, self.y)

    def mark(self) -> None:
        """Draw the mark of the product at the left of the line."""
        self.image(BytesIO(MARK), x=self.l_margin, y=self.y - 3, w=11, h=11)
