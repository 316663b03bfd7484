"""`roundtable serve`: the site, by gunicorn."""

import argparse
import os

from django.conf import settings
from django.core.management import call_command
from django.core.wsgi import get_wsgi_application
from gunicorn.app.base import BaseApplication

from roundtable.site.verbs.common import Stop, require_tables

__all__ = ["Stop", "run", "serve"]


class Server(BaseApplication):
    """Gunicorn with our application and no settings of its own."""

    def __init__(self, options: dict[str, object]) -> None:
        self.options = options
        super().__init__()

    def load_config(self) -> None:
        for name, value in self.options.items():
            self.cfg.set(name, value)

    def load(self) -> object:
        return get_wsgi_application()


def serve(bind: str, workers: int) -> None:
    """Serve until stopped. Threads, since a page waits for the database more than it computes."""
    Server(
        {
            "bind": bind,
            "workers": workers,
            "threads": 4,
            "worker_class": "gthread",
            "timeout": 120,
            "control_socket_disable": True,
            "accesslog": "-" if os.environ.get("ROUNDTABLE_ACCESS_LOG") else None,
        }
    ).run()


def run(args: argparse.Namespace) -> int:
    if settings.SECRET_KEY == "unset":  # noqa: S105 - the word that settings put where no key was given
        raise Stop("There is no SECRET_KEY. Run roundtable init: it writes a settings file with one.")
    require_tables()
    call_command("collectstatic", interactive=False, verbosity=0)
    print(f"Roundtable on http://{args.bind}")
    serve(args.bind, args.workers)
    return 0
