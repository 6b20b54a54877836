"""Certain signs: our reference, our invoice number, a known account, never a name; and those that are mistyped."""

import pytest

from ledger.rules.identification import IssuedReference, KnownSigns, Payment, is_automatic
from ledger.rules.numbering import payment_reference

GERMANY, FIJI = payment_reference(2017, "DE"), payment_reference(2017, "FJ")
KNOWN = KnownSigns(
    {GERMANY: IssuedReference("DEU", "2017-035"), FIJI: IssuedReference("FJI", "2017-033")},
    {"DE89370400440532013000": "DEU"},
    {"DEU": "Germany", "FJI": "Fiji"},
)


def state(reference: str = "", account: str = "", text: str = "") -> str | None:
    return KNOWN.signs_on(Payment(reference, account, text)).state


def mistyped(text: str) -> set[str]:
    return set(KNOWN.signs_on(Payment("", "", text)).mistyped)


def test_our_reference_is_a_sign_in_words() -> None:
    found = KNOWN.signs_on(Payment(GERMANY, "", ""))
    assert found.certain == {"DEU": (f"reference {GERMANY} is Germany's invoice 2017-035",)}


def test_a_known_account_is_a_sign() -> None:
    found = KNOWN.signs_on(Payment("", "DE89370400440532013000", ""))
    assert found.certain == {"DEU": ("account DE89370400440532013000 is known to pay for Germany",)}


@pytest.mark.parametrize(
    "text",
    [
        "RF69CCM2017DE01",
        "rf69ccm2017de01 thanks",
        "INV RF69 CCM2 017D E01 FOR 2017",
        "REF:RF69CCM2017DE01.",
        "INVOICE 2017-035",
        "INV. 2017-035, 3 PAGES",
        "FACTURA NO. 2017-035.",
    ],
)
def test_our_reference_or_number_in_the_text_is_a_sign(text: str) -> None:
    assert state(text=text) == "DEU"
    assert not mistyped(text)


@pytest.mark.parametrize(
    "text",
    [
        "GERMANY",
        "XRF69CCM2017DE01",
        "RF69CCM2017DE012",
        "RF69CCM2017DE0",
        "RF70CCM2017DE01",
        "RF69CCM2017DE01X",
        "RF69CCM2016DE01",
        "2017-0351",
        "12017-035",
        "2017-035-B",
        "CCM-2017-035",
        "2017-035/2",
        "2017-035.50",
        "2016-035",
        "2017-035",
        "VOUCHER 2017-035",
    ],
)
def test_a_name_or_part_of_a_reference_is_no_sign(text: str) -> None:
    assert state(text=text) is None


@pytest.mark.parametrize(
    "text",
    [
        "RF70CCM2017DE01",
        "RF69CCM2017D01",
        "RF69CCM2017DF01",
        "RF69CCM2O17DE01",
        "RF69CCM2017DEE01",
        "RF96 CCM2 017D E01",
        "CCM2017DE01",
        "CCM-2017-035",
        "INVOICE 2017/035",
        "VOUCHER 2017-035",
    ],
)
def test_a_mistyped_reference_or_number_is_told_and_no_sign(text: str) -> None:
    assert state(text=text) is None
    assert mistyped(text) == {"DEU"}


def test_a_mistyped_reference_is_explained() -> None:
    (said,) = KNOWN.signs_on(Payment("RF70CCM2017DE01", "", "")).mistyped["DEU"]
    assert said == f"RF70CCM2017DE01 is near to reference {GERMANY}, which is Germany's invoice 2017-035: mistyped?"


def test_an_unknown_account_and_no_reference_are_no_sign() -> None:
    assert KNOWN.signs_on(Payment("", "CH9300762011623852957", "")).certain == {}


@pytest.mark.parametrize(
    ("reference", "account", "text"),
    [(FIJI, "DE89370400440532013000", ""), (FIJI, "", GERMANY), (FIJI, "", "INVOICE 2017-035")],
)
def test_signs_of_two_states_disagree(reference: str, account: str, text: str) -> None:
    found = KNOWN.signs_on(Payment(reference, account, text))
    assert found.disagree
    assert found.state is None


def test_a_reference_and_an_account_of_one_state_agree() -> None:
    assert state(reference=GERMANY, account="DE89370400440532013000") == "DEU"


def test_evidence_of_older_ledgers_is_still_known_as_automatic() -> None:
    assert is_automatic(f"reference {GERMANY} is on invoice 2017-035 to DEU; account X1 is known to pay for DEU")
    assert not is_automatic(f"reference {GERMANY} is on invoice 2017-035 to DEU, says the mission")


def test_a_longer_word_around_a_right_reference_is_no_second_mistyped_one() -> None:
    told = f"{GERMANY} {FIJI[:4]}CCM2017FJ01X {GERMANY}X"
    assert "DEU" not in mistyped(told)
