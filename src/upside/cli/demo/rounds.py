"""The demo forms its pairs in rounds: the engine proposes, most say yes, a few say no."""

from datetime import timedelta

from upside.cli.demo.stage import Stage
from upside.matching import actions as matching
from upside.matching.models import Proposal, Round

__all__ = ["answer_proposals", "by_rounds", "released_round"]


def by_rounds(stage: Stage) -> None:
    """Run a round, release it, and let people answer."""
    answer_proposals(stage, released_round(stage, stage.days["round"]))


def released_round(stage: Stage, days_ago: float) -> Round:
    at = stage.before(days_ago, hour=10)
    drawn = matching.run_round(stage.cohort, by=stage.coordinator, at=at)
    return matching.release_round(drawn, by=stage.coordinator, at=at + timedelta(hours=4))


def answer_proposals(stage: Stage, drawn: Round) -> None:
    """Let most pairs say yes twice, a few once, and a few say no."""
    for proposal in Proposal.objects.filter(round=drawn).order_by("pk"):
        at = stage.before(stage.days["round"] - 2, hour=stage.dice.randint(8, 18))
        mood = stage.dice.random()
        if mood < 0.06:  # noqa: PLR2004 - one in seventeen says no
            matching.answer_proposal(proposal, yes=False, by=proposal.mentee, at=at)
            continue
        matching.answer_proposal(proposal, yes=True, by=proposal.mentee, at=at)
        if mood > 0.12:  # noqa: PLR2004 - one in seventeen never answers
            later = at + timedelta(hours=5)
            matching.answer_proposal(proposal, yes=True, by=proposal.mentor, at=later)
