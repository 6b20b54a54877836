"""What the command line refuses: one message, the exit code, and not a byte changed anywhere.

Each case is a line as a person would type it in the office's folder, and a part of what must be told.
"""

import shlex
import shutil
import sqlite3
from dataclasses import dataclass
from hashlib import sha256
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import Workbook
from typer.testing import CliRunner, Result

import db.store
from ledger.commands.app import app
from ledger.commands.start import load
from ledger.rules.numbering import payment_reference
from tests.commands.refusal_page import entry, page
from tests.intake.test_camt import BILLION_LAUGHS, OUR_IBAN, Entry, Payment, camt, changed, document, stmt

load()

GERMAN_ACCOUNT = "DE89370400440532013000"
FIJIAN_REFERENCE = payment_reference(2016, "FJ")
OTHER_IBAN = "CH9300762011623852957"
JANUARY = changed(
    changed(
        camt(
            Entry(amount="50.00", payments=(Payment(payer="AUSWAERTIGES AMT", iban=GERMAN_ACCOUNT),)),
            Entry(amount="70.00", payments=(Payment(payer="SOMEBODY"),)),
        ),
        "2016-02-01T",
        "2016-01-01T",
    ),
    "2016-02-29T",
    "2016-01-31T",
).replace(b"<Dt>2016-02-03</Dt>", b"<Dt>2016-01-20</Dt>")
FEBRUARY = camt(Entry(amount="0.40", payments=(Payment(payer="FIJI", reference=FIJIAN_REFERENCE),)), opening="1120.00")
STATES = """state,iso2,name_en,other_names,party_from
CIV,CI,Côte d'Ivoire,Ivory Coast,2012-09-01
DEU,DE,Germany,,2010-08-01
FJI,FJ,Fiji,,2010-11-01
TUN,TN,Tunisia,,2011-03-01
BRA,BR,Brazil,,
COG,CG,Congo (Republic of the),Congo,
COD,CD,Democratic Republic of the Congo,Congo,
"""
BUDGET = "year,line,title,amount_chf,key,decision,decided_on\n"
TABLES = {
    "states.csv": STATES,
    "scale.csv": "state,rate\nCIV,0.009\nDEU,6.389\nFJI,0.003\nTUN,0.028\n",
    "scale_without_tunisia.csv": "state,rate\nCIV,0.009\nDEU,6.389\nFJI,0.003\n",
    "scale_of_nothing.csv": "state,rate\nCIV,0\nDEU,0\nFJI,0\nTUN,0\n",
    "scale_with_atlantis.csv": "state,rate\nCIV,0.009\nATL,1.000\nDEU,-1\n",
    "missions.csv": "state,mission\nFJI,Mission of Fiji\n",
    "missions_of_atlantis.csv": "state,mission\nATL,Mission of Atlantis\n",
    "accounts.csv": f"account,state,payer,why\n{GERMAN_ACCOUNT},DEU,AUSWAERTIGES AMT,told\n",
    "accounts_of_two.csv": f"account,state,payer,why\n{OTHER_IBAN},FJI,x,y\n{OTHER_IBAN},TUN,x,y\n",
    "accounts_of_another.csv": f"account,state,payer,why\n{GERMAN_ACCOUNT},FJI,x,y\n",
    "states_bad_code.csv": "state,iso2,name_en\nAustria,AT,Austria\n",
    "states_twice.csv": "state,iso2,name_en\nAUT,AT,Austria\nAUT,AT,Oesterreich\n",
    "states_code_taken.csv": "state,iso2,name_en\nAUT,DE,Austria\n",
    "states_no_columns.csv": "country;code\nAustria;AT\n",
    "states_empty.csv": "",
    "states_picture.csv": "\x89PNG\r\n\x00\ufffd",
    "budgets.csv": BUDGET + "2016,7a,A,1000.00,un_scale,MSP5,2015-09-11\n2016,7c,C,0.00,voluntary,MSP5,2015-09-11\n",
    "budget_three_decimals.csv": BUDGET + "2018,7a,A,1000.005,un_scale,MSP7,2017-09-04\n",
    "budget_twice.csv": BUDGET + "2018,7a,A,1.00,equal,MSP7,2017-09-04\n" * 2,
    "budget_other.csv": BUDGET + "2016,7a,A,1000.01,un_scale,MSP5,2015-09-11\n",
    "ledger.toml": "[bankk]\n",
    "list.csv": "Date;Amount;Text\n2016-03-01;5.00;Hello\n",
    "notes.txt": "Dear all, please find attached the ledger.\n" * 40,
    "empty_file.sqlite": "",
    "not_xml.xml": "Dear all, please find attached the statement.\n",
}
BANK_FILES = {
    "january.xml": JANUARY,
    "february.xml": FEBRUARY,
    "half.xml": FEBRUARY[:500],
    "empty.xml": b"",
    "laughs.xml": document(stmt(Entry(note="&l9;")), before=BILLION_LAUGHS),
    "entity.xml": document(
        stmt(Entry(note="&x;")), before='<!DOCTYPE Document [<!ENTITY x SYSTEM "file:///etc/hostname">]>'
    ),
    "notice.xml": changed(FEBRUARY, "camt.053", "camt.054").replace(b"BkToCstmrStmt", b"BkToCstmrDbtCdtNtfctn"),
    "old_version.xml": document(stmt(Entry()), version="01"),
    "short_by_five.xml": camt(Entry(), closing="1105.00"),
    "wrong_amount.xml": changed(FEBRUARY, ">0.40<", ">0..40<"),
    "in_euros.xml": FEBRUARY.replace(b"CHF", b"EUR"),
    "half_in_euros.xml": changed(FEBRUARY, "<Ccy>CHF</Ccy>", "<Ccy>EUR</Ccy>"),
    "of_another_account.xml": changed(FEBRUARY, OUR_IBAN, OTHER_IBAN),
    "another_january.xml": JANUARY.replace(b">50.00<", b">51.00<").replace(b">70.00<", b">69.00<"),
}
OFFICE = (
    "init --name ISU-CCM",
    "states import states.csv",
    "addresses import missions.csv",
    "scale import scale.csv --period 2016-2018",
    "scale import scale_without_tunisia.csv --period 2020",
    "scale import scale_of_nothing.csv --period 2021",
    "aliases import accounts.csv",
    "budget set 2016 --from budgets.csv",
    *(
        f"budget set {year} --line 7a=1000.00 --decision MSP --decided-on {year - 1}-09-01"
        for year in (2017, 2019, 2020, 2021)
    ),
    "assess 2016 --on 2016-01-04",
    "bank import january.xml",
    "identify R1 DEU --once --why told",
)


