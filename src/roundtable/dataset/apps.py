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
        web = "roundtable.foundation.web.registries"
        import_string(f"{web}.navigation").register(import_string("roundtable.dataset.home.NAVIGATION"))
        import_string(f"{web}.navigation").register(
            import_string("roundtable.dataset.views_figures.NAVIGATION")
        )
        import_string(f"{web}.needs").register(import_string("roundtable.dataset.home.needs"))
        import_string(f"{web}.year").register(
            import_string("roundtable.dataset.home.year"),
            import_string("roundtable.dataset.lately.latest_year"),
        )
        import_string(f"{web}.changes").register(import_string("roundtable.dataset.lately.changes"))
