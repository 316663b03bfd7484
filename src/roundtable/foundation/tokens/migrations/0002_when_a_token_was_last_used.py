from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("tokens", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="token",
            name="used_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
    ]
