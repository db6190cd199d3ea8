"""What a coach wrote to somebody who told them of something, until they have read it."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _

from upside.feedback.queries import new_answers
from upside.people.models import Person
from upside.web.front.step import Step, Urgency

__all__ = ["of_answers"]


def of_answers(person: Person) -> Iterator[Step]:
    """Yield each answer that ``person`` has not read: who wrote it, and nothing of what."""
    for answer in new_answers(person):
        yield Step(
            urgency=Urgency.PULSE,
            folio=_("Your coach"),
            title=_("%(name)s has written to you.") % {"name": answer.author.name},
            text=_("Only you and the coaches you wrote to can read it."),
            action=_("Read it"),
            address=reverse("word:concern", args=[answer.concern_id]),
        )
