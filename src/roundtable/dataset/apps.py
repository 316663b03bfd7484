from django.apps import AppConfig


class DatasetConfig(AppConfig):
    name = "roundtable.dataset"
    label = "dataset"
