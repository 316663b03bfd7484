"""Entries of the ledger. They hold no foreign keys: they outlive what they describe."""

from django.db import models

from roundtable.foundation.scope.models import Scoped


class Entry(Scoped):
    """One thing that was done or read. Its content may be redacted; its digest and its place in the chain stay."""

    sequence = models.PositiveBigIntegerField()
    at = models.DateTimeField()
    actor_kind = models.CharField(max_length=20)
    actor = models.CharField(max_length=200)
    verb = models.CharField(max_length=80)  # the action's name: "returns.accept"
    kind = models.CharField(max_length=60)  # of what it was done to: "return"
    reference = models.CharField(max_length=120)
    content = models.JSONField()  # {"sentence": …, "detail": {…}}; {"redacted": why} once redacted
    content_digest = models.CharField(max_length=64)
    chain = models.CharField(max_length=64)

    class Meta(Scoped.Meta):
        ordering = ("-sequence",)
        constraints = (
            models.UniqueConstraint(fields=("partnership", "sequence"), name="one_entry_for_each_sequence"),
        )
        indexes = (models.Index(fields=("partnership", "kind", "reference"), name="ledger_of_a_record"),)

    def __str__(self) -> str:
        return f"{self.sequence}. {self.sentence}"

    @property
    def sentence(self) -> str:
        return self.content.get("sentence") or f"(redacted: {self.content.get('redacted', 'no reason kept')})"


class Head(Scoped):
    """Where a partnership's chain ends. Kept apart, so that cutting off the end shows."""

    sequence = models.PositiveBigIntegerField(default=0)
    chain = models.CharField(max_length=64, blank=True)

    class Meta(Scoped.Meta):
        constraints = (
            models.UniqueConstraint(fields=("partnership",), name="one_head_for_each_partnership"),
        )

    def __str__(self) -> str:
        return f"{self.sequence}:{self.chain}"
