from django.db import migrations


def say_how(apps, _schema):
    closed = apps.get_model("pairs", "Pair").objects.filter(state="closed", ending="")
    closed.filter(activated_at=None).update(ending="lapsed")
    closed.exclude(activated_at=None).update(ending="ended")


class Migration(migrations.Migration):
    dependencies = [("pairs", "0003_endings_and_pauses")]

    operations = [migrations.RunPython(say_how, migrations.RunPython.noop)]
