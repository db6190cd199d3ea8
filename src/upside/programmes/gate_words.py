"""The launch gates in words: what each asks for, and why."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

__all__ = ["GATE_NAMES", "GATE_REASONS"]

GATE_NAMES: dict[str, Promise] = {
    "objectives": _("Objectives for mentees, mentors and the organisation"),
    "sponsor": _("A named sponsor"),
    "time_budget": _("Time that people may take"),
    "privacy_notice": _("Privacy notice"),
    "dpia": _("Data protection impact assessment"),
    "works_council": _("Works council"),
    "charter": _("Charter"),
    "partners": _("The people of each partner company"),
    "pilot": _("Size of the pilot"),
}
GATE_REASONS: dict[str, Promise] = {
    "objectives": _("Without a target nobody can say afterwards whether it was worth the time."),
    "sponsor": _("Somebody at the top answers for it, and is seen to."),
    "time_budget": _("People need to know that these hours are working time."),
    "privacy_notice": _("People read what is kept about them before they say yes."),
    "dpia": _("Matching people by their skills asks for one in most companies."),
    "works_council": _("It is informed before the tool is used, and again when rules change."),
    "charter": _("Both sign it before the first session."),
    "partners": _(
        "They come in by a list of their own, in the unit that the programme names: only there are"
        " they guests."
    ),
    "pilot": _("Start small, learn, then duplicate the cohort."),
}
