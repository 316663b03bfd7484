"""Figures as one audience may see them: every number that leaves Roundtable goes through `present`."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from roundtable.foundation.figures import cells as layout
from roundtable.foundation.figures import rates
from roundtable.foundation.figures.catalogue import store as read_store
from roundtable.foundation.figures.data import Found, Store
from roundtable.foundation.figures.limits import Placed, baselines, on_months, rules_of
from roundtable.foundation.figures.limits import Rules as LimitRules
from roundtable.foundation.figures.published import earlier
from roundtable.foundation.figures.references import As, BadReference, Reference
from roundtable.foundation.figures.release import release
from roundtable.foundation.figures.shown import Grid, GridCell, GridRow, Shown
from roundtable.foundation.scope.principals import Principal
from roundtable.measures.comparators import Neighbours
from roundtable.measures.definitions import Definition, Scale
from roundtable.measures.disclosure import Protection, expose
from roundtable.measures.intervals import Estimate
from roundtable.measures.periods import Period
from roundtable.measures.tables import PUBLIC, CellId, Rules, Table
from roundtable.measures.values import Status, Value
from roundtable.measures.wording import percent, signed_percent, value_words

AUDIENCES = ("partnership", "public")


@dataclass
class Presentation:
    """What an audience may see of the references that were asked for."""

    store: Store
    period: Period
    audience: str
    protection: Protection
    rules: Rules
    tables: list[Table] = field(default_factory=list)
    problems: Mapping[str, str] = field(default_factory=dict)  # reference text: what is wrong with it
    limits: Mapping[str, LimitRules] = field(
        default_factory=dict
    )  # of figures: what was decided of their months

    def value(self, cell: CellId) -> Value:
        """The value of a cell for this audience."""
        return self.protection.value(cell)

    def found(self, cell: CellId) -> Found:
        return self.store.find(cell)

    def inline(self, reference: Reference) -> Shown:
        """A reference without `by`, as words."""
        definition = self.store.definitions.get(reference.key)
        cell = layout.cell_of(reference, reference.key, self.period)
        match reference.transform:
            case As.VALUE:
                return self.shown(cell, definition)
            case As.PREVIOUS:
                return self.shown(layout.previous(cell), definition)
            case As.CHANGE:
                return self._ratio(reference, cell, layout.previous(cell), change=True)
            case As.SHARE:
                return self._ratio(reference, cell, layout.whole(cell), change=False)
            case As.DIFFERENCE:
                return self._difference(reference, cell, definition)
            case As.RATE:
                return self._rate(reference, cell, definition)

    def grid(self, reference: Reference) -> Grid:
        """A reference with `by`, as rows and columns. One axis: figures (and `columns`) across; two: the second across."""
        axes, _ = layout.grid(self.store, reference, self.period)
        rows = axes[0] if axes else layout.Axis("", "", (("", self._title(reference.key)),))
        if len(axes) > 1:
            return self._two_way(reference, rows, axes[1])
        return self._one_way(reference, rows)

    # Sentences

    def shown(self, cell: CellId, definition: Definition) -> Shown:
        """One cell as words, without a transform."""
        value = self.value(cell)
        return Shown(
            value_words(value, definition.scale, definition.decimals),
            not value.known,
            value.status,
            value.number,
            "" if value.known else self._why(cell, value),
        )

    def _why(self, cell: CellId, value: Value) -> str:
        if value.status is Status.SUPPRESSED:
            return f"hidden so that no child can be recognised ({self.rules.stamp})"
        return self._why_missing(cell) or value.status.words

    def _why_missing(self, cell: CellId) -> str:
        """Why there is no number: in our own words, or in the supplier's where those may leave."""
        found = self.found(cell)
        ours = found.how == "missing"  # "11 of 12 months supplied"
        return found.why_missing if ours or self.may_leave(found.why_missing) else found.value.status.words

    def _withheld(self, name: str) -> bool:
        return not self.protection.shows(name)

    def _ratio(self, reference: Reference, cell: CellId, base: CellId, *, change: bool) -> Shown:
        if self._withheld(layout.name_of(reference, cell)):
            return _hidden(self.rules)
        ratio = self._worked_out(cell, base, change=change)
        if ratio is None:
            why = (self.incomparable(cell, base) if change else "") or self._why_not(cell, base)
            return Shown("not available", True, Status.NOT_SUPPLIED, why=why)
        text = signed_percent(ratio) if change else percent(ratio)
        return Shown(text, False, Status.GIVEN, ratio)

    def _why_not(self, *cells: CellId) -> str:
        lacking = [c for c in cells if not self.found(c).value.known]
        if not lacking:
            return "nothing to compare with: the other value is nought"
        return "; ".join(f"{Period.parse(c.period).label}: {self._why_missing(c)}" for c in lacking)

    def _worked_out(self, cell: CellId, base: CellId, *, change: bool) -> Decimal | None:
        top, bottom = self.value(cell).number, self.value(base).number
        if top is None or not bottom or (change and self.incomparable(cell, base)):
            return None
        return (top - bottom if change else top) * 100 / bottom

    def incomparable(self, cell: CellId, base: CellId) -> str:
        """Why no change can be worked out between two known values: nothing where it can."""
        if not (self.found(cell).value.known and self.found(base).value.known):
            return ""
        now, then = self.found(cell).data, self.found(base).data
        if {d.version for d in now} != {d.version for d in then}:
            return "the definition changed between the two, so they do not count the same thing"
        if {d.provider for d in now} != {d.provider for d in then}:
            return "the two come from different sources, which may not count the same thing"
        return ""

    def _difference(self, reference: Reference, cell: CellId, definition: Definition) -> Shown:
        if self._withheld(layout.name_of(reference, cell)):
            return _hidden(self.rules)
        before = layout.previous(cell)
        now, then = self.value(cell).number, self.value(before).number
        apart = self.incomparable(cell, before)
        if now is None or then is None or apart:
            why = apart or self._why_not(cell, before)
            return Shown("not available", True, Status.NOT_SUPPLIED, why=why)
        value = Value.of(now - then)
        return Shown(
            value_words(value, definition.scale, definition.decimals), False, value.status, value.number
        )

    def _rate(self, reference: Reference, cell: CellId, definition: Definition) -> Shown:
        if self._withheld(layout.name_of(reference, cell)):
            return _hidden(self.rules)
        if self.store.is_mean(cell) and definition.denominator:
            return self._mean_rate(reference)
        base = layout.denominator(self.store, cell)
        if base is None:
            return Shown("not available", True, Status.NOT_APPLICABLE, why="this figure has no denominator")
        if not self.value(cell).known or not self.store.find(base).value.number:
            return Shown("not available", True, Status.NOT_SUPPLIED, why=self._why_not(cell, base))
        estimate = rates.estimate(self.value(cell), self.store.find(base).value, definition)
        if estimate is None:
            why = "a rate needs a whole number of at least nought over a number above nought"
            return Shown("not available", True, Status.NOT_APPLICABLE, why=why)
        return _rate_words(Decimal(str(round(estimate.value, 4))))

    def _mean_rate(self, reference: Reference) -> Shown:
        made = self.mean_rate(reference)
        if made is None or made.mean is None:
            why = made.words if made is not None else "no statistical neighbours are kept for the period"
            return Shown("not available", True, Status.NOT_SUPPLIED, why=why)
        return _rate_words(round(made.mean, 4))

    def mean_rate(self, reference: Reference) -> Neighbours | None:
        """The mean of the statistical neighbours' rates; None where there is no list of them or it may not be shown."""
        cell = layout.cell_of(reference, reference.key, self.period)
        if not self.store.is_mean(cell) or self._withheld(layout.name_of(reference, cell)):
            return None
        pairs = layout.rate_parts(self.store, cell)
        # One whose figure is not known was not asked for, and has nothing to hide.
        known = (self.store.find(each).value for pair in pairs for each in pair)
        values = list(zip(known, known, strict=True))
        return rates.mean(values, self.store.definitions.get(reference.key))

    def estimate(self, reference: Reference) -> Estimate | None:
        """The rate that a reference asks for with its interval, or None where there is none or it may not be shown."""
        cell = layout.cell_of(reference, reference.key, self.period)
        base = layout.denominator(self.store, cell)
        if base is None or self._withheld(layout.name_of(reference, cell)):
            return None
        definition = self.store.definitions.get(reference.key)
        return rates.estimate(self.value(cell), self.store.find(base).value, definition)

    # Blocks

    def _title(self, key: str) -> str:
        return self.store.definitions.get(key).title

    def _cell(self, cell: CellId, definition: Definition) -> GridCell:
        value = self.value(cell)
        return GridCell(
            value_words(value, definition.scale, definition.decimals), value, missing=not value.known
        )

    def _ratio_cell(self, name: str, cell: CellId, base: CellId, *, change: bool) -> GridCell:
        if self._withheld(name):
            hidden = Value.missing(Status.SUPPRESSED)
            return GridCell(hidden.status.words, hidden, missing=True)
        ratio = self._worked_out(cell, base, change=change)
        if ratio is None:
            missing = Value.missing(Status.NOT_APPLICABLE)
            return GridCell("not available", missing, missing=True)
        return GridCell(signed_percent(ratio) if change else percent(ratio), Value.of(ratio))

    def _one_way(self, reference: Reference, rows: layout.Axis) -> Grid:
        headings: list[str] = []
        for key in reference.keys:
            for column in reference.columns:
                headings.append(self._heading(reference, key, column))
        entries = [(value, heading, False) for value, heading in rows.entries]
        if rows.total:
            entries.append(("", "Total", True))
        made = tuple(
            GridRow(heading, tuple(self._row_cells(reference, rows, value, total=total)), total)
            for value, heading, total in entries
        )
        return self._finish(reference, rows.title, tuple(headings), made)

    def _heading(self, reference: Reference, key: str, column: str) -> str:
        when = reference.period or self.period
        single = len(reference.keys) == 1
        if column == "value":
            return (
                (when.label if single and "year" not in reference.by else self._title(key))
                if single
                else self._title(key)
            )
        said = {"share": "Share", "previous": when.previous().label, "change": "Change"}[column]
        return said if single else f"{self._title(key)}: {said.lower()}"

    def _row_cells(
        self, reference: Reference, rows: layout.Axis, entry: str, *, total: bool
    ) -> Iterable[GridCell]:
        for key in reference.keys:
            definition = self.store.definitions.get(key)
            base = layout.cell_of(reference, key, self.period)
            cell = base if total else layout.place(base, rows, entry)
            for column in reference.columns:
                yield self._column(reference, column, cell, definition)

    def _column(self, reference: Reference, column: str, cell: CellId, definition: Definition) -> GridCell:
        match column:
            case "value":
                return self._cell(cell, definition)
            case "previous":
                return self._cell(layout.previous(cell), definition)
            case "change":
                return self._ratio_cell(f"change to {cell}", cell, layout.previous(cell), change=True)
            case _:
                base = layout.base_of_share(reference, cell, self.period)
                return self._ratio_cell(f"share of {cell}", cell, base, change=False)

    def _two_way(self, reference: Reference, rows: layout.Axis, columns: layout.Axis) -> Grid:
        definition = self.store.definitions.get(reference.key)
        base = layout.cell_of(reference, reference.key, self.period)
        across = [*columns.entries, *([("", "Total")] if columns.total else [])]
        down = [*rows.entries, *([("", "Total")] if rows.total else [])]
        made = []
        for number, (entry, heading) in enumerate(down):
            is_total = number >= len(rows.entries)
            start = base if is_total else layout.place(base, rows, entry)
            line = [
                self._cell(
                    start if at >= len(columns.entries) else layout.place(start, columns, value), definition
                )
                for at, (value, _) in enumerate(across)
            ]
            made.append(GridRow(heading, tuple(line), is_total))
        return self._finish(reference, rows.title, tuple(h for _, h in across), tuple(made))

    def _finish(
        self, reference: Reference, corner: str, columns: tuple[str, ...], rows: tuple[GridRow, ...]
    ) -> Grid:
        definition = self.store.definitions.get(reference.key)
        monthly = reference.by == ("month",) and len(reference.keys) == 1 and reference.columns == ("value",)
        return Grid(
            title=" and ".join(self._title(k) for k in reference.keys),
            corner=corner,
            columns=columns,
            rows=rows,
            unit=definition.unit,
            notes=self._notes(reference, rows),
            sources=self._sources(reference),
            scale=definition.scale,
            decimals=definition.decimals,
            worked_out=self._places(reference, "share", "change"),
            earlier=self._places(reference, "previous"),
            limits=monthly,
            placed=on_months(self, reference, definition) if monthly else Placed(),
        )

    def _places(self, reference: Reference, *wanted: str) -> frozenset[int]:
        """The places of some kinds of column in a block of one axis."""
        kinds = [column for _ in reference.keys for column in reference.columns]
        return frozenset(
            place for place, kind in enumerate(kinds) if kind in wanted and len(reference.by) < 2
        )

    def _notes(self, reference: Reference, rows: tuple[GridRow, ...]) -> tuple[str, ...]:
        _, cells = layout.grid(self.store, reference, self.period)
        notes = (d.note for c in cells for d in self.found(c).data if d.note)
        said = dict.fromkeys(note for note in notes if self.may_leave(note))
        statuses = {cell.value.status for row in rows for cell in row.cells}
        hidden = []
        if Status.SUPPRESSED in statuses:
            hidden.append(
                "Numbers from 1 to 5, and any that would give them back, are hidden so that no child can be recognised."
            )
        return (*hidden, *said)

    def may_leave(self, note: str) -> bool:
        """A supplier's note or reason that holds a number stays inside: no control has looked at that number."""
        return self.audience != "public" or not any(character.isdigit() for character in note)

    def _sources(self, reference: Reference) -> tuple[str, ...]:
        _, cells = layout.grid(self.store, reference, self.period)
        return tuple(
            dict.fromkeys(
                d.citation or d.supplier
                for c in cells
                for d in self.found(c).data
                if d.supplier or d.citation
            )
        )


