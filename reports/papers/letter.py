"""One State's letter and invoice: the figures of its position and the ways to say them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from db.office_settings import BankBlock, OfficeSettings
from db.readings import ChargeReading, InvoiceReading, LetterDecision, MissionReading, StateReading
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

    def paragraphs(self, mission: MissionReading, recalled: Recalled | None) -> list[str]:
        """Write the note verbale."""
        say, year, language = self.say, self.picture.year, self.say.language
        unit = self.settings.unit[language]
        named = {
            "Unit": unit[0].upper() + unit[1:],
            "mission": mission.mission,
            "convention": self.settings.convention[language],
        }
        written = [say("present", **named)]
        if recalled:
            written.append(say("recall", reference=recalled.reference, day=say.day(recalled.on)))
        prior = [each for each in self.years_open() if each < year]
        if prior:
            by_year = "; ".join(say("of_year", year=str(each), amount=amount(self.open_of(each))) for each in prior)
            written.append(say("prior_years", of_state=self.of_state, by_year=by_year))
        if self.open_of(year):
            written.append(self._of_this_year(year))
        if self.decision.on_account_chf:
            on_account = amount(self.decision.on_account_chf)
            written.append(say("on_account", on_account=on_account, of_state=self.of_state))
        written.append(self._request())
        until = self.picture.heading.data_until or self.picture.as_of
        written.append(say("crossed", data_until=say.day(until), mission=mission.mission))
        written.append(say("close", **named))
        return written

    def _of_this_year(self, year: int) -> str:
        of_year = [each for each in self.charges if each.year == year]
        received_chf = sum_chf(each.received_chf for each in of_year)
        fields = {
            "year": str(year),
            "of_state": self.of_state,
            "assessed": amount(sum_chf(each.assessed_chf for each in of_year)),
            "received": amount(received_chf),
            "open": amount(self.open_of(year)),
        }
        return self.say("this_year_part" if received_chf else "this_year", **fields)

    def _request(self) -> str:
        requested = amount(self.decision.requested_chf)
        due = self.due_on()
        if due is None:
            return self.say("request_prior", requested=requested, invoice=self.invoice.number)
        return self.say("request", requested=requested, invoice=self.invoice.number, due=self.say.day(due))

    def due_on(self) -> date | None:
        """Give the day by which it is to be paid; none where that has passed for all of it."""
        days = [each.due_on for each in self.charges if each.open_chf and each.due_on >= self.picture.as_of]
        return max(days, default=None)

    def facts(self, mission: MissionReading, reference: str) -> Rows:
        """Give the head of the invoice."""
        due = self.due_on()
        facts = [
            (self.say("to"), typeset(mission.mission, self.say.language)),
            (self.say("issued"), self.say.day(self.picture.as_of)),
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