# The office's folder, made once through the real commands -------------------------------------------------------------


def isu(line: str) -> Result:
    """Run a line as typed after ``isu``."""
    return CliRunner().invoke(app, shlex.split(line))


def digests(folder: Path) -> dict[str, str]:
    """Give the SHA-256 of every file below a folder."""
    files = (path for path in folder.rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): sha256(path.read_bytes()).hexdigest() for path in files}


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a ledger of a small office, other files that are no ledgers, and papers good and bad."""
    return make_folder(tmp_path_factory.mktemp("office"))


def make_folder(folder: Path) -> Path:
    """Make that folder."""
    for name, text in TABLES.items():
        (folder / name).write_text(text, "utf-8")
    for name, data in BANK_FILES.items():
        (folder / name).write_bytes(data)
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        patch.delenv("ISU_LEDGER", raising=False)
        for line in ("--ledger bare.sqlite init", "--ledger bare.sqlite states import states.csv", *OFFICE):
            done = isu(line)
            assert done.exit_code == 0, (line, done.output)
    _make_other_databases(folder)
    return folder


def _make_other_databases(folder: Path) -> None:
    shutil.copy(folder / "ledger.sqlite", folder / "newer.sqlite")
    for name, statement in (("newer.sqlite", "PRAGMA user_version = 99"), ("other.sqlite", "CREATE TABLE song (name)")):
        other = sqlite3.connect(folder / name)
        other.execute(statement)
        other.close()
    whole = (folder / "ledger.sqlite").read_bytes()
    (folder / "cut_short.sqlite").write_bytes(whole[: len(whole) // 2])
    (folder / "states_half.xlsx").write_bytes(_workbook()[:600])
    (folder / "a_folder").mkdir()


def _workbook() -> bytes:
    book, content = Workbook(), BytesIO()
    book.save(content)
    book.close()
    return content.getvalue()


@pytest.fixture
def desk(made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of that folder, and we are in it."""
    folder = tmp_path / "office"
    shutil.copytree(made, folder)
    monkeypatch.chdir(folder)
    monkeypatch.delenv("ISU_LEDGER", raising=False)
    return folder


# Refusals -------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Refusal:
    """A line that is refused, and a part of the message."""

    line: str
    told: str

    def __str__(self) -> str:
        return self.line


