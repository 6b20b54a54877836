"""The pictures of the README: the terminal and the President's workbook of the sample office, as SVG.

``python -m tests.pictures`` makes them anew; tests/test_docs.py holds them to the program. Drawn here from what the
terminal showed (docs/manual/start.md) and from the cells of the workbook, so that they need no screen and no browser.
"""

import re
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from html import escape
from pathlib import Path
from typing import Any

from openpyxl import load_workbook
from openpyxl.utils import get_column_letter
from typer.testing import CliRunner

from db.money import chf_text
from ledger.commands.app import app
from tests.manual_pages import ROOT
from tests.tutorial_page import PAGE, boxes_of

FOLDER = ROOT / "docs" / "pictures"
_LINE, _LETTER, _EDGE = 18, 7.8, 14  # height of a line, width of a letter, edge; all in pixels
_MONTH_LINES = 20  # so many lines of the month
_SHEET, _ROWS, _COLUMNS = "Status", 16, 9
_HEAD = re.compile(r" Books of [^)]*\)\.")
_FONT = "font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;font-size:13px"
_SANS = "font-family:Arial,Helvetica,sans-serif;font-size:12px"


def terminal_svg(page: str) -> str:
    """Draw where the office stands, and the beginning of a month, from the boxes of the manual's start."""
    position, month = boxes_of(page)[1:3]
    lines = [*position.splitlines(), *month.splitlines()[:1], *month.splitlines()[8:_MONTH_LINES]]
    width, height = max(map(len, lines)) * _LETTER + 2 * _EDGE, len(lines) * _LINE + 2 * _EDGE
    texts = (
        _text(_EDGE, _EDGE + _LINE * number + 13, line, "#9ece6a" if line.startswith("$ ") else "#d5d9e2")
        for number, line in enumerate(lines)
    )
    return _svg(width, height, "#1b1e28", _FONT, texts)


def workbook_svg(workbook: Path) -> str:
    """Draw the upper left part of the workbook's sheet of the status."""
    sheet = load_workbook(workbook)[_SHEET]
    widths = [_width(sheet, number) for number in range(1, _COLUMNS + 1)]
    starts = [_EDGE + sum(widths[:number]) for number in range(_COLUMNS + 1)]
    drawn = [part for row in range(1, _ROWS + 1) for part in _row(sheet, row, starts)]
    return _svg(starts[-1] + _EDGE, _ROWS * _LINE + 2 * _EDGE, "#ffffff", _SANS, drawn)


def _width(sheet: Any, number: int) -> float:
    """Give a column's width in pixels; a wide one is cut."""
    held = sheet.column_dimensions
    letter = get_column_letter(number)
    found = [each for each in held.values() if each.min and each.min <= number <= each.max]
    return min(float((found[0] if found else held[letter]).width), 26.0) * 7


def _row(sheet: Any, row: int, starts: Sequence[float]) -> Iterator[str]:
    top = _EDGE + (row - 1) * _LINE
    for number in range(_COLUMNS):
        cell = sheet.cell(row, number + 1)
        colour = f"#{cell.fill.fgColor.rgb[2:]}" if cell.fill.fill_type else ""
        if colour:
            width = starts[number + 1] - starts[number]
            yield f'<rect x="{starts[number]:.0f}" y="{top}" width="{width:.0f}" height="{_LINE}" fill="{colour}"/>'
        said, is_number = _said(cell.value)
        if said:
            place = starts[number + 1] - 5 if is_number else starts[number] + 5
            white = colour == "#1F3A5F"
            style = {"text-anchor": "end"} if is_number else {}
            style |= {"font-weight": "bold"} if cell.font.b else {}
            yield _text(place, top + 13, said, "#ffffff" if white else "#1b1e28", style)


def _said(value: Any) -> tuple[str, bool]:
    """Give a cell as a person sees it, and whether it stands to the right."""
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d}", True
    if isinstance(value, int | float):
        return chf_text(Decimal(f"{value:.2f}")), True
    return _HEAD.sub("", str(value or "")), False


def _text(left: float, base: float, said: str, colour: str, style: Mapping[str, str] | None = None) -> str:
    further = "".join(f' {name}="{value}"' for name, value in (style or {}).items())
    return f'<text x="{left:.0f}" y="{base:.0f}" fill="{colour}"{further} xml:space="preserve">{escape(said)}</text>'


def _svg(width: float, height: float, ground: str, style: str, parts: Iterator[str] | Sequence[str]) -> str:
    return "\n".join(
        (
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{width:.0f}" height="{height:.0f}" style="{style}">',
            f'<rect width="{width:.0f}" height="{height:.0f}" rx="6" fill="{ground}" stroke="#c8ced8"/>',
            *parts,
            "</svg>\n",
        )
    )


def pictures(workbook: Path) -> dict[str, str]:
    """Draw both, by the names of their files."""
    return {"terminal.svg": terminal_svg(PAGE.read_text("utf-8")), "workbook.svg": workbook_svg(workbook)}


def write() -> None:
    """Make the sample office, draw, and write."""
    with tempfile.TemporaryDirectory() as name:
        CliRunner().invoke(app, ["demo", f"{name}/demo"])
        drawn = pictures(Path(name) / "demo" / "isu-2017-01-27.xlsx")
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name, text in drawn.items():
        (FOLDER / name).write_text(text, "utf-8")


if __name__ == "__main__":
    write()
