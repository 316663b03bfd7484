"""List pages of one shape: filters, a count, columns that sort, pages, and the same rows as CSV and XLSX.

A view says what its columns are and gives the rows that its reader may see:

    listing = make_listing(request, queries.returns(request.who), COLUMNS, filters=ReturnFilters, name="returns")
    return listing.respond("dataset/returns.html", {"title": "Returns", "breadcrumbs": …})

Its template extends `list.html`. `?sort=due`, `?sort=-due`, `?page=2`, `?format=csv` and `?format=xlsx` do the rest.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Generic, TypeVar

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.text import slugify
from django_filters import FilterSet

from roundtable.foundation.web.forms import FilterForm
from roundtable.foundation.web.pages import pagination
from roundtable.foundation.web.tones import Tag
from roundtable.intake.exports import ExportCell, csv_bytes, xlsx_bytes
from roundtable.measures import wording

ROWS_PER_PAGE = 50
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

Row = TypeVar("Row")
Rows = QuerySet[Any] | Sequence[Row]
CellValue = str | int | Decimal | date | datetime | Tag | None


@dataclass(frozen=True, slots=True)
class Column(Generic[Row]):
    """A column: what a row holds in it, and where that leads. `order_by` are the fields that it sorts by."""

    key: str
    title: str
    value: Callable[[Row], CellValue]
    order_by: tuple[str, ...] = ()
    numeric: bool = False
    url: Callable[[Row], str] | None = None


@dataclass(frozen=True, slots=True)
class Heading:
    """A column's heading as drawn: its query string when it sorts, and how it is sorted now."""

    title: str
    numeric: bool
    sort: str = ""
    sorted: str = ""  # ascending, descending, none, or empty where it does not sort


@dataclass(frozen=True, slots=True)
class DrawnCell:
    heading: str
    text: str
    numeric: bool
    tag: Tag | None = None
    url: str = ""


@dataclass(frozen=True, slots=True)
class Listing(Generic[Row]):
    """The rows that a query string asks for, drawn as a page or taken away as a file."""

    request: HttpRequest
    name: str
    columns: Sequence[Column[Row]]
    rows: Rows[Row]  # all of them, filtered and sorted
    page: Page[Any]
    filters: FilterSet | None
    sort: str

    @property
    def count(self) -> int:
        return self.page.paginator.count

    @property
    def filtered(self) -> bool:
        if self.filters is None:
            return False
        given = [self.filters.form[name].data for name in self.filters.form.fields]
        return any(any(value) if isinstance(value, list) else value for value in given)

    @property
    def headings(self) -> list[Heading]:
        return [self._heading(column) for column in self.columns]

    @property
    def drawn(self) -> list[list[DrawnCell]]:
        return [[_drawn(column, row) for column in self.columns] for row in self.page]

    @property
    def pagination(self) -> dict[str, Any] | None:
        return pagination(self.page, self.address)

    def address(self, **changes: object) -> str:
        """This list's query string with some parameters changed; the file format and old page numbers stay behind."""
        parameters = self.request.GET.copy()
        for key in ("format", "page"):
            parameters.pop(key, None)
        for key, value in changes.items():
            parameters[key] = str(value)
        return f"?{parameters.urlencode()}"

    @property
    def csv_address(self) -> str:
        return self.address(format="csv")

    @property
    def xlsx_address(self) -> str:
        return self.address(format="xlsx")

    def respond(self, template: str, context: Mapping[str, Any]) -> HttpResponse:
        """The page, or the file that `?format=` asks for."""
        asked = self.request.GET.get("format")
        if asked in {"csv", "xlsx"}:
            return export(self.request, self.name, str(context["title"]), self._table(), asked)
        return render(self.request, template, {**context, "listing": self})

    def _table(self) -> Iterator[list[ExportCell]]:
        yield [column.title for column in self.columns]
        for row in self.rows:
            yield [_exported(column.value(row)) for column in self.columns]

    def _heading(self, column: Column[Row]) -> Heading:
        if not column.order_by:
            return Heading(column.title, column.numeric)
        now = {column.key: "ascending", f"-{column.key}": "descending"}.get(self.sort, "none")
        turned = f"-{column.key}" if now == "ascending" else column.key
        return Heading(column.title, column.numeric, self.address(sort=turned), now)


