from django.apps import AppConfig
from django.utils.module_loading import import_string


class WebConfig(AppConfig):
    name = "roundtable.foundation.web"
    label = "web"

    def ready(self) -> None:
        # Named by text: models can be imported only from here on.
        import_string("roundtable.foundation.web.wings.register")()
