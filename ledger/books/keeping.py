"""Enter the facts that the books rest on: office, States, addresses, payer accounts.

A fact is never changed: a corrected one is a newer row. Entering the same facts again writes nothing and says so.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from db import bank_papers, facts
from db.bank_tables import BankAccount
from db.errors import LedgerError
from db.readings import MissionReading, PayerAccountReading, StateReading
from db.tables import Mission, Office, PayerAccount, State, StateVersion
from ledger.books.open_books import Books
from ledger.intake.office_tables import StateFacts


class CodeBelongsToAnother(LedgerError):
    """Refuse a State whose codes do not go together."""

    def __init__(self, iso3: str, iso2: str, holder: str) -> None:
        super().__init__(
            f"{iso3} cannot have the code {iso2}, which is {holder}'s in the ledger; mend the file and import it again"
        )


class OfficeNeedsAName(LedgerError):
    """Refuse an office without a name."""

    def __init__(self) -> None:
        super().__init__('the office needs a name, which stands above every report; give it with --name "ISU-CCM"')


class AccountOfAnotherState(LedgerError):
    """Refuse to let one account pay for two States."""

    def __init__(self, account: str, holder: str, asked: str) -> None:
        super().__init__(
            f"account {account} is known to pay for {holder} and cannot also pay for {asked}; "
            f'if it was learnt wrongly, `isu aliases revoke {account} --why "…"` first'
        )


class UnknownPayerAccount(LedgerError):
    """Refuse to forget an account that is not remembered."""

    def __init__(self, account: str) -> None:
        super().__init__(f"account {account} is not known to pay for a State; `isu aliases list` shows those that are")


@dataclass(frozen=True, slots=True)
class Entered:
    """How many facts were new, differed from what was known, or were known already."""

    new_count: int
    changed_count: int
    same_count: int


def set_office(books: Books, name: str, notice: str) -> None:
    """Name the office, with a notice that every report shows (empty: none)."""
    books.add(Office(name=name, notice=notice, recorded_at=books.at))


_WITHOUT_HUNDREDTHS = (
    "BHD", "BIF", "CLP", "DJF", "GNF", "IQD", "ISK", "JOD", "JPY", "KMF", "KRW", "KWD", "LYD", "OMR", "PYG", "RWF",
    "TND", "UGX", "VND", "VUV", "XAF", "XOF", "XPF",
)  # fmt: skip


class CurrencyNotKept(LedgerError):
    """Refuse an account in a currency that is not divided into hundredths."""

    def __init__(self, iban: str, currency: str) -> None:
        super().__init__(
            f"account {iban} in {currency} cannot be kept: amounts here are in hundredths, and {currency} has none; "
            "keep it outside this ledger, contributions are credited in CHF only"
        )


def set_bank_account(books: Books, iban: str, currency: str = bank_papers.FRANCS) -> None:
    """Enter an account of the office, in one currency. Raises CurrencyNotKept."""
    if currency in _WITHOUT_HUNDREDTHS:
        raise CurrencyNotKept(iban, currency)
    if (iban, currency) not in bank_papers.bank_accounts(books.db):
        books.add(BankAccount(iban=iban, currency=currency, recorded_at=books.at))


def enter_states(books: Books, found: Iterable[StateFacts]) -> Entered:
    """Enter States and the names and membership they have from a day."""
    new = changed = same = 0
    for entered in sorted(found, key=lambda facts_of: facts_of.valid_from):
        known = facts.states(books.db, as_of=entered.valid_from).get(entered.state.iso3)
        if known == entered.state:
            same += 1
            continue
        if not _is_known(books, entered.state):
            books.add(State(iso3=entered.state.iso3, iso2=entered.state.iso2, recorded_at=books.at))
            new += 1
        else:
            changed += 1
        books.add(_version(entered.state, entered.valid_from, books))
    return Entered(new, changed, same)


def _is_known(books: Books, state: StateReading) -> bool:
    holders = books.db.execute(
        "SELECT iso3, iso2 FROM state WHERE iso3 = ? OR iso2 = ?", (state.iso3, state.iso2)
    ).fetchall()
    for iso3, iso2 in holders:
        if (iso3, iso2) != (state.iso3, state.iso2):
            raise CodeBelongsToAnother(state.iso3, state.iso2, iso3 if iso3 != state.iso3 else f"{iso3} as {iso2}")
    return bool(holders)


def _version(state: StateReading, valid_from: date, books: Books) -> StateVersion:
    return StateVersion(
        state=state.iso3,
        valid_from=valid_from,
        name_en=state.name_en,
        name_fr=state.name_fr,
        name_es=state.name_es,
        with_article_fr=state.with_article_fr,
        with_article_es=state.with_article_es,
        formal_en=state.formal_en,
        formal_fr=state.formal_fr,
        formal_es=state.formal_es,
        other_names=";".join(state.other_names),
        regional_group=state.regional_group,
        language=state.language,
        party_from=state.party_from,
        party_until=state.party_until,
        recorded_at=books.at,
    )


def enter_missions(books: Books, found: Iterable[MissionReading]) -> Entered:
    """Enter the missions of States, each by its post."""
    known = {(each.state, each.post.casefold()): each for each in facts.all_missions(books.db)}
    new = changed = same = 0
    for mission in found:
        key = (mission.state, mission.post.casefold())
        if known.get(key) == mission:
            same += 1
            continue
        new, changed = (new, changed + 1) if key in known else (new + 1, changed)
        values = {name: getattr(mission, name) for name in MissionReading._fields}
        books.add(Mission(**values, recorded_at=books.at))
    return Entered(new, changed, same)


def confirm_payer_accounts(books: Books, found: Iterable[PayerAccountReading]) -> Entered:
    """Remember accounts from which a State pays, as a person has confirmed."""
    known = facts.payer_accounts(books.db)
    new = same = 0
    for payer in found:
        held = known.get(payer.account)
        if held and held.state != payer.state:
            raise AccountOfAnotherState(payer.account, held.state, payer.state)
        if held:
            same += 1
            continue
        books.add(_payer_row(books, payer, "confirmed"))
        new += 1
    return Entered(new, 0, same)


def revoke_payer_account(books: Books, account: str, why: str) -> PayerAccountReading:
    """Forget that an account pays for a State; what was booked by it stays."""
    held = facts.payer_accounts(books.db).get(account)
    if held is None:
        raise UnknownPayerAccount(account)
    books.add(_payer_row(books, PayerAccountReading(account, held.state, held.payer, why), "revoked"))
    return held


def _payer_row(books: Books, payer: PayerAccountReading, standing: str) -> PayerAccount:
    return PayerAccount(
        account=payer.account,
        state=payer.state,
        standing=standing,
        payer=payer.payer,
        why=payer.why,
        recorded_at=books.at,
        receipt_id=payer.receipt_id,
    )
