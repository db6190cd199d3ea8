"""What holds where a programme says nothing of a section."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

__all__ = ["UNSAID"]

UNSAID: dict[str, Promise] = {
    "steps": _("The invitation names no steps."),
    "who": _("Everybody in the company may take part, on either side."),
    "partners": _("No partner company takes part."),
    "application": _("Whoever applies answers no questions."),
    "short_list": _(
        "Up to five people on a list; mentees invite, two at a time. Other ways have no lists."
    ),
    "first_call": _("Nobody is offered a call before the yes."),
    "curriculum": _("No modules: each pair finds its own way."),
    "training": _("Nobody has to be trained before the first session."),
    "momentum": _(
        "A pair is amber a quarter beyond its rhythm without a date, or after two sessions called"
        " off or missed in a row; red beyond twice the rhythm, or after three."
    ),
    "messages": _("No reminder goes out by itself."),
    "evidence": _("A mentor’s own estimate of a topic is enough."),
    "measures": _("The two questions and what passed are asked, and the report links units."),
    "retention": _(
        "Private notes go 30 days after the end, answers 12 months after the end of the cohort."
    ),
    "visibility": _("The sponsor reads the report."),
    "launch": _("The size of the pilot is not set yet; the launch waits for it."),
}
