"""``upside report``: the figures of a cohort as a file."""

from pathlib import Path

import click
from django.utils.translation import gettext as _

from upside.cli.cohorts import cohort_named
from upside.cli.main import say
from upside.insights.export import report_csv
from upside.insights.report import report_of
from upside.kernel.folders import ready_folder

FILE = "report.csv"


@click.command("report")
@click.argument("cohort")
@click.option(
    "--out",
    required=True,
    type=click.Path(file_okay=False, path_type=Path),
    help="Folder for report.csv; made where it does not exist.",
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def report(*, cohort: str, out: Path, as_json: bool) -> None:
    """Write the figures of COHORT: how many came how far, met, and what passed between them.

    COHORT is the number of a cohort, or the short name of a programme, which stands for its
    newest cohort. The same figures stand on the report page. They hold counts only: no name, and
    groups of fewer than eight people are merged.
    """
    figures = report_of(cohort_named(cohort))
    ready_folder(out, [FILE])
    file = out / FILE
    # the mark at the start tells Excel that the file is UTF-8
    file.write_text(report_csv(figures), encoding="utf-8-sig", newline="")
    answer = {
        "cohort": figures.cohort.pk,
        "file": str(file),
        "invited": figures.funnel[0].n,
        "pairs": figures.n_pairs,
        "sessions": figures.sessions,
        "units_bridged": figures.silos.n_bridging,
    }
    sentence = _("%(pairs)s pairs, %(held)s sessions held: %(file)s") % {
        "pairs": figures.n_pairs,
        "held": figures.n_held,
        "file": file,
    }
    say(answer, as_json=as_json, sentence=sentence)
