"""The bank's commands as the director runs them: what they say, and that the next step stands there."""

import json
import os
import subprocess
import sys
from contextlib import suppress
from datetime import date
from decimal import Decimal
from pathlib import Path
from pty import openpty
from shutil import copyfile
from zipfile import ZipFile

import pytest
from typer.testing import CliRunner

from ledger.commands.app import app
from sample_data import make_bank_files
from tests.helpers import without_head
from tests.intake import traps
from tests.intake.test_camt import OUR_IBAN, Entry, Payment, camt, changed
from tests.intake.traps import told

BANK = Path(make_bank_files.__file__).parent / "bank"
GERMAN = "DE89370400440532013000"
MARCH = changed(
    changed(
        camt(
            Entry(amount="500.00", bank_reference="A1", payments=(Payment(payer="BUNDESKASSE", iban=GERMAN),)),
            Entry(amount="80.00", bank_reference="A2", payments=(Payment(payer="TRAVEL AGENCY"),)),
            Entry(
                amount="500.00",
                direction="DBIT",
                reversal="true",
                bank_reference="A3",
                payments=(Payment(texts=("RETURN OF A1",)),),
            ),
            Entry(amount="20.00", direction="DBIT", bank_reference="A4", note="CHARGES"),
            opening="411456.36",
        ),
        "2016-02-01T",
        "2017-01-27T",
    ),
    "2016-02-29T",
    "2017-03-31T",
).replace(b"<Dt>2016-02-03</Dt>", b"<Dt>2017-03-03</Dt>")


@pytest.fixture
def ledger(tmp_path: Path, sample: Path) -> Path:
    copyfile(sample / "ledger.sqlite", tmp_path / "ledger.sqlite")
    (tmp_path / "march.xml").write_bytes(MARCH)
    return tmp_path / "ledger.sqlite"


def isu(ledger: Path, *words: str, exit_code: int = 0) -> str:
    done = CliRunner().invoke(app, ["--ledger", str(ledger), *words])
    assert done.exit_code == exit_code, done.output
    return done.stdout if exit_code == 0 else done.stderr


def figures(ledger: Path, *words: str) -> dict[str, object]:
    read = json.loads(isu(ledger, *words, "--format", "json"))
    assert isinstance(read, dict)
    return read


def test_an_import_says_what_came_what_may_be_a_return_and_what_is_next(ledger: Path) -> None:
    said = isu(ledger, "bank", "import", str(ledger.parent / "march.xml"))
    assert "march.xml: 2 receipts of CHF 580.00, 2 lines paid out, up to 31 March 2017." in said
    assert "L120, CHF 500.00 paid out on 3 March 2017, may take back receipt R110 (BUNDESKASSE): it names" in said
    assert "isu bank return L120 R110 --why" in said
    assert "Next: isu match" in said
    again = isu(ledger, "bank", "import", str(ledger.parent / "march.xml"))
    assert "march.xml: imported already on" in again


def test_a_debit_that_looks_like_a_return_is_a_recall_in_the_matching(ledger: Path) -> None:
    isu(ledger, "bank", "import", str(ledger.parent / "march.xml"))
    rows = figures(ledger, "match")["rows"]
    assert isinstance(rows, list)
    (recall,) = [row for row in rows if row["line"]]
    assert (recall["class"], recall["receipt"], recall["line"]) == ("recall of R110", "R110", "L120")
    assert (recall["amount"], recall["state"], recall["allocations"]) == ("-500.00", None, [])
    assert recall["evidence"][0].startswith("it names the bank's reference A1")
    assert recall["evidence"][1] == "book it: isu bank return L120 R110 --why …"
    isu(ledger, "bank", "return", "L120", "R110", "--why", "recalled")
    rows = figures(ledger, "match")["rows"]
    assert isinstance(rows, list)
    assert not [row for row in rows if row["line"]]


