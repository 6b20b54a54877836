"""Reports that look ahead or hold all others: collection curve, budget cover, page, annex; and the list of reports."""

from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from db.errors import LedgerError
from ledger.commands.desk import (
    decide_letters,
    give,
    heading_today,
    open_ledger,
    picture_of,
    say,
    write_bytes,
    write_text,
)
from ledger.commands.options import (
    AsOf,
    Format,
    FormatOption,
    KnownAt,
    OutputOption,
    YearOption,
    parse_day,
    parse_known_at,
)
from ledger.commands.progress import working
from ledger.commands.reporting import report_app, report_of

if TYPE_CHECKING:
    from db.store import Store


class NotAPage(LedgerError):
    """Refuse to write a page under another ending."""

    def __init__(self, path: Path) -> None:
        super().__init__(f"{path.name} was not written: a page ends in .html; name it {path.stem}.html")


class NotAnAnnex(LedgerError):
    """Refuse to write the annex under another ending."""

    def __init__(self, path: Path) -> None:
        super().__init__(f"{path.name} was not written: the annex is a .pdf or a .docx; name it {path.stem}.pdf")


class BalanceNotKnown(LedgerError):
    """Refuse to say whether there is enough where the bank's balance is not known."""

    def __init__(self, on: date) -> None:
        super().__init__(
            f"what is at the bank on {on} is not known from the statements in the ledger, so it cannot be said whether "
            "there is enough; import the statement of that day, or leave out --need"
        )


class NeedAndDay(LedgerError):
    """Refuse a need without its day, or a day that has passed."""

    def __init__(self) -> None:
        super().__init__(
            "a need is asked about with its day, and not before the day of the report: --need CHF --by DATE"
        )


@report_app.command("curve")
def report_curve(
    ctx: typer.Context,
    as_of: AsOf,
    year: YearOption = None,
    known_at: KnownAt = "",
    chosen: FormatOption = Format.TABLE,
    output: OutputOption = None,
) -> None:
    """Collection curve: how much of each year's assessment had come in by the end of each month.

    Example: isu report curve --as-of 2017-01-27
    """
    from reports.curve import curve

    give(report_of(ctx, curve, as_of, year, known_at), chosen, output)


@report_app.command("cover")
def report_cover(
    ctx: typer.Context,
    as_of: AsOf,
    year: YearOption = None,
    known_at: KnownAt = "",
    need: Annotated[str, typer.Option("--need", metavar="CHF", help="Is there enough for this amount …")] = "",
    by: Annotated[str, typer.Option("--by", metavar="DATE", help="… by this day? Else the end of the year.")] = "",
    chosen: FormatOption = Format.TABLE,
    output: OutputOption = None,
) -> None:
    """Budget cover by line, and whether there is enough for an amount by a day, in a sentence.

    Example: isu report cover --as-of 2017-01-27 --need 120000 --by 2017-03-01
    """
    from db.money import parse_chf
    from ledger.commands.expecting import expected_of
    from reports.cover import answer, cover

    day, known = parse_day(as_of), parse_known_at(known_at)
    if bool(need) and not by:
        raise NeedAndDay
    with open_ledger(ctx) as store:
        picture = picture_of(store, day, known, year)
        until = parse_day(by) if by else date(picture.year, 12, 31)
        if until < day:
            raise NeedAndDay
        expected = expected_of(store, picture, until)
        said = ""
        if need:
            read_on = min(day, picture.heading.data_until or day)
            said = answer(_at_bank(store, read_on, known), expected, parse_chf(need), until, read_on)
        table = cover(picture, expected, until, said)
    give(table, chosen, output)


def _at_bank(store: "Store", on: date, known: datetime | None) -> Decimal:
    """Give what the statements known then say is at the bank at the end of a day, in CHF. Raises BalanceNotKnown."""
    from db.money import ZERO_CHF
    from ledger.commands.papers import papers_of, ties_of

    closing = [tie.closing for tie in ties_of(papers_of(store.db, known), [], (on, on))]
    told = [each for each in closing if each is not None]
    if not told or len(told) < len(closing):
        raise BalanceNotKnown(on)
    return sum(told, ZERO_CHF)


@report_app.command("page")
def report_page(
    ctx: typer.Context,
    as_of: AsOf,
    output: Annotated[Path, typer.Option("--output", metavar="FILE.html", help="The page to write.")],
    year: YearOption = None,
    known_at: KnownAt = "",
    public: Annotated[bool, typer.Option("--public", help="Without the confidential outreach brief.")] = False,
) -> None:
    """All reports as one page for a browser, with charts; it needs no other file, and prints on A4.

    Example: isu report page --as-of 2017-01-27 --output 2017-01-27.html --public
    """
    from ledger.commands.presidents import page_text

    if output.suffix.lower() not in (".html", ".htm"):
        raise NotAPage(output)
    with open_ledger(ctx) as store, working("Writing the page"):
        picture = picture_of(store, parse_day(as_of), parse_known_at(known_at), year)
        text = page_text(store, picture, decide_letters(store, picture), is_public=public)
    write_text(output, text)
    say(f"Written: {output}. Open it in a browser.")


@report_app.command("annex")
def report_annex(
    ctx: typer.Context,
    as_of: AsOf,
    output: Annotated[Path, typer.Option("--output", metavar="FILE", help="A file ending in .pdf or .docx.")],
    year: YearOption = None,
    known_at: KnownAt = "",
) -> None:
    """Annex for the Meeting: the status in plain black and white, as PDF or Word.

    Example: isu report annex --as-of 2017-01-27 --output annex.pdf
    """
    from ledger.commands.presidents import annex_bytes

    ending = output.suffix.lower()
    if ending not in (".pdf", ".docx"):
        raise NotAnAnnex(output)
    with open_ledger(ctx) as store, working("Writing the annex"):
        picture = picture_of(store, parse_day(as_of), parse_known_at(known_at), year)
        made = annex_bytes(store, picture, decide_letters(store, picture), is_word=ending == ".docx")
    write_bytes(output, made)
    say(f"Written: {output}")


@report_app.command("list")
def report_list(ctx: typer.Context, chosen: FormatOption = Format.TABLE, output: OutputOption = None) -> None:
    """List the reports and what each is for.

    Example: isu report list
    """
    from reports.table import Column, Table

    rows = tuple(
        {"report": f"isu report {command.name}", "what": (command.callback.__doc__ or "").strip().splitlines()[0]}
        for command in sorted(report_app.registered_commands, key=lambda each: each.name or "")
        if command.callback
    )
    with open_ledger(ctx) as store:
        heading = heading_today(store.db)
    columns = (Column("report", "Report"), Column("what", "What it is for"))
    give(Table(name="reports", title="Reports", heading=heading, columns=columns, rows=rows, total={}), chosen, output)
