from django.conf import settings
from django.db import migrations, models


def name_readers(apps, _schema):
    """Let the coaches of today keep what was told to a coach before readers were kept."""
    grants = apps.get_model("programmes", "RoleGrant").objects.filter(role="coach")
    for left in apps.get_model("pairs", "Exit").objects.filter(tells_coach=True):
        pair = left.pair
        here = grants.filter(programme=pair.cohort.programme_id)
        coaches = here.exclude(person__in=(pair.mentor_id, pair.mentee_id))
        left.readers.set(coaches.values_list("person", flat=True))


class Migration(migrations.Migration):

    dependencies = [
        ('pairs', '0007_farewells'),
        ('programmes', '0009_trainings'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='exit',
            name='readers',
            field=models.ManyToManyField(related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.RunPython(name_readers, migrations.RunPython.noop),
    ]
