from typing import Any

from django.db import migrations, models
from django.db.models import OuterRef, Subquery


def fill(apps: Any, schema_editor: Any) -> None:
    """Each role takes the name and the post that its person had for the whole installation."""
    person = apps.get_model("people", "Person").objects.filter(pk=OuterRef("person_id"))
    apps.get_model("people", "Grant").objects.update(
        name=Subquery(person.values("name")[:1]), post=Subquery(person.values("post")[:1])
    )


def empty(apps: Any, schema_editor: Any) -> None:
    """The way back: a person has the post of their first role that names one."""
    grants = apps.get_model("people", "Grant").objects.filter(person_id=OuterRef("pk")).exclude(post="")
    posts = Subquery(grants.order_by("pk").values("post")[:1])
    for person in apps.get_model("people", "Person").objects.annotate(found=posts).exclude(found=None):
        person.post = person.found
        person.save(update_fields=("post",))


class Migration(migrations.Migration):
    dependencies = [("people", "0001_initial")]

    operations = [
        migrations.AddField("grant", "name", models.CharField(max_length=150, default=""), preserve_default=False),
        migrations.AddField("grant", "post", models.CharField(max_length=150, blank=True, default="")),
        migrations.RunPython(fill, empty),
        migrations.AlterField("grant", "post", models.CharField(max_length=150, blank=True)),
        migrations.RemoveField("person", "post"),
        migrations.AlterModelOptions(
            "grant", options={"base_manager_name": "objects", "ordering": ("name", "role", "start")}
        ),
    ]