def test_a_recall_is_accepted_at_the_end_of_a_review(ledger: Path) -> None:
    isu(ledger, "bank", "import", str(ledger.parent / "march.xml"))
    done = CliRunner().invoke(app, ["--ledger", str(ledger), "review"], input="l\nl\nl\nl\n?\na\n")
    assert done.exit_code == 0
    assert "L120   CHF 500.00 paid out   booked 3 March 2017" in done.stdout
    assert "It may take back receipt R110 of BUNDESKASSE: it names the bank's reference A1" in done.stdout
    assert "Booked: L120 takes back R110. Undo: isu bank take-back L120 --why …" in done.stdout
    assert "Decided: 0 receipts and 1 recall." in done.stdout


def test_the_list_of_receipts_shows_what_is_set_aside_and_returned(ledger: Path) -> None:
    isu(ledger, "bank", "import", str(ledger.parent / "march.xml"))
    isu(ledger, "bank", "set-aside", "R111", "--why", "a travel refund")
    isu(ledger, "bank", "return", "L120", "R110", "--why", "recalled")
    rows = figures(ledger, "receipts", "list")["rows"]
    assert isinstance(rows, list)
    held = {row["receipt"]: row for row in rows}
    assert (held["R111"]["set_aside"], held["R110"]["returned"]) == ("80.00", "500.00")


def test_details_without_their_booking_are_counted_until_the_statement_comes(ledger: Path) -> None:
    bank = {kind: ledger.parent / f"{kind}.xml" for kind in ("details", "statement")}
    bank["details"].write_bytes(told(traps.Entry(reference="N1", details=(traps.Detail(payer="FIJI"),))))
    bank["statement"].write_bytes(traps.booked(traps.Entry(reference="N1")))
    new = ledger.parent / "new.sqlite"
    isu(new, "init", "--name", "ISU-CCM")
    first = isu(new, "bank", "import", str(bank["details"]))
    assert "1 detail of camt.054 or camt.052 belongs to no booked line for certain" in first
    assert "belongs to no booked line" not in isu(new, "bank", "import", str(bank["statement"]))
    assert "FIJI" in isu(new, "bank", "show", "L1")


def test_a_payment_that_looks_like_one_made_twice_is_told_and_counted(ledger: Path) -> None:
    def entry(day: int) -> Entry:
        named = Payment(payer="BUNDESKASSE", iban=GERMAN, texts=("CCM",))
        on = f"<Dt>2016-02-{day:02}</Dt>"
        return Entry(amount="125.00", booked=on, valued=on, payments=(named,), bank_reference=f"A{day}")

    new = ledger.parent / "twice.sqlite"
    isu(new, "init", "--name", "ISU-CCM")
    (ledger.parent / "twice.xml").write_bytes(camt(*(entry(day) for day in (3, 13, 24))))
    said = isu(new, "bank", "import", str(ledger.parent / "twice.xml"))
    assert "3 receipts of CHF 375.00" in said
    assert (
        "L2 of 2016-02-13 has the payer, amount and text of L1 of 2016-02-03 (CHF 125.00, BUNDESKASSE): both are"
        in said
    )
    assert "L3 of" not in said


def test_a_dry_run_tells_of_every_statement_and_keeps_nothing(ledger: Path) -> None:
    before = ledger.read_bytes()
    said = isu(ledger, "bank", "import", str(ledger.parent / "march.xml"), "--dry-run")
    assert (
        "S14 STM2: 2017-01-27 to 2017-03-31, CHF 411'456.36 to 411'516.36, "
        "2 lines in 580.00, 2 lines out 520.00, chain ok"
    ) in said
    assert "Nothing was kept" in said
    assert ledger.read_bytes() == before


