"""Charts of a workbook's first sheet: drawn from the cells of its sheets, so that no figure stands twice."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from reports.writers.workbook_look import HEADER_COLOUR

if TYPE_CHECKING:
    from xlsxwriter import Workbook

SERIES_COLOURS = (HEADER_COLOUR, "#C77B30", "#5B8C6E", "#8A6FA8", "#A33B3B", "#7A7A7A")
_AXIS_FONT = {"size": 9, "color": "#444444"}
_WHOLE_CHF = "[$-807]#,##0"


@dataclass(frozen=True, slots=True)
class Place:
    """Where the cells of a table or block stand: rows from 0, ``last`` included, and the column of each key."""

    sheet: str
    header: int
    first: int
    last: int
    columns: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart of the table or block named ``source``.

    ``kind`` is bar, column or line. ``label`` names the column of the categories, ``series`` those of the values; with
    ``of_total`` the categories are the headers of ``series`` and the values their totals. ``is_percent``: 0 to 100.
    ``label_percent`` of the width is kept for the categories of bars.
    """

    title: str
    kind: str
    source: str
    label: str
    series: tuple[str, ...]
    of_total: bool = False
    is_percent: bool = False
    label_percent: int = 10


def drawn(workbook: "Workbook", chart: Chart, place: Place, size: Mapping[str, int]) -> Any:
    """Make the chart from the cells at a place, ``size`` in pixels; it is not yet put onto a sheet."""
    made = workbook.add_chart({"type": chart.kind})
    for number, (name, categories, values) in enumerate(_series(chart, place)):
        made.add_series(
            {"name": name, "categories": categories, "values": values, **_look(chart, SERIES_COLOURS[number])}
        )
    made.set_title({"name": chart.title, "name_font": {"size": 10, "color": HEADER_COLOUR}, "overlay": False})
    made.set_legend({"position": "bottom", "font": _AXIS_FONT} if _is_many(chart) else {"none": True})
    _axes(made, chart)
    if chart.kind == "bar":
        left = chart.label_percent / 100
        made.set_plotarea({"layout": {"x": left, "y": 0.14, "width": 0.84 - left, "height": 0.82}})
    made.show_blanks_as("gap")
    made.set_chartarea({"border": {"color": "#D0D7E2"}})
    made.set_size(dict(size))
    return made


def _is_many(chart: Chart) -> bool:
    return len(chart.series) > 1 and not chart.of_total


def _series(chart: Chart, place: Place) -> list[tuple[Any, list[Any], list[Any]]]:
    """Give the name, the categories and the values of each series, as cells."""
    if chart.of_total:
        columns = [place.columns[key] for key in chart.series]
        assert columns == list(range(columns[0], columns[-1] + 1)), "the columns of a chart stand side by side"
        sides = columns[0], columns[-1]
        total = place.last + 1
        categories: list[Any] = [place.sheet, place.header, sides[0], place.header, sides[1]]
        return [(chart.title, categories, [place.sheet, total, sides[0], total, sides[1]])]
    label = place.columns[chart.label]
    categories = [place.sheet, place.first, label, place.last, label]
    return [
        (
            [place.sheet, place.header, place.columns[key]],
            categories,
            [place.sheet, place.first, place.columns[key], place.last, place.columns[key]],
        )
        for key in chart.series
    ]


def _look(chart: Chart, colour: str) -> dict[str, Any]:
    if chart.kind == "line":
        return {"line": {"color": colour, "width": 2.25}, "marker": {"type": "circle", "size": 4, **_filled(colour)}}
    labels = {"value": True, "num_format": _WHOLE_CHF, "font": {"size": 8}}
    return {"fill": {"color": colour}, "gap": 60, "data_labels": labels}


def _filled(colour: str) -> dict[str, Any]:
    return {"fill": {"color": colour}, "border": {"color": colour}}


def _axes(made: Any, chart: Chart) -> None:
    hidden = {"visible": False, "major_gridlines": {"visible": False}}
    if chart.kind == "bar":
        made.set_y_axis({"reverse": True, "num_font": _AXIS_FONT})
        made.set_x_axis(hidden)
    elif chart.is_percent:
        light = {"visible": True, "line": {"color": "#E3E7EE"}}
        made.set_x_axis({"num_font": {**_AXIS_FONT, "rotation": -45}})
        made.set_y_axis({"min": 0, "max": 100, "num_format": "0", "num_font": _AXIS_FONT, "major_gridlines": light})
    else:
        made.set_x_axis({"num_font": _AXIS_FONT})
        made.set_y_axis(hidden)
