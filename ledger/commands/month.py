"""The command month: from the bank's file to the President's workbook, step by step, each asked before it is done.

What was done is read from the books, so that a month that was left is taken up where it stands. Each step is logged and
backed up as the command that does it alone.
"""

import textwrap
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from db.errors import LedgerError
from db.moments import long_date
from ledger.commands import clock
from ledger.commands.app import app
from ledger.commands.call import standing_for
from ledger.commands.desk import decide_letters, open_ledger, picture_of, plural, say, write_books
from ledger.commands.options import DryRun
from ledger.commands.position import new_files, position_of, waiting
from ledger.commands.reconciling import month as month_of
from ledger.commands.telling import shown, tell

if TYPE_CHECKING:
    from db.office_settings import MonthSettings
    from db.store import Store

YES, SKIP, LEAVE = "", "s", "q"


class NoMonthYet(LedgerError):
    """Refuse to guess a month where the bank has told of none."""

    def __init__(self, inbox: Path) -> None:
        super().__init__(
            f"there is no bank statement yet, neither in the books nor in the folder {inbox}; put what e-banking gives "
            "into it, then: isu month"
        )


class _Leave(Exception):
    """No fault: the person wants to stop here."""


@app.command()
def month(
    ctx: typer.Context,
    of_month: Annotated[
        str, typer.Argument(metavar="[MONTH]", help="The month, like 2017-01; else the first that is not closed.")
    ] = "",
    dry_run: DryRun = False,
    yes: Annotated[
        bool, typer.Option("--yes", help="Do every step without asking; what needs you stays open.")
    ] = False,
) -> None:
    """Go through a month: bring in the bank's files, match, review, reconcile, papers, letters, close.

    Each step says what it will do and asks: Enter does it, s skips it, q leaves. Leave at any point and begin again:
    what was done stays done. No letter is written here, and a closed month can be opened again.

    Example: isu month 2017-01
    """
    from ledger.intake.office_settings import read_month_settings
    from reports.position import month_to_do

    with open_ledger(ctx) as store:
        folders = read_month_settings(store.path)
        here = position_of(store, clock.today())
        begins = month_of(of_month)[0] if of_month else month_to_do(here.closed_until, here.data_until)
        begins = begins or _first_of(store, folders)
        if begins is None:
            folders.inbox.mkdir(parents=True, exist_ok=True)
            raise NoMonthYet(shown(folders.inbox))
        first, last = month_of(f"{begins:%Y-%m}")
        going = _Month(store, folders, first, last, dry_run=dry_run, asks=not (yes or dry_run))
        try:
            going.run()
        except (_Leave, EOFError):
            say("")
            say(f"Left. What was done stays done. Go on with: isu month {first:%Y-%m}")


def _first_of(store: "Store", folders: "MonthSettings") -> date | None:
    """Give the month in which the statements of the inbox end, where the books have none yet."""
    from ledger.commands.bank import read_files

    found = read_files(store, new_files(store.db, folders.inbox))
    days = [statement.to_on for file in found for statement in file.statements]
    return max(days).replace(day=1) if days else None


def _begins(store: "Store", path: Path) -> date:
    """Give the first day that a file tells of; one that cannot be read is due now, so that its fault is said."""
    from ledger.commands.bank import read_files

    try:
        found = read_files(store, [path])
    except LedgerError:
        return date.min
    return min((each.from_on for file in found for each in file.statements), default=date.min)


