"""One row of the decision sheet: what is shown of a receipt, and the key by which a changed row is known.

Apart so that the writer of the sheet and its reader cannot disagree.
"""

from datetime import date
from decimal import Decimal
from hashlib import sha256
from typing import NamedTuple

COLUMNS = (
    "Receipt", "Value date", "CHF", "Payer", "Text", "Class", "State", "Pays", "Evidence", "Decision", "Key",
)  # fmt: skip
ACCEPT, LATER, SET_ASIDE = "accept", "later", "set aside"


class SheetRow(NamedTuple):
    """A receipt as the sheet shows it; ``decision`` is what the person chose, empty for nothing yet."""

    receipt: str
    value_date: date
    amount_chf: Decimal
    payer: str
    text: str
    match_class: str
    state: str
    pays: str
    evidence: str
    decision: str = ""

    @property
    def key(self) -> str:
        """Give the key of what is shown; any changed cell changes it."""
        shown = (self.receipt, self.value_date.isoformat(), f"{self.amount_chf:.2f}", self.payer, self.text)
        said = (self.match_class, self.state, self.pays, self.evidence)
        return sha256("\x1f".join(" ".join(cell.split()) for cell in (*shown, *said)).encode()).hexdigest()[:16]
