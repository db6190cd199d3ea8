"""``upside demo``: an invented company, and a cohort that has lived in it for ten weeks."""

import click
from django.utils import timezone
from django.utils.translation import gettext as _

from upside.cli.demo.build import N_PEOPLE, build_demo
from upside.cli.main import say

__all__ = ["build_demo", "demo"]


@click.command()
@click.option("--template", default="need_profile_hr", show_default=True, help="A template's name.")
@click.option("--people", "n_people", default=N_PEOPLE, show_default=True, help="From 120 up.")
@click.option("--seed", default=1, show_default=True, help="Same seed, same company.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object on standard output.")
def demo(*, template: str, n_people: int, seed: int, as_json: bool) -> None:
    """Fill an empty database with an invented company and run a cohort to its report.

    Nobody in it exists. The cohort goes through the same actions as on the pages: invitations,
    a round, proposals, charters, sessions, exchanges, answers.
    """
    summary = build_demo(at=timezone.now(), template=template, n_people=n_people, seed=seed)
    answer = summary.as_json()
    sentence = _(
        "%(people)s people, %(pairs)s pairs, %(sessions)s sessions: upside report %(cohort)s"
        " --out DIR writes the report."
    )
    say(answer, as_json=as_json, sentence=sentence % answer)
