"""``upmatch explain``: why this pair, why not that one, why nobody."""

from dataclasses import asdict
from pathlib import Path

import click

from upmatch.cli.options import FOLDER, as_json_option, threads_option
from upmatch.errors import UnknownPersonError
from upmatch.outputs import as_json, read_plan_problem
from upmatch.plan import Plan, solve
from upmatch.remedies import LeftOver
from upmatch.words import about_left_over, about_why, about_why_not

__all__ = ["explain_command"]


@click.command("explain")
@click.argument("folder", type=FOLDER, metavar="DIR")
@click.argument("mentee")
@click.argument("mentor", required=False)
@threads_option
@as_json_option
def explain_command(
    folder: Path, mentee: str, mentor: str | None, *, threads: int, is_json: bool
) -> None:
    """Say why MENTEE got their mentor, or nobody, or why not MENTOR.

    DIR is a folder that `upmatch solve` wrote; the plan is solved again from its problem.json.
    With MENTOR: what speaks for the pair, and either the rules that forbid it or exactly how
    many pairs and fit points it would cost to insist on it. Without: the pair of the plan, or
    the reason why there is none and what would really help. A mentor who is left over may stand
    in place of MENTEE.
    """
    plan = solve(read_plan_problem(folder), threads=threads)
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


def _left(plan: Plan, name: str) -> list[LeftOver]:
    found = plan.left_over(only=name)
    if not found and name not in {one.id for one in plan.problem.people}:
        raise UnknownPersonError(f"{name!r} is not in this round")
    if not found:
        raise UnknownPersonError(f"{name!r} is a mentor whose seats are all taken; name a mentee")
    return found
