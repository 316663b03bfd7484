from django.apps import AppConfig


class TokensConfig(AppConfig):
    name = "roundtable.foundation.tokens"
    label = "tokens"
