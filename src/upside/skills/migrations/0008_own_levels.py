from django.db import migrations
from django.db.models import F


def own_levels(apps, schema_editor):
    """What people and files said so far is their own word."""
    apps.get_model("skills", "SkillLevel").objects.update(own_level=F("level"))


class Migration(migrations.Migration):
    dependencies = [("skills", "0007_evidence")]
    operations = [migrations.RunPython(own_levels, migrations.RunPython.noop)]
