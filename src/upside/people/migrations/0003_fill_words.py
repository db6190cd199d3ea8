from django.db import migrations

from upside.people.models import sought_of

BATCH = 500


def fill(apps, _editor):
    """Give everybody the words by which they are found."""
    person_model = apps.get_model("people", "Person")
    batch = []
    for person in person_model.objects.order_by("pk").iterator(chunk_size=BATCH):
        person.sought = sought_of(person)
        batch.append(person)
        if len(batch) == BATCH:
            person_model.objects.bulk_update(batch, ["sought"])
            batch = []
    person_model.objects.bulk_update(batch, ["sought"])


class Migration(migrations.Migration):

    dependencies = [("people", "0002_words_to_be_found_by")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
