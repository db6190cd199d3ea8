from datetime import datetime

from django.db import transaction

from upside.kernel import audit
from upside.learning.kits import kits
from upside.learning.models import Kit
from upside.skills.actions import load_catalogue
from upside.skills.models import Skill

__all__ = ["load_kits"]

FIELDS = ("skill_id", "session_number", "place", "content", "content_hash", "needs_review")


@transaction.atomic
def load_kits(*, at: datetime) -> int:
    """Bring the kits of the files into the database; return how many were new or changed.

    A second call changes nothing. Copies that people made stay as they are. The topics are
    brought in first: a kit hangs on one.
    """
    load_catalogue(at=at)
    known = {kit.code: kit for kit in Kit.objects.all()}
    skills = dict(Skill.objects.values_list("code", "pk"))
    changed = 0
    for said in kits():
        kit = known.get(said["code"], Kit(code=said["code"]))
        fields = {
            "skill_id": skills[said["topic"]] if said["topic"] else None,
            "session_number": said["session"],
            **{name: said[name] for name in FIELDS[2:]},
        }
        if kit.pk and all(getattr(kit, name) == value for name, value in fields.items()):
            continue
        for name, value in fields.items():
            setattr(kit, name, value)
        kit.loaded_at = at
        kit.save()
        changed += 1
    if changed:
        details = {"changed": changed}
        audit.record(verb="kits.loaded", subject="kits", actor=None, at=at, details=details)
    return changed
