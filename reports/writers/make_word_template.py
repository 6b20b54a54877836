"""Make the Word template of the papers, ``templates/set.docx``: `python -m reports.writers.make_word_template`.

Apart because the template is a file that the director may edit in Word; this is how it was made at first. docxtpl fills
in its tags: ``{{ … }}`` a text, ``{%p … %}`` a paragraph, ``{%tr … %}`` a row of a table.
"""

from importlib.resources import files
from pathlib import Path
from typing import Any

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_BREAK
from docx.shared import Cm, Pt, RGBColor

_ACCENT = RGBColor(0x1F, 0x3A, 0x5F)
_FACTS, _AMOUNTS, _AGEING, _STATEMENT = (4.4, 12.2), (13.0, 3.6), (6.0, 3.0), (2.3, 7.4, 2.3, 2.3, 2.3)  # centimetres
_APPLIED = (4.2, 9.0, 3.4)


def make_template() -> Any:
    """Build the document: letterhead, note verbale, invoice with slip, statement of account."""
    document = Document()
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2.2)
    section.top_margin, section.bottom_margin = Cm(1.8), Cm(1.8)
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = "Times New Roman", Pt(11)
    normal.paragraph_format.space_after = Pt(6)
    _letterhead(document)
    _note(document)
    _tag(document, "{%p if qr %}")
    _break(document)
    _letterhead(document)
    _invoice(document)
    _tag(document, "{%p endif %}")
    _break(document)
    _letterhead(document)
    _statement(document)
    return document


def _letterhead(document: Any) -> None:
    _tag(document, "{%p for line in letterhead %}")
    _text(document, "{{ line }}", is_bold=True, colour=_ACCENT, after=0)
    _tag(document, "{%p endfor %}")
    _text(document, "{{ contact }}", size=9)


def _note(document: Any) -> None:
    _text(document, "{{ note_title }}", is_bold=True, after=0)
    _text(document, "{{ note_ref }}", after=12)
    _tag(document, "{%p if salutation %}")
    _text(document, "{{ salutation }}")
    _tag(document, "{%p endif %}")
    _paragraphs(document, "paragraphs")
    _tag(document, "{%p if note_rows %}")
    _rows(document, "note_rows", _APPLIED, head="note_columns", amounts=1)
    _tag(document, "{%p endif %}")
    _paragraphs(document, "paragraphs_after")
    _text(document, "{{ place_and_day }}", align=WD_ALIGN_PARAGRAPH.RIGHT, after=24)
    _tag(document, "{%p if signature %}")
    _text(document, "", after=36)
    _tag(document, "{%p for line in signature %}")
    _text(document, "{{ line }}", align=WD_ALIGN_PARAGRAPH.RIGHT, after=0)
    _tag(document, "{%p endfor %}")
    _text(document, "", after=18)
    _tag(document, "{%p endif %}")
    _text(document, "{{ enclosures }}", size=9.5)
    _tag(document, "{%p for line in address %}")
    _text(document, "{{ line }}", size=10, after=0)
    _tag(document, "{%p endfor %}")


def _paragraphs(document: Any, name: str) -> None:
    _tag(document, f"{{%p for paragraph in {name} %}}")
    _text(document, "{{ paragraph }}", align=WD_ALIGN_PARAGRAPH.JUSTIFY)
    _tag(document, "{%p endfor %}")


def _invoice(document: Any) -> None:
    _text(document, "{{ invoice_title }}", size=15, is_bold=True, colour=_ACCENT)
    _rows(document, "invoice_facts", _FACTS)
    _rows(document, "invoice_rows", _AMOUNTS, head="invoice_columns", foot="invoice_total")
    _text(document, "{{ ageing_title }}", is_bold=True, colour=_ACCENT, after=2)
    _rows(document, "ageing", _AGEING)
    _text(document, "{{ bank_title }}", is_bold=True, colour=_ACCENT, after=2)
    _rows(document, "bank_rows", _FACTS)
    _text(document, "{{ bank_note }}", size=9)
    _text(document, "{{ slip }}")


def _statement(document: Any) -> None:
    _text(document, "{{ statement_title }}", size=15, is_bold=True, colour=_ACCENT, after=0)
    _text(document, "{{ statement_as_at }}")
    _rows(document, "statement_rows", _STATEMENT, head="statement_columns")
    _text(document, "{{ statement_closing }}", is_bold=True)
    _text(document, "{{ statement_rule }}", size=9)


def _rows(
    document: Any, name: str, widths: tuple[float, ...], head: str = "", foot: str = "", amounts: int = 3
) -> None:
    """Add a table with a row for each of a list, a head and a foot of fixed rows; widths in centimetres."""
    table = document.add_table(rows=0, cols=len(widths))
    table.autofit = False
    table.style = "Table Grid" if head else "Normal Table"
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Cm(width)
    numbers = range(len(widths))
    if head:
        _fill(table, [f"{{{{ {head}[{number}] }}}}" for number in numbers], widths, head, amounts=amounts, is_bold=True)
    _fill(table, [f"{{%tr for row in {name} %}}"], widths, head, amounts=amounts)
    _fill(table, [f"{{{{ row[{number}] }}}}" for number in numbers], widths, head, amounts=amounts)
    _fill(table, ["{%tr endfor %}"], widths, head, amounts=amounts)
    if foot:
        _fill(table, [f"{{{{ {foot}[{number}] }}}}" for number in numbers], widths, head, amounts=amounts, is_bold=True)
    document.add_paragraph().paragraph_format.space_after = Pt(0)


def _fill(
    table: Any, texts: list[str], widths: tuple[float, ...], head: str, *, amounts: int = 3, is_bold: bool = False
) -> None:
    """Add a row; the amounts of a table with a head stand to the right."""
    cells = table.add_row().cells
    for number, width in enumerate(widths):
        cells[number].width = Cm(width)
    for number, text in enumerate(texts):
        paragraph = cells[number].paragraphs[0]
        run = paragraph.add_run(text)
        run.font.size, run.bold = Pt(10), is_bold
        paragraph.paragraph_format.space_after = Pt(1)
        is_amount = head and number >= max(len(widths) - amounts, 1)
        if is_amount or (table.style.name == "Normal Table" and widths == _AGEING and number == 1):
            paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT


def _text(
    document: Any,
    text: str,
    *,
    size: float = 11,
    is_bold: bool = False,
    colour: RGBColor | None = None,
    align: Any = None,
    after: float = 6,
) -> None:
    paragraph = document.add_paragraph()
    run = paragraph.add_run(text)
    run.font.size, run.bold = Pt(size), is_bold
    if colour:
        run.font.color.rgb = colour
    if align is not None:
        paragraph.alignment = align
    paragraph.paragraph_format.space_after = Pt(after)


def _tag(document: Any, text: str) -> None:
    document.add_paragraph(text)


def _break(document: Any) -> None:
    document.add_paragraph().add_run().add_break(WD_BREAK.PAGE)


if __name__ == "__main__":
    make_template().save(Path(str(files("reports.writers"))) / "templates" / "set.docx")
