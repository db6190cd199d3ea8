"""A plan for the first circle of mentors: an hour that needs no preparation by anybody."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

__all__ = ["FIRST_CIRCLE", "FIRST_TOPIC", "Part"]


@dataclass(frozen=True, slots=True)
class Part:
    """One part of the hour: how long, its name, and what is done."""

    minutes: int
    name: str | Promise
    text: str | Promise


FIRST_TOPIC = _("How do you teach somebody who is above you?")
FIRST_CIRCLE = (
    Part(
        5,
        _("Arrive"),
        _(
            "The host says two rules: what is said stays here, and nobody names their mentee. Speak"
            " of what you did, not of who the other is."
        ),
    ),
    Part(
        10,
        _("A round"),
        _(
            "Each says in one minute: their name, what they share with their mentee, and one word"
            " for how the first session felt. Nobody comments. Whoever has not met yet says what"
            " they look forward to."
        ),
    ),
    Part(
        20,
        _("One case"),
        _(
            "Somebody tells a moment that was hard: a mentee who kept looking at the phone, a date"
            " put off twice, a question without an answer. Five minutes to tell, five for questions"
            " only, ten in which the others say: in your place I would try…"
        ),
    ),
    Part(
        15,
        _("What works"),
        _(
            "In threes: the sentence, the exercise or the trick that worked best so far. Each three"
            " brings one back, and the host writes it down without names."
        ),
    ),
    Part(
        5,
        _("What we need"),
        _(
            "What would help, from the coordinator or the coach? The host passes it on as a wish of"
            " the circle, never of one person. Whoever feels uneasy in a pair writes to the coach,"
            " not to the circle."
        ),
    ),
    Part(
        5,
        _("Leave"),
        _(
            "Each says one thing that they will try before their next session. Choose the next date"
            " and its topic before you part."
        ),
    ),
)
