from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "roundtable.foundation.people"
    label = "people"
