from django.db import migrations
from django.db.models import Min

from upside.programmes.files import text_of


def first_versions(apps, schema_editor):
    """Give each programme of before its first version, and each cohort with people its launch."""
    get = lambda name: apps.get_model("programmes", name)  # noqa: E731
    for programme in get("Programme").objects.filter(versions=None):
        settings = {"programme": programme.slug, **programme.settings, "name": programme.names}
        version = get("ProgrammeVersion").objects.create(
            programme=programme,
            number=1,
            text=text_of(settings),
            settings=settings,
            made_at=programme.created_at,
        )
        get("Programme").objects.filter(pk=programme.pk).update(settings=settings)
        started = get("Cohort").objects.filter(programme=programme, enrolments__isnull=False)
        for cohort in started.annotate(first=Min("enrolments__invited_at")):
            get("Cohort").objects.filter(pk=cohort.pk).update(
                launched_at=cohort.first, version=version, kept=settings
            )


class Migration(migrations.Migration):
    dependencies = [("programmes", "0002_versions_and_launch")]
    operations = [migrations.RunPython(first_versions, migrations.RunPython.noop)]
