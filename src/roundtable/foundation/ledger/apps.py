from django.apps import AppConfig


class LedgerConfig(AppConfig):
    name = "roundtable.foundation.ledger"
    label = "ledger"
