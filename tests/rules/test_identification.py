"""Identification: by our reference or a known account, never by a name; where signs disagree there is no answer."""

import pytest

from ledger.rules.identification import IssuedReference, Payment, identify
from ledger.rules.numbering import payment_reference

GERMANY, FIJI = payment_reference(2017, "DE"), payment_reference(2017, "FJ")
REFERENCES = {GERMANY: IssuedReference("DEU", "2017-035"), FIJI: IssuedReference("FJI", "2017-033")}
ACCOUNTS = {"DE89370400440532013000": "DEU"}


def state(reference: str = "", account: str = "", text: str = "") -> str | None:
    return identify(Payment(reference, account, text), REFERENCES, ACCOUNTS).state


def test_our_reference_identifies() -> None:
    found = identify(Payment(GERMANY, "", ""), REFERENCES, ACCOUNTS)
    assert found.state == "DEU"
    assert found.evidence == f"reference {GERMANY} is on invoice 2017-035 to DEU"


def test_a_known_account_identifies() -> None:
    assert state(account="DE89370400440532013000") == "DEU"


@pytest.mark.parametrize(
    "text", ["RF69CCM2017DE01", "rf69ccm2017de01 thanks", "INV RF69 CCM2 017D E01 FOR 2017", "REF:RF69CCM2017DE01."]
)
def test_our_reference_in_the_text_identifies(text: str) -> None:
    assert state(text=text) == "DEU"


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
    ],
)
def test_a_name_or_nearly_a_reference_identifies_nobody(text: str) -> None:
    assert state(text=text) is None


def test_an_unknown_account_and_no_reference_identify_nobody() -> None:
    assert identify(Payment("", "CH9300762011623852957", ""), REFERENCES, ACCOUNTS).evidence == (
        "no reference of ours and no known payer account"
    )


def test_a_reference_and_an_account_of_two_states_identify_nobody() -> None:
    found = identify(Payment(FIJI, "DE89370400440532013000", ""), REFERENCES, ACCOUNTS)
    assert found.state is None
    assert "the signs disagree" in found.evidence


def test_references_of_two_states_identify_nobody() -> None:
    assert state(reference=FIJI, text=GERMANY) is None


def test_a_reference_and_an_account_of_one_state_agree() -> None:
    assert state(reference=GERMANY, account="DE89370400440532013000") == "DEU"
