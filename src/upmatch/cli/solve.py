"""``upmatch solve``: two CSV files in, a folder with the plan out."""

from pathlib import Path

import click

import upmatch
from upmatch.cli.options import FILE, FOLDER, as_json_option, threads_option
from upmatch.files import Sources, read_problem
from upmatch.outputs import as_json, swapped, write_json, write_plan
from upmatch.plan import solve
from upmatch.problem import OBJECTIVES
from upmatch.timings import Timings
from upmatch.words import about_certificate

__all__ = ["solve_command"]


@click.command("solve")
@click.argument("people", type=FILE)
@click.argument("skills", type=FILE)
@click.option("--rules", type=FILE, help="RULES.yaml: rules, weights, quotas, objective, week.")
@click.option("--wishes", type=FILE, help="WISHES.csv: ranks 1-5, vetoes, conflicts.")
@click.option("--locks", type=FILE, help="LOCKS.csv: pairs to lock or to forbid.")
@click.option("--previous", type=FILE, help="PAIRS.csv: earlier pairs, not to be repeated.")
@click.option("--objective", type=click.Choice(OBJECTIVES), help="What a good plan is.")
@threads_option
@click.option("--seed", default=0, show_default=True, help="Decides between equally good plans.")
@click.option("--out", type=FOLDER, required=True, help="Folder for the results.")
@as_json_option
def solve_command(  # noqa: PLR0913  click hands over one argument per option
    *,
    people: Path,
    skills: Path,
    rules: Path | None,
    wishes: Path | None,
    locks: Path | None,
    previous: Path | None,
    objective: str | None,
    threads: int,
    seed: int,
    out: Path,
    is_json: bool,
) -> None:
    """Find the best pairs for the people of two CSV files, and prove it.

    \b
    PEOPLE.csv  id, role (mentee|mentor|both, empty: only manages others), grade,
                unit (path with /), site, country, timezone, languages (; between),
                manager (an id), seats (of a mentor, 1 if empty; 1/3: 1 free of 3),
                at_least (seats that a mentor wishes to be filled),
                slots (Mon 09:00-12:00; Tue 14:00-16:30), formats (; between),
                grid (score/threshold/maximum of an evaluation grid),
                company (two people of the same one are never a pair)
    SKILLS.csv  id, skill, level (0-8, empty: unknown), want (1-8, empty: none),
                importance (1-3, 2 if empty)
    WISHES.csv  id, other, rank (1-5, veto or conflict)
    LOCKS.csv   mentee, mentor, lock|forbid|override (a lock that overrules slots,
                language, timezone, skill and different)
    PAIRS.csv   mentee, mentor
    RULES.yaml  rules, weights, quotas, objective, week; what it leaves out stays as usual

    \b
    Objectives: people-first  most pairs, then most fit (the usual one)
                total         most fit
                weakest       most pairs, the worst of them as good as can be, then most fit
                bands         most pairs, then most of fit 7500, 5000, 2500 and more, then fit
                stable        no two people would rather have each other
                at_least      most pairs, fewest unmet wishes at_least, then most fit

    Writes pairs.csv (fit by term), left_over.csv (who, why, what would help), report.json (with
    the certificate), timings.json and problem.json (for explain) into the folder --out. The same
    inputs and seed give the same bytes on any machine, in whatever order the lines are and with
    any number of threads, timings.json apart. Columns on age, birth, tenure, sex, photo or
    nationality are refused.
    """  # noqa: D301  click reads the sign backspace: keep these lines as they are
    timings = Timings()
    with timings.step("read"):
        sources = Sources(people, skills, rules, wishes, locks, previous)
        problem, notes = read_problem(sources, objective=objective, seed=seed)
    for note in notes:
        click.echo(f"Note: {note}", err=True)
    with timings.step("solve"):
        plan = solve(problem, threads=threads)
    with timings.step("explain"):
        left = plan.left_over()
    report = {**plan.report(), "n_left_over": len(left), "version": upmatch.__version__}
    with swapped(out) as aside:
        write_plan(aside, plan, left, report)
        write_json(aside / "timings.json", timings.as_dict())
    if is_json:
        click.echo(as_json({**report, **timings.as_dict()}))
        return
    click.echo(f"{plan.n_pairs} pairs, total fit {plan.total_fit}. {about_certificate(plan)}")
    click.echo(f"{len(left)} entries in left_over.csv; results in {out}")
