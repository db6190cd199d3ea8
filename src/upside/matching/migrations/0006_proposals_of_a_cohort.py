import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [
        ("matching", "0005_cohort_of_proposals"),
        ("programmes", "0008_places_and_waiting_list"),
    ]
    operations = [
        migrations.AlterField(
            model_name="proposal",
            name="cohort",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="proposals",
                to="programmes.cohort",
            ),
        ),
        migrations.AddConstraint(
            model_name="proposal",
            constraint=models.UniqueConstraint(
                fields=["cohort", "mentor", "mentee"],
                condition=Q(state__in=["released", "half"]),
                name="one_open_proposal_per_two",
            ),
        ),
    ]
