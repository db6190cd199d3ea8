import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("matching", "0012_people_of_speed_meetings"),
        ("meetings", "0004_first_calls"),
    ]

    operations = [
        migrations.AddField(
            model_name="proposal",
            name="closed_before_call_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="proposal",
            name="first_call",
            field=models.OneToOneField(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="proposal",
                to="meetings.firstcall",
            ),
        ),
    ]