LEDGERS = (
    Refusal("--ledger missing.sqlite states list", "there is no ledger at missing.sqlite; make one with `isu --ledger"),
    Refusal("--ledger missing.sqlite assess 2017 --on 2017-01-04", "there is no ledger at missing.sqlite"),
    Refusal("--ledger missing.sqlite bank import february.xml", "there is no ledger at missing.sqlite"),
    Refusal("--ledger a_folder check", "there is no ledger at a_folder"),
    Refusal("--ledger notes.txt states list", "notes.txt is no ISU ledger (it is not a database"),
    Refusal("--ledger notes.txt states import states.csv", "notes.txt is no ISU ledger"),
    Refusal("--ledger empty_file.sqlite states list", "empty_file.sqlite is no ISU ledger"),
    Refusal("--ledger other.sqlite states list", "other.sqlite is no ISU ledger (it is a database of another program)"),
    Refusal("--ledger missing.sqlite match", "there is no ledger at missing.sqlite"),
    Refusal("--ledger missing.sqlite review", "there is no ledger at missing.sqlite"),
    Refusal(
        "review export decisions.csv", "decisions.csv was not written: its ending and the format do not go together"
    ),
    Refusal("review import missing.xlsx", "there is no file missing.xlsx; check the name and the folder"),
    Refusal("review import states.csv", "the columns Receipt, Value date, CHF"),
    Refusal("allocate R1 --why x", "name at least one --to, or --take-back alone"),
    Refusal("allocate R1 --to 7a=1.00 --why x", "'7a=1.00' does not say where how much is to go; write year, line and"),
    Refusal(
        "allocate R1 --to 2016/7a=0 --why x", "does not say where how much is to go (the amount must be above zero)"
    ),
    Refusal("allocate R1 --to 2016/7a=1.00", "receipt R1 (CHF 50.00) needs a reason, which is kept as the evidence"),
    Refusal(
        "allocate R1 --to 2016/7a=60.00 --why x",
        "receipt R1 holds CHF 50.00 but CHF 60.00 were to be allocated (CHF 10.00",
    ),
    Refusal("allocate R2 --to 2016/7a=1.00 --why x", "receipt R2 (CHF 70.00) is nobody's yet; say whose it is first"),
    Refusal("allocate R1 --to 2016/7x=1.00 --why x", "there is no such line, only 7a, 7c"),
    Refusal("allocate R1 --to 2014/7a=1.00 --why x", "Germany was not charged for it"),
    Refusal("allocate R99 --to 2016/7a=1.00 --why x", "there is no receipt R99"),
    Refusal("receipts show R99", "there is no receipt R99; `isu receipts list` shows them"),
    Refusal("undo E99999 --why x", "there is no entry E99999; `isu receipts show R12` lists those of a receipt"),
    Refusal("undo E1 --why x", "entry E1 was not undone: an assessed year is revised by a decision"),
    Refusal("undo E1 --why ''", "entry E1 needs a reason to be undone, which is kept"),
    Refusal("rules short-payment much --why x", "much"),
    Refusal("rules short-payment 5.00 --why ''", "a rule needs its reason or decision"),
    Refusal(
        "pledge add FJI 2016/7a=1.00 --on 2016-01-04",
        "a pledge is for a voluntary line, and 7a of 2016 is none; voluntary",
    ),
    Refusal("pledge add FJI 2016/7c=1.00 --on 2999-01-01", "a pledge of 2999-01-01 cannot be entered on"),
    Refusal("pledge add FJI on-account=1.00", "does not say where how much is to go"),
    Refusal(
        "hold FJI --until 2016-01-01 --on 2016-02-01 --why x", "it would end on 2016-01-01, before it begins on 2016"
    ),
    Refusal("settings show", "the settings in ledger.toml cannot be used: bankk is not known"),
    Refusal("settings set bank.ibn x", "there is no setting bank.ibn; nothing was changed; did you mean bank.iban"),
    Refusal("settings set backups.keep many", "'many' is none of its values; write a whole number, like 20"),
    Refusal("settings set backups.off perhaps", "'perhaps' is none of its values; write true or false"),
    Refusal("settings set month.inbox two folders", "'two folders' is none of its values; write one value"),
    Refusal("settings set month.inbox x", "ledger.toml was not changed: bankk is not known"),
    Refusal("settings set office.name ''", "name"),
    Refusal("settings undo", "no change of ledger.toml is kept, so there is none to take back"),
    Refusal("settings write", "ledger.toml exists already and was not touched"),
    Refusal("letters print W9 --into x", "there is no run of letters W9; `isu letters runs` shows them"),
    Refusal("letters cancel W9 --why x", "there is no run of letters W9"),
    Refusal("letters sent FJI", "no letter to Fiji stands in the ledger"),
    Refusal("letters write --as-of 2017-01-27 --into x", "the settings in ledger.toml cannot be used"),
    Refusal("release FJI --why x", "Fiji is not on hold on"),
    Refusal("plan add FJI --words x", "say the instalments, --instalment DAY=CHF for each, or --parts N"),
    Refusal("plan add FJI --instalment 5 --words x", "'5' is no instalment; write its day and francs like"),
    Refusal(
        "plan add FJI --instalment 2030-01-01=99999.00 --words x --on 2026-01-01", "is open on 2026-01-01; make them"
    ),
    Refusal("plan add FJI --instalment 2020-01-01=0.01 --words x --on 2026-01-01", "its days must be after 2026-01-01"),
    Refusal("plan add FJI --instalment 2026-02-01=0.00 --words x --on 2026-01-01", "an amount above zero"),
    Refusal("plan add FJI --instalment 2026-02-01=0.01 --words= --on 2026-01-01", "say it with --words"),
    Refusal("plan end L9 --why x", "there is no payment plan L9; `isu plan list` shows them"),
    Refusal("dispute add FJI 2016 9z --why x", "Fiji has no 2016 9z to dispute: nothing is open on it"),
    Refusal("dispute settle D9 --why x", "there is no dispute D9; `isu dispute list` shows them"),
    Refusal("report compare S9", "there is no snapshot S9; `isu report snapshots` shows them"),
    Refusal("report letters --as-of 2016-12-31", "there is no run of letters to all States up to 2016-12-31"),
    Refusal("rules smallest-letter --why x -- -1", "the rule on small letters cannot be CHF -1.00"),
    Refusal("contact add FJI --kind promise --words x", "a promise has a day until which it is to be kept"),
    Refusal("contact withdraw C1 --why x", "there is no contact C1; `isu contact list` shows them"),
    Refusal("--ledger missing.sqlite holds", "there is no ledger at missing.sqlite"),
    Refusal("pledge cancel P1 --why x", "there is no pledge P1; `isu pledge list` shows them"),
    Refusal("report reconciliation --month 2016", "'2016' is no month; write year and month like 2017-01"),
    Refusal("--ledger other.sqlite bank import february.xml", "other.sqlite is no ISU ledger"),
    Refusal("--ledger newer.sqlite states list", "written by a newer isu (its version is 99"),
    Refusal("--ledger newer.sqlite assess 2017 --on 2017-01-04", "nothing was touched; install the newer isu"),
    Refusal("--ledger cut_short.sqlite report status --as-of 2016-12-31", "cut_short.sqlite is no ISU ledger"),
    Refusal("init", "ledger.sqlite exists already and was left as it is"),
    Refusal("--ledger notes.txt init --name ISU", "notes.txt exists already and was left as it is"),
    Refusal("--ledger a_folder init", "a_folder exists already and was left as it is"),
    Refusal("--ledger notes.txt/sub/x.sqlite init", "notes.txt/sub/x.sqlite cannot be used"),
    Refusal("demo .", "ledger.sqlite exists already; nothing was touched; name another folder, or add --again"),
    Refusal("demo . --again", "ledger.sqlite exists already; nothing was touched"),
)
STATES_AND_DAYS = (
    Refusal("why Atlantis --as-of 2016-12-31", "no State is known as 'Atlantis'; `isu states list`"),
    Refusal("why Germnay --as-of 2016-12-31", "no State is known as 'Germnay'; did you mean DEU (Germany)?"),
    Refusal("why Congo --as-of 2016-12-31", "'Congo' may be COD (Democratic Republic of the Congo) or COG"),
    Refusal("why '' --as-of 2016-12-31", "no State is known as ''"),
    Refusal("states show Atlantis", "no State is known as 'Atlantis'"),
    Refusal("why FJI --as-of 31.12.2016", "'31.12.2016' is no date; write year, month and day like 2017-01-27"),
    Refusal("why FJI --as-of 2016-02-30", "'2016-02-30' is no date"),
    Refusal("report status --as-of 2016-13-01", "'2016-13-01' is no date"),
    Refusal("report arrears --as-of today", "'today' is no date"),
    Refusal("report balances --as-of 2016-02-30", "'2016-02-30' is no date"),
    Refusal("report prepaid --as-of ''", "'' is no date"),
    Refusal("report status --as-of 2016-12-31 --known-at 2016", "'2016' is no date"),
    Refusal("receipts list --as-of 20161231", "'20161231' is no date"),
    Refusal("check --as-of 2016-1-1", "'2016-1-1' is no date"),
    Refusal("check --head 30-xyz", "'30-xyz' is no head of the books; copy it from a report's heading, like 30-f7157b"),
    Refusal("assess 2017 --on tomorrow", "'tomorrow' is no date"),
    Refusal("budget set 2018 --line 7a=1.00 --decided-on 1/9/2017", "'1/9/2017' is no date"),
)
PAPERS = (
    Refusal("states import missing.csv", "there is no file missing.csv; check the name and the folder"),
    Refusal("states import a_folder", "there is no file a_folder"),
    Refusal("states import states_bad_code.csv", "line 2: state: 'Austria' is no code of three capitals"),
    Refusal("states import states_twice.csv", "line 3: AUT stands in the file twice"),
    Refusal("states import states_code_taken.csv", "AUT cannot have the code DE, which is DEU's in the ledger"),
    Refusal(
        "states import states_no_columns.csv", "the columns state, iso2, name_en are missing (found: country;code)"
    ),
    Refusal("states import states_empty.csv", "states_empty.csv cannot be read as a table"),
    Refusal("states import states_picture.csv", "the columns state, iso2, name_en are missing"),
    Refusal("states import states_half.xlsx", "states_half.xlsx cannot be read as a table"),
    Refusal("addresses import missions_of_atlantis.csv", "line 2: state: ATL is not among the ledger's States"),
    Refusal("scale import scale_with_atlantis.csv --period 2022-2024", "line 3: state: ATL is not among the ledger's"),
    Refusal("scale import scale_with_atlantis.csv --period 2022-2024", "line 4: rate: '-1' is no rate"),
    Refusal("scale import scale.csv --period 2018-2016", "'2018-2016' is no period of years; write it like 2016-2018"),
    Refusal("scale import scale.csv --period now", "'now' is no period of years"),
    Refusal(
        "scale import scale_without_tunisia.csv --period 2016-2018",
        "the scale 2016-2018 was used to assess 2016 and differs from this file",
    ),
    Refusal("scale show 2030", "no scale of assessments covers 2030 (the ledger has 2016-2018, 2020, 2021)"),
    Refusal("aliases import accounts_of_two.csv", f"line 3: account {OTHER_IBAN} stands in the file twice"),
    Refusal("aliases import accounts_of_another.csv", "is known to pay for DEU and cannot also pay for FJI"),
    Refusal(f"aliases add {GERMAN_ACCOUNT} Tunisia --why told", "is known to pay for DEU and cannot also pay for TUN"),
    Refusal("aliases add 12 FJI --why told", "'12' is no bank account"),
    Refusal(f"aliases add {OTHER_IBAN} Atlantis --why told", "no State is known as 'Atlantis'"),
    Refusal(f"aliases revoke {OTHER_IBAN} --why told", f"account {OTHER_IBAN} is not known to pay for a State"),
)
BUDGETS_AND_YEARS = (
    Refusal("budget set 2018 --line 7a=1000.005", "'1000.005' is no amount in francs: it has more than two decimals"),
    Refusal("budget set 2018 --line 7a=1.00 --line 7b=1,00", "'1,00' is no amount in francs"),
    Refusal("budget set 2018 --line 7a=NaN", "'NaN' is no amount in francs"),
    Refusal("budget set 2018 --line 7a=-1.00", "'-1.00' is negative"),
    Refusal("budget set 2018 --line 7a", "'7a' is no budget line; write it like 7a=189820.00"),
    Refusal("budget set 2018 --line 7a=1.00:half", "'half' is no key; write un_scale, equal, fixed, voluntary"),
    Refusal("budget set 2018", "the budget of 2018 has no assessed line"),
    Refusal("budget set 2018 --line 7c=1.00:voluntary", "the budget of 2018 has no assessed line"),
    Refusal("budget set 2018 --from budgets.csv", "budgets.csv has no budget of 2018, only of 2016"),
    Refusal("budget set 2018 --from missing.csv", "there is no file missing.csv"),
    Refusal("budget set 2018 --from budget_three_decimals.csv", "line 2: amount_chf: '1000.005' is no amount"),
    Refusal("budget set 2018 --from budget_twice.csv", "line 3: line 7a of 2018 stands in the file twice"),
    Refusal("budget set 2016 --from budget_other.csv", "the budget of 2016 was assessed on 4 January 2016 and differs"),
    Refusal(
        "budget set 2016 --line 7a=1.00",
        "enter a later decision on it with `isu assess revise 2016",
    ),
    Refusal("budget show 2018", "there is no budget for 2018"),
    Refusal("assess 2016 --on 2016-01-04", "2016 was assessed on 4 January 2016 already; nothing was changed"),
    Refusal("assess 2016 --on 2016-06-01 --dry-run", "2016 was assessed on 4 January 2016 already"),
    Refusal("assess 2018 --on 2018-01-04", "there is no budget for 2018 to assess; enter it first"),
    Refusal("assess 2019 --on 2019-01-04", "no scale of assessments covers 2019 (the ledger has 2016-2018, 2020, 2021"),
    Refusal("assess 2020 --on 2020-01-04", "has no rate for 1 of the States Parties to be assessed for 2020: TUN (Tun"),
    Refusal("assess 2021 --on 2021-01-04", "the rates of the 4 payers add up to 0"),
    Refusal("assess 2017 --on 2019-01-04", "2017 cannot be assessed on 4 January 2019; give a day of 2016 to 2018"),
    Refusal("--ledger bare.sqlite assess 2016 --on 2016-01-04", "there is no budget for 2016 to assess"),
)
BANK = (
    Refusal("bank import missing.xml", "there is no file missing.xml; check the name and the folder"),
    Refusal("bank import a_folder", "there is no file in the folder a_folder"),
    Refusal("bank import february.xml missing.xml", "there is no file missing.xml"),
    Refusal("bank import not_xml.xml", "not_xml.xml was not taken: no header of a bank's export that is known"),
    Refusal("bank import notes.txt", "notes.txt was not taken: no header of a bank's export that is known"),
    Refusal("bank import ledger.sqlite", "ledger.sqlite was not taken: it is no text that can be read"),
    Refusal("bank import half.xml", "half.xml was not taken: it is not whole XML"),
    Refusal("bank import empty.xml", "empty.xml was not taken: it is empty; fetch it anew"),
    Refusal("bank import laughs.xml", "laughs.xml was not taken: it declares a document type or an entity"),
    Refusal("bank import entity.xml", "entity.xml was not taken: it declares a document type or an entity"),
    Refusal("bank import notice.xml", "notice.xml was not taken: it holds no statement"),
    Refusal(
        "bank import old_version.xml",
        "old_version.xml was not taken: it is camt.053.001.01, and only camt.053.001.02 to .13",
    ),
    Refusal("bank import short_by_five.xml", "is not closing CHF 1'105.00 (difference CHF -5.00)"),
    Refusal("bank import february.xml short_by_five.xml", "short_by_five.xml was not taken"),
    Refusal("bank import wrong_amount.xml", "statement STM2, entry 1: '0..40' is no amount in francs"),
    Refusal("bank import in_euros.xml", f"isu bank account add {OUR_IBAN} --currency EUR"),
    Refusal("bank import half_in_euros.xml", "it mixes the currencies CHF and EUR, which cannot be added"),
    Refusal(
        "bank import of_another_account.xml", f"it is a statement of account {OTHER_IBAN} in CHF, the office's account"
    ),
    Refusal("bank import february.xml of_another_account.xml", "of_another_account.xml was not taken"),
    Refusal("bank import another_january.xml", "contradicts what is in the ledger: it has 51.00 of 2016-01-20"),
    Refusal("bank import february.xml another_january.xml --dry-run", "another_january.xml was not taken"),
    Refusal("bank set-aside L9 --why x", "there is no bank line L9; `isu bank lines` shows them"),
    Refusal("bank set-aside L2 --why ''", "L2 (CHF 70.00, came in on 20 January 2016) needs a reason"),
    Refusal("bank set-aside R1 --why x", "is the receipt R1 of DEU; if that is wrong, take it back first"),
    Refusal("bank return L2 R1 --why x", "cannot take back receipt R1 of CHF 50.00: it is money that came in"),
    Refusal("bank return L2 R7 --why x", "there is no receipt R7"),
    Refusal("bank take-back L2 --why x", "is neither set aside nor a return, so there is nothing to take back"),
    Refusal("bank show S9", "there is no bank statement S9; `isu bank statements` shows them"),
    Refusal("bank show L9", "there is no bank line L9"),
    Refusal("bank map notes.txt", "no row of it looks like a header with a day of booking"),
    Refusal("bank map states.csv", "no row of it looks like a header with a day of booking and an amount"),
    Refusal("bank map list.csv --set when=Date", "there is no field when; the fields are booked, amount"),
    Refusal("bank map list.csv --set booked", "'booked' says of no column what it is; write FIELD=COLUMN"),
    Refusal("bank map list.csv --set booked=Day", "the header has no column Day"),
    Refusal("bank account add CH9300762011623852957 --currency francs", "'francs' is no currency"),
    Refusal("report receipts --from 2016-02-01 --to 2016-01-01", "the period ends on 2016-01-01, before it begins"),
    Refusal("bank account add CH-!", "'CH-!' is no bank account"),
    Refusal("identify R1 DEU --why told", "receipt R1 (CHF 50.00) is DEU's already; if that is wrong, `isu unidentify"),
    Refusal("identify R1 FJI --why told", "receipt R1 (CHF 50.00) is DEU's already"),
    Refusal("identify R99 FJI --why told", "there is no receipt R99; `isu receipts list` shows them"),
    Refusal("identify 0 FJI --why told", "there is no receipt 0"),
    Refusal("identify R2 Atlantis --why told", "no State is known as 'Atlantis'"),
    Refusal("identify R2 Congo --why told", "name the one you mean by its code"),
    Refusal("unidentify R2 --why told", "receipt R2 (CHF 70.00) is not identified, so there is nothing to take back"),
    Refusal("unidentify R99 --why told", "there is no receipt R99"),
)
REPORTS = (
    Refusal("--ledger bare.sqlite report status --as-of 2016-12-31", "no year was assessed on or before 31 December"),
    Refusal("--ledger bare.sqlite report arrears --as-of 2016-12-31", "so there is nothing to report; assess it with"),
    Refusal("--ledger bare.sqlite why FJI --as-of 2016-12-31", "no year was assessed on or before 31 December 2016"),
    Refusal("--ledger bare.sqlite update --as-of 2016-12-31", "no year was assessed on or before 31 December 2016"),
    Refusal("--ledger bare.sqlite letters list --as-of 2016-12-31", "no year was assessed on or before"),
    Refusal("--ledger bare.sqlite workbook --as-of 2016-12-31 --output x.xlsx", "no year was assessed on or before"),
    Refusal("report status --as-of 2016-01-03", "no year was assessed on or before 3 January 2016"),
    Refusal("report status --as-of 2016-12-31 --year 2017", "2017 was not assessed on or before 31 December 2016"),
    Refusal("report status --as-of 2016-12-31 --known-at 2016-12-31", "no year was assessed on or before"),
    Refusal("report status --as-of 2016-12-31 --format xlsx", "a workbook needs a file to go into; add --output"),
    Refusal("states list --format xlsx", "a workbook needs a file to go into"),
    Refusal(
        "report status --as-of 2016-12-31 --output status.pdf",
        "status.pdf was not written: its ending and the format do not go together",
    ),
    Refusal(
        "report status --as-of 2016-12-31 --output status",
        "status was not written: its ending and the format do not go together",
    ),
    Refusal(
        "workbook --as-of 2016-12-31 --output president.csv",
        "president.csv was not written: its ending and the format do not go together",
    ),
    Refusal("workbook --as-of 2016-12-31 --output president", "end it in "),
    Refusal("report year-end 2015", "no year was assessed on or before 31 December 2015"),
    Refusal("report year-end 2016 --provision 1=101", "'1=101' is no table of provisions ('1=101' is no age with its"),
    Refusal("report year-end 2016 --provision 1=5,1=9", "(the age 1 stands in it twice); write the age in years"),
    Refusal("report movement --from 2016-12-31 --to 2016-01-04", "the period ends on 2016-01-04, before it begins on"),
    Refusal("report movement --from 2015-01-01 --to 2015-12-31", "no year was assessed on or before 31 December 2015"),
    Refusal(
        "report movement --from 2016-12-31 --to 2016-12-31 --known-to 2999-01-01",
        "of 2016-12-31 the later knowledge would come before the earlier one; turn --known-from and --known-to round",
    ),
    Refusal(
        "letters mailing-list --as-of 2016-12-31 --output list.json",
        "list.json was not written: its ending and the format do not go together",
    ),
)
# Not yet refusals but tracebacks, reported: init with an empty name; budget set for 1999 or with one line twice; a year
# of twenty digits; a report or a demonstration into a folder that is a file; a database damaged inside. And a refusal
# that should be none: a payer's text "7c CHF 1'2345.00" stops the import of its file.
SAFEKEEPING = (
    Refusal("close 2016-03", "the bank's data run until 31 January 2016, and the month ends on 31 March 2016"),
    Refusal("close 2016-13", "'2016-13' is no month; write year and month like 2017-01"),
    Refusal("help wrongstate", "there is no help on `wrongstate`; did you mean `isu help wrong-state`?"),
    Refusal("budget show 2107", "there is no budget for 2107 to assess; did you mean 2017?"),
    Refusal("month 2016-13 --yes", "'2016-13' is no month; write year and month like 2017-01"),
    Refusal("reopen 2016-01 --why wrong", "2016-01 was not opened again: no month is closed"),
    Refusal("closings list --format xlsx", "a workbook needs a file to go into"),
    Refusal("backup --to notes.txt/x", "no backup could be written to notes.txt/x"),
    Refusal("backups list --format xlsx", "a workbook needs a file to go into"),
    Refusal("restore notes.txt", "notes.txt cannot be restored: it is no database, or it is damaged"),
    Refusal("restore nothing.sqlite", "nothing.sqlite cannot be restored: there is no such file"),
    Refusal("restore ledger.sqlite", "ledger.sqlite cannot be restored: it is the ledger itself"),
    Refusal("log --state Atlantis", "Atlantis"),
    Refusal("log --since yesterday", "'yesterday' is no date"),
)
REFUSALS = (*SAFEKEEPING, *LEDGERS, *STATES_AND_DAYS, *PAPERS, *BUDGETS_AND_YEARS, *BANK, *REPORTS)


