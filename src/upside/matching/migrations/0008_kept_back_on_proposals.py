"""Write on each proposal why it stayed behind, and on each round the one step of its release."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def fill_in(apps: Apps, _editor: BaseDatabaseSchemaEditor) -> None:
    proposals = apps.get_model("matching", "Proposal").objects
    released = apps.get_model("matching", "Round").objects.filter(state="released")
    for round_ in released.defer("inputs").iterator():
        for row in round_.outcome.pop("not_released", []):
            proposals.filter(pk=row["proposal"]).update(kept_back=row["reason"])
        step = {
            "at": round_.released_at.isoformat() if round_.released_at else "",
            "by": round_.released_by_id,
            "n_released": proposals.filter(round=round_).exclude(state="draft").count(),
            "note": "",
            "allowed_by": "",
        }
        round_.releases = [step]
        round_.save(update_fields=["releases", "outcome"])


class Migration(migrations.Migration):
    dependencies = [("matching", "0007_staged_release")]
    operations = [migrations.RunPython(fill_in, migrations.RunPython.noop)]
