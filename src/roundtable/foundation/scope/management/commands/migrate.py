"""Django's `migrate`, let through the wire: it works on tables, for no person."""

from typing import Any

from django.core.management.commands import migrate

from roundtable.foundation.scope.tripwire import permit


class Command(migrate.Command):
    def handle(self, *args: Any, **options: Any) -> Any:
        with permit("migrate"):
            return super().handle(*args, **options)
