"""Mails about a pair to its two people: each reads the other's name in theirs."""

from collections.abc import Sequence
from datetime import datetime

from upside.notices.actions import queue_notice
from upside.pairs.models import Pair
from upside.people.models import Person

__all__ = ["tell"]


def tell(
    template: str,
    pair: Pair,
    *,
    at: datetime,
    to: Sequence[Person] = (),
    once: object = "",
    page: str = "",
    **more: object,
) -> int:
    """Write ``template`` to both people of ``pair``, or to those of them in ``to``.

    It goes once for the pair, or for ``once`` where that is given, and leads to the pair's page or
    to ``page`` below it. Returns how many were new.
    """
    written = [
        queue_notice(
            template,
            to=person,
            key=f"{template}:{once or pair.pk}:{person.pk}",
            at=at,
            context={
                "programme": pair.cohort.programme.names,
                "partner": pair.partner_of(person).name,
                "path": f"/pairs/{pair.pk}/{page}",
                **more,
            },
        )
        for person in to or pair.people
    ]
    return sum(notice is not None for notice in written)
