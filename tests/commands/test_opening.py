"""Balances from before this ledger: what the file says is booked, whole or not at all, and it can be undone."""

import json
import shlex
import shutil
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook
from typer.testing import CliRunner, Result

from db import balances
from db.store import open_store
from ledger.commands.app import app
from tests.helpers import AT, chf
from tests.intake.test_camt import Entry, Payment, camt

STATES = """state,iso2,name_en,party_from
CIV,CI,Côte d'Ivoire,2012-09-01
DEU,DE,Germany,2010-08-01
FJI,FJ,Fiji,2010-11-01
TUN,TN,Tunisia,2015-03-01
"""
HEADER = "state,year,line,owed_chf,credit_chf\n"
BALANCES = HEADER + (
    'CIV,2013,7a,12.35,\nCIV,2015,7a,10.00,0\nFJI,2015,7a,"1\'000.05",\nFJI,2015,7b,3.00,\n'
    "TUN,,,,55.00\nDEU,2015,7a,0.00,\nDEU,,,,0.10\n"
)
DAY = "2015-12-31"


def isu(line: str, typed: str = "") -> Result:
    return CliRunner().invoke(app, shlex.split(line), input=typed)


def done(line: str, typed: str = "") -> str:
    ran = isu(line, typed)
    assert (ran.exit_code, ran.stderr) == (0, ""), (line, ran.output)
    return ran.stdout


def owed(as_of: date = date(2016, 1, 1)) -> dict[tuple[str, int, str], Decimal]:
    with open_store(Path("ledger.sqlite"), at=AT) as store:
        charges = balances.charges(store.db, as_of=as_of)
    return {(each.state, each.year, each.line): each.open_chf for each in charges if each.open_chf}


def on_account(as_of: date = date(2016, 1, 1)) -> dict[str | None, Decimal]:
    with open_store(Path("ledger.sqlite"), at=AT) as store:
        held = balances.receipts(store.db, as_of=as_of)
    return {each.state: each.on_account_chf for each in held if each.on_account_chf}


def all_identities_hold(as_of: str) -> None:
    told = json.loads(done(f"check --as-of {as_of} --format json"))
    assert [row["identity"] for row in told["rows"] if not row["holds"]] == []


