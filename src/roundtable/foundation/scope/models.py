"""Rows that belong to one partnership, and the one rule of each model for who may see which."""

from typing import Any, ClassVar, Self, TypeVar

from django.db import models
from django.db.models import Q

from roundtable.foundation.scope.principals import Principal
from roundtable.foundation.scope.tripwire import Seen

M = TypeVar("M", bound="Scoped", covariant=True)


class ScopedQuerySet(models.QuerySet[M]):
    """A queryset that answers only after it was told who asks (or inside an action)."""

    def seen_by(self, who: Principal, *joins: str) -> Self:
        """The rows that `who` may see. `joins` name relations to other scoped models that the query will join
        (`"return_"`, `"version__return_"`): the rule of each is applied too, so that a join is no way round.
        """
        found = self.filter(self.model.visible_to(who), Seen(self.model._meta.db_table))
        for path in joins:
            model = _related(self.model, path)
            rule = model.visible_to(who, prefix=f"{path}__")
            found = found.filter(rule, Seen(model._meta.db_table)).select_related(path)
        return found


def _related(model: type[models.Model], path: str) -> "type[Scoped]":
    for part in path.split("__"):
        model = model._meta.get_field(part).related_model  # type: ignore[assignment]  # a relation's model, never a string here
    if not issubclass(model, Scoped):
        raise TypeError(f"{model.__name__} is not scoped; join it with select_related")
    return model


class Scoped(models.Model):
    """Owned by one partnership. `visible_to` may be narrowed by a model; it never widens beyond its partnership."""

    partnership = models.ForeignKey(
        "partnerships.Partnership", on_delete=models.PROTECT, related_name="+", editable=False
    )

    is_scoped: ClassVar[bool] = True
    objects: ClassVar[Any] = ScopedQuerySet.as_manager()

    class Meta:
        abstract = True
        base_manager_name = "objects"

    @classmethod
    def visible_to(cls, who: Principal, prefix: str = "") -> Q:
        """Which rows a principal may see. Nothing where there is no partnership."""
        if who.partnership_id is None:
            return Q(**{f"{prefix}pk__in": []})
        return Q(**{f"{prefix}partnership_id": who.partnership_id}) & cls.also_required(who, prefix)

    @classmethod
    def also_required(cls, who: Principal, prefix: str) -> Q:
        """What a model asks for beyond its partnership; nothing, by default."""
        return Q()
