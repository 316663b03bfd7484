from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "roundtable.foundation.web"
    label = "web"
