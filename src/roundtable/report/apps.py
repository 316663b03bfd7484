from django.apps import AppConfig


class ReportConfig(AppConfig):
    name = "roundtable.report"
    label = "report"
