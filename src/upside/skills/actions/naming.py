"""What people here say for a topic: a further name, or a topic of the company's own."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from upside.kernel import audit
from upside.kernel.errors import Refused
from upside.kernel.texts import LANGUAGES
from upside.people.models import Person
from upside.skills.actions.catalogue import OWN_AREA
from upside.skills.models import IMPORTED_AREAS, Skill
from upside.skills.queries import folded_names_of, names_of, skills_by_name
from upside.skills.wording import LONGEST_NAME, folded, is_name

__all__ = ["NoSuchName", "TopicExists", "add_own_topic", "call_topic"]


class NoSuchName(Refused):
    """No topic can be called so."""


class TopicExists(Refused):
    """The catalogue has a topic of that name."""


@transaction.atomic
def call_topic(skill: Skill, text: str) -> bool:
    """Let a topic be found by ``text``, too; return whether that is new.

    A name that one of our topics has already leads there and stays there: it is not given twice.
    """
    topic = Skill.objects.select_for_update().get(pk=skill.pk)
    if not is_name(text) or folded(text) in names_of(topic) or _ours(text):
        return False
    topic.local_names = [*topic.local_names, text]
    if topic.area in IMPORTED_AREAS:
        topic.folded_names = folded_names_of(topic)
    topic.save(update_fields=["local_names", "folded_names"])
    return True


@transaction.atomic
def add_own_topic(
    labels: Mapping[str, str], *, direction: str, by: Person | None, at: datetime
) -> Skill:
    """Add one topic of the company's own, with a name in each language.

    Refused where a name is too long or empty, or is what one of our topics is called.
    """
    named = {code: labels.get(code, "").strip() for code in LANGUAGES}
    if not all(is_name(name) for name in named.values()):
        raise NoSuchName(
            _("A topic needs a name of one line in each language, of no more than %(most)s signs.")
            % {"most": LONGEST_NAME}
        )
    if direction not in Skill.Direction.values:
        raise NoSuchName(_("Say who the topic goes to."))
    if taken := [skill for name in named.values() for skill in _ours(name)]:
        raise TopicExists(
            _("The catalogue has a topic of this name: %(topic)s. Map the word to it instead.")
            % {"topic": taken[0].label}
        )
    number = Skill.objects.filter(area=OWN_AREA).count() + 1
    skill = Skill.objects.create(
        code=f"C{number}", area=OWN_AREA, direction=direction, labels=named
    )
    details = {"codes": [skill.code]}
    audit.record(verb="catalogue.extended", subject="skills", actor=by, at=at, details=details)
    return skill


def _ours(name: str) -> list[Skill]:
    """Return our topics, or the company's own, that are called so."""
    found = skills_by_name().get(folded(name), [])
    return [skill for skill in found if skill.area not in IMPORTED_AREAS]
