"""What comes at the end of a pair, and in its pause: to look back, what stays, what comes next."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from django.urls import reverse
from django.utils.translation import gettext as _

from upside.community.learnings import learnings_to_finish, written_to_the_end
from upside.pairs.farewell_models import LookBack
from upside.pairs.models import Pair
from upside.pairs.queries.farewells import is_at_end, said_at_ends
from upside.people.models import Person
from upside.programmes.models import Enrolment
from upside.programmes.modes import MANUAL, mode_of
from upside.web.front.step import Step, Urgency, short
from upside.web.templatetags.writing import day

__all__ = [
    "free_again",
    "has_ended",
    "look_back",
    "of_completed",
    "of_done",
    "of_learnings",
    "pause",
]

IS_NEW = timedelta(days=7)
STAYS = timedelta(days=60)
"""How long the first page tells of a pair that was completed; new, it comes before other news."""


def of_completed(pairs: Sequence[Pair], person: Person, at: datetime) -> Iterator[Step]:
    """Yield the end of each pair that was completed lately; two queries where there is one."""
    ended = [
        pair
        for pair in pairs
        if pair.ending == Pair.Ending.COMPLETED and pair.closed_at and pair.closed_at > at - STAYS
    ]
    said, written = said_at_ends(ended), written_to_the_end(ended)
    for pair in ended:
        mine = said.get((pair.pk, person.pk))
        theirs = said.get((pair.pk, pair.partner_of(person).pk))
        step = _completed(pair, person, mine, theirs, at)
        if pair.pk in written:
            has_word = theirs is not None and bool(theirs.thanks or theirs.goals)
            text = (
                _("%(partner)s left you a word.")
                if has_word
                else _("You have done what you came for.")
            )
            step = replace(step, text=text % {"partner": short(pair.partner_of(person))})
        yield step


def _completed(
    pair: Pair, person: Person, mine: LookBack | None, theirs: LookBack | None, at: datetime
) -> Step:
    partner = pair.partner_of(person)
    said = {"partner": short(partner)}
    has_word = theirs is not None and bool(theirs.thanks or theirs.goals)
    is_new = pair.closed_at is not None and pair.closed_at > at - IS_NEW
    return Step(
        urgency=Urgency.PULSE if is_new else Urgency.REST,
        folio=pair.cohort.programme.name,
        title=_("Your pair with %(partner)s has come to its end.") % said,
        text=(
            _("%(partner)s left you a word, and you can still write down what you two learned.")
            if has_word
            else _("You have done what you came for. You can still write down what you learned.")
        )
        % said,
        action=_("Read the word of %(partner)s") % said if has_word else _("Open your last page"),
        address=reverse("farewells:farewell", args=[pair.pk]),
        links=((_("What we learned"), reverse("farewells:learned", args=[pair.pk])),),
        asks_next=mine is None or not (mine.asks_again or mine.next_time_at),
        partner=partner,
        pair=pair,
    )


def of_done(pair: Pair, person: Person) -> Iterator[Step]:
    """Yield that one of the two thinks that they are done; nothing once both are asked."""
    farewell = getattr(pair, "farewell", None)
    if farewell is None or farewell.opened_at or farewell.said_by_id is None:
        return
    partner = pair.partner_of(person)
    is_mine = farewell.said_by_id == person.pk
    yield Step(
        urgency=Urgency.REST if is_mine else Urgency.BOOK,
        folio=_("Your pair"),
        title=(
            _("You said that you and %(partner)s are done; the answer is still to come.")
            if is_mine
            else _("%(partner)s thinks that you two are done.")
        )
        % {"partner": short(partner)},
        text=_("If you see it the same way, you both look back. Else your pair just goes on."),
        action=_("Look at it, or take it back") if is_mine else _("Say how you see it"),
        address=reverse("farewells:farewell", args=[pair.pk]),
        partner=partner,
        pair=pair,
    )


def has_ended(place: Enrolment, pairs: Sequence[Pair]) -> bool:
    """Tell whether ``place`` was for pairs that are completed, all of its seats.

    Nothing more comes of it by itself: its person waits for no round.
    """
    completed = [
        pair
        for pair in pairs
        if pair.cohort_id == place.cohort_id and pair.ending == Pair.Ending.COMPLETED
    ]
    n_seats = place.seats if place.role == Enrolment.Role.MENTOR else 1
    return place.state == Enrolment.State.READY and len(completed) >= max(n_seats, 1)


def look_back(pair: Pair, person: Person) -> Step:
    """Return the step of somebody who is asked to look back and has not."""
    partner = pair.partner_of(person)
    return Step(
        urgency=Urgency.BOOK,
        folio=_("Your pair"),
        title=_("You and %(partner)s have come to the end.") % {"partner": short(partner)},
        text=_("A few minutes to look back, all of it optional. Then the pair is completed."),
        action=_("Look back"),
        address=reverse("farewells:farewell", args=[pair.pk]),
        partner=partner,
        pair=pair,
    )


def pause(pair: Pair, person: Person) -> Step:
    """Return the step of a pair that rests; ``open_pauses`` was read with it."""
    partner = pair.partner_of(person)
    pauses = getattr(pair, "open_pauses", [])
    until = pauses[0].until_on if pauses else None
    title = _("You and %(partner)s are on pause until %(day)s.")
    text = _("Nothing is expected of you. The pair goes on by itself the day after.")
    if until is None:
        title = _("You and %(partner)s are on pause.")
        text = _("Nothing is expected of you. The pair goes on when one of you resumes it.")
    return Step(
        urgency=Urgency.BOOK,  # before sessions after it: nothing is expected until then
        folio=_("Your pair"),
        title=title % {"partner": short(partner), "day": day(until)},
        text=text,
        action=_("Resume the pair, or change the pause"),
        address=f"{reverse('pairs:pair', args=[pair.pk])}#pause",
        partner=partner,
        pair=pair,
    )


def of_learnings(pairs: Sequence[Pair], person: Person) -> Iterator[Step]:
    """Yield the texts to which the partner agrees already; no query where no pair is at its end."""
    for learning in learnings_to_finish(person) if any(map(is_at_end, pairs)) else ():
        partner = learning.pair.partner_of(person)
        yield Step(
            urgency=Urgency.PULSE,
            folio=_("What we learned"),
            title=_("%(partner)s would publish what you two learned.")
            % {"partner": short(partner)},
            text=_("Read it, change it or agree. Without your word nothing is published."),
            action=_("Read the text"),
            address=reverse("farewells:learned", args=[learning.pair_id]),
            partner=partner,
            pair=learning.pair,
        )


def free_again(place: Enrolment, pair: Pair, person: Person, at: datetime) -> Step:
    """Return the step of somebody whose ``pair`` ended early, and who waits for another."""
    is_new = pair.closed_at is not None and pair.closed_at > at - IS_NEW
    title = _("Your pair with %(partner)s has ended. You are free for a new one.")
    text = _(
        "A new proposal is looked for at once, and nobody else is moved. A mail tells you when it"
        " is there."
    )
    if mode_of(place.cohort) == MANUAL:
        text = _(
            "The coordinator sees that you are free and looks for somebody who suits you. A mail"
            " tells you when there is a proposal."
        )
    return Step(
        urgency=Urgency.PULSE if is_new else Urgency.REST,
        folio=place.cohort.programme.name,
        title=title % {"partner": short(pair.partner_of(person))},
        text=text,
        action=_("Look at your place"),
        address=reverse("places:place", args=[place.pk]),
    )