@pytest.mark.parametrize("refusal", REFUSALS, ids=str)
def test_a_refusal_is_one_message_and_changes_nothing(desk: Path, refusal: Refusal) -> None:
    refused_as_said(desk, refusal)


def refused_as_said(desk: Path, refusal: Refusal) -> None:
    """Hold a line to its refusal: one message, ended with 1, on the page of refusals, and no file changed."""
    before = digests(desk)
    refused = isu(refusal.line)
    assert isinstance(refused.exception, SystemExit), refused.exception
    assert (refused.exit_code, refused.stdout) == (1, "")
    assert refused.stderr.startswith("isu: ")
    assert refusal.told in refused.stderr
    assert "Traceback" not in refused.stderr
    assert digests(desk) == before
    assert entry(refusal.line, refused.stderr) in page(), "write docs/refusals.md anew"


def test_something_is_refused_in_every_group_of_commands() -> None:
    words = {word for refusal in REFUSALS for word in shlex.split(refusal.line)}
    groups = {group.name for group in app.registered_groups}
    single = {command.name or getattr(command.callback, "__name__", "") for command in app.registered_commands}
    assert groups | single <= words


def test_the_ledger_may_be_named_by_the_environment(desk: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ISU_LEDGER", "elsewhere.sqlite")
    refused = isu("states list")
    assert (refused.exit_code, refused.stdout) == (1, "")
    assert refused.stderr.startswith("isu: there is no ledger at elsewhere.sqlite")


@pytest.mark.parametrize("lock", ["BEGIN IMMEDIATE", "BEGIN EXCLUSIVE"])
@pytest.mark.parametrize("line", ["assess 2017 --on 2017-01-04", "bank import february.xml", "identify R2 FJI --why a"])
def test_while_another_program_writes_the_ledger_is_not_written(
    desk: Path, monkeypatch: pytest.MonkeyPatch, lock: str, line: str
) -> None:
    monkeypatch.setattr(db.store, "LOCK_PATIENCE_MS", 20)
    before = digests(desk)
    other = sqlite3.connect(desk / "ledger.sqlite", isolation_level=None)
    other.execute(lock)
    refused = isu(line)
    other.close()
    assert (refused.exit_code, refused.stdout) == (1, "")
    assert refused.stderr.startswith("isu: ledger.sqlite is being written by another program; nothing was changed")
    assert digests(desk) == before


# Wrong usage ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("report status", "--as-of"),
        ("why FJI", "--as-of"),
        ("why --as-of 2016-12-31", "STATE"),
        ("workbook --as-of 2016-12-31", "--output"),
        ("letters mailing-list --as-of 2016-12-31", "--output"),
        ("identify R2 FJI", "--why"),
        ("unidentify R1", "--why"),
        ("aliases add CH9300762011623852957 FJI", "--why"),
        ("scale import scale.csv", "--period"),
        ("bank import", "FILE"),
        ("assess year", "YEAR"),
        ("assess twentyseventeen", "twentyseventeen"),
        ("report status --as-of 2016-12-31 --format pdf", "pdf"),
        ("report status --as-of 2016-12-31 --colour", "--colour"),
        ("report nonsense --as-of 2016-12-31", "nonsense"),
        ("nonsense", "nonsense"),
    ],
)
def test_wrong_usage_ends_with_2_and_changes_nothing(desk: Path, line: str, told: str) -> None:
    before = digests(desk)
    refused = isu(line)
    assert (refused.exit_code, refused.stdout) == (2, "")
    assert told in refused.stderr
    assert "Traceback" not in refused.stderr
    assert digests(desk) == before


