"""The first use: a new ledger, then one question after the other, each with a default and each to be left for later.

Every answer is kept at once, so that leaving in the middle leaves a ledger that is whole. What is given as an option
is not asked, and where nobody can be asked only the options count.
"""

import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from importlib.resources import as_file, files
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from db.errors import LedgerError
from ledger.commands import clock
from ledger.commands.app import ledger_words
from ledger.commands.call import standing_for
from ledger.commands.changing_settings import change_text, replace_settings
from ledger.commands.desk import plural, say, write_books
from ledger.commands.own_papers import SHIPPED, as_our_table, keep_columns

if TYPE_CHECKING:
    from db.store import Store

SKIP, SHIPPED_WORD = "s", "shipped"


@dataclass(frozen=True, slots=True)
class Given:
    """What was given as options; empty is not given. ``convention``, ``language``, folders and bank are settings."""

    settings: "dict[str, str]"
    files: "dict[str, str]"
    iban: str
    scale_period: str
    opening_on: str

    @property
    def is_anything(self) -> bool:
        """Tell whether anything was given at all."""
        return bool(self.iban or any((*self.settings.values(), *self.files.values())))


_NOTHING = Given({}, {}, "", "", "")


class Skipped(LedgerError):
    """No fault: the person leaves a table for later."""

    def __init__(self) -> None:
        super().__init__("left for later")


class WrongAccount(LedgerError):
    """Refuse an account number that cannot be the office's."""

    def __init__(self, why: str) -> None:
        super().__init__(f"the account was not entered: {why}; look it up on a bank statement")


