"""One State's papers as values: every text and amount as it stands on paper."""

from dataclasses import MISSING, asdict, dataclass, fields

from db.office_settings import BankBlock

Rows = tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class QrSlip:
    """What the QR code of the payment slip says."""

    bank: BankBlock
    amount: str
    reference: str
    language: str
    information: str
    debtor: tuple[str, str, str, str, str] | None


@dataclass(frozen=True, slots=True)
class PaperSet:
    """One State's papers as texts; amounts in CHF as they stand on paper. What asks for nothing has no invoice."""

    state: str
    language: str
    reference: str
    letterhead: tuple[str, ...]
    contact: str
    address: tuple[str, ...]
    place_and_day: str
    note_title: str
    note_ref: str
    paragraphs: tuple[str, ...]
    enclosures: str
    invoice_title: str
    invoice_facts: Rows
    invoice_columns: tuple[str, ...]
    invoice_rows: Rows
    invoice_total: tuple[str, str]
    ageing_title: str
    ageing: Rows
    bank_title: str
    bank_rows: Rows
    bank_note: str
    statement_title: str
    statement_as_at: str
    statement_columns: tuple[str, ...]
    statement_rows: Rows
    statement_closing: str
    statement_rule: str
    qr: QrSlip | None
    purpose: str = "request"
    form: str = "note verbale"
    salutation: str = ""
    signature: tuple[str, ...] = ()
    note_columns: tuple[str, ...] = ()
    note_rows: Rows = ()
    paragraphs_after: tuple[str, ...] = ()

    def as_dict(self) -> dict[str, object]:
        """Give it as plain values, for templates and for the books."""
        return asdict(self)


# What letters say that were kept before there were forms and tables.
ADDED_LATER = {each.name: each.default for each in fields(PaperSet) if each.default is not MISSING}
