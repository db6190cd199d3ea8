"""Sentences after an answer, the same on the page and behind a button of a mail."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

__all__ = ["QUESTIONS", "SAID"]

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
