"""Years in a text: those that are meant, and no dates, vouchers, amounts or numbers of papers."""

from datetime import date

import pytest

from ledger.rules.years_named import named_years

ON = date(2017, 2, 1)


@pytest.mark.parametrize(
    ("text", "years"),
    [
        ("CCM 2017", (2017,)),
        ("2016 AND 2017", (2016, 2017)),
        ("2016 AND 2015", (2015, 2016)),
        ("CUOTAS 2016 Y 2017", (2016, 2017)),
        ("CCM 2017-2019", (2017, 2018, 2019)),
        ("CCM 2017/18", (2017, 2018)),
        ("CCM 2007-2017", tuple(range(2007, 2018))),
        ("CCM 2006-2017", ()),
        ("2017 TO 2019", (2017, 2018, 2019)),
        ("FOR 2017.", (2017,)),
        ("YEAR 2017, SECOND PART", (2017,)),
        ("ASSESSED CONTRIBUTION 2017 INV 2016-034", (2017,)),
        ("", ()),
        ("INVOICE 2017-034", ()),
        ("NV NO 123/2016", ()),
        ("NO. 2016/77", ()),
        ("3 MAY 2017", ()),
        ("DU 12 MARS 2017", ()),
        ("MAY 3, 2017", ()),
        ("2017-01-12", ()),
        ("12.01.2017", ()),
        ("12/01/2017", ()),
        ("2'017.00", ()),
        ("CHF 2017.50", ()),
        ("RF69CCM2017DE01", ()),
        ("NOT FOR 2016", ()),
        ("1999", ()),
        ("2099", ()),
        ("2019-2017", ()),
    ],
)
def test_the_years_that_are_meant(text: str, years: tuple[int, ...]) -> None:
    assert named_years(text, ON) == years


@pytest.mark.parametrize(("year", "is_meant"), [(2023, True), (2024, False), (1987, False)])
def test_a_year_far_from_the_receipt_is_none(year: int, is_meant: bool) -> None:
    assert (named_years(f"CCM {year}", ON) == (year,)) is is_meant
