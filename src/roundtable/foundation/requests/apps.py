from django.apps import AppConfig
from django.utils.module_loading import import_string


class RequestsConfig(AppConfig):
    name = "roundtable.foundation.requests"
    label = "requests"

    def ready(self) -> None:
        # Named by text: models can be imported only from here on.
        import_string("roundtable.foundation.scope.subjects.register")(
            import_string("roundtable.foundation.requests.subject.SUBJECT")
        )
        import_string("roundtable.foundation.deadlines.due.register_source")(
            "requests", import_string("roundtable.foundation.requests.queries.due_requests")
        )
