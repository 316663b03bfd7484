from django.apps import AppConfig

from roundtable.foundation.figures import catalogue


class DatasetConfig(AppConfig):
    name = "roundtable.dataset"
    label = "dataset"

    def ready(self) -> None:
        from roundtable.dataset.provider import PUBLISHED, RETURNS  # noqa: PLC0415 - models are ready only now

        catalogue.register(RETURNS)
        catalogue.register(PUBLISHED)
