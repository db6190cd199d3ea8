"""``upside match``: run a matching round, look at it as files, and release it if told to."""

from pathlib import Path
from time import perf_counter

import click
from django.utils import timezone
from django.utils.translation import gettext as _

from upside.cli.cohorts import cohort_named
from upside.cli.main import say
from upside.matching.actions import release_round, run_round
from upside.matching.files import report_of, write_round


@click.command("match")
@click.argument("cohort")
@click.option("--seed", default=0, show_default=True, type=click.IntRange(0, 2**31 - 1))
@click.option("--release", is_flag=True, help="Send the proposals to both people of each pair.")
@click.option(
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    help="Folder for pairs.csv, reasons.csv, left_over.csv and report.json.",
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def match(*, cohort: str, seed: int, release: bool, out: Path | None, as_json: bool) -> None:
    """Make a round over the ready people of COHORT: the best pairs, and why.

    COHORT is the number of a cohort, or the short name of a programme, which stands for its
    newest cohort. An older draft of the cohort is put aside. Without --release nobody is told:
    look at the files, or at the page of the round, and decide there.

    \b
    pairs.csv      mentee, mentor, fit (0-10000) and what each term adds to it
    reasons.csv    the skills that pass between the two, with levels, in both directions
    left_over.csv  who has no partner, why, and the one change that was tried and helps
    report.json    the figures; certified and bound are null: this version prints no proof yet

    The same people, rules and seed give the same pairs.
    """  # noqa: D301 - click reads the backspace: keep these lines as they are
    started = perf_counter()
    made = run_round(cohort_named(cohort), by=None, at=timezone.now(), seed=seed)
    if release:
        made = release_round(made, by=None, at=timezone.now())
    if out:
        write_round(made, out)
    waiting = [one for one in made.outcome["left_over"] if one["role"] == "mentee"]
    answer = {
        **report_of(made),
        "left_over": len(waiting),
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