@pytest.fixture(scope="module")
def bare(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("bare")
    (folder / "states.csv").write_text(STATES, "utf-8")
    for line in ("init", f"states import {folder}/states.csv"):
        assert isu(f"--ledger {folder}/ledger.sqlite {line}").exit_code == 0
    return folder


@pytest.fixture
def desk(bare: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    shutil.copytree(bare, tmp_path, dirs_exist_ok=True)
    (tmp_path / "balances.csv").write_text(BALANCES, "utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_what_is_owed_and_credited_in_the_file_is_in_the_books(desk: Path) -> None:
    said = done(f"import opening balances.csv --on {DAY} --output proof.xlsx", "6\n")
    assert "2015 7a: owed by 2 in the file = in the books: CHF 1'010.05 = CHF 1'010.05" in said
    assert "on account: credits of 2 in the file = in the books: CHF 55.10 = CHF 55.10" in said
    assert "balances that differ = none: 0 = 0" in said
    assert "Brought over: 6 balances of 2015-12-31. Undo: isu import undo --why" in said
    assert owed() == {
        ("CIV", 2013, "7a"): chf("12.35"), ("CIV", 2015, "7a"): chf("10.00"),
        ("FJI", 2015, "7a"): chf("1000.05"), ("FJI", 2015, "7b"): chf("3.00"),
    }  # fmt: skip
    assert on_account() == {"TUN": chf("55.00"), "DEU": chf("0.10")}
    assert owed(date(2015, 12, 30)) == {}
    all_identities_hold("2016-01-01")
    assert "import-opening.sqlite" in {path.name.rpartition("_")[2] for path in (desk / "backups").iterdir()}
    proof = load_workbook(desk / "proof.xlsx")
    assert [cell.value for row in proof.worksheets[0].iter_rows() for cell in row].count("Côte d'Ivoire") == 2
    proof.close()
    arrears = json.loads(done("report arrears --as-of 2016-01-01 --format json"))
    assert {row["state"]: row["in_arrears"] for row in arrears["rows"]} == {"CIV": "22.35", "FJI": "1003.05"}


def test_a_workbook_gives_the_same_as_a_list(desk: Path) -> None:
    book = Workbook()
    assert book.active is not None
    for row in BALANCES.replace('"', "").splitlines():
        book.active.append([float(cell) if cell.replace(".", "").isdecimal() else cell for cell in row.split(",")])
    book.save("balances.xlsx")
    book.close()
    done(f"import opening balances.xlsx --on {DAY} --yes 6")
    by_workbook = owed(), on_account()
    done("import undo --why again")
    done(f"import opening balances.csv --on {DAY} --yes 6")
    assert (owed(), on_account()) == by_workbook


@pytest.mark.parametrize("typed", ["", "5\n", "yes\n"])
def test_nothing_is_booked_unless_the_count_is_typed(desk: Path, typed: str) -> None:
    before = (desk / "ledger.sqlite").read_bytes()
    refused = isu(f"import opening balances.csv --on {DAY}", typed)
    assert refused.exit_code == 1
    assert "and the file has 6 balances; type that number, or give --yes 6" in refused.stderr
    assert "Nothing was kept" in done(f"import opening balances.csv --on {DAY} --dry-run")
    assert (desk / "ledger.sqlite").read_bytes() == before


BAD_ROWS = (
    ("CIV,2015,7a,ten,", "line 2: owed_chf: 'ten' is no amount in francs"),
    ("CIV,2015,7a,-1.00,", "line 2: owed_chf: '-1.00' is below zero; write it without its sign in credit_chf"),
    ("CIV,2015,7a,1.005,", "line 2: owed_chf: '1.005' is no amount in francs: it has more than two decimals"),
    ("CIV,,7a,1.00,", "line 2: year: '' is no year"),
    ("CIV,2015,,1.00,", "line 2: line: it is empty"),
    ("CIV,2016,7a,1.00,", "line 2: year: 2016 is after the day of the balances, 2015-12-31"),
    ("ATL,2015,7a,1.00,", "line 2: state: ATL is not among the ledger's States"),
    ("Total,2015,7a,1.00,", "line 2: state: 'Total' is no code of three capitals"),
    ("CIV,2015,7a,1.00,1.00", "line 2: owed_chf and credit_chf are both filled; write two rows"),
    ("CIV,2015,7a,,1.00", "line 2: credit_chf: money on account belongs to no year and line"),
    ("CIV,2015,7a,1.00,\nCIV,2015,7a,1.00,", "line 3: CIV stands in the file twice for 7a of 2015"),
    ("CIV,,,,1.00\nCIV,,,,2.00", "line 3: the credit of CIV stands in the file twice"),
    ("CIV,,,,1.00\nCIV,2015,7a,1.00,", "line 2: CIV has a credit and owes as well; the rule in force would pay"),
    ("CIV,2015,7a,0.00,", "line 2: no row has an amount above zero"),
)


@pytest.mark.parametrize(("rows", "told"), BAD_ROWS)
def test_a_bad_row_is_refused_with_its_line_and_nothing_is_taken(desk: Path, rows: str, told: str) -> None:
    (desk / "bad.csv").write_text(HEADER + rows + "\n", "utf-8")
    before = (desk / "ledger.sqlite").read_bytes()
    refused = isu(f"import opening bad.csv --on {DAY} --yes 1")
    assert (refused.exit_code, refused.stdout) == (1, "")
    assert "bad.csv: 1 fault, nothing was taken" in refused.stderr
    assert told in refused.stderr
    assert (desk / "ledger.sqlite").read_bytes() == before


def test_all_bad_rows_are_told_at_once(desk: Path) -> None:
    rows = "CIV,2015,7a,x,\nFJI,2015,7a,1.00,\nATL,2015,7a,1.00,\nDEU,20x5,7a,1.00,\n"
    (desk / "bad.csv").write_text(HEADER + rows, "utf-8")
    refused = isu(f"import opening bad.csv --on {DAY} --yes 1").stderr
    assert "bad.csv: 3 faults" in refused
    assert [word in refused for word in ("line 2:", "line 3:", "line 4:", "line 5:")] == [True, False, True, True]


def test_it_can_be_taken_back_corrected_and_taken_back_again(desk: Path) -> None:
    done(f"import opening balances.csv --on {DAY} --yes 6")
    said = done('import undo --why "Fiji was wrong"')
    assert "Taken back: the opening balances of 2013, 2015, and CHF 55.10 of credits." in said
    assert (owed(), on_account()) == ({}, {})
    all_identities_hold("2016-01-01")
    corrected = BALANCES.replace("1'000.05", "2.00").replace("CIV,2015", "DEU,2015", 1)
    corrected = corrected.replace("DEU,,,,0.10\n", "").replace("DEU,2015,7a,0.00,\n", "")
    (desk / "corrected.csv").write_text(corrected, "utf-8")
    done(f"import opening corrected.csv --on {DAY} --yes 5")
    assert owed()["FJI", 2015, "7a"] == chf("2.00")
    assert owed()["DEU", 2015, "7a"] == chf("10.00")
    assert on_account() == {"TUN": chf("55.00")}
    all_identities_hold("2016-01-01")
    done("import undo --why again")
    assert (owed(), on_account()) == ({}, {})
    refused = isu("import undo --why again")
    assert refused.exit_code == 1
    assert "no opening balances stand in the ledger" in refused.stderr


def test_debts_without_any_credit_are_brought_over_and_taken_back(desk: Path) -> None:
    (desk / "balances.csv").write_text(f"{HEADER}CIV,2013,7a,12.35,\n", "utf-8")
    done(f"import opening balances.csv --on {DAY} --yes 1")
    assert (owed(), on_account()) == ({("CIV", 2013, "7a"): chf("12.35")}, {})
    done("import undo --why again")
    assert (owed(), on_account()) == ({}, {})
    all_identities_hold("2016-01-01")


def test_a_second_import_of_the_same_years_is_refused(desk: Path) -> None:
    done(f"import opening balances.csv --on {DAY} --yes 6")
    for rows, told in (("CIV,2015,7b,1.00,\n", "2015 cannot be brought over: the ledger has charges for it already"),
                       ("FJI,,,,1.00\n", "credits were brought over already")):  # fmt: skip
        (desk / "more.csv").write_text(HEADER + rows, "utf-8")
        refused = isu(f"import opening more.csv --on {DAY} --yes 1")
        assert refused.exit_code == 1
        assert told in refused.stderr
    (desk / "more.csv").write_text(HEADER + "CIV,2012,7a,1.00,\n", "utf-8")
    done(f"import opening more.csv --on {DAY} --yes 1")
    assert owed()["CIV", 2012, "7a"] == chf("1.00")


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("import opening balances.csv --on 2999-12-31 --yes 6", "balances of 31 December 2999 cannot be brought over"),
        ("import opening balances.csv --on never", "'never' is no date"),
        ("import opening missing.csv --on 2015-12-31", "there is no file missing.csv"),
        ("import opening states.csv --on 2015-12-31", "the columns year, line, owed_chf, credit_chf are missing"),
        ("import undo --why x", "no opening balances stand in the ledger"),
        ("import undo --why ''", "taking opening balances back needs its reason"),
    ],
)
def test_what_cannot_be_brought_over_is_refused(desk: Path, line: str, told: str) -> None:
    before = (desk / "ledger.sqlite").read_bytes()
    refused = isu(line)
    assert refused.exit_code == 1
    assert told in refused.stderr
    assert (desk / "ledger.sqlite").read_bytes() == before


def test_the_office_goes_on_from_there(desk: Path) -> None:
    """The next year is assessed and uses the credit, an old debt is paid, the reconciliation's difference is 0.00."""
    done(f"import opening balances.csv --on {DAY} --yes 6")
    (desk / "scale.csv").write_text("state,rate\nCIV,0.009\nDEU,6.389\nFJI,0.003\nTUN,0.028\n", "utf-8")
    done("scale import scale.csv --period 2016-2018")
    done("budget set 2016 --line 7a=1000.00 --decision MSP5 --decided-on 2015-09-11")
    done("assess 2016 --on 2016-01-04")
    assert ("TUN", 2016, "7a") not in owed(date(2016, 1, 4))
    assert on_account(date(2016, 1, 4))["TUN"] == chf("55.00") - chf("4.35")
    paid = Entry(amount="22.35", payments=(Payment(payer="COTE D IVOIRE", texts=("CCM 2013 2015",)),))
    (desk / "february.xml").write_bytes(camt(paid, opening="500.00"))
    done("bank import february.xml")
    done("identify R3 CIV --why told")
    assert ("CIV", 2013, "7a") not in owed(date(2016, 2, 29))
    told = json.loads(done("report reconciliation --month 2016-02 --format json"))
    assert told["difference"] == "0.00"
    all_identities_hold("2016-02-29")
    for line in ("assess revise 2015 --line 7a=1.00 --decision x", "assess undo 2015 --why x"):
        refused = isu(f"{line} --on 2016-03-01")
        assert refused.exit_code == 1
        assert "the balances of 2015 were brought over from before this ledger" in refused.stderr
    done('import undo --why "all of it was wrong"')
    assert {key for key in owed(date(2016, 2, 29)) if key[1] < 2016} == set()
    all_identities_hold("2016-02-29")


@settings(max_examples=8, deadline=None)
@given(
    st.dictionaries(
        st.tuples(
            st.sampled_from(["CIV", "FJI", "DEU"]), st.integers(2010, 2015), st.sampled_from(["7a", "7b", "x y"])
        ),
        st.integers(0, 10**9),
        min_size=1,
        max_size=12,
    ).filter(lambda found: any(found.values())),
    st.integers(0, 10**9),
)
def test_any_balances_are_booked_to_the_rappen(
    bare: Path, tmp_path_factory: pytest.TempPathFactory, found: dict[tuple[str, int, str], int], credit: int
) -> None:
    folder = tmp_path_factory.mktemp("any")
    shutil.copytree(bare, folder, dirs_exist_ok=True)
    rows = [f"{state},{year},{line},{Decimal(amount).scaleb(-2)},\n" for (state, year, line), amount in found.items()]
    (folder / "any.csv").write_text(HEADER + "".join(rows) + f"TUN,,,,{Decimal(credit).scaleb(-2)}\n", "utf-8")
    count = sum(amount > 0 for amount in found.values()) + (credit > 0)
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        done(f"import opening any.csv --on {DAY} --yes {count}")
        assert owed() == {key: Decimal(amount).scaleb(-2) for key, amount in found.items() if amount}
        assert on_account() == ({"TUN": Decimal(credit).scaleb(-2)} if credit else {})