@dataclass
class FirstUse:
    """One setting up of a ledger that was just made; ``asks`` a person."""

    ctx: typer.Context
    store: "Store"
    name: str
    given: Given
    asks: bool
    counting: Given = field(init=False)  # what was given, but for a step again of which something was refused
    later: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)

    def run(self) -> None:
        """Go through the questions."""
        steps: Sequence[Callable[[], None]] = (
            self.words, self.account, self.folders, self.states, self.scale, self.budget, self.opening,
        )  # fmt: skip
        if self.asks:
            say("Enter takes what is in brackets; s leaves a table for later; Ctrl-C leaves, what was said is kept.")
        for step in steps:
            self.counting = self.given
            while not self.is_done(step):
                self.counting = _NOTHING
        self.say_what_is_left()

    def is_done(self, step: Callable[[], None]) -> bool:
        """Do a step; tell whether to go on to the next: a person may try again what was refused."""
        try:
            step()
        except Skipped:
            return True
        except LedgerError as refusal:
            say(f"isu: {refusal}")
            if self.asks:
                return False
            self.refused.append(str(refusal))
        return True

    def say_what_is_left(self) -> None:
        """Say what was left for later, by which command, and what comes next."""
        for line in self.later:
            say(f"Later: {line}")
        say(f"Where the office stands and what comes next: isu {ledger_words(self.store.path)}".rstrip())

    def asked(self, question: str, default: str) -> str:
        """Ask, if a person is asked at all; nothing typed, or the end of the input, is the default."""
        if not self.asks:
            return default
        typer.echo(f"{question} [{default}]: ", nl=False)
        try:
            return input().strip() or default
        except EOFError:
            self.asks = False
            return default

    def keep(self, wanted: "dict[str, str]") -> None:
        """Keep settings together, checked as a whole; those that are in force already are left as they are."""
        from ledger.intake.office_settings import settings_path

        if replace_settings(self.ctx, change_text(self.store.path, wanted)):
            say(f"  Kept in {settings_path(self.store.path).name}.")

    def words(self) -> None:
        """Ask for the convention, and the language of letters where none is known."""
        wanted: dict[str, str] = {}
        for key, question, default in (
            ("office.convention.en", "The convention", "Convention on Cluster Munitions"),
            ("letters.language", "Letters to a State whose language is not known: en, fr or es", "en"),
        ):
            said = self.counting.settings.get(key, "") or self.asked(question, default if self.asks else "")
            wanted |= {key: said} if said else {}
        self.keep(wanted)

    def account(self) -> None:
        """Ask for the bank account, and for what payment slips say of it."""
        from ledger.books.keeping import set_bank_account
        from ledger.intake.office_settings import BadSettings, checked_iban

        iban = self.counting.iban or self.asked("The account to which contributions are paid (IBAN)", "later")
        if iban in ("later", ""):
            self.later.append("isu bank account add IBAN; isu settings edit, section [bank]   (for the letters)")
            return
        try:
            compact = checked_iban("", iban)
        except BadSettings as refusal:
            raise WrongAccount(refusal.why) from None
        with standing_for("bank", "account", "add", compact), write_books(self.store) as books:
            set_bank_account(books, compact)
        say(f"  {compact} is an account of the office.")
        block = {key: self.counting.settings.get(f"bank.{key}", "") for key in _BANK}
        defaults = {"holder": self.name, "country": compact[:2]}
        for key, question in _BANK.items():
            block[key] = block[key] or self.asked(f"  {question}", defaults.get(key, "later"))
        if {"later", ""} & set(block.values()):
            self.later.append("isu settings edit, section [bank]   (bank and address of the account, for the letters)")
            return
        self.keep({"bank.iban": compact} | {f"bank.{key}": value for key, value in block.items()})

    def folders(self) -> None:
        """Ask where the bank's files and the papers go, and make the folder for the former."""
        from ledger.intake.office_settings import read_month_settings

        wanted = {}
        for key, question, default in (
            ("month.inbox", "The folder into which you put the bank's files", "inbox"),
            ("month.papers", "The folder for the papers of each month", "months"),
        ):
            wanted[key] = self.counting.settings.get(key, "") or self.asked(question, default)
        self.keep(wanted)
        if self.asks or self.counting.settings.get("month.inbox"):
            read_month_settings(self.store.path).inbox.mkdir(parents=True, exist_ok=True)

    def table(self, kind: str, question: str, default: str, later: str) -> Path:
        """Ask for the file of a table; raises Skipped where it is left for later."""
        said = self.counting.files.get(kind, "") or self.asked(question, default if self.asks else "later")
        if said.lower() in ("later", SKIP):
            self.later.append(later)
            raise Skipped
        if said.lower() == SHIPPED_WORD:
            with as_file(files("sample_data")) as sample:
                target = self.store.path.with_name(f"shipped-{kind}.csv")
                shutil.copyfile(sample / SHIPPED[kind], target)
                return target
        return Path(said.strip("'\"")).expanduser()

    def agreed(self, question: str) -> str:
        """Ask whether the columns are right; raises Skipped."""
        said = self.asked(question, "right")
        if said.lower() == SKIP:
            raise Skipped
        return "" if said == "right" or "=" not in said else said

    def take(self, kind: str, path: Path, act: Callable[[Path], str]) -> None:
        """Read a table as ours, enter it, and keep what its columns were."""
        from ledger.intake.office_settings import settings_path, settings_text

        ledger = self.store.path
        with as_our_table(ledger, path, kind, self.agreed) as (read, columns):
            say(f"  {act(read)}")
        if columns:
            kept = keep_columns(settings_text(ledger), settings_path(ledger).name, kind, columns)
            replace_settings(self.ctx, kept)

    def states(self) -> None:
        """Bring in the States."""
        from ledger.books.keeping import enter_states
        from ledger.commands.setup import entered_text
        from ledger.intake.office_tables import read_states

        later = "isu states import FILE   (the States, their names and membership)"
        path = self.table("states", "The States: your own table, or those that come with isu", SHIPPED_WORD, later)

        def enter(read: Path) -> str:
            found = read_states(read)
            with standing_for("states", "import", str(path)), write_books(self.store) as books:
                return entered_text(enter_states(books, found), "State")

        self.take("states", path, enter)

    def scale(self) -> None:
        """Bring in the scale of assessments."""
        from db import facts
        from ledger.books.deciding import enter_scale
        from ledger.commands.options import parse_period
        from ledger.commands.setup import entered_text
        from ledger.intake.office_tables import read_rates

        later = "isu scale import FILE --period 2016-2018   (the scale of assessments)"
        path = self.table("scale", "The scale: your own table, or shipped (the UN scale 2016-2018)", "later", later)
        is_shipped = path.name == "shipped-scale.csv"
        default = "2016-2018" if is_shipped else str(clock.today().year)
        period = self.counting.scale_period or self.asked("  For the years", default)
        years, decision = parse_period(period), "A/RES/70/245" if is_shipped else ""

        def enter(read: Path) -> str:
            rates = read_rates(read, facts.states(self.store.db, as_of=clock.today()))
            words = ("scale", "import", str(path), "--period", period)
            with standing_for(*words), write_books(self.store) as books:
                return entered_text(enter_scale(books, period, years, rates, decision), "rate")

        self.take("scale", path, enter)

    def budget(self) -> None:
        """Bring in the budget of every year of a table."""
        from ledger.books.deciding import set_budget
        from ledger.intake.office_tables import read_budgets

        later = "isu budget set YEAR --from FILE   (the budget of a year, by line)"
        path = self.table("budget", "The budget: your own table", "later", later)

        def enter(read: Path) -> str:
            found = read_budgets(read)
            for year, budget in sorted(found.items()):
                words = ("budget", "set", str(year), "--from", str(path))
                with standing_for(*words), write_books(self.store) as books:
                    set_budget(books, budget)
            return f"Budgets of {', '.join(map(str, sorted(found)))} entered."

        self.take("budget", path, enter)

    def opening(self) -> None:
        """Bring over what States owe from before, after the proof of it was seen."""
        from ledger.commands.importing import bring_over_shown

        later = "isu import opening FILE --on DATE   (what States owe from before this ledger)"
        path = self.table("opening", "What States owe from before: your own table", "later", later)
        on = self.counting.opening_on or self.asked("  As of which day", f"{clock.today().year - 1}-12-31")

        def enter(read: Path) -> str:
            with standing_for("import", "opening", str(path), "--on", on):
                count = bring_over_shown(self.store, read, path, on, None if self.asks else -1)
            return f"Brought over: {plural(count, 'balance')} of {on}. Undo: isu import undo --why …"

        self.take("opening", path, enter)


_BANK = {
    "holder": "Whose account it is",
    "bank": "The bank",
    "street": "Street and number of the holder",
    "postcode": "Postcode",
    "city": "City",
    "country": "Country, by two letters",
}
