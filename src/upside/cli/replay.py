"""``upside replay``: whether a kept round still comes out the same."""

import sys

import click
from django.utils.translation import gettext as _

from upside.cli.main import REFUSED, say
from upside.kernel.errors import Refused
from upside.matching.models import Round
from upside.matching.replay import WORDS, replay

LARGEST_ID = 10**18


class NoSuchRound(Refused):
    """The command names no round that was computed."""


@click.command("replay")
@click.argument("round_number", metavar="ROUND")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def replay_(*, round_number: str, as_json: bool) -> None:
    """Compute ROUND again from what is kept of it, and say whether the same comes out.

    ROUND is the number in the address of the round's page, which `upside match --json` prints as
    `round`. People, rules, weights and seed are those of the day of the round, whatever changed
    since; nothing is written. The answer says that pairs, fit and those left over are the same,
    or names what differs (exit status 1).
    """
    found = _round(round_number)
    outcome = replay(found)
    answer = {
        "round": found.pk,
        "same": outcome.same,
        "differences": list(outcome.differences),
        "n_pairs": outcome.n_pairs,
        "inputs_sha256": found.inputs_sha256,
        "engine_then": found.engine_version,
        "engine_now": outcome.engine,
    }
    if outcome.same:
        sentence = _(
            "Round %(round)s comes out the same: %(n_pairs)s pairs, the same fit, the same people"
            " left over (engine then %(engine_then)s, now %(engine_now)s)."
        )
        say(answer, as_json=as_json, sentence=sentence % answer)
        return
    words = "; ".join(str(WORDS[name]) for name in outcome.differences)
    sentence = _(
        "Round %(round)s does not come out the same. What differs: %(words)s (engine then"
        " %(engine_then)s, now %(engine_now)s). Keep the database as it is, and tell who looks"
        " after the installation."
    )
    say(answer, as_json=as_json, sentence=sentence % {**answer, "words": words})
    sys.exit(REFUSED)


def _round(number: str) -> Round:
    is_number = number.isascii() and number.isdigit() and int(number) < LARGEST_ID
    found = Round.objects.filter(pk=int(number)).first() if is_number else None
    if found is None:
        raise NoSuchRound(
            _(
                "There is no round “%(number)s”. Give the number in the address of the page of a"
                " round."
            )
            % {"number": number[:80]}
        )
    if found.state in {Round.State.RUNNING, Round.State.FAILED}:
        raise NoSuchRound(_("This round was not computed, so there is nothing to compare."))
    return found
