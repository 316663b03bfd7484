from django.apps import AppConfig
from django.utils.module_loading import import_string


class PeopleConfig(AppConfig):
    name = "roundtable.foundation.people"
    label = "people"

    def ready(self) -> None:
        # Named by text: models can be imported only from here on.
        import_string("roundtable.foundation.scope.subjects.register")(
            import_string("roundtable.foundation.people.subject.SUBJECT")
        )
