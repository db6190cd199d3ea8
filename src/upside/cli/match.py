"""``upside match``: run a matching round, look at it as files, and release it if told to."""

from collections import Counter
from pathlib import Path
from time import perf_counter

import click
from django.utils import timezone
from django.utils.translation import gettext as _

from upside.cli.cohorts import cohort_named
from upside.cli.main import say
from upside.kernel.folders import NoFolder, ready_folder
from upside.matching.actions import release_round, run_round
from upside.matching.files import FILES, report_of, write_round
from upside.matching.models import Round


@click.command("match")
@click.argument("cohort")
@click.option(
    "--seed",
    type=click.IntRange(0, 2**31 - 1),
    help="The draw number between equal plans; as the studio stands, where none is given.",
)
@click.option("--release", is_flag=True, help="Send the proposals to both people of each pair.")
@click.option(
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    help="Folder for pairs.csv, reasons.csv, left_over.csv and report.json.",
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def match(*, cohort: str, seed: int | None, release: bool, out: Path | None, as_json: bool) -> None:
    """Make a round over the ready people of COHORT: the best pairs, and why.

    COHORT is the number of a cohort, or the short name of a programme, which stands for its
    newest cohort. An older draft of the cohort is put aside. Without --release nobody is told:
    look at the files, or at the page of the round, and decide there.

    \b
    pairs.csv      mentee, mentor, fit (0-10000) and what each term adds to it; wishes are left
                   out of both, because they belong to those who made them
    reasons.csv    the skills that pass between the two, with levels, in both directions
    left_over.csv  who has no partner, why, and the one change that was tried and helps
    report.json    the figures, without wishes too, and the certificate: bound, gap, and whether
                   the plan is proven

    The same people, rules and seed give the same pairs.
    """  # noqa: D301 - click reads the backspace: keep these lines as they are
    started = perf_counter()
    found = cohort_named(cohort)
    if out:
        ready_folder(out, FILES)
    made = run_round(found, by=None, at=timezone.now(), seed=seed)
    if release:
        made = release_round(made, by=None, at=timezone.now())
    if out:
        _write(made, out)
    waiting = Counter(one["role"] for one in made.outcome["left_over"])
    answer = {
        **report_of(made),
        "left_over": waiting["mentee"],
        "left_over_mentors": waiting["mentor"],
        "released": release,
        "seconds": round(perf_counter() - started, 3),
    }
    sentence = (
        _(
            "Round %(number)s: %(n_pairs)s pairs out of %(n_mentees)s mentees, %(left_over)s wait;"
            " released, mails are queued."
        )
        if release
        else _(
            "Round %(number)s: %(n_pairs)s pairs out of %(n_mentees)s mentees, %(left_over)s wait;"
            " a draft, nobody was told."
        )
    )
    say(answer, as_json=as_json, sentence=sentence % {"number": made.number, **answer})


def _write(made: Round, folder: Path) -> None:
    """Write the files; a disk that fills up meanwhile takes nothing of the round back."""
    try:
        write_round(made, folder)
    except OSError as fault:
        raise NoFolder(
            _(
                "Round %(number)s is made and stands on its page, but its files could not be"
                " written: %(fault)s."
            )
            % {"number": made.number, "fault": fault.strerror}
        ) from fault
