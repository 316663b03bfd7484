from django.apps import AppConfig


class FiguresConfig(AppConfig):
    name = "roundtable.foundation.figures"
    label = "figures"
