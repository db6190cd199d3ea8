"""Write on each proposal the cohort of its round: an invitation has no round."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.models import OuterRef, Subquery


def fill_in(apps: Apps, _editor: BaseDatabaseSchemaEditor) -> None:
    rounds = apps.get_model("matching", "Round").objects.filter(pk=OuterRef("round"))
    proposals = apps.get_model("matching", "Proposal").objects
    proposals.update(cohort=Subquery(rounds.values("cohort")[:1]))


class Migration(migrations.Migration):
    dependencies = [("matching", "0004_modes_of_forming_pairs")]
    operations = [migrations.RunPython(fill_in, migrations.RunPython.noop)]
