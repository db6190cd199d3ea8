"""The map of demand and supply as a file, as it is told on the page: nothing more is in it."""

import csv
import io
from collections.abc import Iterable, Iterator

from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from upside.kernel.cells import without_formula
from upside.programmes.queries import BANDS, DemandMap, Told, Way
from upside.skills.models import HIGHEST_LEVEL

__all__ = ["demand_sheet"]

WAYS = {Way.TO_MENTEES: gettext_lazy("to mentees"), Way.TO_MENTORS: gettext_lazy("to mentors")}
KINDS = {
    "exact": gettext_lazy("exactly"),
    "most": gettext_lazy("at most"),
    "fewer": gettext_lazy("at most"),
    "nothing": gettext_lazy("not told"),
}
Line = tuple[str | int, ...]


def demand_sheet(maps: Iterable[DemandMap]) -> str:
    """Return the maps as CSV in the reader's language: a French Excel takes semicolons.

    A line for each topic in all, from level 1 to 8, and one for each cell of the map.
    """
    is_french = (get_language() or "").startswith("fr")
    head = (
        _("Direction"), _("Code"), _("Topic"), _("Wanted from level"), _("Wanted to level"),
        _("Want it"), _("Want it, said as"), _("Could teach it"), _("Could teach it, said as"),
    )  # fmt: skip
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";" if is_french else ",", lineterminator="\r\n")
    lines = [line for found in maps for line in _lines(found)]
    writer.writerows([without_formula(cell) for cell in line] for line in [head, *lines])
    return text.getvalue()


def _lines(found: DemandMap) -> Iterator[Line]:
    for row in found.rows:
        topic = (str(WAYS[found.way]), row.skill.code, row.skill.label)
        whole = (BANDS[0][0], HIGHEST_LEVEL)
        yield (*topic, *whole, *_said(row.want), *_said(row.can))
        for cell in filter(lambda cell: cell.n_want, row.cells):
            yield (*topic, cell.low, cell.high, cell.n_want, str(KINDS["exact"]), *_said(cell.can))


def _said(figure: Told) -> tuple[str | int, str]:
    return ("" if figure.kind == "nothing" else figure.n), str(KINDS[figure.kind])
