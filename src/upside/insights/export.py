"""The report as a file, one figure a line with its n: for scripts by keys, for people in words."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from upside.insights.objectives import objectives_of
from upside.insights.report import Report
from upside.insights.wording import DIRECTIONS, ITEMS, OBJECTIVES, SECTIONS
from upside.kernel.cells import without_formula

__all__ = ["COLUMNS", "report_csv", "report_sheet"]

COLUMNS = ("section", "item", "direction", "value", "n_people")
TO = "_to_"
"""Between two numbers: a dash would make a spreadsheet read a date."""
Line = tuple[str, str, str, int | float | str, int | str]


def report_csv(report: Report) -> str:
    """Return the figures of ``report`` as CSV: stable keys in English, values without formats."""
    return _written([COLUMNS, *_lines(report)], delimiter=",")


def report_sheet(report: Report) -> str:
    """Return the figures of ``report`` in the reader's language, as their Excel opens them.

    A French Excel takes semicolons between columns and a comma inside numbers.
    """
    is_french = (get_language() or "").startswith("fr")
    skills = {flow.skill.code: flow.skill.label for flow in report.flows if flow.skill}
    rows = [_in_words(line, skills) for line in _lines(report)]
    if is_french:
        rows = [[_with_comma(cell) for cell in row] for row in rows]
    head = [_("Section"), _("Figure"), _("Side or direction"), _("Value"), _("n, people")]
    return _written([head, *rows], delimiter=";" if is_french else ",")


def _written(rows: Iterable[Sequence[object]], *, delimiter: str) -> str:
    text = io.StringIO()
    writer = csv.writer(text, delimiter=delimiter, lineterminator="\r\n")
    writer.writerows([without_formula(cell) for cell in row] for row in rows)
    return text.getvalue()


def _in_words(line: Line, skills: dict[str, str]) -> list[int | float | str]:
    section, item, direction, *figures = line
    words = {**skills, **{key: str(word) for key, word in ITEMS.get(section, {}).items()}}
    said = words.get(item, item)
    if section == "sessions_held_per_pair":
        said = _held(item)
    if section == "objectives":
        side, number, what = item.split("_", 2)
        said = f"{OBJECTIVES[side]}, {number}{_(': ')}{OBJECTIVES[what]}"
    return [str(SECTIONS[section]), said, str(DIRECTIONS[direction]), *figures]


def _held(item: str) -> str:
    low, _to, high = item.partition(TO)
    if high:
        return _("%(low)s to %(high)s sessions held") % {"low": low, "high": high}
    return ngettext("%(n)s session held", "%(n)s sessions held", int(low)) % {"n": low}


def _with_comma(cell: float | str) -> int | str:
    return str(cell).replace(".", ",") if isinstance(cell, float) else cell


def _lines(report: Report) -> Iterator[Line]:
    for step in report.funnel:
        yield ("funnel", step.key, "mentors", step.n_mentors, step.n)
        yield ("funnel", step.key, "mentees", step.n_mentees, step.n)
    yield ("funnel", "said_no", "", report.n_said_no, "")
    yield ("funnel", "withdrawn", "", report.n_withdrawn, "")
    yield ("pairs", "all", "", report.n_pairs, report.n_people)
    yield ("pairs", "active", "", report.n_active_pairs, "")
    if report.maps_silos:
        yield ("pairs", "bridging_units", "", report.silos.n_bridging, report.n_people)
    for direction, coverage in report.coverages.items():
        yield ("coverage", "wanted", direction, coverage.wanted, coverage.n_people)
        yield ("coverage", "covered", direction, coverage.covered, coverage.n_people)
    for state, n in report.sessions.items():
        yield ("sessions", state, "", n, report.n_people)
    for one in report.held_per_pair:
        item = str(one.low) if one.low == one.high else f"{one.low}{TO}{one.high}"
        yield ("sessions_held_per_pair", item, "", one.n_pairs, one.n_people)
    if report.asks_exchanges:
        yield from _exchanges(report)
        yield from _how_sure(report)
    if report.asks_pulse and report.pulse:
        yield ("pulse", "useful_mean", "", round(report.pulse.useful, 2), report.pulse.n)
        yield ("pulse", "at_ease_mean", "", round(report.pulse.at_ease, 2), report.pulse.n)
    yield from _passed_on(report)
    yield from _objectives(report)


def _how_sure(report: Report) -> Iterator[Line]:
    if report.confidence:
        yield ("confidence", "sure_mean", "", round(report.confidence.sure, 2), report.confidence.n)


def _passed_on(report: Report) -> Iterator[Line]:
    if report.passed_on:
        yield ("passed_on", "shown", "", report.passed_on.n_shown, report.passed_on.n_people)


def _objectives(report: Report) -> Iterator[Line]:
    for number, one in enumerate(objectives_of(report), start=1):
        item = f"{one.side}_{number}"
        yield ("objectives", f"{item}_baseline", "", one.baseline, "")
        yield ("objectives", f"{item}_target", "", one.target, "")
        if one.measured is not None:
            yield ("objectives", f"{item}_{one.measured_by}", "", one.measured, one.n)


def _exchanges(report: Report) -> Iterator[Line]:
    for one in report.kinds:
        kind = one.kind or "other_kinds"
        yield ("exchanges_by_kind", kind, "to_mentee", one.to_mentee, one.n_people)
        yield ("exchanges_by_kind", kind, "to_mentor", one.to_mentor, one.n_people)
    for flow in report.flows:
        name = flow.skill.code if flow.skill else "other_skills"
        yield ("exchanges_by_skill", name, "to_mentee", flow.to_mentee, flow.n_people)
        yield ("exchanges_by_skill", name, "to_mentor", flow.to_mentor, flow.n_people)