def make_listing(
    request: HttpRequest,
    rows: Rows[Row],
    columns: Sequence[Column[Row]],
    *,
    name: str,
    filters: type[FilterSet] | None = None,
    default_sort: str = "",
    per_page: int = ROWS_PER_PAGE,
) -> Listing[Row]:
    """The rows that the reader may see, filtered, sorted and cut into pages as the query string asks.

    What the query string asks and cannot have (an unknown column, a page beyond the last) falls back to the nearest.
    `name` is for file names, such as "returns". `filters` are for rows of the database only; a sequence of other rows
    sorts by what its columns show.
    """
    found = filters(request.GET, queryset=rows, request=request) if filters else None
    wanted: Rows[Row] = found.qs if found is not None else rows
    sort = _known_sort(request.GET.get("sort", ""), columns) or default_sort
    ordered = _sorted(wanted, sort, columns)
    page = Paginator(ordered, per_page).get_page(request.GET.get("page"))
    return Listing(request, name, columns, ordered, page, found, sort)


class ListFilters(FilterSet):
    """Base of every list's filters, so that their form says no "(optional)"."""

    class Meta:
        form = FilterForm


def _known_sort(asked: str, columns: Sequence[Column[Any]]) -> str:
    return asked if asked.removeprefix("-") in {c.key for c in columns if c.order_by} else ""


def _sorted(rows: Rows[Row], sort: str, columns: Sequence[Column[Row]]) -> Rows[Row]:
    """Sorted by a column, and by primary key where that leaves rows equal, so that pages never share a row."""
    column = next((c for c in columns if c.order_by and c.key == sort.removeprefix("-")), None)
    back = sort.startswith("-")
    if isinstance(rows, QuerySet):
        if column is None:
            return rows if rows.ordered else rows.order_by("pk")
        return rows.order_by(*(_turned(name) if back else name for name in column.order_by), "pk")
    return rows if column is None else _by_value(rows, column, back=back)


def _by_value(rows: Sequence[Row], column: Column[Row], *, back: bool) -> Sequence[Row]:
    """What a column shows, in order, with rows that hold nothing in it last either way."""
    held = [(value, row) for row in rows if (value := column.value(row)) is not None]
    empty = [row for row in rows if column.value(row) is None]
    ordered = sorted(held, key=lambda pair: _sortable(pair[0]), reverse=back)
    return [row for _, row in ordered] + empty


def _sortable(value: CellValue) -> Any:
    return (
        value.text.casefold()
        if isinstance(value, Tag)
        else value.casefold()
        if isinstance(value, str)
        else value
    )


def _turned(name: str) -> str:
    return name[1:] if name.startswith("-") else f"-{name}"


def _drawn(column: Column[Any], row: Any) -> DrawnCell:
    value = column.value(row)
    url = column.url(row) if column.url else ""
    tag = value if isinstance(value, Tag) else None
    return DrawnCell(column.title, shown(value), column.numeric, tag, url)


def shown(value: CellValue) -> str:
    """A value as it stands in a cell of a page."""
    match value:
        case None:
            return ""
        case datetime():
            return wording.day(timezone.localtime(value).date())
        case date():
            return wording.day(value)
        case int() | Decimal():
            return wording.number(value)
        case _:
            return str(value)


def _exported(value: CellValue) -> ExportCell:
    match value:
        case Tag():
            return value.text
        case datetime():
            return timezone.localtime(value).date()
        case _:
            return value


def export(
    request: HttpRequest, name: str, title: str, table: Iterable[Sequence[ExportCell]], asked: str
) -> HttpResponse:
    """A table as a file, "csv" or "xlsx", whose name and first line carry the partnership's protective marking."""
    partnership = getattr(request, "partnership", None)
    today = timezone.localdate()
    marking = partnership.marking if partnership else ""
    first = ". ".join(
        words for words in (marking, str(partnership or ""), title, wording.day(today)) if words
    )
    parts = [marking, partnership.slug if partnership else "", slugify(name), today.isoformat()]
    file_name = "-".join(slugify(part).upper() if part == marking else part for part in parts if part)
    rows = list(table)
    body = csv_bytes([[first], *rows]) if asked == "csv" else xlsx_bytes({title: rows}, marking=first)
    response = HttpResponse(body, content_type="text/csv; charset=utf-8" if asked == "csv" else XLSX)
    response["Content-Disposition"] = f'attachment; filename="{file_name}.{asked}"'
    response["Cache-Control"] = "no-store"
    return response
