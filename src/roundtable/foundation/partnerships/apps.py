from django.apps import AppConfig


class PartnershipsConfig(AppConfig):
    name = "roundtable.foundation.partnerships"
    label = "partnerships"
