"""The tools people would use instead, on an export of the same books, and whether their figures are ours.

The exports carry notes, references and balance assertions, which cost the others time and us none; so they are given
the entries alone: a day, a name, two postings. ledger and hledger get one account a State and line, without the year:
with 600'000 accounts ledger takes minutes, and no balance is asked by year.
"""

import csv
import io
import re
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

OWED = "Assets:Receivable"
_YEAR_OF_ACCOUNT = re.compile(r"^(    [A-Z]\S+):\d{4}(?=  )")


@dataclass(frozen=True, slots=True)
class Files:
    """The same books for each program."""

    beancount: Path
    journal: Path
    plain: Path


def exports(ledger: Path, folder: Path, last: date) -> Files:
    """Export the books as of their last day, without what only costs the others time; kept if they are there."""
    files = Files(*(folder / f"{ledger.stem}.{ending}" for ending in ("beancount", "journal", "plain.sqlite")))
    for name, path, lean in (("beancount", files.beancount, lean_beancount), ("hledger", files.journal, lean_journal)):
        if not path.exists():
            whole = folder / f"{ledger.stem}-whole.{path.suffix[1:]}"
            isu(ledger, "export", name, "--as-of", str(last), "--output", str(whole))
            with whole.open(encoding="utf-8") as read, path.open("w", encoding="utf-8") as written:
                written.writelines(lean(read))
            whole.unlink()
    if not files.plain.exists():
        _write_plain(ledger, files.plain)
    return files


def isu(ledger: Path, *words: str) -> str:
    """Run a command of ours and give what it printed."""
    command = [sys.executable, "-m", "ledger", "--ledger", str(ledger), *words]
    return subprocess.run(command, check=True, capture_output=True, text=True, cwd=Path(__file__).parents[1]).stdout


def lean_beancount(lines: Iterable[str]) -> Iterator[str]:
    """Leave out metadata and balance assertions."""
    for line in lines:
        is_metadata = line.startswith("  ") and line[2:3].islower()
        if not is_metadata and " balance " not in line[:20]:
            yield line


def lean_journal(lines: Iterable[str]) -> Iterator[str]:
    """Leave out tags, comments, the list of accounts, their years, and the last transaction, which asserts balances."""
    for line in lines:
        if "* (balances) isu |" in line:
            return
        if not line.startswith(("    ;", ";", "account ", "decimal-mark", "commodity")):
            yield _YEAR_OF_ACCOUNT.sub(r"\1", line)


def _write_plain(ledger: Path, plain: Path) -> None:
    """Write one table without guards or indexes: the floor under every other figure."""
    db = sqlite3.connect(ledger)
    db.execute("ATTACH ? AS plain", (str(plain),))
    db.execute(
        """
        CREATE TABLE plain.entry AS
        SELECT e.value_date, e.debit, e.credit, e.amount_rappen, e.state, line.code AS line, budget.year
        FROM entry AS e LEFT JOIN charge ON charge.id = e.charge_id
        LEFT JOIN budget_line AS line ON line.id = charge.budget_line_id LEFT JOIN budget ON budget.id = line.budget_id
        """
    )
    db.commit()
    db.close()


def commands(files: Files, day: date) -> Iterator[tuple[str, Sequence[str], str]]:
    """Give each peer's command by its name in the table, or no command and why there is none."""
    end = day + timedelta(days=1)
    journal, beancount = str(files.journal), str(files.beancount)
    owed = "sum(CASE WHEN debit = 'receivable' THEN amount_rappen ELSE -amount_rappen END)"
    of_day = f"'receivable' IN (debit, credit) AND value_date <= '{day}'"
    by_line = f"SELECT state, line, {owed} FROM entry WHERE {of_day} GROUP BY 1, 2"
    by_year = f"SELECT state, year, {owed} FROM entry WHERE {of_day} GROUP BY 1, 2"
    query = f"SELECT account, sum(position) WHERE account ~ 'Receivable' AND date <= {day} GROUP BY account"
    balance = ["-f", journal, "bal", f"^{OWED}", "--depth", "4", "--end", str(end)]
    asked = {
        "ledger bal (State and line, of a past day)": ["ledger", *balance],
        "hledger bal (State and line, of a past day)": ["hledger", *balance],
        "bean-check --no-cache": [beside_python("bean-check"), "--no-cache", beancount],
        "bean-query (owed by State, line and year)": [beside_python("bean-query"), beancount, query],
        "sqlite3, plain table: by State and line": ["sqlite3", str(files.plain), by_line],
        "sqlite3, plain table: by State and year": ["sqlite3", str(files.plain), by_year],
    }
    for name, command in asked.items():
        is_there = shutil.which(command[0]) is not None
        yield name, command if is_there else (), f"{Path(command[0]).name} is not installed here"


def beside_python(name: str) -> str:
    """Give a program of this interpreter's own folder, else the name by which the system finds one."""
    own = Path(sys.executable).with_name(name)
    return str(own) if own.exists() else name


def agreement(ledger: Path, files: Files, last: date) -> str:
    """Hold what every State owes on every line, on the last day, to another program. Raises if a rappen differs."""
    told = isu(ledger, "report", "balances", "--as-of", str(last), "--format", "csv")
    rows = csv.DictReader(io.StringIO(told))
    ours = {(row["state"], row["line"]): Decimal(row["outstanding"]) for row in rows}
    program = next((each for each in ("ledger", "hledger") if shutil.which(each)), None)
    if program is None:
        return "Neither ledger nor hledger is installed here, so no figure was held to theirs."
    theirs = _ledgers(files.journal) if program == "ledger" else _hledgers(files.journal)
    differing = [key for key in {*ours, *theirs} if ours.get(key, 0) != theirs.get(key, 0)]
    assert not differing, f"{program} differs on {len(differing)} balances: {sorted(differing)[:5]}"
    total = f"CHF {sum(ours.values()):,.2f}".replace(",", "'")
    (entries,) = sqlite3.connect(ledger).execute("SELECT count(*) FROM entry").fetchone()
    held = f"{entries:_} entries, {len(ours):_} balances by State and line".replace("_", "'")
    return f"{held}: those of {program} to the rappen ({total} outstanding)."


def _ledgers(journal: Path) -> dict[tuple[str, str], Decimal]:
    form = "%(account)\t%(amount)\n"
    command = ["ledger", "-f", str(journal), "bal", f"^{OWED}", "--flat", "--no-total", "--balance-format", form]
    told = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    return _added(line.split("\t") for line in told.splitlines() if line)


def _hledgers(journal: Path) -> dict[tuple[str, str], Decimal]:
    command = ["hledger", "-f", str(journal), "bal", f"^{OWED}", "--flat", "--no-total", "-O", "csv"]
    told = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    return _added(list(csv.reader(io.StringIO(told)))[1:])


def _added(rows: Iterable[Sequence[str]]) -> dict[tuple[str, str], Decimal]:
    found: dict[tuple[str, str], Decimal] = {}
    for account, amount in rows:
        state, line = account.split(":")[2:4]
        found[state, line] = found.get((state, line), Decimal(0)) + Decimal(amount.removesuffix(" CHF"))
    return found
