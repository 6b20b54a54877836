"""The books in other programs: bean-check and hledger accept them and hold what we hold, for each State, line, year."""

import csv
import io
import json
import re
import shlex
import shutil
import subprocess
import sys
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from beancount import loader
from beancount.core.data import Open, Transaction
from typer.testing import CliRunner

from benchmarks.matching import AT, receive
from benchmarks.matching import office as generated_office
from benchmarks.office_story import FIRST_YEAR
from db import balances, journal
from db.readings import ChargeReading
from db.store import open_store
from db.vocabulary import Account
from ledger.books.matching import match
from ledger.books.open_books import EVER, open_books
from ledger.commands.app import app
from reports.journal import ExportDisagrees, held_to, take_journal
from reports.writers.journals import ROOTS, account_name, beancount, hledger
from tests.helpers import Office

AS_OF = date(2017, 1, 27)
FORMATS = {"beancount": "books.beancount", "hledger": "books.journal", "csv": "books.csv", "json": "books.json"}
HLEDGER = shutil.which("hledger")
needs_hledger = pytest.mark.skipif(HLEDGER is None, reason="hledger is not installed (Debian: apt-get install hledger)")


def export(ledger: Path, folder: Path, as_of: date, *further: str) -> dict[str, Path]:
    made = {}
    for name, file in FORMATS.items():
        line = f"--ledger {ledger} export {name} --as-of {as_of} --output {folder / file}"
        done = CliRunner().invoke(app, [*shlex.split(line), *further])
        assert (done.exit_code, done.stderr) == (0, "")
        made[name] = folder / file
    return made


