"""What somebody may lack to be ready, in words to act on: theirs, and the coordinator's."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

__all__ = ["FOR_THE_COORDINATOR", "FOR_THE_PERSON", "PERSONAL"]

PERSONAL = frozenset({"language", "slot", "want", "seats"})
"""What the person can give themselves; mail and grade come with the HR file."""

FOR_THE_PERSON: dict[str, Promise] = {
    "mail": _("HR has no mail address for you: ask your coordinator to add it."),
    "grade": _("HR has no grade for you: your coordinator will add it, you need do nothing."),
    "language": _("Choose a language in which you can talk."),
    "slot": _("Say when you usually have time."),
    "want": _("Name one thing that you want to learn."),
    "seats": _("Say with how many people you can meet."),
    "evidence": _(
        "This programme asks for more than your own estimate of one topic that you share: ask a"
        " colleague to attest it, or name a certificate. The page of the topic leads there."
    ),
}
FOR_THE_COORDINATOR: dict[str, Promise] = {
    "mail": _("no mail: add it to the HR file"),
    "grade": _("no grade: add it to the HR file"),
    "language": _("no language"),
    "slot": _("no time of the week"),
    "want": _("nothing to learn named"),
    "seats": _("no seat"),
    "evidence": _("no evidence of a topic to share beyond their own estimate"),
}
