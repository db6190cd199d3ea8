"""How far a long import is, told on standard error: to people as one line, to a log as a few."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager

import click
from django.utils.translation import gettext as _

from upside.people.imports.progress import listening

__all__ = ["told_on_stderr"]

LONG = 5_000
TOLD_EVERY = 10_000


@contextmanager
def told_on_stderr(n_lines: int) -> Iterator[None]:
    """Within this block tell how many of ``n_lines`` are checked and written; few are not told."""
    if n_lines <= LONG:
        yield
        return
    is_seen = sys.stderr.isatty()
    last: dict[str, int] = {}

    def told(step: str, n: int) -> None:
        if n - last.get(step, 0) < (TOLD_EVERY // 10 if is_seen else TOLD_EVERY):
            return
        last[step] = n
        written = _("%(n)s of %(all)s lines written")
        checked = _("%(n)s of %(all)s lines checked")
        line = (written if step == "write" else checked) % {"n": n, "all": n_lines}
        click.echo("\r" + line if is_seen else line, err=True, nl=not is_seen)

    with listening(told):
        yield
    if is_seen:
        click.echo(err=True)
