"""How a pair begins: it opens when both said yes, it is active when both signed."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from upside.kernel import audit
from upside.kernel.errors import Refused
from upside.pairs.actions.charters import keep_text
from upside.pairs.actions.telling import tell
from upside.pairs.models import CharterSignature, CharterText, Pair
from upside.pairs.queries import charter_of, pairs_taking_seats
from upside.pairs.refusals import CharterChanged, NotOneOfThePair, PairClosed
from upside.people.models import Person
from upside.programmes.models import WITHOUT_PLACE, Cohort, Enrolment

__all__ = [
    "MenteeHasPair",
    "NoSeatLeft",
    "PlaceGivenUp",
    "open_pair",
    "sign_charter",
]

State = Pair.State


class MenteeHasPair(Refused):
    """The mentee is in another open pair of the cohort."""


class NoSeatLeft(Refused):
    """The mentor's seats are all taken."""


class PlaceGivenUp(Refused):
    """One of the two no longer takes part."""


@transaction.atomic
def open_pair(  # noqa: PLR0913 - who, where, why, and what else tells them
    *,
    cohort: Cohort,
    mentor: Person,
    mentee: Person,
    reasons: dict[str, Any],
    by: Person | None,
    at: datetime,
    tells: bool = True,
) -> Pair:
    """Open the pair of two people who both said yes, and tell both.

    Where the mail of something else says so, ``tells`` is off. The same two again give the pair
    that is there. Refused: a mentee who is in another open pair of the cohort, a mentor without a
    free seat, somebody who gave up their place.
    """
    # locked, so that two yeses at once cannot take the same seat; in order, so that
    # they do not wait for each other
    places = {
        place.person_id: place
        for place in Enrolment.objects.select_for_update()
        .filter(cohort=cohort, person__in=(mentor, mentee))
        .order_by("pk")
    }
    there = Pair.objects.filter(cohort=cohort, mentee=mentee).exclude(state=State.CLOSED).first()
    if there and there.mentor_id == mentor.pk:
        return there
    if there:
        raise MenteeHasPair(
            _("%(name)s is in another pair of this cohort. The proposal can be dropped.")
            % {"name": mentee.name}
        )
    _refuse_without_place(places, mentor)

    pair = Pair.objects.create(
        cohort=cohort, mentor=mentor, mentee=mentee, reasons=reasons, accepted_at=at
    )
    audit.record(verb="pair.opened", subject=pair, actor=by, at=at, programme=cohort.programme)
    if tells:
        tell("pair_accepted", pair, at=at)
    return pair


@transaction.atomic
def sign_charter(pair: Pair, *, by: Person, at: datetime, read: str = "") -> Pair:
    """Keep that one of the two signed the charter; the second signature makes the pair active.

    The words that are signed are kept with it. ``read`` is the digest of the charter that the page
    showed. Signing twice changes nothing. Refused: anybody else, a pair that has ended, and a
    charter that has changed since it was read.
    """
    pair = (
        Pair.objects.select_for_update(of=("self",))
        .select_related("cohort__programme", "mentor", "mentee")
        .get(pk=pair.pk)
    )
    if by not in pair.people:
        raise NotOneOfThePair(_("Only the two people of this pair can sign its charter."))
    if pair.state == State.CLOSED:
        raise PairClosed(_("This pair has ended, so there is nothing left to sign."))
    charter = charter_of(pair.cohort)
    if read and read != charter.digest:
        raise CharterChanged(
            _("The charter has changed since you opened the page. Read it here, then sign.")
        )
    text = keep_text(pair.cohort.programme, charter, at=at)
    _signature, is_new = CharterSignature.objects.get_or_create(
        pair=pair, person=by, text=text, defaults={"version": text.version, "signed_at": at}
    )
    if is_new:
        audit.record(
            verb="charter.signed",
            subject=pair,
            actor=by,
            at=at,
            details={"version": text.version},
            programme=pair.cohort.programme,
        )
        _activate_if_both_signed(pair, text, by=by, at=at)
    return pair


def _activate_if_both_signed(pair: Pair, text: CharterText, *, by: Person, at: datetime) -> None:
    signed = pair.signatures.filter(text=text).count()
    # a pair on pause stays so, whatever they sign
    if signed < len(pair.people) or pair.state != State.ACCEPTED:
        return
    pair.state = State.ACTIVE
    pair.activated_at = at
    pair.save(update_fields=["state", "activated_at"])
    audit.record(
        verb="pair.activated", subject=pair, actor=by, at=at, programme=pair.cohort.programme
    )
    tell("pair_active", pair, at=at)


def _refuse_without_place(places: dict[int, Enrolment], mentor: Person) -> None:
    if any(place.state in WITHOUT_PLACE for place in places.values()):
        raise PlaceGivenUp(
            _("One of the two no longer takes part. The other waits for a new proposal.")
        )
    place = places.get(mentor.pk)
    if place is None:
        return
    taken = pairs_taking_seats().filter(cohort=place.cohort_id, mentor=mentor)
    if taken.count() >= place.seats:
        raise NoSeatLeft(
            _("%(name)s has no free seat left. They can offer one more on their own page.")
            % {"name": mentor.name}
        )
