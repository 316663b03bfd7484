"""The board may also say why two sources of a figure differ."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("dataset", "0002_a_return_is_due_when_its_request_is")]

    operations = [
        migrations.AddField(
            model_name="commentary",
            name="about",
            field=models.CharField(
                choices=[("figure", "The figure"), ("difference", "The difference between sources")],
                default="figure",
                max_length=20,
            ),
        ),
    ]
