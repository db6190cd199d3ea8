from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('pairs', '0008_readers_of_exits'),
    ]

    operations = [
        migrations.AddField(
            model_name='lookback',
            name='next_time_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
    ]
