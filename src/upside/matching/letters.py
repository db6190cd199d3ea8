"""The mails that tell two people of a proposal: for whoever sends them, and whoever looks first."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from upside.matching.deadline import closing_time, last_day_of
from upside.matching.first_calls import FirstCallOffer, offer_of
from upside.matching.models import Proposal
from upside.notices.actions import Letter, Preview, preview_notice

__all__ = ["RELEASED", "letters_of", "previews_of"]

RELEASED = "proposal_released"


def letters_of(
    proposal: Proposal,
    *,
    programme: dict[str, Any],
    last_day: date | None,
    offer: FirstCallOffer | None,
) -> Iterator[Letter]:
    """Yield the mails to the two people of a proposal that goes out, the mentor's first."""
    call = {"call_minutes": offer.minutes, "call_days": offer.days} if offer else {}
    two = (
        (proposal.mentor, "mentor", proposal.mentee),
        (proposal.mentee, "mentee", proposal.mentor),
    )
    for person, role, partner in two:
        yield Letter(
            to=person,
            key=f"{RELEASED}:{proposal.pk}:{person.pk}",
            context={
                "programme": programme,
                "role": role,
                "partner": partner.name,
                "expires_on": last_day,
                "path": f"/proposals/{proposal.pk}/",
                **call,
            },
        )


def previews_of(proposal: Proposal, *, at: datetime) -> list[Preview]:
    """Return both mails of a proposal as they would read, were it released at ``at``.

    They come about as those that are sent do; nothing is written down, and their link opens
    nothing for whoever looks.
    """
    if proposal.expires_at is None:
        proposal.expires_at = closing_time(proposal.cohort, at)
    letters = letters_of(
        proposal,
        programme=proposal.cohort.programme.names,
        last_day=last_day_of(proposal),
        offer=offer_of(proposal.cohort),
    )
    return [preview_notice(RELEASED, letter, at=at) for letter in letters]
