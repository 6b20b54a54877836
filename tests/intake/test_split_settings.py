"""The settings of a budget line: each read by its words, each refusal with the setting's name and what to write."""

from decimal import Decimal

import pytest

from db.readings import PLAIN_SPLIT, SplitRule
from db.vocabulary import Joining, Leaving, Residue, Rounding
from ledger.intake.cells import BadCell
from ledger.intake.split_settings import (
    SETTINGS,
    fixed_shares,
    named_settings,
    read_joining,
    read_leaving,
    split_rule,
)
from tests.helpers import chf

HALF_UP = {"rounding": "half_up"}


def refusal(**texts: str) -> str:
    with pytest.raises(BadCell) as told:
        split_rule(texts)
    return str(told.value)


@pytest.mark.parametrize(
    ("name", "text", "field", "value"),
    [
        ("key_decimals", "0", "key_decimals", 0),
        ("key_decimals", "4", "key_decimals", 4),
        ("key_decimals", "12", "key_decimals", 12),
        ("unit", "0.01", "unit_chf", chf("0.01")),
        ("unit", "0.05", "unit_chf", chf("0.05")),
        ("unit", "10", "unit_chf", chf("10")),
        ("unit", "1'000", "unit_chf", chf("1000")),
        ("rounding", "half_up", "rounding", Rounding.HALF_UP),
        ("rounding", "half-up", "rounding", Rounding.HALF_UP),
        ("rounding", "half up", "rounding", Rounding.HALF_UP),
        ("rounding", "largest_remainder", "rounding", Rounding.LARGEST_REMAINDER),
        ("rounding", "largest remainder", "rounding", Rounding.LARGEST_REMAINDER),
        ("residue", "left", "residue", Residue.LEFT),
        ("floor", "0", "floor_chf", chf("0.00")),
        ("floor", "1'250.50", "floor_chf", chf("1250.50")),
        ("floor_percent", "0.01", "floor_percent", Decimal("0.01")),
        ("floor_percent", "0.01 %", "floor_percent", Decimal("0.01")),
        ("ceiling_percent", "22", "ceiling_percent", Decimal(22)),
        ("ceiling_percent", "22%", "ceiling_percent", Decimal(22)),
        ("ceiling_percent", "100", "ceiling_percent", Decimal(100)),
        ("fixed", "USA=22", "fixed", (("USA", Decimal(22)),)),
        ("fixed", "USA=22 %", "fixed", (("USA", Decimal(22)),)),
    ],
)
def test_a_setting_is_read_and_the_others_stay_as_the_house_has_them(
    name: str, text: str, field: str, value: object
) -> None:
    expected = PLAIN_SPLIT._replace(**{field: value})  # type: ignore[arg-type]
    assert split_rule({name: text}) == expected
    assert split_rule({name: f" {text} "}) == expected


@pytest.mark.parametrize("word", ["left", "spread", "JPN"])
def test_a_residue_of_amounts_rounded_half_up_is_left_or_spread_or_on_a_payer(word: str) -> None:
    assert split_rule({**HALF_UP, "residue": word}) == SplitRule(rounding=Rounding.HALF_UP, residue=word)


def test_a_line_without_settings_is_split_as_the_house_does() -> None:
    assert split_rule({}) == PLAIN_SPLIT
    assert split_rule(dict.fromkeys(SETTINGS, " ")) == PLAIN_SPLIT
    assert split_rule({"code": "7a", "amount": "x"}) == PLAIN_SPLIT


def test_all_settings_are_read_together() -> None:
    texts = {
        "key_decimals": "3",
        "unit": "0.05",
        "rounding": "half_up",
        "residue": "DEU",
        "floor": "50",
        "floor_percent": "0.005",
        "ceiling_percent": "25 %",
        "fixed": "USA=22; CHE=1.5 %",
    }
    assert set(texts) == set(SETTINGS)
    assert split_rule(texts) == SplitRule(
        key_decimals=3,
        unit_chf=chf("0.05"),
        rounding=Rounding.HALF_UP,
        residue="DEU",
        floor_chf=chf("50.00"),
        floor_percent=Decimal("0.005"),
        ceiling_percent=Decimal(25),
        fixed=(("CHE", Decimal("1.5")), ("USA", Decimal(22))),
    )


@pytest.mark.parametrize("written", ["-1", "13", "20", "1.0", "two", "04"])
def test_decimals_that_are_none_are_refused(written: str) -> None:
    assert refusal(key_decimals=written) == f"key_decimals: {written!r} is no number of decimals from 0 to 12"


@pytest.mark.parametrize("written", ["0", "0.00", "-0.05", "-1"])
def test_a_unit_of_nothing_or_less_is_refused(written: str) -> None:
    assert refusal(unit=written) == f"unit: {written!r} is no unit to round to; write it like 0.01, 0.05 or 1"


@pytest.mark.parametrize("name", ["unit", "floor"])
@pytest.mark.parametrize(
    ("written", "why"),
    [("0.005", "more than two decimals"), ("0,05", "digits with at most one decimal point"), ("1e3", "digits with")],
)
def test_an_amount_that_is_none_is_refused(name: str, written: str, why: str) -> None:
    told = refusal(**{name: written})
    assert told.startswith(f"{name}: {written!r} is no amount in francs: it")
    assert why in told
    assert told.endswith("; write it like 1234.50")


def test_a_negative_floor_is_refused() -> None:
    assert refusal(floor="-0.01").startswith("floor: '-0.01' is negative")


@pytest.mark.parametrize("written", ["up", "HALF_UP", "bankers", "half__up"])
def test_a_rounding_that_is_unknown_is_refused_with_those_that_are(written: str) -> None:
    assert refusal(rounding=written) == f"rounding: {written!r} is not known; write largest_remainder, half_up"


