"""The calculator, dry runs, revisions, comparisons and plans, as the director types them."""

import json
from decimal import Decimal
from pathlib import Path
from shutil import copytree
from typing import Any

import pytest
from openpyxl import load_workbook
from typer.testing import CliRunner

from ledger.commands.app import app
from tests.helpers import without_head

PUBLISHED = Path(__file__).parents[1] / "rules" / "published_mlf_2021_2023.csv"


@pytest.fixture
def desk(sample: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the sample office, to work in."""
    copytree(sample, tmp_path / "demo")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("ISU_LEDGER", "demo/ledger.sqlite")
    return tmp_path


def isu(*arguments: str) -> str:
    ran = CliRunner().invoke(app, list(arguments))
    assert (ran.exit_code, ran.stderr) == (0, ""), ran.output
    return ran.stdout


def found(*arguments: str) -> Any:
    return json.loads(isu(*arguments, "--format", "json"))


def refused(*arguments: str) -> str:
    ran = CliRunner().invoke(app, list(arguments))
    assert (ran.exit_code, ran.stdout) == (1, ""), ran.output
    return ran.stderr


def scale_file(folder: Path, *rows: str) -> str:
    (folder / "rates.csv").write_text("state,rate\n" + "\n".join(rows) + "\n", "utf-8")
    return str(folder / "rates.csv")


# The calculator ---------------------------------------------------------------------------------------------------


@pytest.fixture
def fund(tmp_path: Path) -> str:
    _, *lines = PUBLISHED.read_text("utf-8").splitlines()
    return scale_file(tmp_path, *(",".join(line.split(",")[:2]) for line in lines))


def test_the_published_fund_comes_out_of_the_calculator_and_the_residue_is_shown(fund: str) -> None:
    fixed = "United States of America=22"
    half_up = found(
        "scale", "apportion", fund, "--amount", "475000000", "--unit", "1", "--mode", "half-up", "--fix", fixed
    )
    published = {line.split(",")[0]: line.split(",")[2:] for line in PUBLISHED.read_text("utf-8").splitlines()[1:]}
    assert set(half_up["rows"][0]) == {"state", "rate", "share_percent", "amount"}
    for row in half_up["rows"]:
        share, amount = published[row["state"]]
        assert round(Decimal(row["share_percent"]), 4) == Decimal(share)
        assert Decimal(row["amount"]) == Decimal(amount)
    assert (half_up["total"]["amount"], half_up["residue"]) == ("474999999.00", "1.00")
    exact = found("scale", "apportion", fund, "--amount", "475000000", "--unit", "1", "--fix", fixed)
    assert (exact["total"]["amount"], exact["residue"]) == ("475000000.00", "0.00")
    assert "Residue: 1.00 (475'000'000.00 less 474'999'999.00)." in isu(
        "scale", "apportion", fund, "--amount", "475000000", "--unit", "1", "--mode", "half-up", "--fix", fixed
    )


def test_floor_ceiling_key_and_residue_of_the_calculator(tmp_path: Path) -> None:
    rates = scale_file(tmp_path, "AAA,60", "BBB,30", "CCC,9.99", "DDD,0.01")
    said = found("scale", "apportion", rates, "--amount", "1000", "--floor", "20", "--ceiling", "50%")
    assert {row["state"]: row["amount"] for row in said["rows"]} == {
        "AAA": "500.00", "BBB": "360.09", "CCC": "119.91", "DDD": "20.00",
    }  # fmt: skip
    assert said["notes"][:2] == ["At the floor: 1 (DDD).", "At the ceiling: 1 (AAA)."]
    rounded = found("scale", "apportion", rates, "--amount", "1000", "--key-decimals", "0", "--mode", "half_up")
    assert [row["share_percent"] for row in rounded["rows"]] == ["60", "30", "10", "0"]
    thirds = scale_file(tmp_path, "AAA,1", "BBB,1", "CCC,1")
    on_one = found("scale", "apportion", thirds, "--amount", "1", "--mode", "half-up", "--residue", "BBB")
    assert [row["amount"] for row in on_one["rows"]] == ["0.33", "0.34", "0.33"]
    equal = found("scale", "apportion", rates, "--amount", "9", "--equal", "--floor", "0.01%")
    assert equal["total"]["amount"] == "9.00"


@pytest.mark.parametrize(
    ("rows", "options", "said"),
    [
        (["AAA,x"], [], "line 2: rate: 'x' is no rate"),
        (["AAA,-1"], [], "line 2: rate: '-1' is no rate"),
        (["AAA,1", "BBB,"], [], "line 3: rate: '' is no rate"),
        (["AAA,1", "AAA,2"], [], "line 3: AAA stands in the file twice"),
        (["AAA,100.01"], [], "line 2: rate: '100.01' is more than 100 percent"),
        (["AAA,0"], [], "the rates of the 1 payers add up to 0"),
        (["AAA,1"], ["--fix", "BBB=22"], "fixed: 'BBB' is not among the 1 payers"),
        (["AAA,1", "BBB,1"], ["--fix", "AAA=101"], "fixed: AAA: '101' is more than 100 percent"),
        (["AAA,1", "BBB,1"], ["--fix", "AAA=60", "--fix", "BBB=50"], "together they are 110 %"),
        (["AAA,1", "BBB,1"], ["--fix", "AAA=60", "--fix", "BBB=30"], "all the payers and together only 90 %"),
        (["AAA,1", "BBB,1"], ["--floor", "600"], "at the floor of 60 % (600.00) are 120 % (1'200.00), and 100 %"),
        (["AAA,1", "BBB,1"], ["--ceiling", "40"], "at the ceiling of 40 % (400.00) are 80 % (800.00), and 100 %"),
        (["AAA,1", "BBB,1"], ["--floor", "300", "--ceiling", "20"], "is above the ceiling of 20 % (200.00)"),
        (["AAA,1", "BBB,1"], ["--fix", "AAA=22", "--ceiling", "20"], "the fixed share of AAA, 22 % (220.00), is above"),
        (["AAA,1", "BBB,1"], ["--unit", "0.03"], "1'000.00 is not a whole number of units of 0.03 (0.01 too much)"),
        (["AAA,1", "BBB,1"], ["--unit", "0"], "unit: '0' is no unit to round to"),
        (["AAA,1", "BBB,1"], ["--mode", "down"], "rounding: 'down' is not known; write largest_remainder, half_up"),
        (["AAA,1", "BBB,1"], ["--key-decimals", "20"], "key_decimals: '20' is no number of decimals from 0 to 12"),
        (["AAA,1", "BBB,1"], ["--residue", "spread"], "the largest remainder leaves none"),
        (["AAA,1", "BBB,1"], ["--residue", "CCC", "--mode", "half-up"], "residue: 'CCC' is not among the 2 payers"),
    ],
)  # fmt: skip
def test_the_calculator_refuses_with_line_and_figures(
    tmp_path: Path, rows: list[str], options: list[str], said: str
) -> None:
    told = refused("scale", "apportion", scale_file(tmp_path, *rows), "--amount", "1000", *options)
    assert said in told
    assert told.startswith("isu: ")


# Dry runs, revisions, history -------------------------------------------------------------------------------------


def test_a_dry_run_shows_every_state_and_line_and_keeps_nothing(desk: Path) -> None:
    isu(
        "budget", "set", "2018", "--line", "7a=1000.00:un_scale:floor=5:ceiling_percent=10", "--line", "7b=500.00:equal"
    )
    before = (desk / "demo" / "ledger.sqlite").read_bytes()
    said = " ".join(isu("assess", "2018", "--on", "2018-01-04", "--dry-run").split())
    assert "7a: CHF 1'000.00 in all, its budget; largest JPN CHF 100.00, smallest" in said
    assert "at the floor; 1 at the ceiling (JPN)." in said
    assert "Nothing was kept: this was a dry run." in said
    table = found("assess", "--dry-run", "2018", "--on", "2018-01-04")
    assert len(table["rows"]) == 100
    for line, budget in (("7a", "1000.00"), ("7b", "500.00")):
        assert sum(Decimal(row[line]) for row in table["rows"]) == Decimal(budget)
        assert table["total"][line] == table[line]["budget"] == budget
    assert table["7a"]["at_floor_count"] == sum(row["7a"] == "5.00" for row in table["rows"])
    assert (desk / "demo" / "ledger.sqlite").read_bytes() == before


def test_a_revision_is_tried_booked_told_and_undone(desk: Path) -> None:
    asked = ("assess", "revise", "2017", "--line", "7a=150000.00", "--decision", "7MSP, reduced", "--on", "2017-09-06")
    before = isu("report", "status", "--as-of", "2017-12-31", "--format", "json")
    assert "Nothing was kept: this was a dry run." in isu(*asked, "--dry-run")
    assert isu("report", "status", "--as-of", "2017-12-31", "--format", "json") == before
    said = isu(*asked)
    assert "100 States owe less, CHF 39'820.00 in all." in said
    assert "Undo: isu assess undo 2017 --why …" in said
    assert "Revision 2017/1 of 6 September 2017 (7MSP, reduced) made it" in " ".join(
        isu("why", "CHE", "--as-of", "2017-12-31").split()
    )
    lines = found("report", "statement", "CHE", "--as-of", "2017-12-31")["rows"]
    assert (lines[-1]["what"], lines[-1]["owed"]) == ("less by revision 2017/1, 7MSP, reduced", "-925.67")
    assert "0" in isu("check", "--as-of", "2017-12-31")
    isu("assess", "undo", "2017", "--why", "not adopted", "--on", "2017-10-01")
    history = found("assess", "history", "2017")["rows"]
    assert [(row["decision"], row["change"]) for row in history] == [
        ("2017/0", "472480.00"), ("2017/1", "-39820.00"), ("2017/2", "39820.00"),
    ]  # fmt: skip
    assert without_head(isu("report", "status", "--as-of", "2017-12-31", "--format", "json")) == without_head(before)
    isu("check", "--as-of", "2017-12-31")


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("7a=1.00:un_scale:flor=1", "'flor=1' is no setting of a budget line; there are key_decimals, unit"),
        ("7a=1.00:un_scale:fixed=XXX=22", "the rule of line 7a names XXX, which is not among the ledger's States"),
        ("7a=1.00:un_scale:rounding=half_up:residue=XXX", "the rule of line 7a names XXX, which is not among"),
        ("7a=1.00:un_scale:ceiling_percent=120", "ceiling_percent: '120' is more than 100 percent"),
    ],
)
def test_a_budget_line_with_a_faulty_rule_is_refused(desk: Path, line: str, said: str) -> None:
    assert said in refused("budget", "set", "2018", "--line", line)


def test_the_rules_of_a_budget_are_kept_and_shown_in_words(desk: Path) -> None:
    isu(
        "budget", "set", "2018", "--line", "7a=1000.00:un_scale:rounding=half_up:unit=0.05:residue=JPN:fixed=USA=22",
        "--line", "7b=10.00:fixed:fixed=JPN=60;DEU=40", "--joining", "next_year", "--leaving", "full_year",
    )  # fmt: skip
    notes = " ".join(found("budget", "show", "2018")["notes"])
    assert "fixed: USA 22 %, the others share the rest; rounded half-up to CHF 0.05, the residue on JPN." in notes
    assert "a State that joins in the year pays from the next year; one that leaves pays the full year" in notes
    told = refused("assess", "2018", "--dry-run", "--on", "2018-01-04")
    assert "the fixed shares cannot be kept: USA is not among the payers" in told
    isu("budget", "set", "2018", "--line", "7a=1000.00", "--line", "7b=10.00:fixed:fixed=JPN=60;DEU=40")
    table = found("assess", "2018", "--dry-run", "--on", "2018-01-04")
    assert {row["state"]: row["7b"] for row in table["rows"] if row["7b"] != "0.00"} == {"JPN": "6.00", "DEU": "4.00"}


# Models and plans -------------------------------------------------------------------------------------------------


def models() -> list[str]:
    return [str(path) for path in sorted(Path("demo/papers/models").glob("*.toml"))]


def test_the_three_models_add_up_to_the_budget_line_by_line_and_write_nothing(desk: Path) -> None:
    before = (desk / "demo" / "ledger.sqlite").read_bytes()
    assert len(models()) == 3
    table = found("assess", "compare", "2017", *models())
    for key in ("in_force", "un_scale_40_60", "equal_shares_7b", "floor_and_ceiling"):
        assert (table[key]["7a_sum"], table[key]["7b_sum"]) == ("189820.00", "282660.00")
        assert sum(Decimal(row[key]) for row in table["rows"]) == Decimal("472480.00")
    floor = table["floor_and_ceiling"]
    assert min(Decimal(row["floor_and_ceiling"]) for row in table["rows"]) == Decimal("100.00")
    assert (floor["7a_at_floor_count"], floor["under_100_count"], table["in_force"]["under_100_count"]) == (49, 0, 49)
    assert floor["gaining_count"] + floor["losing_count"] + floor["same_count"] == 100
    assert floor["gained"] == floor["lost"]
    assert {row["un_scale_40_60_difference"] for row in table["rows"]} == {"0.00"}
    assert (desk / "demo" / "ledger.sqlite").read_bytes() == before


def test_the_workbook_of_a_comparison_has_the_models_their_lines_and_a_chart(desk: Path) -> None:
    isu("assess", "compare", "2017", *models(), "--output", "models.xlsx")
    book = load_workbook(desk / "models.xlsx", data_only=True)
    assert book.sheetnames == ["Summary", "Comparison", "In force", "Model 1", "Model 2", "Model 3"]
    assert len(vars(book["Summary"])["_charts"]) == 1
    (total,) = [row for row in book["Comparison"].iter_rows(values_only=True) if row[0] == "Total"]
    assert {cell for cell in total if isinstance(cell, (int, float)) and cell > 1} == {472480}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("line = 1", "it has no [[line]]"),
        ("nonsense", "is no model of funding"),
        ('[[line]]\ncode = "7a"\nfloor = true\n', "line 7a: floor: True is neither a number nor a text"),
        ('[[line]]\ncode = "7a"\nflor = 1\n', "line 7a: flor: there is no such setting of a line"),
        ('[[line]]\ncode = "7a"\nceiling_percent = 101\n', "ceiling_percent: '101' is more than 100 percent"),
        ('[[line]]\ncode = "7a"\nfixed = { XXX = 22 }\n', "fixed: 'XXX' is not among the 196 payers"),
        ('without = ["XXX"]\n[[line]]\ncode = "7a"\n', "without: XXX is not among the ledger's States"),
        ('[[line]]\ncode = "7a"\n', "has no line 7b, which the budget of 2017 has"),
        ('[[line]]\ncode = "7a"\n[[line]]\ncode = "7b"\n[[line]]\ncode = "7x"\n', "line 7x of the model"),
        ('[[line]]\ncode = "7a"\n[[line]]\ncode = "7a"\n', "line 7a stands in the file twice"),
        ('joining = "never"\n[[line]]\ncode = "7a"\n', "joining: 'never' is not known"),
    ],
)
def test_a_model_with_a_fault_is_refused(desk: Path, text: str, said: str) -> None:
    (desk / "model.toml").write_text(text, "utf-8")
    assert said in refused("assess", "compare", "2017", "model.toml")


def test_a_model_may_leave_a_line_to_gifts_and_change_who_pays(desk: Path) -> None:
    (desk / "gifts.toml").write_text(
        'name = "Gifts"\nwithout = ["JPN"]\nalso = ["USA"]\n[[line]]\ncode = "7a"\nfixed = { USA = 22 }\n'
        '[[line]]\ncode = "7b"\nkey = "voluntary"\n',
        "utf-8",
    )
    scale = Path("demo/papers/scale_2016_2018.csv").read_text("utf-8")
    assert "USA" in scale
    table = found("assess", "compare", "2017", "gifts.toml")
    by_state = {row["state"]: row for row in table["rows"]}
    assert by_state["USA"]["gifts"] == "41760.40"
    assert (by_state["JPN"]["gifts"], by_state["USA"]["gifts_percent"]) == ("0.00", None)
    assert table["gifts"]["7a_sum"] == "189820.00"
    assert any("Not assessed but voluntary: 7b CHF 282'660.00." in note for note in table["notes"])


def test_a_plan_adds_what_is_open_and_the_years_ahead_less_what_is_on_account(desk: Path) -> None:
    plan = found("assess", "plan", "2018", "2017", "--as-of", "2017-01-27")
    assert "2018: assumption: the budget of 2017, as 2018 has none yet." in plan["notes"]
    by_state = {row["state"]: row for row in plan["rows"]}
    assert by_state["CIV"] | {"name": ""} == {
        "state": "CIV", "name": "", "open": "38.31", "2017": "86.71", "2018": "86.71", "on_account": "0.00",
        "to_settle": "211.73", "left_on_account": "0.00",
    }  # fmt: skip
    zealand = by_state["NZL"]
    assert (zealand["2017"], zealand["on_account"], zealand["left_on_account"]) == ("0.00", "5217.93", "2635.86")
    (one,) = found("assess", "plan", "2018", "--state", "Ivory Coast", "--as-of", "2017-01-27")["rows"]
    assert one["to_settle"] == "211.73"
    assert "there is no budget for 2015" in refused("assess", "plan", "2015", "--as-of", "2017-01-27")
