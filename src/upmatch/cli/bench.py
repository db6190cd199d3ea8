"""``upmatch bench``: speed, memory and proof on this machine."""

from typing import Any, Final

import click

from upmatch.cli.options import as_json_option, threads_option
from upmatch.errors import RuleError
from upmatch.outputs import as_json

__all__ = ["bench_command"]

SHOWN: Final = ("n_pairs", "total_fit", "gap", "cpu_seconds", "seconds", "peak_rss_mb")


@click.command("bench")
@click.option("--mentees", type=click.IntRange(1, 2_000_000), default=2_500, show_default=True)
@click.option("--mentors", type=click.IntRange(1, 2_000_000), default=2_500, show_default=True)
@click.option("--seats", type=click.IntRange(1, 50), default=1, show_default=True, help="At most.")
@click.option(
    "--objective",
    type=click.Choice(("people-first", "total")),
    default="people-first",
    show_default=True,
)
@click.option("--against", default="", help="Other solvers: scipy,lapx,ortools.")
@threads_option
@click.option("--seed", default=1, show_default=True, help="Of the invented company.")
@as_json_option
def bench_command(  # noqa: PLR0913  click hands over one argument per option
    *,
    mentees: int,
    mentors: int,
    seats: int,
    objective: str,
    against: str,
    threads: int,
    seed: int,
    is_json: bool,
) -> None:
    """Solve an invented company of this size, and say what it took.

    Mentors have 1 to --seats seats. CPU seconds are those of all threads together and include
    scoring, the certificate over all pairs and its audit; compiling is not counted. Each solver
    of --against runs on the finished matrix of the same company, in a process of its own.
    """
    # loaded when asked for: it takes longer than the rest of the program to start
    from upmatch.bench import PEERS, Case, engine_figures, in_own_process, peer_apart  # noqa: PLC0415

    names = [name for name in against.split(",") if name]
    unknown = [name for name in names if name not in PEERS]
    if unknown:
        raise RuleError(f"Solver {unknown[0]!r} is not known; solvers are {', '.join(PEERS)}")
    case = Case(mentees, mentors, seats, objective, threads, seed)
    own = in_own_process(engine_figures, case)
    others = [peer_apart(name, case) for name in names]
    if is_json:
        click.echo(as_json({**own, "against": others}))
        return
    for figures in ({"solver": "upmatch", **own}, *others):
        click.echo(_line(figures))


def _line(figures: dict[str, Any]) -> str:
    if "note" in figures:
        return f"{figures['solver']}: {figures['note']}"
    shown = ", ".join(f"{name} {figures[name]}" for name in SHOWN if name in figures)
    return f"{figures['solver']}: {shown}"
