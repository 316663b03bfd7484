from django.apps import AppConfig


class RegimesConfig(AppConfig):
    name = "roundtable.foundation.regimes"
    label = "regimes"
