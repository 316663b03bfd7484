"""The authorities that resemble an area most, in dated lists."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("partnerships", "0002_codes_of_areas")]

    operations = [
        migrations.CreateModel(
            name="Neighbour",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("rank", models.PositiveSmallIntegerField()),
                ("code", models.CharField(max_length=9)),
                ("title", models.CharField(max_length=120)),
                ("source", models.CharField(max_length=200)),
                ("published", models.DateField()),
                ("start", models.DateField()),
                ("end", models.DateField(blank=True, null=True)),
                (
                    "area",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="neighbours",
                        to="partnerships.area",
                    ),
                ),
            ],
            options={"ordering": ("area", "start", "rank")},
        ),
        migrations.AddConstraint(
            model_name="neighbour",
            constraint=models.UniqueConstraint(
                fields=("area", "start", "code"), name="a_neighbour_stands_once_in_a_list"
            ),
        ),
    ]
