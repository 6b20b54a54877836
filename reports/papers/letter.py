"""One State's letter and invoice: the figures of its position and the ways to say them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from db.letter_readings import LetterDecision
from db.office_settings import BankBlock, OfficeSettings
from db.readings import ChargeReading, InvoiceReading, MissionReading, StateReading
from reports.papers.language import NBSP, amount, of_state, plain, typeset
from reports.papers.paper_set import QrSlip, Rows
from reports.papers.saying import Say
from reports.picture import Picture, sum_chf


@dataclass(frozen=True, slots=True)
class Recalled:
    """An earlier note that is recalled."""

    reference: str
    on: date


@dataclass(frozen=True, slots=True)
class LetterOfState:
    """One State's figures and the ways to say them."""

    picture: Picture
    state: StateReading
    decision: LetterDecision
    charges: Sequence[ChargeReading]
    invoice: InvoiceReading
    settings: OfficeSettings
    say: Say
    form: str = "note verbale"

    @property
    def name(self) -> str:
        """Give the State's short name in the language of the letter."""
        names = {"en": self.state.name_en, "fr": self.state.name_fr, "es": self.state.name_es}
        return names[self.say.language] or self.state.name_en

    @property
    def of_state(self) -> str:
        """Write "of" the State, by its formal name."""
        formal = {"en": self.state.formal_en, "fr": self.state.formal_fr, "es": self.state.formal_es}
        return of_state(formal[self.say.language] or self.name, self.say.language)

    def open_of(self, year: int) -> Decimal:
        """Give what is open for a year, in CHF."""
        return sum_chf(each.open_chf for each in self.charges if each.year == year)

    def years_open(self) -> list[int]:
        """Give the years with anything open, oldest first."""
        return sorted({each.year for each in self.charges if each.open_chf})

    @property
    def is_formal(self) -> bool:
        """Tell whether the President writes, in the first person."""
        return self.form == "formal letter"

    def _named(self, mission: MissionReading) -> dict[str, str]:
        unit = self.settings.unit[self.say.language]
        return {
            "Unit": unit[0].upper() + unit[1:],
            "unit": unit,
            "mission": mission.mission,
            "convention": self.settings.convention[self.say.language],
            "title": self.settings.title[self.say.language],
        }

    def opening(self, mission: MissionReading) -> str:
        """Write how the letter begins."""
        return self.say("formal_present" if self.is_formal else "present", **self._named(mission))

    def ending(self, mission: MissionReading) -> str:
        """Write how the letter ends."""
        return self.say("formal_close" if self.is_formal else "close", **self._named(mission))

    def unpaid_by_year(self, years: Sequence[int], key: str = "prior_years") -> str:
        """Say what is open of years, one by one."""
        by_year = "; ".join(self.say("of_year", year=str(each), amount=amount(self.open_of(each))) for each in years)
        return self.say(key, of_state=self.of_state, by_year=by_year)

    def paragraphs(self, mission: MissionReading, recalled: Recalled | None) -> list[str]:
        """Write the letter that requests."""
        say, year, formal = self.say, self.picture.year, "formal_" * self.is_formal
        written = [self.opening(mission)]
        if self.is_formal:
            written.append(say("formal_importance"))
        if recalled:
            written.append(say(f"{formal}recall", reference=recalled.reference, day=say.day(recalled.on)))
        prior = [each for each in self.years_open() if each < year]
        if prior:
            written.append(self.unpaid_by_year(prior))
        if self.open_of(year):
            written.append(self._of_this_year(year, is_reminder=recalled is not None))
        written += self.not_requested()
        written.append(self._request(formal))
        until = self.picture.heading.data_until or self.picture.as_of
        written.append(say(f"{formal}crossed", data_until=say.day(until), mission=mission.mission))
        written.append(self.ending(mission))
        return written

    def not_requested(self) -> list[str]:
        """Say what is deducted: money on account, what a plan defers, what is disputed."""
        written, decision = [], self.decision
        if decision.on_account_chf:
            written.append(self.say("on_account", on_account=amount(decision.on_account_chf), of_state=self.of_state))
        if decision.deferred_chf:
            written.append(self.say("deferred", deferred=amount(decision.deferred_chf)))
        if decision.disputed_chf:
            written.append(self.say("disputed", disputed=amount(decision.disputed_chf)))
        return written

    def _of_this_year(self, year: int, *, is_reminder: bool) -> str:
        of_year = [each for each in self.charges if each.year == year]
        received_chf = sum_chf(each.received_chf for each in of_year)
        fields = {
            "year": str(year),
            "of_state": self.of_state,
            "assessed": amount(sum_chf(each.assessed_chf for each in of_year)),
            "received": amount(received_chf),
            "open": amount(self.open_of(year)),
        }
        if received_chf:
            return self.say("this_year_part", **fields)
        return self.say("reminder_this_year" if is_reminder else "this_year", **fields)

    def _request(self, formal: str) -> str:
        fields = {"requested": amount(self.decision.requested_chf), "invoice": self.invoice.number}
        due = self.due_on()
        if due is None:
            return self.say(f"{formal}request_prior", **fields)
        return self.say(f"{formal}request", due=self.say.day(due), **fields)

    def due_on(self) -> date | None:
        """Give the day by which it is to be paid; none where that has passed for all of it."""
        days = [each.due_on for each in self.charges if each.open_chf and each.due_on >= self.picture.as_of]
        return max(days, default=None)

    def facts(self, mission: MissionReading, reference: str) -> Rows:
        """Give the head of the invoice."""
        due = self.due_on()
        facts = [
            (self.say("to"), typeset(mission.mission, self.say.language)),
            (self.say("issued"), self.say.day(self.invoice.issued_on)),
            (self.say("balance_on"), self.say.day(self.picture.as_of)),
            *([(self.say("due"), self.say.day(due))] if due else []),
            (self.say("reference"), grouped(self.invoice.reference)),
            (self.say("ref"), reference),
        ]
        return tuple(facts)

    def rows(self) -> Rows:
        """Give what the invoice asks for: years before, the lines of this year, less money on account."""
        year = self.picture.year
        rows = [
            (self.say("brought_forward", year=str(each)), plain(self.open_of(each)))
            for each in self.years_open()
            if each < year
        ]
        rows += [
            (self.say("line_of", year=str(year), line=each.line), plain(each.open_chf))
            for each in self.charges
            if each.year == year and each.open_chf
        ]
        if self.decision.on_account_chf:
            rows.append((self.say("less_on_account"), f"-{plain(self.decision.on_account_chf)}"))
        if self.decision.deferred_chf:
            rows.append((self.say("less_deferred"), f"-{plain(self.decision.deferred_chf)}"))
        if self.decision.disputed_chf:
            rows.append((self.say("less_disputed"), f"-{plain(self.decision.disputed_chf)}"))
        return tuple(rows)

    def ageing(self) -> Rows:
        """Give what is open by year of assessment."""
        year = self.picture.as_of.year
        return tuple(
            (self.say("current_year" if each >= year else "earlier_year", year=str(each)), plain(self.open_of(each)))
            for each in self.years_open()
        )

    def bank(self, bank: BankBlock) -> Rows:
        """Give where to pay."""
        place = f"{bank.street}, {bank.postcode} {bank.city}"
        rows = [
            (self.say("holder"), f"{bank.holder}, {place}"),
            (self.say("bank"), bank.bank),
            ("IBAN", grouped(bank.iban)),
        ]
        rows += [("BIC", bank.bic)] if bank.bic else []
        return (*rows, (self.say("reference"), grouped(self.invoice.reference)))

    def closing(self) -> str:
        """Say what is open and what is on account."""
        charges = self.picture.charges.get(self.state.iso3, ())
        held = self.picture.receipts.get(self.state.iso3, ())
        return self.say(
            "closing",
            open=amount(sum_chf(each.open_chf for each in charges)),
            on_account=amount(sum_chf(each.on_account_chf for each in held)),
        )

    def slip(self, bank: BankBlock, mission: MissionReading) -> QrSlip:
        """Give what the QR code says; whose mission is not in Switzerland gets one without its address."""
        is_in_switzerland = mission.country.casefold() in ("switzerland", "suisse", "suiza", "schweiz")
        debtor = (self.name, mission.street, mission.postcode, mission.city, "CH") if is_in_switzerland else None
        return QrSlip(
            bank,
            f"{self.decision.requested_chf:.2f}",
            self.invoice.reference,
            self.say.language if self.say.language == "fr" else "en",
            f"{self.say('invoice')} {self.invoice.number}",
            debtor,
        )


def grouped(number: str) -> str:
    """Write an account number or reference in groups of four, which no line end parts.

    >>> grouped("RF69CCM2017DE01").replace(NBSP, " ")
    'RF69 CCM2 017D E01'
    """
    return NBSP.join(number[place : place + 4] for place in range(0, len(number), 4))
