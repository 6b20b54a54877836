"""The command export: the whole books for another program, with the control that proves them whole."""

from collections.abc import Callable, Iterator
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from db.errors import LedgerError
from ledger.commands.app import app
from ledger.commands.desk import open_ledger, say, write_parts
from ledger.commands.options import AsOf, KnownAt, parse_day, parse_known_at
from ledger.commands.progress import working

if TYPE_CHECKING:
    from reports.journal import Journal


class ExportFormat(StrEnum):
    """For which program the books are written."""

    BEANCOUNT = "beancount"
    HLEDGER = "hledger"
    CSV = "csv"
    JSON = "json"


_ENDINGS = {
    ExportFormat.BEANCOUNT: (".beancount", ".bean"),
    ExportFormat.HLEDGER: (".journal", ".hledger", ".ledger"),
    ExportFormat.CSV: (".csv",),
    ExportFormat.JSON: (".json",),
}
_CHECK_WITH = {
    ExportFormat.BEANCOUNT: "Check it: bean-check {}",
    ExportFormat.HLEDGER: "Check it: hledger check --strict -f {}",
    ExportFormat.CSV: "Its last row is the control: the count and the sum of the entries.",
    ExportFormat.JSON: "It ends with the control: the count and the sum of the entries, and every account's balance.",
}


class NotThatEnding(LedgerError):
    """Refuse to write an export under another format's ending."""

    def __init__(self, output: Path, chosen: ExportFormat) -> None:
        endings = " or ".join(_ENDINGS[chosen])
        super().__init__(f"{output.name} was not written: an export for {chosen.value} ends in {endings}; name it so")


@app.command("export")
def export(
    ctx: typer.Context,
    chosen: Annotated[ExportFormat, typer.Argument(metavar="FORMAT", help="beancount, hledger, csv or json.")],
    as_of: AsOf,
    output: Annotated[Path, typer.Option("--output", metavar="FILE", help="The file to write.")],
    known_at: KnownAt = "",
) -> None:
    """Write the whole books for another program: every entry, and what every account must hold in the end.

    beancount and hledger get one account for each State, line and year, and refuse the file if a rappen is missing.

    Example: isu export beancount --as-of 2017-01-27 --output books.beancount
    """
    from reports.journal import take_journal

    day, known = parse_day(as_of), parse_known_at(known_at)
    if output.suffix.lower() not in _ENDINGS[chosen]:
        raise NotThatEnding(output, chosen)
    with open_ledger(ctx) as store, working("Writing the books"):
        book = take_journal(store.db, as_of=day, known_at=known)
        write_parts(output, (part.encode("utf-8") for part in _writer(chosen)(book)))
    say(f"Written: {output}, {len(book.balances)} accounts as of {day}.")
    say(_CHECK_WITH[chosen].format(output))


def _writer(chosen: ExportFormat) -> "Callable[[Journal], Iterator[str]]":
    from reports.writers.journal_plain import journal_csv, journal_json
    from reports.writers.journals import beancount, hledger

    return {
        ExportFormat.BEANCOUNT: beancount,
        ExportFormat.HLEDGER: hledger,
        ExportFormat.CSV: journal_csv,
        ExportFormat.JSON: journal_json,
    }[chosen]
