"""Django's `flush`, let through the wire: it works on tables, for no person."""

from typing import Any

from django.core.management.commands import flush

from roundtable.foundation.scope.tripwire import permit


class Command(flush.Command):
    def handle(self, *args: Any, **options: Any) -> Any:
        with permit("flush"):
            return super().handle(*args, **options)
