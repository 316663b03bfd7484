"""The codes of an area: the Department for Education's, and that of its region."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("partnerships", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="area", name="dfe_code", field=models.CharField(blank=True, max_length=3)
        ),
        migrations.AddField(
            model_name="area", name="region", field=models.CharField(blank=True, max_length=9)
        ),
    ]