def test_a_return_reopens_and_its_undo_restores_as_the_commands_say(ledger: Path) -> None:
    isu(ledger, "bank", "import", str(ledger.parent / "march.xml"))
    assert "R110 of CHF 500.00 is Germany's" in isu(ledger, "identify", "R110", "DEU", "--why", "it says so")
    on = ("--as-of", "2017-03-31")
    paid = isu(ledger, "why", "DEU", *on)
    said = isu(ledger, "bank", "return", "L120", "R110", "--why", "recalled")
    assert "takes back receipt R110 of DEU; CHF 500.00 that it had paid are open again." in said
    assert "Undo: isu bank take-back L120 --why" in said
    told = isu(ledger, "why", "DEU", *on)
    assert "On 3 March 2017 the bank took back CHF 500.00 of receipt R110, which counts no more" in told
    assert "is as it was before" in isu(ledger, "bank", "take-back", "L120", "--why", "it was another one")
    assert without_head(isu(ledger, "why", "DEU", *on)) == without_head(paid)
    assert isu(ledger, "check").count(" NO ") == 0


def test_what_is_set_aside_is_told_in_the_report_that_ties_to_the_bank(ledger: Path) -> None:
    isu(ledger, "bank", "import", str(ledger.parent / "march.xml"))
    isu(ledger, "bank", "set-aside", "R111", "--why", "refund of a travel agency")
    isu(ledger, "bank", "set-aside", "L121", "--why", "bank charges")
    isu(ledger, "bank", "return", "L120", "R110", "--why", "recalled")
    report = figures(ledger, "report", "receipts", "--from", "2017-03-01", "--to", "2017-03-31")
    assert report[OUR_IBAN] == {
        "opening": "411456.36",
        "receipts": "580.00",
        "debits": "520.00",
        "closing": "411516.36",
        "proven": True,
    }
    total = report["total"]
    assert isinstance(total, dict)
    assert (total["amount"], total["set_aside"], total["returned"], total["unidentified"]) == (
        "580.00",
        "80.00",
        "500.00",
        "0.00",
    )
    shown = isu(ledger, "report", "receipts", "--from", "2017-03-01", "--to", "2017-03-31")
    assert f"{OUR_IBAN}: opening 411'456.36 + receipts 580.00 - paid out 520.00 = closing 411'516.36" in shown
    assert "paid out: 1 set aside (CHF 20.00), 1 return a receipt (CHF 500.00)" in shown
    still_open = isu(ledger, "bank", "lines", "--open")
    assert "L117" in still_open
    assert "L120" not in still_open
    assert "L121" not in still_open


@pytest.mark.parametrize(
    ("first", "last", "opening", "receipts", "closing"),
    [
        ("2016-01-01", "2017-01-26", "185420.35", "619769.46", "411456.36"),
        ("2016-02-10", "2016-03-20", None, None, None),
        ("2017-01-01", "2017-01-26", "365413.17", "106043.19", "411456.36"),
        ("2016-12-31", "2016-12-31", "365413.17", "0.00", "365413.17"),
    ],
)
def test_any_period_ties_to_the_bank(
    sample: Path, first: str, last: str, opening: str | None, receipts: str | None, closing: str | None
) -> None:
    report = figures(sample / "ledger.sqlite", "report", "receipts", "--from", first, "--to", last)
    tie = report[OUR_IBAN]
    assert isinstance(tie, dict)
    assert tie["proven"] is True
    assert Decimal(tie["opening"]) + Decimal(tie["receipts"]) - Decimal(tie["debits"]) == Decimal(tie["closing"])
    lines = make_bank_files.read_lines()
    before = [each.signed_chf for each in lines if each.value_date < date.fromisoformat(first)]
    assert Decimal(tie["opening"]) == make_bank_files.OPENING_BALANCE_CHF + sum(before)
    if opening:
        assert (tie["opening"], tie["receipts"], tie["closing"]) == (opening, receipts, closing)


def test_a_period_beyond_the_banks_data_is_not_called_proven(sample: Path) -> None:
    ledger = sample / "ledger.sqlite"
    early = isu(ledger, "report", "receipts", "--from", "2015-12-01", "--to", "2016-01-31")
    assert "NOT PROVEN, CH6008990000201600001: the bank data begin on 1 January 2016" in early
    assert "opening 185'420.35 + receipts 1'545.85 - paid out 0.00 = closing 186'966.20" in early
    late = isu(ledger, "report", "receipts", "--from", "2017-01-01", "--to", "2017-01-31")
    assert "NOT PROVEN, CH6008990000201600001: the bank data run until 26 January 2017" in late
    isu(ledger, "report", "receipts", "--from", "0001-01-01", "--to", "9999-12-31")
    before = isu(ledger, "report", "receipts", "--from", "2010-01-01", "--to", "2010-01-31")
    assert "opening not known + receipts 0.00 - paid out 0.00 = closing not known" in before