@pytest.mark.parametrize("written", ["usa", "Left", "Japan", "JP", "JPN DEU"])
def test_a_residue_on_what_is_no_code_is_refused(written: str) -> None:
    told = refusal(rounding="half_up", residue=written)
    assert told.startswith(f"residue: {written!r} is no code of three capitals, like CIV")


@pytest.mark.parametrize("name", ["floor_percent", "ceiling_percent"])
def test_a_percentage_that_is_none_is_refused(name: str) -> None:
    for written in ("-1", "a lot", "1,5", "%", "22 %%", ".5", "1e1"):
        told = refusal(**{name: written})
        assert told.startswith(f"{name}: ")
        assert "is no rate; write the percentage like 0.010" in told
    assert refusal(**{name: "100.01"}).startswith(f"{name}: '100.01' is more than 100 percent")


@pytest.mark.parametrize("word", ["spread", "JPN"])
@pytest.mark.parametrize("rounding", ["", "largest_remainder"])
def test_a_residue_without_half_up_is_refused(word: str, rounding: str) -> None:
    told = refusal(residue=word, rounding=rounding)
    assert told == f"residue: {word!r} goes with rounding half_up; the largest remainder leaves none"


@pytest.mark.parametrize("written", ["USA", "=22", " = 22", "USA=22;", ";USA=22", "USA=22;;CHE=1", "22 %"])
def test_what_is_no_fixed_share_is_refused_with_how_to_write_one(written: str) -> None:
    told = refusal(fixed=written)
    assert told.startswith("fixed: ")
    assert told.endswith(" is no fixed share; write it like USA=22")


def test_a_fixed_share_of_what_is_no_code_is_refused() -> None:
    assert refusal(fixed="usa=22") == "fixed: 'usa' is no code of three capitals, like CIV"
    assert refusal(fixed="USA=22,CHE=1") == "fixed: 'USA=22,CHE' is no code of three capitals, like CIV"


def test_a_fixed_share_that_is_no_percentage_is_refused_with_its_payer() -> None:
    assert refusal(fixed="USA=lots") == "fixed: USA: 'lots' is no rate; write the percentage like 0.010"
    assert refusal(fixed="USA=") == "fixed: USA: '' is no rate; write the percentage like 0.010"
    assert refusal(fixed="CHE=1;USA=-1") == "fixed: USA: '-1' is no rate; write the percentage like 0.010"


def test_a_fixed_share_above_everything_is_refused() -> None:
    assert refusal(fixed="USA=100.5").startswith("fixed: USA: '100.5' is more than 100 percent")
    assert split_rule({"fixed": "USA=100"}).fixed == (("USA", Decimal(100)),)


def test_a_payer_fixed_twice_is_refused() -> None:
    assert refusal(fixed="USA=22;CHE=1;USA=22").startswith("fixed: USA is given twice")


def test_a_fixed_share_names_one_of_the_payers_if_they_are_known() -> None:
    payers = ("Alpha", "Beta=2", "USA")
    with pytest.raises(BadCell) as told:
        split_rule({"fixed": "CHE=22"}, payers=payers)
    assert str(told.value) == "fixed: 'CHE' is not among the 3 payers"
    with pytest.raises(BadCell) as told:
        split_rule({"fixed": "Alfa=22"}, payers=payers)
    assert str(told.value) == "fixed: 'Alfa' is not among the 3 payers; Alpha is"
    assert split_rule({"fixed": "Beta=2=5;Alpha=10 %"}, payers=payers).fixed == (
        ("Alpha", Decimal(10)),
        ("Beta=2", Decimal(5)),
    )
    assert fixed_shares(["USA=1"], payers) == fixed_shares(["USA=1"], None) == (("USA", Decimal(1)),)


def test_settings_are_named_on_the_command_line() -> None:
    assert named_settings([]) == {}
    assert named_settings(["unit=0.05", " rounding = half_up", "fixed=USA=22;CHE=1"]) == {
        "unit": "0.05",
        "rounding": " half_up",
        "fixed": "USA=22;CHE=1",
    }
    assert split_rule(named_settings(["rounding= half_up", "fixed=USA=22"])) == SplitRule(
        rounding=Rounding.HALF_UP, fixed=(("USA", Decimal(22)),)
    )


@pytest.mark.parametrize("written", ["unit", "units=1", "=1", "", "Unit=1"])
def test_a_setting_that_is_unknown_is_refused_with_those_that_are(written: str) -> None:
    with pytest.raises(BadCell) as told:
        named_settings(["floor=1", written])
    assert str(told.value) == f"{written!r} is no setting of a budget line; there are {', '.join(SETTINGS)}"


def test_a_setting_named_twice_is_refused() -> None:
    with pytest.raises(BadCell, match=r"^unit is given twice"):
        named_settings(["unit=1", "floor=5", " unit =2"])


def test_what_a_state_owes_that_joins_or_leaves_is_read_by_its_word() -> None:
    assert {word: read_joining(word.value) for word in Joining} == {word: word for word in Joining}
    assert {word: read_leaving(word.value) for word in Leaving} == {word: word for word in Leaving}
    assert (read_joining(""), read_leaving("")) == (Joining.MONTHS, Leaving.MONTHS)
    assert (read_joining("next year"), read_leaving("full-year")) == (Joining.NEXT_YEAR, Leaving.FULL_YEAR)


def test_what_a_state_owes_by_an_unknown_word_is_refused_with_those_that_are() -> None:
    with pytest.raises(BadCell, match=r"^'weeks' is not known; write months, days, full_year, next_year$"):
        read_joining("weeks")
    with pytest.raises(BadCell, match=r"^'next_year' is not known; write months, days, full_year$"):
        read_leaving("next_year")
