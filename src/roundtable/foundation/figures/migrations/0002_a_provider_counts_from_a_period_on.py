"""A decision on a figure's source holds from a period on. Nothing could make one before, so none is changed."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("figures", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="providerdecision",
            name="since",
            field=models.CharField(default="2000-01", max_length=40),
            preserve_default=False,
        ),
        migrations.AlterModelOptions(
            name="providerdecision",
            options={"abstract": False, "base_manager_name": "objects", "ordering": ("key", "-pk")},
        ),
    ]
