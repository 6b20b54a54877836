"""What an office's letters need beside the books: letterhead, bank details, rules of sending. Values only."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

LANGUAGES = ("en", "fr", "es")


@dataclass(frozen=True, slots=True)
class BankBlock:
    """Where the contributions are to be paid; ``country`` by its ISO code. Letters keep its fields by name."""

    holder: str
    iban: str
    bic: str
    bank: str
    street: str
    postcode: str
    city: str
    country: str


class BackupSettings(NamedTuple):
    """Where backups of the ledger go, how many of the newest are kept, and whether none are written."""

    folder: Path
    keep_count: int
    are_off: bool


class MonthSettings(NamedTuple):
    """Where the bank's files are put before they are brought in, and where the papers of a month go."""

    inbox: Path
    papers: Path


class OfficeSettings(NamedTuple):
    """Letterhead, names by language, bank details, and how old the bank's data may be when letters are written.

    ``language`` is that of letters to a State for which none is known, or none.
    ``series`` begins the reference of a note verbale, as in NV/2017/001, ``series_formal`` that of a formal letter.
    ``texts`` are the sentences by language and key; ``word_template`` is the office's own, if it has one.
    """

    unit: Mapping[str, str]
    convention: Mapping[str, str]
    place: Mapping[str, str]
    letterhead: tuple[str, ...]
    contact: str
    series: str
    language: str
    bank: BankBlock | None
    days_bank_data: int
    series_formal: str
    signatory: str
    signatory_letterhead: tuple[str, ...]
    title: Mapping[str, str]
    texts: Mapping[str, Mapping[str, str]]
    word_template: bytes | None
