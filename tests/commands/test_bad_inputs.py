"""Bad inputs over all commands, beside `test_refusals`: odd files, absurd numbers, names and days out of range.

Each is refused with one message, ends with 1, and the books and all other files stay as they were. With the lines of
`test_refusals` they make the page docs/refusals.md, which is held to what the program says.
"""

from pathlib import Path

import pytest

from tests.commands.refusal_page import page
from tests.commands.test_refusals import REFUSALS, Refusal, desk, made, refused_as_said  # noqa: F401 - fixtures

BAD_FILES = {
    "latin.csv": "state,iso2,name_en\nCIV,CI,Côte\n".encode("latin-1"),
    "utf16.csv": "state,iso2,name_en\nCIV,CI,x\n".encode("utf-16"),
    "nul.csv": b"state,iso2,name_en\nC\x00V,CI,x\n",
    "no_rows.csv": b"state,rate\n",
    "twice.csv": b"state,state,rate\nFJI,FJI,1\n",
    "rate_nan.csv": b"state,rate\nFJI,NaN\n",
    "rate_huge.csv": b"state,rate\nFJI,1e9\n",
    "rate_comma.csv": b'state,rate\nFJI,"0,003"\n',
    "rate_minus.csv": b"state,rate\nFJI,-0.003\n",
    "long_row.csv": b"state,rate\nFJI,1,2,3,4\n",
    "day_bad.csv": b"state,iso2,name_en,party_from\nAUT,AT,Austria,31.12.2010\n",
    "leaves_first.csv": b"state,iso2,name_en,party_from,party_until\nAUT,AT,Austria,2012-01-01,2011-01-01\n",
    "language.csv": b"state,iso2,name_en,language\nAUT,AT,Austria,german\n",
    "mission_use.csv": b"state,mission,use\nFJI,Mission,everything\n",
    "mission_empty.csv": b"state,mission\nFJI,\n",
    "account_short.csv": b"account,state,payer,why\n12,FJI,x,y\n",
    "budget_key.csv": b"year,line,amount_chf,key,decision,decided_on\n2018,7a,1.00,half,MSP,2017-09-01\n",
    "budget_minus.csv": b"year,line,amount_chf,key,decision,decided_on\n2018,7a,-1.00,equal,MSP,2017-09-01\n",
    "budget_huge.csv": b"year,line,amount_chf,key,decision,decided_on\n2018,7a,99999999999999999,equal,M,2017-09-01\n",
    "budget_1999.csv": b"year,line,amount_chf,key,decision,decided_on\n1999,7a,1.00,equal,MSP,1998-09-01\n",
    "model_bad.toml": b"name = 'x'\n[lines.7a]\nkey = 'by luck'\n",
    "model_no.toml": b"= =\n",
    "zip_bad.zip": b"PK\x03\x04 and no more",
    "spaces.xml": b"   \n\n  ",
    "deep.xml": b"<a>" * 5000 + b"</a>" * 5000,
    "bytes.sta": bytes(range(256)),
    "half.sta": b":20:X\n:25:CH6008990000201600001\n:28C:1/1\n:60F:C160101CHF0,00\n",
    "decisions.xlsx": b"PK not a workbook",
}
BAD_INPUTS = (
    # files
    Refusal("states import latin.csv", "latin.csv cannot be read as a table"),
    Refusal("states import utf16.csv", "utf16.csv cannot be read as a table"),
    Refusal("states import nul.csv", "nul.csv: 1 fault, nothing was taken"),
    Refusal("scale import no_rows.csv --period 2022", "line 2: there is no row below the header"),
    Refusal("scale import twice.csv --period 2022", "line 1: the columns state stand there twice"),
    Refusal("scale import rate_nan.csv --period 2022", "line 2: rate: 'NaN' is no rate"),
    Refusal("scale import rate_huge.csv --period 2022", "line 2: rate: '1e9' is no rate"),
    Refusal("scale import rate_comma.csv --period 2022", "line 2: rate: '0,003' is no rate"),
    Refusal("scale import rate_minus.csv --period 2022", "line 2: rate: '-0.003' is no rate"),
    Refusal("scale import long_row.csv --period 2022", "long_row.csv cannot be read as a table"),
    Refusal("states import day_bad.csv", "line 2: party_from: '31.12.2010' is no date"),
    Refusal("states import leaves_first.csv", "party_until: 2011-01-01 is before the State is a party"),
    Refusal("states import language.csv", "line 2: language: 'german' is no language of correspondence"),
    Refusal("addresses import mission_use.csv", "'everything' is no use of a mission; write letters, copy, none"),
    Refusal("addresses import mission_empty.csv", "line 2: mission: it is empty"),
    Refusal("aliases import account_short.csv", "line 2: account: '12' is no bank account"),
    Refusal("budget set 2018 --from budget_key.csv", "line 2: key: 'half' is no key"),
    Refusal("budget set 2018 --from budget_minus.csv", "line 2: amount_chf: '-1.00' is negative"),
    Refusal("budget set 2018 --from budget_huge.csv", "it is larger than this ledger can hold"),
    Refusal("budget set 2018 --from budget_1999.csv", "line 2: year: '1999' is no year"),
    Refusal("assess compare 2016 model_bad.toml", "model_bad.toml"),
    Refusal("assess compare 2016 model_no.toml", "model_no.toml"),
    Refusal("assess compare 2016 missing.toml", "missing.toml"),
    Refusal("bank import zip_bad.zip", "zip_bad.zip was not taken: it is a damaged ZIP"),
    Refusal("bank import spaces.xml", "spaces.xml was not taken"),
    Refusal("bank import deep.xml", "deep.xml was not taken"),
    Refusal("bank import bytes.sta", "bytes.sta was not taken: it is no text that can be read"),
    Refusal("bank import half.sta", "half.sta was not taken"),
    Refusal("bank map zip_bad.zip", "zip_bad.zip was not taken"),
    Refusal("review import decisions.xlsx", "decisions.xlsx"),
    # numbers and days
    Refusal("budget set 2018 --line 7a=1e5", "'1e5' is no amount in francs"),
    Refusal("budget set 2018 --line 7a=99999999999999999999.00", "it is larger than this ledger can hold"),
    Refusal("budget set 2018 --line 7a=١٢.00", "is no amount in francs"),
    Refusal("budget set 2018 --line =1.00", "'=1.00' is no budget line"),
    Refusal("budget set 2018 --line 7a=1.00:un_scale:floor=lots", "'lots'"),
    Refusal("budget set 2018 --line 7a=1.00:un_scale:colour=red", "colour"),
    Refusal("rules short-payment 1.005 --why x", "it has more than two decimals"),
    Refusal("rules smallest-letter 1e400 --why x", "1e400"),
    Refusal("allocate R1 --to 2016/7a=NaN --why x", "NaN"),
    Refusal("pledge add FJI 2016/7c=-1.00 --on 2016-01-04", "2016/7c=-1.00"),
    Refusal("plan add FJI --parts 0 --first 2026-02-01 --words x --on 2026-01-01", "parts"),
    Refusal("hold FJI --until 2016-13-01 --why x", "'2016-13-01' is no date"),
    Refusal("contact add FJI --kind call --words x --on 0000-01-01", "'0000-01-01' is no date"),
    Refusal("contact add FJI --kind call --words x --until 2026-01-01", "nothing else has; give both or none of them"),
    Refusal("contact add FJI --kind call --words ''", "a contact needs its reason in words"),
    Refusal("report reconciliation --month 2017-13", "'2017-13' is no month"),
    Refusal("report reconciliation --month 0001-01", "'0001-01' is no month"),
    Refusal("report cover --as-of 2016-12-31 --need much --by 2017-01-01", "much"),
    Refusal("scale apportion scale.csv --amount 10,00", "'10,00' is no amount"),
    Refusal("scale apportion scale_of_nothing.csv --amount 10.00", "add up to 0"),
    Refusal("scale import scale.csv --period 2017", "covers years of the scale 2016-2018"),
    # names and labels
    Refusal("identify R1R2 FJI --why x", "there is no receipt R1R2"),
    Refusal("identify R99999999999999999999999 FJI --why x", "there is no receipt R99999999999999999999999"),
    Refusal("undo E0 --why x", "there is no entry E0"),
    Refusal("undo 9999999999999999999999 --why x", "there is no entry"),
    Refusal("bank show L99999999999999999999999", "there is no bank line L99999999999999999999999"),
    Refusal("bank set-aside L-1 --why x", "L-1"),
    Refusal("contact withdraw C99999999999999999999999 --why x", "there is no contact"),
    Refusal("contact forget C99999999999999999999999 --why x --yes C9", "there is no contact"),
    Refusal("pledge cancel P99999999999999999999999 --why x", "there is no pledge"),
    Refusal("plan end L99999999999999999999999 --why x", "there is no payment plan"),
    Refusal("dispute settle D99999999999999999999999 --why x", "there is no dispute"),
    Refusal("report compare S99999999999999999999999", "there is no snapshot"),
    Refusal("letters print W99999999999999999999999 --into x", "there is no run of letters"),
    Refusal("letters history Atlantis", "no State is known as 'Atlantis'"),
    Refusal("report statement Atlantis --as-of 2016-12-31", "no State is known as 'Atlantis'"),
    Refusal("addresses forget FJI --yes FJI", "no address of Fiji (FJI) names a person"),
    Refusal("why 'F\x00JI' --as-of 2016-12-31", "no State is known as"),
    Refusal("hold FJI --until 2026-01-01 --on 2025-01-01 --why \udcff", "cannot be kept"),
    Refusal("contact add FJI --kind call --words 'a\udce9b' --on 2026-01-01", "cannot be kept"),
    Refusal("import opening missing.csv --on 2015-12-31", "there is no file missing.csv"),
    Refusal("import opening states.csv --on 2015-12-31", "the columns year, line, owed_chf, credit_chf are missing"),
    Refusal("import opening states.csv --on yesterday", "'yesterday' is no date"),
    Refusal("import undo --why x", "no opening balances stand in the ledger"),
    # files to write
    Refusal("export beancount --as-of 2016-12-31 --output books.txt", "an export for beancount ends in .beancount or"),
    Refusal("export csv --as-of never --output books.csv", "'never' is no date"),
    Refusal("export json --as-of 2016-12-31 --output notes.txt/books.json", "books.json was not written"),
    Refusal("export hledger --as-of 2016-12-31 --output a_folder.journal/x.csv", "an export for hledger ends in"),
    Refusal("report page --as-of 2016-12-31 --output page.pdf", "page.pdf"),
    Refusal("report annex --as-of 2016-12-31 --output annex.txt", "annex.txt"),
    Refusal("workbook --as-of 2016-12-31 --output notes.txt/w.xlsx", "notes.txt/w.xlsx was not written"),
)


@pytest.fixture
def table(desk: Path) -> Path:  # noqa: F811 - the fixture of the module beside
    """The office's folder, with bad files."""
    for name, data in BAD_FILES.items():
        (desk / name).write_bytes(data)
    return desk


@pytest.mark.parametrize("refusal", BAD_INPUTS, ids=lambda refusal: ascii(refusal.line))
def test_a_bad_input_is_one_message_and_changes_nothing(table: Path, refusal: Refusal) -> None:
    refused_as_said(table, refusal)


def test_there_are_enough_bad_inputs_and_each_is_on_the_page_once() -> None:
    lines = [refusal.line for refusal in (*REFUSALS, *BAD_INPUTS)]
    assert len(BAD_INPUTS) >= 60
    assert page().count("\n    $ isu ") == len(set(lines))
