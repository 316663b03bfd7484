from django.apps import AppConfig, apps
from django.db.backends.signals import connection_created

from roundtable.foundation.scope.tripwire import install, protect


class ScopeConfig(AppConfig):
    name = "roundtable.foundation.scope"
    label = "scope"

    def ready(self) -> None:
        protect(m._meta.db_table for m in apps.get_models() if getattr(m, "is_scoped", False))
        connection_created.connect(install, dispatch_uid="roundtable-tripwire")
