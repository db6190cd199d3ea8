"""The parameters of a programme as the advice names them."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

__all__ = ["DRIVERS", "PARAMETERS"]

PARAMETERS: dict[str, Promise] = {
    "n_sessions": _("Sessions of each pair"),
    "session_minutes": _("Minutes a session"),
    "rhythm_days": _("Days from one session to the next"),
    "seats": _("People a mentor takes"),
    "pilot_pairs": _("Pairs in the pilot"),
}
DRIVERS: dict[str, Promise] = {
    "mentee": _("The mentee books and sets the agenda."),
    "mentor": _("The mentor leads and prepares the sessions."),
    "shared": _("Both take turns in preparing and booking."),
    "both": _("Both meet as equals from the first encounter on."),
}
