"""R14, the annex for the Meeting: the status in plain black and white, as PDF or Word, from the same values."""

import io
import json
from collections.abc import Sequence
from datetime import UTC, date, datetime, time
from importlib.resources import as_file, files
from typing import Any

from db.moments import long_date
from db.money import chf_text
from reports.table import Column, Table
from reports.writers.cells import heading_lines, is_number, printable, shown
from reports.writers.papers_pdf import PapersNotSet
from reports.writers.papers_word import fixed_days

SHOWN = ("name", "prior_years", "assessed", "received", "outstanding_this_year", "outstanding", "on_account")


def annex_values(table: Table, sentences: Sequence[str]) -> dict[str, Any]:
    """Give what the annex says, as texts; ``table`` is the status of contributions."""
    columns = [column for key in SHOWN for column in table.columns if column.key == key]
    title, *lines = heading_lines(table.heading, table.title)
    return {
        "title": printable(title),
        "office": printable(table.heading.office),
        "day": f"As of {long_date(table.heading.as_of)}",
        "lines": [printable(line) for line in lines],
        "sentences": [printable(sentence) for sentence in sentences],
        "summary": [[line.title, str(line.states_count), chf_text(line.amount_chf)] for line in table.summary],
        "notes": [printable(note) for note in table.notes if note not in sentences],
        "annex": "Annex: every State Party",
        "columns": [
            {"title": column.title, "number": is_number(column), "wide": column.key == "name"} for column in columns
        ],
        "rows": [[shown(row[column.key], column) for column in columns] for row in table.rows],
        "total": [_total(table, column) for column in columns],
    }


def _total(table: Table, column: Column) -> str:
    total = table.total.get(column.key)
    return "Total" if total is None else shown(total, column)


def annex_pdf(values: dict[str, Any], on: date) -> bytes:
    """Set the annex; the same values give the same bytes. Raises PapersNotSet."""
    import typst

    with as_file(files("reports.writers") / "templates" / "annex.typ") as template:
        try:
            made: Any = typst.compile(
                template,
                sys_inputs={"data": json.dumps(values, ensure_ascii=False)},
                ignore_system_fonts=True,
                pdf_standards=["a-2a", "ua-1"],
                timestamp=int(datetime.combine(on, time(), tzinfo=UTC).timestamp()),
            )
        except RuntimeError as error:
            raise PapersNotSet(str(error).splitlines()[0]) from None
    assert isinstance(made, bytes)
    return made


def annex_word(values: dict[str, Any]) -> bytes:
    """Write the annex for Word; the same values give the same bytes."""
    from docx import Document
    from docx.enum.text import WD_BREAK
    from docx.shared import Cm, Pt

    document: Any = Document()
    properties = document.core_properties
    properties.title, properties.author, properties.comments = values["title"], values["office"], ""
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Cm(2)
    section.header.paragraphs[0].text = f"{values['office']}    {values['day']}"
    document.styles["Normal"].font.name, document.styles["Normal"].font.size = "Times New Roman", Pt(10.5)
    document.add_paragraph().add_run(values["title"]).bold = True
    for text in (*values["lines"], *values["sentences"]):
        document.add_paragraph(text)
    _grid(document, [["Summary", "States", "CHF"], *values["summary"]], (False, True, True), 10, 10.5)
    for note in values["notes"]:
        document.add_paragraph(note)
    document.add_paragraph().add_run().add_break(WD_BREAK.PAGE)
    document.add_paragraph().add_run(values["annex"]).bold = True
    titles = [column["title"] for column in values["columns"]]
    numbers = tuple(column["number"] for column in values["columns"])
    _grid(document, [titles, *values["rows"], values["total"]], numbers, 8, 5.6)
    made = io.BytesIO()
    document.save(made)
    return fixed_days(made.getvalue())


def _grid(document: Any, rows: Sequence[Sequence[str]], numbers: Sequence[bool], points: int, first: float) -> None:
    """Add a table; its first row is the head and repeats on each page; ``first`` is its first column in centimetres."""
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.oxml import OxmlElement
    from docx.shared import Cm, Pt

    table = document.add_table(rows=len(rows), cols=len(numbers))
    table.style, table.autofit = "Table Grid", False
    widths = [Cm(first), *[Cm((17 - first) / (len(numbers) - 1))] * (len(numbers) - 1)]
    for grid_column, width in zip(table.columns, widths, strict=True):
        grid_column.width = width
    cells = table._cells  # one look-up for all: each .cell() walks the whole table
    for place, text in enumerate(text for row in rows for text in row):
        row, column = divmod(place, len(numbers))
        cells[place].width = widths[column]
        paragraph = cells[place].paragraphs[0]
        run = paragraph.add_run(text)
        run.font.size, run.bold = Pt(points), row == 0 or (row == len(rows) - 1 and rows[row][0] == "Total")
        paragraph.paragraph_format.space_after = Pt(0)
        if numbers[column]:
            paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    table.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
