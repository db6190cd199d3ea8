"""The group of commands, and how a refusal is shown."""

from typing import Any

import click

import upmatch
from upmatch.cli.bench import bench_command
from upmatch.cli.compare import compare_command
from upmatch.cli.explain import explain_command
from upmatch.cli.matrix import matrix_command
from upmatch.cli.solve import solve_command
from upmatch.errors import UpmatchError

__all__ = ["main"]


class RefusingGroup(click.Group):
    """Turns what the engine or the disk refuses into one sentence on stderr and exit code 1."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except UpmatchError as error:
            raise click.ClickException(str(error)) from error
        except OSError as error:
            raise click.ClickException(f"{error.filename}: {error.strerror}") from error
        except MemoryError as error:
            sentence = "The problem does not fit into the memory of this machine"
            raise click.ClickException(sentence) from error


@click.group(cls=RefusingGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(upmatch.__version__, prog_name="upmatch")
def main() -> None:
    """Pair mentees with mentors so well that nobody can do better, prove it, and say why.

    \b
    Start with:    upmatch solve PEOPLE.csv SKILLS.csv --out plan
    Then ask why:  upmatch explain plan MENTEE [MENTOR]
    And compare:   upmatch compare plan other-plan

    Exit code 0: done. 1: the input was refused, one sentence on stderr says why. 2: wrong usage.
    """  # noqa: D301  click reads the sign backspace: keep these lines as they are


for command in (solve_command, explain_command, compare_command, matrix_command, bench_command):
    main.add_command(command)
