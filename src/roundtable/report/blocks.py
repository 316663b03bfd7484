"""A figure's grid as a table or a chart of the content model."""

from roundtable.foundation.figures.drawing import alt_text, chart_spec, drawable
from roundtable.foundation.figures.present import Presentation
from roundtable.foundation.figures.references import Reference, Show
from roundtable.foundation.figures.shown import Grid
from roundtable.measures.wording import join
from roundtable.report.content import Block, Callout, ChartBlock, Paragraph, TableBlock, TableCell, Text


def figure_block(presentation: Presentation, reference: Reference, caption: str) -> Block:
    """The block that a reference asks for, as its audience may see it."""
    grid = presentation.grid(reference)
    table = table_block(grid, reference, caption)
    if reference.show in (None, Show.TABLE):
        return table
    if not drawable(grid):
        return Callout(
            "note", (Paragraph((Text(f"{caption or grid.title}: there is no number to draw."),)), table)
        )
    return ChartBlock(
        caption or grid.title, alt_text(grid), chart_spec(grid, reference), table, str(reference)
    )


def table_block(grid: Grid, reference: Reference, caption: str) -> TableBlock:
    rows = tuple(
        (TableCell(row.heading), *(TableCell(c.text, c.numeric, c.missing) for c in row.cells))
        for row in grid.rows
    )
    return TableBlock(
        caption=caption or grid.title,
        header=(grid.corner, *grid.columns),
        rows=rows,
        reference=str(reference),
        notes=grid.notes,
        source=join(list(grid.sources)),
        total_rows=frozenset(n for n, row in enumerate(grid.rows) if row.total),
    )