@pytest.fixture(scope="module")
def exported(sample: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    return export(sample / "ledger.sqlite", tmp_path_factory.mktemp("exported"), AS_OF)


@pytest.fixture(scope="module")
def generated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An office of 40 States, six years and three lines, half of its invoices paid."""
    folder = tmp_path_factory.mktemp("generated")
    made = generated_office(folder, 40, 6, 3)
    receive(made, 240)
    with open_books(made, at=AT) as books:
        match(books)
    made.db.close()
    return folder / "ledger.sqlite"


def held_by_us(ledger: Path, as_of: date) -> dict[str, Decimal]:
    """Give what we hold by account name, from the balances that the reports are made from."""
    held: dict[str, Decimal] = defaultdict(Decimal)
    with open_store(ledger, at=AT) as store:
        for charge in balances.charges(store.db, as_of=as_of):
            for account, amount in _of_charge(charge).items():
                held[f"{ROOTS[account]}:{charge.state}:{charge.line}:{charge.year}"] += amount
        for receipt in balances.receipts(store.db, as_of=as_of):
            if receipt.state:
                held[f"Liabilities:OnAccount:{receipt.state}"] -= receipt.on_account_chf
        for use in balances.applications(store.db, as_of=as_of):
            if use.obligation.value == "voluntary":
                held[f"Income:Voluntary:{use.state}:{use.line}:{use.year}"] -= use.amount_chf
        trial = balances.account_balances(store.db, as_of=as_of)
        for account in (Account.BANK, Account.UNIDENTIFIED, Account.SET_ASIDE):
            held[ROOTS[account]] += trial[account]
    return {name: amount for name, amount in held.items() if amount}


def _of_charge(charge: ChargeReading) -> dict[Account, Decimal]:
    return {
        Account.RECEIVABLE: charge.open_chf,
        Account.CONTRIBUTIONS: -charge.assessed_chf,
        Account.BANK_CHARGES: charge.bank_charges_chf,
    }


def held_by_beancount(path: Path) -> dict[str, Decimal]:
    found, errors, _ = loader.load_file(str(path))
    assert errors == []
    held: dict[str, Decimal] = defaultdict(Decimal)
    for entry in found:
        if isinstance(entry, Transaction):
            for posting in entry.postings:
                assert posting.units is not None
                assert posting.units.number is not None
                held[posting.account] += posting.units.number
    return {name: amount for name, amount in held.items() if amount}


def held_by_hledger(path: Path) -> dict[str, Decimal]:
    said = ran_hledger(path, "balance", "--flat", "--no-total", "-O", "csv").stdout
    rows = list(csv.reader(io.StringIO(said)))[1:]
    return {name: Decimal(amount.removesuffix(" CHF")) for name, amount in rows}


def ran_hledger(path: Path, *words: str) -> subprocess.CompletedProcess[str]:
    assert HLEDGER is not None
    return subprocess.run([HLEDGER, "-f", str(path), *words], capture_output=True, text=True, check=False)


def bean_check(path: Path) -> subprocess.CompletedProcess[str]:
    program = Path(sys.executable).with_name("bean-check")
    return subprocess.run([program, str(path)], capture_output=True, text=True, check=False)


# The sample office, and a generated one -------------------------------------------------------------------------------


def test_beancount_accepts_the_books_and_holds_what_we_hold(exported: Mapping[str, Path], sample: Path) -> None:
    ran = bean_check(exported["beancount"])
    assert (ran.returncode, ran.stdout, ran.stderr) == (0, "", "")
    ours = held_by_us(sample / "ledger.sqlite", AS_OF)
    assert len(ours) > 300
    assert held_by_beancount(exported["beancount"]) == ours


@needs_hledger
def test_hledger_accepts_the_books_and_holds_what_we_hold(exported: Mapping[str, Path], sample: Path) -> None:
    ran = ran_hledger(exported["hledger"], "check", "--strict", "ordereddates")
    assert (ran.returncode, ran.stdout, ran.stderr) == (0, "", "")
    assert held_by_hledger(exported["hledger"]) == held_by_us(sample / "ledger.sqlite", AS_OF)


def test_a_generated_office_is_the_same_in_both(generated: Path, tmp_path: Path) -> None:
    as_of = date(FIRST_YEAR + 5, 12, 31)
    made = export(generated, tmp_path, as_of)
    ours = held_by_us(generated, as_of)
    assert len(ours) > 1000
    assert held_by_beancount(made["beancount"]) == ours
    if HLEDGER:
        assert ran_hledger(made["hledger"], "check", "--strict").returncode == 0
        assert held_by_hledger(made["hledger"]) == ours


def test_every_entry_is_in_every_format_with_its_number(exported: Mapping[str, Path], sample: Path) -> None:
    with open_store(sample / "ledger.sqlite", at=AT) as store:
        ours = list(journal.entries(store.db, as_of=AS_OF))
    numbers = [each.label for each in ours]
    assert len(numbers) > 500
    found, _, _ = loader.load_file(str(exported["beancount"]))
    written = [each for each in found if isinstance(each, Transaction)]
    assert {each.meta["entry"] for each in written} == set(numbers)
    assert len(written) == len(numbers)
    assert sum(isinstance(each, Open) for each in found) == len(
        {each.debit for each in ours} | {e.credit for e in ours}
    )
    hledgers = re.findall(r"^\d{4}-\d\d-\d\d \* \((E\d+)\)", exported["hledger"].read_text("utf-8"), re.MULTILINE)
    assert hledgers == numbers
    rows = list(csv.DictReader(io.StringIO(exported["csv"].read_text("utf-8"))))
    assert [row["entry"] for row in rows] == [*numbers, "total"]
    told = json.loads(exported["json"].read_text("utf-8"))
    assert [row["entry"] for row in told["entries"]] == numbers
    assert [list(row.values()) for row in told["entries"]][:3] == [list(row.values()) for row in rows[:3]]


def test_csv_and_json_end_with_the_same_control(exported: Mapping[str, Path], sample: Path) -> None:
    rows = list(csv.DictReader(io.StringIO(exported["csv"].read_text("utf-8"))))
    total = rows.pop()
    told = json.loads(exported["json"].read_text("utf-8"))
    assert total["act"] == f"{len(rows)} entries"
    assert Decimal(total["amount_chf"]) == sum(Decimal(row["amount_chf"]) for row in rows)
    assert told["control"]["entries_count"] == len(rows)
    assert told["control"]["amount_chf"] == total["amount_chf"]
    held = {each["account"]: Decimal(each["balance_chf"]) for each in told["control"]["balances"]}
    assert {name: amount for name, amount in held.items() if amount} == held_by_us(sample / "ledger.sqlite", AS_OF)
    assert sum(held.values()) == 0


@pytest.mark.parametrize("name", ["beancount", "hledger"])
def test_a_rappen_changed_in_the_file_is_refused(exported: Mapping[str, Path], tmp_path: Path, name: str) -> None:
    if name == "hledger" and not HLEDGER:
        pytest.skip("hledger is not installed")
    text = exported[name].read_text("utf-8")
    changed = re.sub(r"(\d+)\.00 CHF\n(.*?)-\1\.00 CHF\n", r"\1.01 CHF\n\2-\1.01 CHF\n", text, count=1)
    assert changed != text
    path = tmp_path / FORMATS[name]
    path.write_text(changed, "utf-8")
    ran = bean_check(path) if name == "beancount" else ran_hledger(path, "check")
    assert ran.returncode != 0
    assert "alance" in ran.stderr


def test_an_export_as_known_then_is_the_export_of_then(sample: Path, tmp_path: Path) -> None:
    ledger = sample / "ledger.sqlite"
    with open_store(ledger, at=AT) as store:
        last = max(each.recorded_at for each in journal.entries(store.db, as_of=EVER))
        first = min(each.recorded_at for each in journal.entries(store.db, as_of=EVER))
    assert first[:10] < last[:10]
    then = export(ledger, tmp_path, AS_OF, "--known-at", first[:10])
    now = json.loads(export(ledger, tmp_path / "now", AS_OF)["json"].read_text("utf-8"))
    told = json.loads(then["json"].read_text("utf-8"))
    assert told["entries"] == [row for row in now["entries"] if row["recorded_at"][:10] <= first[:10]]
    assert 0 < len(told["entries"]) < len(now["entries"])
    assert bean_check(then["beancount"]).returncode == 0


def test_an_empty_ledger_and_the_last_of_all_days_can_be_exported(tmp_path: Path) -> None:
    assert CliRunner().invoke(app, ["--ledger", str(tmp_path / "new.sqlite"), "init"]).exit_code == 0
    made = export(tmp_path / "new.sqlite", tmp_path, date.max)
    assert bean_check(made["beancount"]).returncode == 0
    assert not HLEDGER or ran_hledger(made["hledger"], "check").returncode == 0
    assert json.loads(made["json"].read_text("utf-8"))["control"]["entries_count"] == 0


def test_entries_that_do_not_add_up_are_not_exported(office: Office) -> None:
    office.assess(2016)
    book = take_journal(office.store.db, as_of=EVER)
    one, *others = list(journal.entries(office.store.db, as_of=EVER))
    with pytest.raises(
        ExportDisagrees, match=r"contributions CIV 7a 2016 add up to CHF 0\.00 but its balance is CHF -1\.40"
    ):
        list(held_to(others, book.balances))
    with pytest.raises(ExportDisagrees):
        list(held_to([one._replace(amount_chf=one.amount_chf + Decimal("0.01")), *others], book.balances))


# What banks and persons write -----------------------------------------------------------------------------------------

_DIRECTIVES = (
    'x"\n2016-01-01 * "injected" "by a payer"\n  Assets:Bank  1.00 CHF\n  Income:Voluntary  -1.00 CHF\n',
    'plugin "os"\ninclude "/etc/passwd"\noption "title" "x"',
    "ends in a backslash \\",
    '\\" 1.00 CHF ^link #tag',
    "x ; date:2001-01-01, act:give | = 5 CHF",
    "[2001-01-01=2002-01-01] (E1) *!",
    "\r\n2016-01-01 balance Assets:Bank 0 CHF\r\n",
    "=cmd|'/c calc'!A1\t\x1b]0;title\x07\u202e\u0085\u2028include x",
)


@pytest.mark.parametrize("text", _DIRECTIVES, ids=range(len(_DIRECTIVES)))
def test_what_a_payer_writes_is_never_a_directive(office: Office, tmp_path: Path, text: str) -> None:
    office.assess(2016)
    office.receive("10.00", date(2016, 2, 1), text=text)
    (receipt,) = office.receipts()
    office.identify(receipt.label, "FJI")
    plain = journal.entries(office.store.db, as_of=EVER)
    hostile = [each._replace(payer=text, text=text, note=text) for each in plain]
    book = take_journal(office.store.db, as_of=EVER)
    written = {}
    for name, writer in (("beancount", beancount), ("hledger", hledger)):
        written[name] = tmp_path / FORMATS[name]
        written[name].write_text("".join(writer(replace(book, entries=hostile))), "utf-8")
    found, errors, options = loader.load_file(str(written["beancount"]))
    assert errors == []
    assert options["title"] == "ISU-CCM"
    assert options["plugin"] == []
    transactions = [each for each in found if isinstance(each, Transaction)]
    assert sorted(each.meta["entry"] for each in transactions) == sorted(each.label for each in hostile)
    assert all(not each.tags and not each.links for each in transactions)
    if HLEDGER:
        assert ran_hledger(written["hledger"], "check", "--strict").stderr == ""
        said = ran_hledger(written["hledger"], "print", "-O", "csv").stdout
        rows = list(csv.DictReader(io.StringIO(said)))
        assert {row["code"] for row in rows} == {*(each.label for each in hostile), "balances"}
        assert {row["date"] for row in rows} == {each.value_date.isoformat() for each in hostile} | {"9999-12-31"}


def test_lines_of_any_name_are_accounts_of_their_own(office: Office, tmp_path: Path) -> None:
    office.budget(2016, "7a=100.00", "7 (a)=100.00", "a:b=100.00".replace(":", "-"), "Été=100.00", "7A=100.00")
    office.assess(2016)
    book = take_journal(office.store.db, as_of=EVER)
    names = {account_name(each.sub_account) for each in book.balances}
    assert len(names) == len(book.balances) == 2 * 5 * 4
    path = tmp_path / "books.beancount"
    path.write_text("".join(beancount(book)), "utf-8")
    assert bean_check(path).returncode == 0
    if HLEDGER:
        (tmp_path / "books.journal").write_text("".join(hledger(take_journal(office.store.db, as_of=EVER))), "utf-8")
        assert ran_hledger(tmp_path / "books.journal", "check", "--strict").stderr == ""


def test_every_account_of_the_books_has_its_place() -> None:
    assert set(ROOTS) == set(Account)
    assert len(set(ROOTS.values())) == len(ROOTS)
