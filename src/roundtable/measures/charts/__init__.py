"""Charts as Vega-Lite specs, drawn as SVG or PNG without a browser.

A builder takes labelled series and gives a spec of exactly `width` pixels: lines (with XmR limits), horizontal bars,
stacked and grouped bars, dots with intervals around a benchmark, and a shaded matrix. Series are named beside what they
draw, marked by shape as well as by colour; what is missing is said in words and never drawn as nought.
"""

from roundtable.measures.charts.bars import bars
from roundtable.measures.charts.dots import Dot, dots
from roundtable.measures.charts.draw import png, svg
from roundtable.measures.charts.grouped import grouped
from roundtable.measures.charts.lines import line
from roundtable.measures.charts.matrix import matrix
from roundtable.measures.charts.series import Point, Series
from roundtable.measures.charts.stacked import stacked

__all__ = ["Dot", "Point", "Series", "bars", "dots", "grouped", "line", "matrix", "png", "stacked", "svg"]
