"""A return's day is that of its request: the copy that an extension did not move goes."""

from typing import Any

import django.db.models.deletion
from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.utils import timezone

LOADER = "the operator at the command line"
OPEN = ("asked", "started", "sent_back")


def tie(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Of several requests about a return, the newest is the one that it is chased by; where there is none, it is made."""
    requests = apps.get_model("requests", "Request")
    for found in apps.get_model("dataset", "Return").objects.filter(provider="returns", due__isnull=False):
        asked = requests.objects.filter(
            partnership_id=found.partnership_id, subject_kind="return", subject_reference=found.reference
        )
        found.request = asked.order_by("pk").last() or _made(requests, found)
        found.save(update_fields=("request",))


def _made(requests: Any, found: Any) -> Any:
    kept = requests.objects.filter(partnership_id=found.partnership_id).order_by("pk").last()
    number = int(kept.reference.removeprefix("RQ-")) + 1 if kept else 1
    now = timezone.now()
    ended = {} if found.state in OPEN else {"state": "answered", "ended_at": now, "ended_by": LOADER}
    return requests.objects.create(
        partnership_id=found.partnership_id, reference=f"RQ-{number:04d}", kind="return", title=found.title,
        asked_agency_id=found.agency_id, subject_kind="return", subject_reference=found.reference, due=found.due,
        asked_at=now, asked_by=LOADER, **ended,
    )  # fmt: skip


def untie(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    returns = apps.get_model("dataset", "Return")
    for found in returns.objects.filter(request__isnull=False).select_related("request"):
        found.due = found.request.due
        found.save(update_fields=("due",))


class Migration(migrations.Migration):
    # A table is not altered in the transaction that changed its rows: PostgreSQL refuses that.
    atomic = False

    dependencies = [("dataset", "0001_initial"), ("requests", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="return",
            name="request",
            field=models.OneToOneField(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="requests.request",
            ),
        ),
        migrations.RunPython(tie, untie),
        migrations.RemoveField(model_name="return", name="due"),
    ]
