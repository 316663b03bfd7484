from django.apps import AppConfig
from django.utils.module_loading import import_string


class DatasetConfig(AppConfig):
    name = "roundtable.dataset"
    label = "dataset"

    def ready(self) -> None:
        # Named by text: models can be imported only from here on.
        register = import_string("roundtable.foundation.figures.catalogue.register")
        for provider in ("RETURNS", "PUBLISHED"):
            register(import_string(f"roundtable.dataset.provider.{provider}"))
        import_string("roundtable.foundation.scope.subjects.register")(
            import_string("roundtable.dataset.subject.SUBJECT")
        )
