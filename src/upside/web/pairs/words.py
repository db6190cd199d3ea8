"""Sentences after an answer, the same on the page and behind a button of a mail."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from upside.people.models import Person
from upside.sessions.gatherings import is_led_by
from upside.sessions.models import Session

__all__ = ["QUESTIONS", "said_of"]

QUESTIONS: dict[str, Promise] = {
    "accepted": _("Will you be there on %(day)s at %(time)s?"),
    "tentative": _("Will you be there on %(day)s at %(time)s?"),
    "declined": _("You cannot come on %(day)s at %(time)s?"),
    "held": _("Did you and %(name)s meet on %(day)s?"),
    "missed": _("You and %(name)s did not meet on %(day)s?"),
    "cancelled": _("Was the session of %(day)s with %(name)s called off?"),
}
SAID: dict[str, Promise] = {
    "accepted": _("Noted: you will be there. The other person reads it on their page."),
    "tentative": _("Noted: perhaps. The other person reads it on their page."),
    "declined": _(
        "Noted: you cannot. The other person is told by mail; nothing is cancelled yet. Another"
        " date is one tap away."
    ),
    "held": _("Noted: you met."),
    "missed": _("Noted: you did not meet. It happens; another date is quickly found."),
    "cancelled": _("Noted: it was called off. Both calendars are told."),
}
IN_A_GROUP: dict[str, Promise] = {
    "declined": _(
        "Noted: you cannot, and the mentor is told by mail. If the date stays, stay away from it"
        " on the page of the session; the others meet."
    ),
    "cancelled": _("Noted: you stay away. It leaves your calendar; the others meet."),
    "missed": _("Noted: you were not there."),
}
OF_A_GROUP: dict[str, Promise] = {
    "accepted": _("Noted: you will be there. The group reads it on its pages."),
    "declined": _(
        "Noted: you cannot. The group is told by mail; nothing is cancelled yet. Another date is"
        " one tap away."
    ),
    "held": _("Noted: you met. It holds for everybody of whom nothing was said yet."),
    "cancelled": _("Noted: it was called off. All calendars are told."),
}


def said_of(answer: str, session: Session, person: Person) -> str:
    """Return the sentence after ``answer``, as it holds for a pair, a group or one of a group."""
    words: dict[str, Promise] = {}
    if session.gathering_id is not None:
        words = OF_A_GROUP if is_led_by(session, person) else IN_A_GROUP
    return str(words.get(answer, SAID[answer]))