@dataclass
class _Month:
    """One going through a month; ``asks`` before each step."""

    store: "Store"
    folders: "MonthSettings"
    first: date
    last: date
    dry_run: bool
    asks: bool
    title: str = ""
    skipped: list[str] = field(default_factory=list)

    def run(self) -> None:
        """Go through the steps."""
        from reports.position import said

        for line in said(position_of(self.store, clock.today()))[:-1]:
            say(line)
        steps: Sequence[tuple[str, Callable[[], None]]] = (
            ("Bring in the bank's files", self.bring_in),
            ("Match the receipts", self.match),
            ("Decide what is not certain", self.review),
            ("Compare the bank with the books", self.reconcile),
            ("Papers of the month", self.papers),
            ("Letters", self.letters),
            ("Close the month", self.close),
        )
        for number, (self.title, act) in enumerate(steps, start=1):
            say("")
            say(f"{number} of {len(steps)}  {self.title}")
            try:
                act()
            except LedgerError as refusal:
                self.skipped.append(self.title)
                tell(f"isu: {refusal}")
                tell("This step was not done; nothing of it was kept.")
            if act == self.bring_in and not self.is_told_of:
                return
        self.say_the_end()

    @property
    def is_told_of(self) -> bool:
        """Tell whether the bank's data reach into the month; if not, say what is to be done. A dry run looks ahead."""
        from db import bank_papers

        known = bank_papers.data_until(self.store.db)
        if self.dry_run or (known and known >= self.first):
            return True
        until = f"; its data end on {long_date(known)}" if known else ""
        say("")
        tell(f"The bank has told nothing of {self.first:%B %Y} yet{until}. There is nothing to do.")
        tell(f"Put its file up to {long_date(self.last)} into {shown(self.folders.inbox)}, then: isu month {self.name}")
        return False

    def say_the_end(self) -> None:
        """Say what was left out, and what comes next."""
        say("")
        if self.dry_run:
            say(f"Nothing was kept: this was a dry run. Next: isu month {self.first:%Y-%m}")
        elif self.skipped and self.is_closed:
            tell(f"{self.name} is closed. Left out: {', '.join(self.skipped)}. Where the office stands: isu")
        elif self.skipped:
            say(f"Not done: {', '.join(self.skipped)}. Take it up again: isu month {self.first:%Y-%m}")
        else:
            say(f"{self.first:%Y-%m} is done. Where the office stands: isu")

    def wants(self, what: str, *command: str) -> bool:
        """Say what a step will do, by which command alone, and ask whether to do it; raises _Leave."""
        tell(what)
        if self.dry_run:
            say(f"  Would do: isu {' '.join(command)}")
            return False
        if not self.asks:
            return True
        say(f"  This step alone: isu {' '.join(command)}")
        while True:
            typer.echo("  Enter does it, s skips it, q leaves: ", nl=False)
            typed = input().strip().lower()
            if typed == LEAVE:
                raise _Leave
            if typed in (YES, "y", SKIP):
                break
            tell("That is none of the keys.")
        if typed == SKIP:
            self.skipped.append(self.title)
        return typed != SKIP

    @property
    def until(self) -> date:
        """Give the last day of the month that the bank's data tell of, else the month's last."""
        from db import bank_papers

        known = bank_papers.data_until(self.store.db)
        return known if known and self.first <= known < self.last else self.last

    def bring_in(self) -> None:
        """Take the new files of the inbox."""
        from ledger.commands.bank import take_files
        from ledger.commands.import_report import said_of

        inbox, new = self.folders.inbox, new_files(self.store.db, self.folders.inbox)
        files = [path for path in new if _begins(self.store, path) <= self.last]
        if len(files) < len(new):
            later = plural(
                len(new) - len(files), "file is of a later month and waits", "files are of later months and wait"
            )
            tell(f"In {inbox.name} {later} for it.")
        if not files:
            tell(f"There is no new file up to {long_date(self.last)} in {shown(inbox)}.")
            return
        named = [f"{inbox.name}/{path.name}" for path in files]
        if not self.wants(f"New: {', '.join(named)}", "bank", "import", *named):
            return
        with standing_for("bank", "import", *map(str, files)):
            taken = take_files(self.store, files)
        for file in taken:
            for line in said_of(file, in_detail=False):
                tell(line)

    def match(self) -> None:
        """Book what is certain."""
        from ledger.books.matching import match

        count, _, _ = waiting(self.store.db)
        if not count:
            tell("No receipt can be booked without a decision.")
            return
        certain = plural(count, "receipt is", "receipts are")
        if self.wants(f"{certain} certain and can be booked.", "match"):
            with standing_for("match"), write_books(self.store) as books:
                verdicts = match(books)
            booked = sum(verdict.match_class == "automatic" for verdict in verdicts)
            tell(f"Booked: {plural(booked, 'receipt')}. Each with its evidence: isu receipts list")

    def review(self) -> None:
        """Decide, one receipt after the other; then say what is left."""
        from ledger.commands.reviewing import sit

        _, count, _ = waiting(self.store.db)
        if not count:
            tell("Nothing waits for a decision.")
            return
        receipts = plural(count, "receipt waits", "receipts wait")
        if self.wants(f"{receipts} for your decision; leave open what you cannot say.", "review") and self.asks:
            with standing_for("review"):
                sit(self.store, in_month=True)
        self.say_unresolved()

    def say_unresolved(self) -> None:
        """List the receipts whose State is not known."""
        from db import balances
        from db.money import with_chf

        left = [each for each in balances.receipts(self.store.db, as_of=date.max) if each.unidentified_chf]
        if left:
            tell("Counted for no State until somebody says whose it is:")
        for each in left:
            amount = with_chf(each.unidentified_chf)
            say(f"    {each.label:<6}{long_date(each.value_date):<17}{amount:>14}  {each.payer}"[:79])

    def reconcile(self) -> None:
        """Say what the bank and the books hold at the end of the month, as far as the bank tells, and what differs."""
        from db.money import chf_text
        from ledger.commands.reconciling import reconciliation_table

        table = reconciliation_table(self.store, self.first, self.until, None)
        tell(f"{long_date(self.first)} to {long_date(self.until)}:")
        for row in table.rows:
            if row["section"] in ("bank", "books") and isinstance(row["amount"], Decimal):
                *above, last = textwrap.wrap(str(row["item"]), 55)
                for line in above:
                    say(f"    {line}")
                say(f"    {last:<57}{chf_text(row['amount']):>14}")
        for note in table.notes:
            tell(note)
        tell(f"Every line of it: isu report reconciliation --month {self.name}")

    @property
    def name(self) -> str:
        """Give the month as it is typed."""
        return f"{self.first:%Y-%m}"

    def papers(self) -> None:
        """Write the workbook, the public one, the page and the reconciliation, and keep a snapshot."""
        from ledger.commands.papers_of_month import write_papers

        folder = self.folders.papers / self.name
        what = (
            f"As of {long_date(self.until)}, into {shown(folder)}: the President's workbook, one for the public, a "
            "page for the browser, bank and books compared."
        )
        if not self.wants(what, "workbook", "--as-of", str(self.until), "--output", f"isu-{self.until}.xlsx"):
            return
        with standing_for("report", "snapshot", "--as-of", str(self.until), "--words", f"month {self.name}"):
            written, snapshot = write_papers(self.store, folder, self.first, self.until)
        for path in written:
            say(f"  Written: {shown(path)}")
        tell(f"What they say is kept as {snapshot}. What has changed since: isu report compare {snapshot}")

    def letters(self) -> None:
        """Say who would be written to; no letter is written here."""
        picture = picture_of(self.store, self.until)
        decisions = decide_letters(self.store, picture)
        count = sum(each.written for each in decisions)
        states = plural(count, "State would get a letter", "States would get a letter")
        tell(f"As of {long_date(self.until)} {states}. Nothing is written or sent here.")
        tell(f"Who, who not, and why: isu letters preview --as-of {self.until}")

    @property
    def is_closed(self) -> bool:
        """Tell whether the month is closed."""
        from db import closings

        closed = closings.closed_until(self.store.db)
        return closed is not None and closed >= self.last

    def close(self) -> None:
        """Close the month, where the bank's data reach its end."""
        from ledger.commands.closing import close_now

        if self.is_closed:
            tell(f"{self.name} is closed already.")
        elif self.until < self.last:
            self.skipped.append(self.title)
            tell(
                f"The bank's data end on {long_date(self.until)}: the month can be closed once they reach "
                f"{long_date(self.last)}."
            )
        elif self.wants(
            f"Nothing is booked into {self.first:%B %Y} any more; what was reported stays. Opened again by isu reopen.",
            "close",
            self.name,
        ):
            with standing_for("close", self.name):
                for line in close_now(self.store, self.first, self.last, because="", dry_run=False):
                    tell(line)