def _rate_words(number: Decimal) -> Shown:
    return Shown(value_words(Value.of(number), Scale.RATE, 1), False, Status.GIVEN, number)


def _hidden(rules: Rules) -> Shown:
    return Shown(
        Status.SUPPRESSED.words, True, Status.SUPPRESSED,
        why=f"hidden so that no child can be recognised ({rules.stamp})",
    )  # fmt: skip


def present(
    who: Principal, references: Iterable[Reference], period: Period, audience: str = "partnership"
) -> Presentation:
    """Everything that the references ask for, in one answer, under one application of disclosure control."""
    if audience not in AUDIENCES:
        raise ValueError(f"There is no audience {audience!r}: it is one of {', '.join(AUDIENCES)}")
    wanted = list(dict.fromkeys(references))
    store = read_store(who, {key for reference in wanted for key in reference.keys})
    held = rules_of(who, wanted)
    good, problems = _sort_out(store, [*wanted, *baselines(held, wanted, period)], period)
    tables, _ = layout.tables(store, good, period)
    protection = release(store, tables, earlier(who)) if audience == "public" else expose(tables, audience)
    kept = PUBLIC if audience == "public" else next(iter(protection.tables.values())).rules
    return Presentation(store, period, audience, protection, kept, tables, problems, held)


def _sort_out(
    store: Store, references: list[Reference], period: Period
) -> tuple[list[Reference], dict[str, str]]:
    """The references that can be answered, and what is wrong with the others."""
    good: list[Reference] = []
    problems: dict[str, str] = {}
    for reference in references:
        try:
            for key in reference.keys:
                store.definitions.get(key)
            for dimension, _ in reference.dims:
                store.definitions.get(reference.key).dimension(dimension)
            layout.needed(store, reference, period)
            good.append(reference)
        except (KeyError, BadReference) as error:
            problems[str(reference)] = str(error.args[0])
    return good, problems
