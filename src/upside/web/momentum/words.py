"""The colours in words."""

from collections.abc import Iterable

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from upside.web.templatetags.writing import listed

__all__ = ["label_of_counts"]

LABELS = (
    gettext_lazy("Green"),
    gettext_lazy("Amber"),
    gettext_lazy("Red"),
    gettext_lazy("Without a colour"),
)


def label_of_counts(places: Iterable[int]) -> str:
    """Return the words for counts that are told together: ``Amber, Red and Without a colour``."""
    words = [str(LABELS[place]) for place in places]
    if len(words) == 1:
        return words[0]
    return _("%(colours)s, together") % {"colours": listed(words)}
