"""What matching says of a receipt: its class, whose it would be, what it would pay, why, and what else it may be.

Values only, apart from the rules that come to them.
"""

from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple

from ledger.rules.fitting import Fit
from ledger.rules.identification import Payment


class MatchClass(StrEnum):
    """How sure it is: only ``automatic`` is booked without a person. A recall names the receipt it would take back."""

    AUTOMATIC = "automatic"
    PROPOSED = "proposed"
    AMBIGUOUS = "ambiguous"
    UNKNOWN = "unknown payer"
    NO_CONTRIBUTION = "not a contribution?"


class Incoming(NamedTuple):
    """An unidentified receipt, with all that the bank's papers tell of it.

    ``payers`` are the payer's names, ``behind`` those for whom it paid. ``own_text`` is the text of the booking itself,
    which says what it pays; ``payment`` has every paper's. ``spoken_of`` is what a person said of it and took back.
    ``tells_of_several``: the booking holds several payments.
    """

    receipt_id: int
    value_date: date
    amount_chf: Decimal
    payment: Payment
    payer: str
    payers: tuple[str, ...]
    behind: tuple[str, ...]
    bank_reference: str
    end_to_end_id: str
    own_text: str = ""
    tells_of_several: bool = False
    is_reversal: bool = False
    spoken_of: str = ""

    @property
    def label(self) -> str:
        """Give the name by which a person calls the receipt."""
        return f"R{self.receipt_id}"


class Proposal(NamedTuple):
    """One State that the money may be of, how the amount fits, and the evidence in sentences."""

    state: str
    fit: Fit
    evidence: tuple[str, ...]


class Verdict(NamedTuple):
    """What matching says of one receipt; ``proposals`` best first, the first being the one it says.

    ``doubts`` are why a person must look, in sentences.
    """

    incoming: Incoming
    match_class: MatchClass
    proposals: tuple[Proposal, ...]
    doubts: tuple[str, ...]

    @property
    def state(self) -> str | None:
        """Give the State that is said, where one is: of several equal ones none is."""
        is_said = self.match_class in (MatchClass.AUTOMATIC, MatchClass.PROPOSED)
        return self.proposals[0].state if is_said else None

    @property
    def evidence(self) -> tuple[str, ...]:
        """Give the evidence for what is said, and the doubts."""
        said = self.proposals[0] if self.state else None
        if said is None:
            return self.doubts
        return (*said.evidence, said.fit.words, *self.doubts)
