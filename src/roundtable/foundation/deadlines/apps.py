from django.apps import AppConfig
from django.utils.module_loading import import_string


class DeadlinesConfig(AppConfig):
    name = "roundtable.foundation.deadlines"
    label = "deadlines"

    def ready(self) -> None:
        # Named by text: models can be imported only from here on.
        register_source = import_string("roundtable.foundation.deadlines.due.register_source")
        register_source("deadlines", import_string("roundtable.foundation.deadlines.due.due_deadlines"))
