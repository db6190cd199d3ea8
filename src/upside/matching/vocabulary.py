"""The fixed words of matching: names of rules and terms, and why a proposal stayed behind."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

__all__ = ["IMPORTANCE", "KEPT_BACK", "PLACES", "RULES", "SAID", "STEPS", "TERMS"]

RULES: dict[str, Promise] = {
    "slots": _("time in common"),
    "language": _("a language in common"),
    "grade_gap": _("the grade"),
    "skill": _("the skill"),
    "different": _("the place"),
    "reporting_line": _("the reporting line"),
    "timezone": _("the time zone"),
    "same_company": _("being of the same company"),
    "same_person": _("being the same person"),
    "forbidden": _("a pair that was ruled out by hand"),
    "locked_elsewhere": _("a pair that was fixed by hand"),
    "said": _("what people said, or an earlier pair"),
}
SAID = ("veto", "conflict", "paired_before")
PLACES: dict[str, Promise] = {
    "unit": _("unit"),
    "site": _("site"),
    "country": _("country"),
}
TERMS: dict[str, tuple[Promise, Promise]] = {
    "teach": (_("Teach"), _("How far the mentor takes the mentee")),
    "give_back": (_("Give back"), _("How far the mentee takes the mentor")),
    "distance": (_("Distance"), _("Units that rarely work together")),
    "availability": (_("Availability"), _("Time in common, up to two hours a week")),
    "wishes": (_("Wishes"), _("Ranked by either side")),
    "format": (_("Format"), _("Ways to meet that both like")),
    "grid": (_("Evaluation grid"), _("How far the mentor is above the threshold")),
    "load": (_("Load"), _("Mentors with more seats free")),
    "harmonic": (_("Both gain"), _("High only if both learn much")),
    "geometric": (_("Balance"), _("High if both learn something")),
}
KEPT_BACK: dict[str, Promise] = {
    "left": _("One of the two has left the company."),
    "withdrawn": _("One of the two no longer takes part."),
    # one sentence for both: nobody reads from it that somebody asked not to meet the other
    "not_ready": _("The profile of one of the two has changed since the run."),
    "changed": _("The profile of one of the two has changed since the run."),
    "taken": _("One of the two has no free seat any more."),
    "left_out": _("It was left out of the release."),
}
IMPORTANCE: dict[int, Promise] = {
    1: _("It matters a little to %(learner)s."),
    2: _("It matters to %(learner)s."),
    3: _("It matters a great deal to %(learner)s."),
}
STEPS: dict[str, Promise] = {
    "read": _("Reading who is ready"),
    "candidates": _("Comparing everybody with everybody"),
    "solve": _("Looking for the best plan"),
    "prices": _("Looking at every pair that could be better"),
    "certify": _("Proving that no plan is better"),
    "audit": _("Adding the proof up a second time"),
    "explain": _("Writing down why, for each pair and for who is left over"),
    "keep": _("Keeping the pairs"),
    "letters": _("Writing the mails"),
    "send": _("Checking once more, and sending everything at once"),
}