# What is no refusal and changes nothing all the same ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("bank import january.xml", "january.xml: imported already on "),
        ("bank import january.xml january.xml", "nothing changed."),
        ("states import states.csv", "7 States known already; nothing changed."),
        ("addresses import missions.csv", "1 address known already; nothing changed."),
        ("scale import scale.csv --period 2016-2018", "4 rates known already; nothing changed."),
        ("aliases import accounts.csv", "1 account known already; nothing changed."),
        ("budget set 2016 --from budgets.csv", "was in the ledger already; nothing changed"),
    ],
)
def test_bringing_the_same_file_in_again_says_so_and_changes_nothing(desk: Path, line: str, said: str) -> None:
    before = digests(desk)
    done = isu(line)
    assert (done.exit_code, done.stderr) == (0, "")
    assert said in done.stdout
    assert digests(desk) == before


@pytest.mark.parametrize(
    "line",
    [
        "assess 2017 --on 2017-01-04 --dry-run",
        "bank import february.xml --dry-run",
        "identify R2 FJI --why a --dry-run",
    ],
)
def test_a_dry_run_shows_what_would_happen_and_keeps_nothing(desk: Path, line: str) -> None:
    before = digests(desk)
    done = isu(line)
    assert (done.exit_code, done.stderr) == (0, "")
    assert "Nothing was kept: this was a dry run." in done.stdout
    assert digests(desk) == before


@pytest.mark.parametrize(
    ("line", "exit_code_of_the_second"),
    [
        ("bank import february.xml", 0),
        ("assess 2017 --on 2017-01-04", 1),
        ("identify R2 Fiji --why told", 1),
        ("unidentify R1 --why wrong", 1),
        (f"aliases revoke {GERMAN_ACCOUNT} --why wrong", 1),
    ],
)
def test_what_is_done_twice_is_in_the_books_once(desk: Path, line: str, exit_code_of_the_second: int) -> None:
    first = isu(line)
    assert (first.exit_code, first.stderr) == (0, "")
    once = digests(desk)
    assert isu(line).exit_code == exit_code_of_the_second
    assert digests(desk) == once


def test_the_good_file_from_which_the_bad_ones_are_made_is_taken(desk: Path) -> None:
    before = digests(desk)
    done = isu("bank import february.xml")
    assert (done.exit_code, done.stderr) == (0, "")
    assert "february.xml: 1 receipt of CHF 0.40, nothing paid out, up to 29 February 2016." in done.stdout
    after = digests(desk)
    changed = {name for name in after if after[name] != before.get(name)}
    (backup,) = changed - {"ledger.sqlite"}
    assert backup.endswith("_bank-import.sqlite")
