"""Running rules over an extract: one pass over each list, whatever the number of its rules."""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from types import TracebackType
from typing import Any, Self

import duckdb
import pyarrow.parquet as pq

from roundtable.intake.extract_problems import (
    MOST_EXAMPLES,
    EveryProblem,
    Example,
    Kind,
    ProblemGroup,
    Severity,
    shown_value,
)
from roundtable.intake.extracts import PLACE, ROW, SOURCE, Extract
from roundtable.intake.formats.specification import ColumnType, ListSpec, specifications, year_ending
from roundtable.intake.rules.constants import Constants, constants
from roundtable.intake.rules.model import ListRules, Rule, rule_set
from roundtable.measures.wording import day

_SQL_TYPES = {
    ColumnType.DATE: "DATE",
    ColumnType.INTEGER: "BIGINT",
    ColumnType.DECIMAL: "DOUBLE",
    ColumnType.BOOLEAN: "BOOLEAN",
}
_PLACEHOLDER = re.compile(r"\{([a-z_0-9]+)\}")
_SCHEMA = "checked"
_SPILL = ".spill"
_MISSING = "(missing)"
_AT_ONCE = 2_000  # places written at once
_MOST_RULES = 62  # of one list: their outcomes are the bits of one number


@dataclass(frozen=True, slots=True)
class Hit:
    """A row that a rule found wrong: its line or row, and the values of the view."""

    rule: Rule
    row: int
    values: dict[str, Any]


def check(extract: Extract, *, every: EveryProblem | None = None) -> tuple[ProblemGroup, ...]:
    """What the rules of the extract's format find, errors first; nothing for a format without rules.

    `every` gets each place as well.
    """
    try:
        rule_set(extract.format)
    except KeyError:
        return ()
    with Checked(extract) as checked:
        groups = tuple(checked.groups())
        if every is not None:
            checked.write(every)
    return tuple(sorted(groups, key=lambda group: group.severity is not Severity.ERROR))


def checked_by_rules(format_key: str) -> frozenset[tuple[str, str, str]]:
    """(problem id, list, column) that a rule of the format tells better than reading does."""
    named = {"code": "unknown-code", "missing": "value-missing"}
    try:
        rules = rule_set(format_key)
    except KeyError:
        return frozenset()
    return frozenset((named[what], rule.list, rule.fields[0]) for rule in rules for what in rule.checks)


