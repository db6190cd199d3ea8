"""Writing down goals, showing them to the coach, and letting go of them after the end."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from upside.kernel import audit
from upside.pairs.actions.forgetting import forget_what_was_written
from upside.pairs.actions.rows import locked_pair
from upside.pairs.models import Goal, Pair
from upside.pairs.refusals import GoalsChanged, NotOneOfThePair, PairClosed
from upside.people.models import Person

__all__ = ["forget_goals", "write_goals"]


@transaction.atomic
def write_goals(  # noqa: PLR0913 - whose, what, for whom, and what it was made on
    pair: Pair,
    *,
    learn: str,
    offer: str,
    is_for_coach: bool,
    by: Person,
    at: datetime,
    after: int | None = None,
) -> Goal | None:
    """Keep what ``by`` wants to learn and offers, as a further number; the same changes nothing.

    ``after`` is the number that the change was made on, where a page says so: two devices do not
    overwrite each other. Refused: anybody else, a pair that has ended, another number than the
    newest. Nothing at all where nothing was written before gives None.
    """
    pair = locked_pair(pair)
    if by not in pair.people:
        raise NotOneOfThePair(_("Only the two people of this pair write their goals."))
    if pair.state == Pair.State.CLOSED:
        raise PairClosed(_("This pair has ended: its goals stay as they are."))
    newest = pair.goals.filter(person=by).order_by("-number").first()
    said = (_tidy(learn), _tidy(offer), is_for_coach)
    if newest and (newest.learn or "", newest.offer or "", newest.is_for_coach) == said:
        return newest
    if newest is None and not any(said[:2]):
        return None
    number = newest.number if newest else 0
    if after is not None and after != number:
        raise GoalsChanged(
            _(
                "Your goals were changed meanwhile, perhaps on another device. Here they are as"
                " they stand now; make your change again."
            )
        )
    goal = Goal.objects.create(
        pair=pair,
        person=by,
        number=number + 1,
        learn=said[0],
        offer=said[1],
        is_for_coach=is_for_coach,
        written_at=at,
    )
    audit.record(
        verb="goals.written",
        subject=pair,
        actor=by,
        at=at,
        details={"number": goal.number},
        programme=pair.cohort.programme,
    )
    return goal


def forget_goals(*, at: datetime) -> int:
    """Delete goals as private notes go, by ``forget_what_was_written``; return how many."""
    return forget_what_was_written(
        Goal.objects.all(),
        pair="pair",
        written="written_at",
        verb="programme.goals_forgotten",
        of="n_goals",
        at=at,
    )


def _tidy(text: str) -> str:
    """Return the lines that say something, without the blanks around them."""
    lines = (line.strip() for line in text.splitlines())
    return "\n".join(line for line in lines if line)
