"""Demand and supply in sentences: what stands out, and what each cell of the map says."""

from django.utils.formats import number_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from upside.programmes.queries import BANDS, SMALLEST_GROUP, Cell, DemandRow, Shade, Told

__all__ = ["SHADES", "able", "bottleneck", "cell_sentence", "figure", "ratio_of", "spare"]

SHADES: dict[Shade, Promise] = {
    Shade.AMPLE: gettext_lazy("one want or fewer for two who could teach it"),
    Shade.EVEN: gettext_lazy("one want at most for each who could teach it"),
    Shade.TIGHT: gettext_lazy("up to two wants for each"),
    Shade.SHORT: gettext_lazy("up to four wants for each"),
    Shade.SEVERE: gettext_lazy("more than four wants for each, or nobody yet"),
    Shade.UNKNOWN: gettext_lazy("not told: the difference would be a group below eight"),
}


def able(can: Told) -> str:
    """Say who could teach something, as exactly as may be told."""
    if can.kind == "exact" and not can.n:
        return _("nobody could teach it yet")
    said = {
        "exact": _("%(n)s could teach it"),
        "most": _("%(n)s at most could teach it"),
        "fewer": _("fewer than %(few)s could teach it"),
        "nothing": _("how many could teach it is not told"),
    }
    return said[can.kind] % {"n": can.n, "few": SMALLEST_GROUP}


def figure(said: Told) -> str:
    """Write a count as a cell does: 12, ≤ 23, < 8, or a question mark."""
    marks = {"exact": "%s", "most": "≤\N{NO-BREAK SPACE}%s", "nothing": "?"}
    if said.kind == "fewer":
        return f"<\N{NO-BREAK SPACE}{SMALLEST_GROUP}"
    mark = marks[said.kind]
    return mark % said.n if "%" in mark else mark


def ratio_of(cell: Cell) -> str:
    """Say how many want it for each who could teach it."""
    if cell.shade == Shade.UNKNOWN:
        return ""
    if cell.ratio is None:
        return _("nobody yet")
    said = {"n": number_format(round(cell.ratio, 1), 1)}
    return (_("%(n)s for each") if cell.can.kind == "exact" else _("%(n)s or more for each")) % said


def cell_sentence(cell: Cell) -> str:
    """Say a cell in full, for whoever hears the page."""
    return _("%(n)s want it, %(able)s") % {"n": cell.n_want, "able": able(cell.can)}


def bottleneck(cell: Cell) -> str:
    """Say what is short: “41 want it up to level 5 or 6; fewer than 8 could teach it”."""
    said = {"n": cell.n_want, "low": cell.low, "high": cell.high, "able": able(cell.can)}
    if cell.span == len(BANDS):
        return _("%(n)s want it; %(able)s.") % said
    if cell.span == 1:
        return _("%(n)s want it up to level %(low)s or %(high)s; %(able)s.") % said
    return _("%(n)s want it up to levels %(low)s to %(high)s; %(able)s.") % said


def spare(row: DemandRow) -> str:
    """Say what there is plenty of: “60 could teach it; fewer than 8 want it”."""
    if row.want.kind == "fewer":
        said = _("%(able)s; fewer than %(few)s want it.")
    elif row.want.n:
        said = _("%(able)s; %(n)s want it.")
    else:
        said = _("%(able)s; nobody wants it yet.")
    words = said % {"able": able(row.can), "n": row.want.n, "few": SMALLEST_GROUP}
    return words[0].upper() + words[1:]
