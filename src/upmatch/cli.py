"""The command ``upmatch``: files in, files out. Exit 0 done, 1 refused, 2 wrong usage."""

from dataclasses import asdict
from pathlib import Path
from typing import Any, Final

import click
import numpy as np
from numpy.typing import NDArray

import upmatch
from upmatch.assignment import checked
from upmatch.defaults import FULL_FIT
from upmatch.errors import ArrayError, UnknownPersonError, UpmatchError
from upmatch.files import Sources, read_problem
from upmatch.outputs import as_json, read_plan_problem, write_json, write_plan, write_table
from upmatch.plan import Plan, solve
from upmatch.problem import OBJECTIVES
from upmatch.remedies import LeftOver
from upmatch.timings import Timings
from upmatch.words import about_left_over, about_why, about_why_not

__all__ = ["main"]

FILE: Final = click.Path(exists=True, dir_okay=False, path_type=Path)
FOLDER: Final = click.Path(file_okay=False, path_type=Path)
NOT_YET: Final = "not certified: this version solves exactly but does not prove it yet"


class RefusingGroup(click.Group):
    """Turns what the engine or the disk refuses into one sentence on stderr and exit code 1."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except UpmatchError as error:
            raise click.ClickException(str(error)) from error
        except OSError as error:
            raise click.ClickException(f"{error.filename}: {error.strerror}") from error


@click.group(cls=RefusingGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(upmatch.__version__, prog_name="upmatch")
def main() -> None:
    """Pair mentees with mentors: most pairs first, then most fit, and say why.

    \b
    Start with:    upmatch solve PEOPLE.csv SKILLS.csv --out plan
    Then ask why:  upmatch explain plan MENTEE [MENTOR]

    Exit code 0: done. 1: the input was refused, one sentence on stderr says why. 2: wrong usage.
    """  # noqa: D301  click reads the sign backspace: keep these lines as they are


@main.command("solve")
@click.argument("people", type=FILE)
@click.argument("skills", type=FILE)
@click.option("--rules", type=FILE, help="RULES.yaml: rules, weights, objective, week.")
@click.option("--wishes", type=FILE, help="WISHES.csv: ranks 1-5, vetoes, conflicts.")
@click.option("--objective", type=click.Choice(OBJECTIVES), help="What a good plan is.")
@click.option("--seed", default=0, show_default=True, help="Decides between equally good plans.")
@click.option("--out", type=FOLDER, required=True, help="Folder for the results.")
@click.option("--json", "is_json", is_flag=True, help="Print report and timings as JSON.")
def solve_command(  # noqa: PLR0913  click hands over one argument per option
    *,
    people: Path,
    skills: Path,
    rules: Path | None,
    wishes: Path | None,
    objective: str | None,
    seed: int,
    out: Path,
    is_json: bool,
) -> None:
    """Find the best pairs for the people of two CSV files.

    \b
    PEOPLE.csv  id, role (mentee|mentor|both, empty: only manages others), grade,
                unit (path with /), site, country, timezone, languages (; between),
                manager (an id), seats (of a mentor, 1 if empty),
                slots (Mon 09:00-12:00; Tue 14:00-16:30)
    SKILLS.csv  id, skill, level (0-8, empty: unknown), want (1-8, empty: none),
                importance (1-3, 2 if empty)
    WISHES.csv  id, other, rank (1-5, veto or conflict)
    RULES.yaml  rules, weights, objective, week; what it leaves out stays as usual

    Writes pairs.csv (fit by term), left_over.csv (who, why, what would help), report.json,
    timings.json and problem.json (for explain) into the folder --out. The same inputs and seed
    give the same bytes in whatever order the lines are, timings.json apart. Columns on age,
    birth, tenure, sex, photo or nationality are refused.
    """  # noqa: D301  click reads the sign backspace: keep these lines as they are
    timings = Timings()
    with timings.step("read"):
        sources = Sources(people, skills, rules, wishes)
        problem, notes = read_problem(sources, objective=objective, seed=seed)
    for note in notes:
        click.echo(f"Note: {note}", err=True)
    with timings.step("solve"):
        plan = solve(problem)
    with timings.step("explain"):
        left = plan.left_over()
    report = {**plan.report(), "n_left_over": len(left), "version": upmatch.__version__}
    write_plan(out, plan, left, report)
    write_json(out / "timings.json", timings.as_dict())
    if is_json:
        click.echo(as_json({**report, **timings.as_dict()}))
        return
    click.echo(f"{plan.n_pairs} pairs, total fit {plan.total_fit}; {NOT_YET}")
    click.echo(f"{len(left)} entries in left_over.csv; results in {out}")


@main.command("explain")
@click.argument("folder", type=FOLDER, metavar="DIR")
@click.argument("mentee")
@click.argument("mentor", required=False)
@click.option("--json", "is_json", is_flag=True, help="Print the explanation as JSON.")
def explain_command(folder: Path, mentee: str, mentor: str | None, *, is_json: bool) -> None:
    """Say why MENTEE got their mentor, or nobody, or why not MENTOR.

    DIR is a folder that `upmatch solve` wrote; the plan is solved again from its problem.json.
    With MENTOR: what speaks for the pair, and either the rules that forbid it or exactly how
    many pairs and fit points it would cost to insist on it. Without: the pair of the plan, or
    the reason why there is none and what would really help. A mentor who is left over may stand
    in place of MENTEE.
    """
    plan = solve(read_plan_problem(folder))
    partner = mentor or next((pair.mentor for pair in plan.pairs if pair.mentee == mentee), None)
    if partner is None:
        left = _left(plan, mentee)
        lines = [line for one in left for line in about_left_over(one)]
        content: object = {"left_over": [asdict(one) for one in left]}
    else:
        why, why_not = plan.why(mentee, partner), plan.why_not(mentee, partner)
        lines = [*about_why(why), about_why_not(why_not)]
        content = {"why": asdict(why), "why_not": asdict(why_not)}
    click.echo(as_json(content) if is_json else "\n".join(lines))


@main.command("matrix")
@click.argument("fit", type=FILE)
@click.option("--permitted", type=FILE, help="(m, n) booleans; everything if left out.")
@click.option("--seats", type=FILE, help="(n,) whole numbers; 1 each if left out.")
@click.option("--minimise", is_flag=True, help="FIT holds costs on the same scale: least wins.")
@click.option("--out", type=FOLDER, required=True, help="Folder for the results.")
@click.option("--json", "is_json", is_flag=True, help="Print report and timings as JSON.")
def matrix_command(
    *,
    fit: Path,
    permitted: Path | None,
    seats: Path | None,
    minimise: bool,
    out: Path,
    is_json: bool,
) -> None:
    """Solve a plain matrix: most pairs first, then most fit.

    FIT.npy is (m, n): whole numbers 0-10000, or floats 0-1, which are multiplied by 10000 and
    rounded. Writes pairs.csv (row, column, fit), report.json and timings.json.
    """
    timings = Timings()
    with timings.step("read"):
        points, allowed, places = checked(_array(fit), _maybe(permitted), _maybe(seats))
    with timings.step("solve"):
        plan = upmatch.assign(FULL_FIT - points if minimise else points, allowed, places)
    rows = np.flatnonzero(plan.mentor_of != upmatch.UNMATCHED)
    chosen = [(int(row), int(plan.mentor_of[row])) for row in rows]
    total = int(sum(points[cell] for cell in chosen))
    report = {
        "n_mentees": points.shape[0],
        "n_mentors": points.shape[1],
        "n_pairs": plan.n_pairs,
        "total_cost" if minimise else "total_fit": total,
        "bound_pairs": None,
        "bound_fit": None,
        "gap": None,
        "certified": None,
        "objective": "people-first",
        "version": upmatch.__version__,
    }
    out.mkdir(parents=True, exist_ok=True)
    pairs = [[row, column, int(points[row, column])] for row, column in chosen]
    write_table(out / "pairs.csv", ["row", "column", "cost" if minimise else "fit"], pairs)
    write_json(out / "report.json", report)
    write_json(out / "timings.json", timings.as_dict())
    said = f"{plan.n_pairs} pairs, total {total}; {NOT_YET}"
    click.echo(as_json({**report, **timings.as_dict()}) if is_json else said)


def _left(plan: Plan, name: str) -> list[LeftOver]:
    found = [one for one in plan.left_over() if one.id == name]
    if not found and name not in {one.id for one in plan.problem.people}:
        raise UnknownPersonError(f"{name!r} is not in this round")
    if not found:
        raise UnknownPersonError(f"{name!r} is a mentor whose seats are all taken; name a mentee")
    return found


def _maybe(path: Path | None) -> NDArray[Any] | None:
    return None if path is None else _array(path)


def _array(path: Path) -> NDArray[Any]:
    try:
        loaded = np.load(path, allow_pickle=False)
    except (ValueError, EOFError) as error:
        raise ArrayError(f"{path.name} is not a NumPy file (.npy) of plain numbers") from error
    if not isinstance(loaded, np.ndarray):
        raise ArrayError(f"{path.name} holds several arrays; save one with numpy.save")
    return loaded
