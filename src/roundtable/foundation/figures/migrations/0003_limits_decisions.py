"""What the months of a figure are judged by: targets, baselines and re-calculations, decided with a reason."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("figures", "0002_a_provider_counts_from_a_period_on"),
        ("partnerships", "0003_statistical_neighbours"),
    ]

    operations = [
        migrations.CreateModel(
            name="LimitsDecision",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", models.CharField(max_length=120)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("target", "Target"),
                            ("target_ends", "End of the target"),
                            ("baseline", "Baseline"),
                            ("recalculation", "Re-calculation"),
                            ("undone", "Taken back"),
                        ],
                        max_length=20,
                    ),
                ),
                ("since", models.CharField(max_length=40)),
                ("until", models.CharField(blank=True, max_length=40)),
                ("value", models.DecimalField(blank=True, decimal_places=6, max_digits=20, null=True)),
                ("source", models.CharField(blank=True, max_length=200)),
                ("reason", models.CharField(max_length=300)),
                ("decided_on", models.DateField()),
                ("decided_by", models.CharField(max_length=200)),
                (
                    "partnership",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="partnerships.partnership",
                    ),
                ),
                (
                    "undoes",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="undone_by",
                        to="figures.limitsdecision",
                    ),
                ),
            ],
            options={
                "ordering": ("key", "-pk"),
                "abstract": False,
                "base_manager_name": "objects",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind", "target"), ("value__isnull", False)),
                            models.Q(models.Q(("kind", "target"), _negated=True), ("value__isnull", True)),
                            _connector="OR",
                        ),
                        name="a_target_has_a_value",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind", "baseline"), models.Q(("until", ""), _negated=True)),
                            models.Q(models.Q(("kind", "baseline"), _negated=True), ("until", "")),
                            _connector="OR",
                        ),
                        name="a_baseline_has_an_end",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind", "undone"), ("undoes__isnull", False)),
                            models.Q(models.Q(("kind", "undone"), _negated=True), ("undoes__isnull", True)),
                            _connector="OR",
                        ),
                        name="taking_back_names_what",
                    ),
                ],
            },
        ),
    ]