def test_a_missing_month_is_told_by_import_statements_update_and_report(tmp_path: Path) -> None:
    ledger = tmp_path / "ledger.sqlite"
    isu(ledger, "init", "--name", "ISU-CCM")
    months = sorted(BANK.glob("*.xml"))
    said = isu(ledger, "bank", "import", *(str(path) for path in months if "2016-05" not in path.name))
    missing = "a statement is missing from 2016-05-01 to 2016-05-31: the balance went from 291'643.41 to 346'531.37"
    assert f"Missing: {OUR_IBAN}: {missing}; fetch it from e-banking and import it." in said
    listed = figures(ledger, "bank", "statements")
    assert (listed["statements_count"], listed["gaps_count"], listed["ok_count"]) == (12, 1, 11)
    report = isu(ledger, "report", "receipts", "--from", "2016-04-01", "--to", "2016-06-30")
    assert f"NOT PROVEN, {OUR_IBAN}: S5: {missing}" in report
    within = isu(ledger, "report", "receipts", "--from", "2016-05-03", "--to", "2016-05-20")
    assert f"NOT PROVEN, {OUR_IBAN}: S5: {missing}" in within
    for first, last in (("2016-04-01", "2016-04-30"), ("2016-07-01", "2016-07-31")):
        assert "NOT PROVEN" not in isu(ledger, "report", "receipts", "--from", first, "--to", last)
    isu(ledger, "check", exit_code=1)
    isu(ledger, "bank", "import", str(BANK / "camt053_2016-05.xml"))
    assert figures(ledger, "bank", "statements")["gaps_count"] == 0
    isu(ledger, "check")


def test_the_update_says_what_is_missing_in_the_banks_data(sample: Path, tmp_path: Path) -> None:
    ledger = tmp_path / "ledger.sqlite"
    copyfile(sample / "ledger.sqlite", ledger)
    late = MARCH.replace(b"2017-01-27T", b"2017-02-01T").replace(b">411456.36<", b">411400.00<")
    (tmp_path / "late.xml").write_bytes(late.replace(b">411516.36<", b">411460.00<"))
    isu(ledger, "bank", "import", str(tmp_path / "late.xml"))
    assert "INCOMPLETE" not in isu(ledger, "update", "--as-of", "2017-01-27")
    assert "INCOMPLETE, CH6008990000201600001: a statement is missing from 2017-01-27" in isu(
        ledger, "update", "--as-of", "2017-03-31"
    )
    assert "The bank's data run until 31 March 2017 only." in isu(ledger, "update", "--as-of", "2017-04-30")


def test_a_line_is_shown_with_all_that_the_bank_tells_and_its_file(sample: Path) -> None:
    shown = figures(sample / "ledger.sqlite", "bank", "show", "R1", "--raw")
    rows = shown["rows"]
    assert isinstance(rows, list)
    said = {(row["what"]): row["says"] for row in rows}
    assert said["payer"] == "LANDESKASSE DES FUERSTENTUMS LIECHTENSTEIN"
    assert said["reference"] == "RF82CCM2016LI01"
    assert said["file"].startswith("camt053_2016-01.xml, entry 1, SHA-256 ")
    first = (BANK / "camt053_2016-01.xml").read_text("utf-8").split("<Ntry>")[1].split("</Ntry>")[0]
    assert said["verbatim"] == f"<Ntry>{first}</Ntry>"
    assert "Bank lines of statement S13" in isu(sample / "ledger.sqlite", "bank", "show", "s13")


