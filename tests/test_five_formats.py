"""The sample year in five formats of banks: one ledger comes out, whichever is imported, and all five add nothing."""

import json
import re
from collections import Counter
from collections.abc import Callable
from datetime import date
from itertools import permutations
from pathlib import Path
from shutil import copyfile

import pytest
from typer.testing import CliRunner

from db import balances, bank_papers
from db.store import open_store
from ledger.books.open_books import EVER
from ledger.commands.app import app
from sample_data import make_bank_files
from sample_data.as_mt940 import mt940_bytes
from sample_data.as_ubs_csv import ubs_csv_bytes
from sample_data.as_xlsx import xlsx_bytes
from tests.helpers import AT, is_thorough

ON = date(2017, 1, 27)
VERSIONS = {"camt.053.001.04": "year04.xml", "camt.053.001.08": "year08.xml"}
FORMATS: dict[str, Callable[[], bytes]] = {
    "year04.xml": lambda: make_bank_files.year_bytes(is_version_8=False),
    "year08.xml": lambda: make_bank_files.year_bytes(is_version_8=True),
    "year.sta": mt940_bytes,
    "year.csv": ubs_csv_bytes,
    "year.xlsx": xlsx_bytes,
}
POSTFINANCE = "Datum;Avisierungstext;Gutschrift in CHF;Lastschrift in CHF;Valuta;Saldo in CHF"


def isu(ledger: Path, line: str, *more: str) -> str:
    done = CliRunner().invoke(app, ["--ledger", str(ledger), *line.split(), *more])
    assert done.exit_code == 0, done.output
    return done.stdout


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory, sample: Path) -> Path:
    """A folder with the year in five formats, and a ledger that has everything but the bank's data."""
    folder = tmp_path_factory.mktemp("formats")
    ledger, papers = folder / "ledger.sqlite", sample / "papers"
    isu(ledger, "init --name ISU-CCM")
    isu(ledger, "states import", str(papers / "states.csv"))
    isu(ledger, "addresses import", str(papers / "missions.csv"))
    isu(ledger, "aliases import", str(papers / "payer_accounts.csv"))
    isu(ledger, "scale import", str(papers / "scale_2016_2018.csv"), "--period", "2016-2018")
    for year, on in ((2016, "2016-01-04"), (2017, "2017-01-03")):
        isu(ledger, f"budget set {year} --from", str(papers / "budgets.csv"))
        isu(ledger, f"assess {year} --on {on}")
    isu(ledger, "bank account add CH6008990000201600001")
    for name, make in FORMATS.items():
        (folder / name).write_bytes(make())
    isu(ledger, "bank map", str(folder / "year.xlsx"), "--keep")
    return folder


def a_ledger(office: Path, folder: Path, *names: str) -> Path:
    """Take the files named into a copy of the ledger, one call each."""
    ledger = folder / f"{'-'.join(names)}.sqlite"
    copyfile(office / "ledger.sqlite", ledger)
    for name in names:
        isu(ledger, "bank import", str(office / name))
    decide(ledger)
    return ledger


def decide(ledger: Path) -> None:
    """Match, and accept what is proposed, as the director does of the sample."""
    for row in json.loads(isu(ledger, "match --format json"))["rows"]:
        if row["class"] == "proposed":
            isu(ledger, f"identify {row['receipt']} {row['state']} --once --why accepted")


def money(ledger: Path) -> object:
    """Give what the ledger says of money: lines, receipts and whose they are, what they paid, balances, charges."""
    with open_store(ledger, at=AT) as store:
        db = store.db
        lines = Counter(
            (each.iban, each.booked_on, each.value_date, each.signed, each.bank_reference, each.payer_account)
            for each in bank_papers.bank_lines(db)
        )
        receipts = Counter(
            (each.value_date, each.state, each.amount_chf, each.allocated_chf, each.given_chf, each.on_account_chf)
            for each in balances.receipts(db, as_of=EVER)
        )
        paid = Counter(
            (each.received_on, each.applied_on, each.state, each.year, each.line, each.amount_chf)
            for each in balances.applications(db, as_of=EVER)
        )
        charges = [(each.state, each.year, each.line, each.open_chf) for each in balances.charges(db, as_of=ON)]
        return lines, receipts, paid, balances.account_balances(db, as_of=EVER), charges


@pytest.fixture(scope="module")
def of_the_first(office: Path, tmp_path_factory: pytest.TempPathFactory) -> object:
    return money(a_ledger(office, tmp_path_factory.mktemp("first"), "year04.xml"))


@pytest.mark.parametrize("name", list(FORMATS)[1:])
def test_one_ledger_comes_out_whichever_format_is_imported(
    office: Path, tmp_path: Path, name: str, of_the_first: object
) -> None:
    assert money(a_ledger(office, tmp_path, name)) == of_the_first


def test_the_months_of_the_sample_give_the_same_ledger_too(office: Path, tmp_path: Path, of_the_first: object) -> None:
    ledger = tmp_path / "months.sqlite"
    copyfile(office / "ledger.sqlite", ledger)
    isu(ledger, "bank import", str(Path(make_bank_files.__file__).parent / "bank"))
    decide(ledger)
    assert money(ledger) == of_the_first


ORDERS = [order for number, order in enumerate(permutations(FORMATS)) if number % (1 if is_thorough() else 60) == 31]


@pytest.mark.parametrize("order", ORDERS, ids="-".join)
def test_all_five_change_nothing_after_the_first(
    office: Path, tmp_path: Path, order: tuple[str, ...], of_the_first: object
) -> None:
    ledger = a_ledger(office, tmp_path, *order)
    assert money(ledger) == of_the_first
    with open_store(ledger, at=AT) as store:
        statements = bank_papers.bank_statements(store.db)
        assert {each.file_name for each in statements} == set(order)
        assert sum(each.repeated_count for each in statements) == 4 * 117
    said = isu(ledger, "update --as-of 2017-01-27")
    assert "86 letters" in said
    assert "total CHF 119'807.23" in said


def postfinance(*rows: str) -> bytes:
    head = f"Datum von:;01.01.2016\r\nKontonummer:;CH6008990000201600001\r\nWährung:;CHF\r\n\r\n{POSTFINANCE}\r\n"
    return (head + "".join(f"{row}\r\n" for row in rows)).encode()


def test_a_list_without_references_and_balances_is_asked_about(office: Path, tmp_path: Path) -> None:
    """The lines of January 2016: 64.80 on the 22nd and 1481.05 on the 28th, as PostFinance lists them."""
    ledger = a_ledger(office, tmp_path, "year04.xml")
    file = tmp_path / "postfinance.csv"
    file.write_bytes(
        postfinance(
            "28.01.2016;GUTSCHRIFT AUFTRAGGEBER: SLOWAKEI;1481.05;;28.01.2016;",
            "22.01.2016;GUTSCHRIFT AUFTRAGGEBER: LIECHTENSTEIN;64.80;;22.01.2016;",
        )
    )
    before = money(ledger)
    command = ["--ledger", str(ledger), "bank", "import", str(file)]
    first = CliRunner().invoke(app, command)
    assert (first.exit_code, "--without-balances" in first.stderr) == (1, True), first.output
    second = CliRunner().invoke(app, [*command, "--without-balances"])
    assert second.exit_code == 1
    assert re.search(r"2 of its lines have no reference .* by day and amount only.*--same-lines", second.stderr)
    assert money(ledger) == before
    third = CliRunner().invoke(app, [*command, "--without-balances", "--same-lines"])
    assert "all of its 2 lines are in the ledger already; no money was added" in third.stdout, third.output
    assert money(ledger) == before