class Checked:
    """An extract with its rules run. A context: `groups`, `hits` and `write` are for inside it."""

    def __init__(
        self,
        extract: Extract,
        only: Collection[str] = (),
        engine: duckdb.DuckDBPyConnection | None = None,
    ) -> None:
        """`only`: the ids of the rules to run; without any, all. `engine` spares starting one for each of many extracts."""
        self._extract = extract
        self._only = only
        self._spec = next(
            found for found in specifications(extract.format) if found.id == extract.specification
        )
        self._year = year_ending(extract.year) if extract.year else 0
        self._engine = engine
        # What does not fit into memory goes beside the extract, and away with it.
        self._connection = engine or duckdb.connect(config={"temp_directory": str(extract.folder / _SPILL)})
        self._rules: dict[str, tuple[Rule, ...]] = {}
        self._constants = Constants({})

    def __enter__(self) -> Self:
        self._connection.execute(
            f"DROP SCHEMA IF EXISTS {_SCHEMA} CASCADE; CREATE SCHEMA {_SCHEMA}; SET schema = '{_SCHEMA}'"
        )
        for spec in self._spec.lists:
            self._connection.execute(_source(self._extract, spec))
        self._constants = constants(self._connection, self._spec, self._year)
        for one in rule_set(self._extract.format).lists:
            self._run(one)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._engine is None:
            self._connection.close()
        else:
            self._connection.execute(f"SET schema = 'main'; DROP SCHEMA {_SCHEMA} CASCADE")

    def _run(self, one: ListRules) -> None:
        """Keep the rows of a list with which something is wrong, and which rules say so."""
        rules = tuple(rule for rule in one.rules if self._applies(rule))
        if not rules or one.list not in self._extract.counts:
            return
        if len(rules) > _MOST_RULES:
            raise ValueError(f"{one.list}: more rules than one number has bits")
        self._rules[one.list] = rules
        bits = " + ".join(
            f"CASE WHEN {rule.fails_when} THEN {1 << at} ELSE 0 END" for at, rule in enumerate(rules)
        )
        self._connection.execute(
            self._constants.into(
                f"CREATE TABLE {_found(one.list)} AS SELECT * FROM "  # noqa: S608 - names and conditions are ours
                f"(SELECT *, CAST({bits} AS BIGINT) AS _failed FROM ({one.view})) WHERE _failed <> 0"
            )
        )

    def _applies(self, rule: Rule) -> bool:
        if self._only and rule.id not in self._only:
            return False
        return rule.holds_in(self._year) and all(need in self._extract.counts for need in rule.needs)

    def rules(self) -> Iterator[Rule]:
        """The rules that were run: those of the year, of the lists that there are."""
        for rules in self._rules.values():
            yield from rules

    def hits(self, rule: Rule, limit: int | None = None) -> Iterator[Hit]:
        """The rows that a rule found, in the order of the file."""
        at = 1 << self._rules[rule.list].index(rule)
        ending = f" LIMIT {limit}" if limit else ""
        found = self._connection.cursor().execute(
            f"SELECT * FROM {_found(rule.list)} WHERE _failed & {at} <> 0 ORDER BY {SOURCE}, {ROW}{ending}"  # noqa: S608 - as above
        )
        names = [column[0] for column in found.description]
        while rows := found.fetchmany(_AT_ONCE):
            for row in rows:
                values = dict(zip(names, row, strict=True))
                yield Hit(rule, values[ROW], values)

    def groups(self) -> Iterator[ProblemGroup]:
        for list_key, rules in self._rules.items():
            sums = ", ".join(f"count(*) FILTER (_failed & {1 << at} <> 0)" for at in range(len(rules)))
            counts = self._connection.execute(f"SELECT {sums} FROM {_found(list_key)}").fetchone()  # noqa: S608 - as above
            for rule, count in zip(rules, counts or (), strict=True):
                if count:
                    examples = [self._example(hit) for hit in self.hits(rule, MOST_EXAMPLES)]
                    told = examples[0].message if count == 1 else in_general(rule)
                    yield ProblemGroup.of(self._kind(rule, told), count, examples)

    def write(self, every: EveryProblem) -> None:
        """Write every place that a rule found."""
        for rule in self.rules():
            waiting: list[Example] = []
            for hit in self.hits(rule):
                waiting.append(self._example(hit))
                if len(waiting) == _AT_ONCE:
                    every.write(self._kind(rule, in_general(rule)), waiting)
                    waiting = []
            every.write(self._kind(rule, in_general(rule)), waiting)

    def _kind(self, rule: Rule, message: str) -> Kind:
        return Kind(
            id=rule.id,
            severity=rule.severity,
            list=rule.list,
            column=", ".join(rule.fields),
            message=message,
            what_to_do=rule.what_to_do,
            guidance=rule.guidance,
        )

    def _example(self, hit: Hit) -> Example:
        field = hit.rule.fields[0]
        return Example(
            source=hit.values[SOURCE],
            place=hit.values[PLACE],
            row=hit.row,
            column=self._title(hit.rule.list, field),
            value=shown_value(_words(hit.values.get(field))),
            message=message_of(hit.rule, hit.values),
        )

    def _title(self, list_key: str, field: str) -> str:
        columns = {column.key: column.title for column in self._spec.list(list_key).columns}
        return columns.get(field, field.replace("_", " ").capitalize())


def message_of(rule: Rule, values: dict[str, Any]) -> str:
    """A rule's message with a row's values in it; one that is not there is said to be missing."""
    return _PLACEHOLDER.sub(lambda found: _words(values[found[1]]) or _MISSING, rule.message)


def in_general(rule: Rule) -> str:
    """A rule's message for many rows at once: where a row has its value, three dots."""
    return _PLACEHOLDER.sub("…", rule.message)


def _words(value: object) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "yes" if value else "no"
        case date():
            return day(value)
        case timedelta():
            return str(value.days)
        case _:
            return shown_value(value)


def _found(list_key: str) -> str:
    return f'{_SCHEMA}."found {list_key}"'


def _source(extract: Extract, spec: ListSpec) -> str:
    """A view of a list with every column of the specification: what the files did not have is missing in it."""
    places = ((SOURCE, "VARCHAR"), (PLACE, "VARCHAR"), (ROW, "BIGINT"))
    columns = [(column.key, _SQL_TYPES.get(column.type, "VARCHAR")) for column in spec.columns] + list(places)
    if spec.key not in extract.counts:
        known: Sequence[str] = ()
        ending = "WHERE false"
    else:
        path = str(extract.table(spec.key)).replace("'", "''")
        ending = f"FROM read_parquet('{path}')"
        known = pq.read_schema(extract.table(spec.key)).names
    missing = [f'CAST(NULL AS {kind}) AS "{key}"' for key, kind in columns if key not in known]
    chosen = ", ".join([*(["*"] if known else []), *missing])
    return f'CREATE VIEW "{spec.key}" AS SELECT {chosen} {ending}'
