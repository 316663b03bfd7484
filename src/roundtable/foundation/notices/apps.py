from django.apps import AppConfig


class NoticesConfig(AppConfig):
    name = "roundtable.foundation.notices"
    label = "notices"
