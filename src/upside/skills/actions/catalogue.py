from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from upside.kernel import audit
from upside.kernel.texts import LANGUAGES
from upside.people.models import Person
from upside.skills.catalogue import topics
from upside.skills.models import Skill
from upside.skills.queries import skills_by_name
from upside.skills.wording import folded, is_name

__all__ = ["OWN_AREA", "add_topics", "load_catalogue"]

OWN_AREA = "own"


@transaction.atomic
def load_catalogue(*, at: datetime) -> int:
    """Bring the topics of the file into the database; return how many were new or changed.

    A second call changes nothing. Topics that the file does not know are left alone.
    """
    known = {skill.code: skill for skill in Skill.objects.all()}
    changed = 0
    for fields in topics():
        skill = known.get(fields["code"], Skill())
        if skill.pk and all(getattr(skill, name) == value for name, value in fields.items()):
            continue
        for name, value in fields.items():
            setattr(skill, name, value)
        skill.save()
        changed += 1
    if changed:
        audit.record(
            verb="catalogue.loaded",
            subject="skills",
            actor=None,
            at=at,
            details={"changed": changed},
        )
    return changed


@transaction.atomic
def add_topics(names: Iterable[str], *, by: Person | None, at: datetime) -> list[Skill]:
    """Add the company's own topics to the catalogue, under one name for both languages.

    A name that a topic already has, in whatever spelling, adds nothing; nor does a text that is no
    name, because it is too long or holds signs that cannot be seen. Own topics may be taught
    both ways and get the codes C1, C2 and so on.
    """
    known = skills_by_name()
    new = {folded(name): name.strip() for name in names if is_name(name.strip())}
    number = Skill.objects.filter(area=OWN_AREA).count()
    added = [
        Skill.objects.create(
            code=f"C{number + at_}",
            area=OWN_AREA,
            direction=Skill.Direction.BOTH,
            labels=dict.fromkeys(LANGUAGES, name),
        )
        for at_, name in enumerate((n for key, n in new.items() if key not in known), start=1)
    ]
    if added:
        details = {"codes": [skill.code for skill in added]}
        audit.record(verb="catalogue.extended", subject="skills", actor=by, at=at, details=details)
    return added
