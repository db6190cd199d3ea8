"""The mentors of the demo meet in their circle: once before, and again in some days."""

from datetime import datetime, timedelta

from upside.cli.demo.stage import Stage
from upside.community import actions
from upside.community.models import CircleDate
from upside.programmes.models import Enrolment

__all__ = ["meet_in_circles"]

AHEAD = timedelta(days=8)
MONTH = timedelta(days=28)
PLACE = "https://visio.aubrac.example/cercle"
TOPICS = (
    "Comment apprendre quelque chose à quelqu’un qui est plus haut que soi ?",
    "Que faire quand une date est repoussée deux fois ?",
)
CANNOT, SILENT = 5, 3


def meet_in_circles(stage: Stage) -> None:
    """Plan two dates of the circle of mentors and let most of its members answer the first."""
    ahead = stage.now.replace(hour=11, minute=30, second=0, microsecond=0) + AHEAD
    first, last = stage.cohort.starts_on, stage.cohort.ends_on
    if not first < (ahead - MONTH).date() < ahead.date() < last:
        return
    for start, topic in zip((ahead - MONTH, ahead), TOPICS, strict=True):
        plan = actions.CirclePlan(start, place=PLACE, topic=topic)
        at = start - MONTH / 2
        date = actions.plan_date(
            stage.cohort, Enrolment.Role.MENTOR, plan, by=stage.coordinator, at=at
        )
        _answer(date, at=at + timedelta(days=1))


def _answer(date: CircleDate, *, at: datetime) -> None:
    for number, invitation in enumerate(date.invitations.select_related("date").order_by("pk")):
        if number % SILENT:
            comes = bool(number % CANNOT)
            actions.say_whether(invitation, comes=comes, at=at)