def test_a_folder_and_a_zip_are_taken_like_the_files_in_them(tmp_path: Path) -> None:
    packed = tmp_path / "year.zip"
    with ZipFile(packed, "w") as archive:
        for path in BANK.glob("*.xml"):
            archive.write(path, f"2016/{path.name}")
    said = []
    for name, source in (("folder", BANK), ("zip", packed)):
        ledger = tmp_path / f"{name}.sqlite"
        isu(ledger, "init", "--name", "ISU-CCM")
        said.append(isu(ledger, "bank", "import", str(source)).replace("year.zip/2016/", ""))
        assert figures(ledger, "bank", "statements")["ok_count"] == 13
    assert said[0] == said[1]


def test_an_account_in_euros_is_listed_and_counts_for_no_contribution(ledger: Path) -> None:
    isu(ledger, "bank", "account", "add", OUR_IBAN, "--currency", "eur")
    (ledger.parent / "euros.xml").write_bytes(MARCH.replace(b"CHF", b"EUR"))
    said = isu(ledger, "bank", "import", str(ledger.parent / "euros.xml"))
    assert "0 receipts of CHF 0.00" in said
    assert "EUR, no contribution" in isu(ledger, "bank", "lines", "--format", "csv")


def test_a_list_of_ones_own_is_mapped_once_and_read_from_then_on(ledger: Path) -> None:
    own = ledger.parent / "own.csv"
    own.write_text(
        "My list of the bank\n\nDay;What;In;Out;Left\n27.02.2017;RF69CCM2017DE01 Germany;10.00;;411466.36\n"
        "28.02.2017;fee;;4.00;411462.36\n",
        "utf-8",
    )
    assert "isu bank map own.csv" in isu(ledger, "bank", "import", str(own), exit_code=1)
    words = ("bank", "map", str(own), "--account", OUR_IBAN)
    refused = isu(ledger, *words, exit_code=1)
    assert "no row of it looks like a header" in refused
    assert "--set booked=COLUMN" in refused
    columns = ("booked=Day", "credit=In", "debit=Out", "balance=Left", "text=What")
    changes = [word for change in columns for word in ("--set", change)]
    shown = isu(ledger, *words, *changes)
    assert "Day: booked, like '27.02.2017'" in shown
    assert "days are written dmy" in shown
    assert "Nothing was kept" in shown
    assert "no row of it has the column Nowhere" in isu(ledger, *words, *changes, "--set", "payer=Nowhere", exit_code=1)
    assert "Kept; a list with this header" in isu(ledger, *words, *changes, "--keep")
    said = isu(ledger, "bank", "import", str(own))
    assert "own.csv: 1 receipt of CHF 10.00, 1 line paid out, up to 28 February 2017." in said


def test_many_files_show_how_far_they_are_on_a_screen_only(tmp_path: Path) -> None:
    ledger = tmp_path / "ledger.sqlite"
    isu(ledger, "init", "--name", "ISU-CCM")
    command = [sys.executable, "-m", "ledger", "--ledger", str(ledger), "bank", "import", str(BANK)]
    ours, screen = openpty()
    done = subprocess.run([*command, "--dry-run"], stdout=subprocess.PIPE, stderr=screen, text=True, check=True)
    os.close(screen)
    shown = b""
    with suppress(OSError):  # the end: a terminal gives 4 kB at a time
        while part := os.read(ours, 100_000):
            shown += part
    os.close(ours)
    assert b"reading" in shown
    assert b"taking" in shown
    assert "taking" not in done.stdout
    piped = subprocess.run(command, capture_output=True, text=True, check=True)
    assert piped.stderr == ""


def test_what_a_payer_wrote_cannot_steer_the_terminal(ledger: Path) -> None:
    steering = "BUNDES\u009b2J\u202eKASSE".encode()
    (ledger.parent / "march.xml").write_bytes(MARCH.replace(b"BUNDESKASSE", steering))
    said = isu(ledger, "bank", "import", str(ledger.parent / "march.xml"))
    said += isu(ledger, "bank", "lines") + isu(ledger, "bank", "show", "R110", "--raw")
    assert said.count("BUNDES�2J�KASSE") == 5
    assert not set(said) & {"\u009b", "\u202e"}
