"""Every write is a named action: one transaction, one `by`, at least one line in the ledger."""

from collections.abc import Callable
from contextvars import ContextVar
from functools import wraps
from typing import ParamSpec, TypeVar

from django.db import transaction

from roundtable.foundation.scope.principals import Principal
from roundtable.foundation.scope.tripwire import permit

P = ParamSpec("P")
R = TypeVar("R")

ACTIONS: dict[str, Callable[..., object]] = {}
_LINES: ContextVar[list[int] | None] = ContextVar("roundtable_ledger_lines", default=None)


class NoLedgerLine(RuntimeError):
    """An action changed something and told nobody."""


class Rejected(ValueError):
    """What was asked cannot be done now; the sentence says why and is fit to be shown. `field` names a form field."""

    def __init__(self, sentence: str, field: str = "") -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.field = field


def action(name: str) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Make a function the action `name`: keyword-only, with `by`, in one transaction, refused without a ledger line.

    An action that finds nothing to change returns without a line by calling `nothing_changed()`.
    """

    def decorate(function: Callable[P, R]) -> Callable[P, R]:
        if name in ACTIONS:
            raise ValueError(f"There are two actions named {name}")

        @wraps(function)
        def run(*args: P.args, **kwargs: P.kwargs) -> R:
            if args or not isinstance(kwargs.get("by"), Principal):
                raise TypeError(f"{name} takes keyword arguments and a principal as `by`")
            lines: list[int] = []
            token = _LINES.set(lines)
            try:
                with transaction.atomic(), permit(f"action {name}"):
                    result = function(*args, **kwargs)
                    if not lines:
                        raise NoLedgerLine(f"{name} wrote no line in the ledger")
            finally:
                outer = token.old_value
                _LINES.reset(token)
                if isinstance(outer, list):
                    outer.extend(lines)
            return result

        ACTIONS[name] = run
        return run

    return decorate


def note_line(sequence: int) -> None:
    """Called by the ledger when an entry was written inside an action."""
    lines = _LINES.get()
    if lines is None:
        raise NoLedgerLine("A ledger line is written by an action, not on its own")
    lines.append(sequence)


def nothing_changed() -> None:
    """An action found that all was already so."""
    lines = _LINES.get()
    if lines is not None:
        lines.append(-1)
