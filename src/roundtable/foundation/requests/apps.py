from django.apps import AppConfig


class RequestsConfig(AppConfig):
    name = "roundtable.foundation.requests"
    label = "requests"
