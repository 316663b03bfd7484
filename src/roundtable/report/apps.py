from django.apps import AppConfig
from django.utils.module_loading import import_string

from roundtable.foundation.scope.permissions import Permission
from roundtable.foundation.web.registries import NavigationItem, changes, navigation, year


class ReportConfig(AppConfig):
    name = "roundtable.report"
    label = "report"

    def ready(self) -> None:
        navigation.register(
            NavigationItem("Report", "report-reports", lambda who: who.may(Permission.SEE_REPORT), order=80)
        )
        # Named by text: models can be imported only from here on.
        changes.register(import_string("roundtable.report.shared.changes"))
        year.register(import_string("roundtable.report.shared.year"))
