from django.apps import AppConfig, apps
from django.db.backends.signals import connection_created

from roundtable.foundation.scope.models import protect_all
from roundtable.foundation.scope.tripwire import install


class ScopeConfig(AppConfig):
    name = "roundtable.foundation.scope"
    label = "scope"

    def ready(self) -> None:
        protect_all(list(apps.get_models()))
        connection_created.connect(install, dispatch_uid="roundtable-tripwire")
