from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('feedback', '0006_suggestions'),
    ]

    operations = [
        migrations.AddField(
            model_name='concern',
            name='read_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
    ]
