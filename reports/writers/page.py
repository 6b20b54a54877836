"""One self-contained HTML page: sentences, charts as inline SVG, and tables with captions; read without a script.

Apart from the workbook: it is what is sent to whoever has no Excel, and prints on A4. Every text is escaped.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from html import escape

from db.money import chf_text
from reports.table import Column, Kind, Table
from reports.writers.cells import CONFIDENTIAL, heading_lines, is_number, printable, shown

_STYLE = """
:root { --accent: #1f3a5f; --line: #c9d1da; --soft: #f3f6f9; }
* { box-sizing: border-box; }
body { font: 16px/1.5 "Liberation Sans", Arial, sans-serif; color: #1a1a1a; background: #fff; margin: 0 auto;
  max-width: 75rem; padding: 1rem; }
h1 { color: var(--accent); font-size: 1.7rem; margin: 0 0 .2rem; }
h2 { color: var(--accent); font-size: 1.2rem; margin: 2rem 0 .5rem; border-bottom: 2px solid var(--accent); }
.notice { color: #8a2d12; font-style: italic; }
.said p { margin: .2rem 0; }
.figures { display: flex; flex-wrap: wrap; gap: 1.5rem; }
figure { margin: 0; flex: 1 1 26rem; max-width: 32rem; }
figcaption { font-weight: bold; margin-bottom: .3rem; }
svg { width: 100%; height: auto; }
.wide { overflow-x: auto; }
table { border-collapse: collapse; font-size: .85rem; width: 100%; }
caption { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
.summary { max-width: 40rem; margin-bottom: 1rem; }
th { background: var(--accent); color: #fff; text-align: left; padding: .35rem .5rem; vertical-align: bottom; }
td { padding: .25rem .5rem; border-bottom: 1px solid var(--line); vertical-align: top; }
tbody tr:nth-child(even) { background: var(--soft); }
tfoot td { font-weight: bold; border-top: 2px solid var(--accent); }
.number, .day { white-space: nowrap; }
.number { text-align: right; font-variant-numeric: tabular-nums; }
nav ul { display: flex; flex-wrap: wrap; gap: .2rem 1.2rem; list-style: none; padding: 0; }
nav a { color: var(--accent); }
.notes { font-size: .85rem; color: #444; }
@media print {
  @page { size: A4 landscape; margin: 12mm; }
  body { font-size: 9pt; max-width: none; padding: 0; }
  nav { display: none; }
  section + section { break-before: page; }
  table { font-size: 7.5pt; }
  thead { display: table-header-group; }
  tfoot { display: table-row-group; }
  td, th { padding: .15rem .35rem; }
  tr, figure { break-inside: avoid; }
  .wide { overflow: visible; }
}
"""
_SUMMARY = (
    '<table class="summary"><caption>Summary</caption><thead><tr><th scope="col">What</th>'
    '<th scope="col" class="number">States</th><th scope="col" class="number">CHF</th></tr></thead>'
    "<tbody>{rows}</tbody></table>"
)
_BAR, _GAP, _WIDTH = 18, 8, 480
_SIGN = 6.7  # about the width of a sign of the labels


@dataclass(frozen=True, slots=True)
class Bars:
    """A chart of bars: a title and amounts (CHF, or percent) by name."""

    title: str
    amounts: tuple[tuple[str, Decimal], ...]
    unit: str = "CHF"


def page_html(title: str, sentences: Sequence[str], charts: Sequence[Bars], tables: Sequence[Table]) -> str:
    """Write the page: the same values give the same bytes."""
    first = tables[0]
    above, line, *notice = heading_lines(first.heading, title)
    notice += [f"{CONFIDENTIAL}: not for the public."] if any(table.is_confidential for table in tables) else []
    is_alone = len(tables) == 1
    links = "".join(f'<li><a href="#{table.name}">{_text(table.title)}</a></li>' for table in tables)
    contents = "" if is_alone else f'<nav aria-label="Reports"><ul>{links}</ul></nav>\n'
    parts = [
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        f"<title>{_text(above)}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n<header>",
        f"<h1>{_text(above)}</h1>\n<p>{_text(line)}</p>",
        *(f'<p class="notice">{_text(each)}</p>' for each in notice),
        f"</header>\n{contents}<main>",
        *_in_short(sentences, charts),
        *(_section(table, "" if is_alone else f"<h2>{_text(table.title)}</h2>\n") for table in tables),
        "</main>\n</body>\n</html>\n",
    ]
    return "\n".join(parts)


def _in_short(sentences: Sequence[str], charts: Sequence[Bars]) -> list[str]:
    if not sentences and not charts:
        return []
    said = "".join(f"<p>{_text(each)}</p>" for each in sentences)
    drawn = "".join(_bars(each) for each in charts)
    return [
        f'<section>\n<h2>In short</h2>\n<div class="said">{said}</div>',
        f'<div class="figures">{drawn}</div>\n</section>',
    ]


def _text(text: str) -> str:
    return escape(printable(text))


def _bars(chart: Bars) -> str:
    highest = max((abs(amount) for _, amount in chart.amounts), default=Decimal(0)) or Decimal(1)
    label = int(max((len(name) for name, _ in chart.amounts), default=0) * _SIGN) + 12
    room = _WIDTH - label - 90
    height = len(chart.amounts) * (_BAR + _GAP) + _GAP
    said = "; ".join(f"{name} {_figure(chart, amount)}" for name, amount in chart.amounts)
    look = 'font-family="Liberation Sans, Arial, sans-serif" font-size="13"'
    told = f'role="img" aria-label="{_text(chart.title)}: {_text(said)}"'
    drawn = [
        f'<figure><figcaption>{_text(chart.title)}</figcaption><svg viewBox="0 0 {_WIDTH} {height}" {told} {look}>'
    ]
    for number, (name, amount) in enumerate(chart.amounts):
        top = _GAP + number * (_BAR + _GAP)
        long = int(abs(amount) * room / highest)
        drawn.append(
            f'<text x="{label - 8}" y="{top + 14}" text-anchor="end">{_text(name)}</text>'
            f'<rect x="{label}" y="{top}" width="{max(long, 1)}" height="{_BAR}" fill="#1f3a5f"/>'
            f'<text x="{label + long + 6}" y="{top + 14}">{_figure(chart, amount)}</text>'
        )
    return "".join([*drawn, "</svg></figure>"])


def _figure(chart: Bars, amount: Decimal) -> str:
    return chf_text(amount) if chart.unit == "CHF" else f"{amount:.1f} {chart.unit}"


def _section(table: Table, title: str) -> str:
    head = "".join(f'<th scope="col"{_look(column)}>{_text(column.title)}</th>' for column in table.columns)
    rows = "\n".join(
        "<tr>"
        + "".join(f"<td{_look(column)}>{_cell(row[column.key], column)}</td>" for column in table.columns)
        + "</tr>"
        for row in table.rows
    )
    foot = "".join(f"<td{_look(column)}>{_foot(table, column)}</td>" for column in table.columns)
    summary = "".join(
        f'<tr><td>{_text(line.title)}</td><td class="number">{line.states_count}</td>'
        f'<td class="number">{chf_text(line.amount_chf)}</td></tr>'
        for line in table.summary
    )
    figures = _SUMMARY.format(rows=summary) if summary else ""
    notes = "".join(f"<p>{_text(note)}</p>" for note in table.notes)
    return (
        f'<section id="{table.name}">\n{title}{figures}\n<div class="wide"><table>'
        f"<caption>{_text(table.title)}</caption><thead><tr>{head}</tr></thead>\n<tbody>\n{rows}\n</tbody>\n"
        f'<tfoot><tr>{foot}</tr></tfoot></table></div>\n<div class="notes">{notes}</div>\n</section>'
    )


def _look(column: Column) -> str:
    if column.kind is Kind.DATE:
        return ' class="day"'
    return ' class="number"' if is_number(column) else ""


def _cell(cell: object, column: Column) -> str:
    return _text(shown(cell, column))  # type: ignore[arg-type]


def _foot(table: Table, column: Column) -> str:
    total = table.total.get(column.key)
    if total is not None:
        return _text(shown(total, column))
    return "Total" if column is table.columns[0] and table.total else ""
