"""How a command is told which cohort it is about."""

from django.utils.translation import gettext as _

from upside.kernel.errors import Refused
from upside.programmes.models import Cohort

__all__ = ["NoSuchCohort", "cohort_named"]

LARGEST_ID = 10**18


class NoSuchCohort(Refused):
    """The command names no cohort that there is."""


def cohort_named(name: str) -> Cohort:
    """Return the cohort of that number, or the newest one of the programme of that short name."""
    newest = Cohort.objects.order_by("-starts_on", "-pk")
    found = None
    if name.isascii() and name.isdigit() and int(name) < LARGEST_ID:
        found = newest.filter(pk=int(name)).first()
    found = found or newest.filter(programme__slug=name).first()
    if found is None:
        raise NoSuchCohort(
            _(
                "There is no cohort “%(name)s”. Give the number of a cohort or the short name of"
                " a programme; both stand in the address and on the page of a cohort."
            )
            % {"name": name[:80]}
        )
    return found
