"""Everything that is written to one State: note verbale, single invoice, statement of account, ready to be set.

Apart from the writers, so that Word and PDF say the same, and apart from the books, which keep it as it was said.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from db.errors import LedgerError
from db.letter_readings import InstalmentReading, LetterDecision
from db.money import ZERO_CHF
from db.office_settings import LANGUAGES, BankBlock, OfficeSettings
from db.readings import AccountLineReading, MissionReading, ReceiptReading, StateReading
from db.vocabulary import Act
from reports.papers import further
from reports.papers.further import NoteText
from reports.papers.language import plain, typeset
from reports.papers.letter import LetterOfState, Recalled
from reports.papers.paper_set import PaperSet, Rows
from reports.papers.saying import Say
from reports.picture import Picture


class NoLanguage(LedgerError):
    """Refuse to write in a language that the letters do not have."""

    def __init__(self, state: StateReading, language: str) -> None:
        super().__init__(
            f"{state.name_en} is to be written to in {language or 'no language'}, and the letters have "
            f"{', '.join(LANGUAGES)}; mend its language with `isu addresses import`, "
            "or say one for all without: `isu settings set letters.language en`"
        )


@dataclass(frozen=True, slots=True)
class Assignment:
    """What a letter is for and how it is written: its number, its form, what it recalls or acknowledges or proposes."""

    reference: str
    purpose: str = "request"
    form: str = "note verbale"
    recalled: Recalled | None = None
    receipts: Sequence[ReceiptReading] = ()
    instalments: Sequence[InstalmentReading] = ()


def paper_set(
    picture: Picture,
    state: StateReading,
    decision: LetterDecision,
    lines: Sequence[AccountLineReading],
    settings: OfficeSettings,
    asked: Assignment,
) -> PaperSet:
    """Write a State's papers as of the picture's day. Raises NoLanguage, TextNeedsField or TextBroken."""
    mission = picture.missions[state.iso3]
    language = mission.language or state.language or settings.language
    if language not in LANGUAGES:
        raise NoLanguage(state, language)
    assert settings.bank is not None, "asked for before"
    say = Say(language, settings.texts)
    charges = [each for each in picture.charges.get(state.iso3, ()) if each.year <= picture.year]
    invoice = max(picture.invoices[state.iso3], key=lambda each: each.year)
    letter = LetterOfState(picture, state, decision, charges, invoice, settings, say, asked.form)
    note = _note(letter, mission, asked)
    requests = asked.purpose == "request"
    return PaperSet(
        state=state.iso3,
        language=language,
        reference=asked.reference,
        letterhead=(letter.is_formal and settings.signatory_letterhead) or settings.letterhead,
        contact=settings.contact,
        address=_address(mission, language),
        place_and_day=f"{settings.place[language]}, {say.day(picture.as_of)}",
        note_title="" if letter.is_formal else say("note"),
        note_ref=f"{say('ref')} {asked.reference}",
        paragraphs=note.before,
        enclosures=say("enclosures", invoice=invoice.number) if requests else say("enclosure"),
        **(_invoice(letter, mission, settings.bank, asked.reference) if requests else _NO_INVOICE),
        statement_title=say("statement_of", name=letter.name),
        statement_as_at=say("as_at", day=say.day(picture.as_of)),
        statement_columns=(say("day"), say("what"), say("owed"), say("paid"), say("balance")),
        statement_rows=_statement(lines, say),
        statement_closing=letter.closing(),
        statement_rule=say("rule"),
        purpose=asked.purpose,
        form=asked.form,
        salutation=_salutation(mission, say) if letter.is_formal else "",
        signature=(settings.signatory, settings.title[language]) if letter.is_formal else (),
        note_columns=note.columns,
        note_rows=note.rows,
        paragraphs_after=note.after,
    )


def _invoice(letter: LetterOfState, mission: MissionReading, bank: BankBlock, reference: str) -> dict[str, Any]:
    """Write the single invoice with its payment slip."""
    return {
        "invoice_title": f"{letter.say('invoice')} {letter.invoice.number}",
        "invoice_facts": letter.facts(mission, reference),
        "invoice_columns": (letter.say("description"), letter.say("chf")),
        "invoice_rows": letter.rows(),
        "invoice_total": (letter.say("requested"), plain(letter.decision.requested_chf)),
        "ageing_title": letter.say("ageing"),
        "ageing": letter.ageing(),
        "bank_title": letter.say("pay_to"),
        "bank_rows": letter.bank(bank),
        "bank_note": letter.say("charges"),
        "qr": letter.slip(bank, mission),
    }


_NO_INVOICE: dict[str, Any] = {
    **dict.fromkeys(("invoice_title", "ageing_title", "bank_title", "bank_note"), ""),
    **dict.fromkeys(("invoice_facts", "invoice_columns", "invoice_rows", "ageing", "bank_rows"), ()),
    "invoice_total": ("", ""),
    "qr": None,
}


def _salutation(mission: MissionReading, say: Say) -> str:
    """Give the salutation of the address, with the sign that the language wants after it, or the usual one."""
    usual = say("formal_salutation")
    own = mission.salutation.strip()
    return (own if own[-1] in ",:" else own + usual[-1:]) if own else usual


def _note(letter: LetterOfState, mission: MissionReading, asked: Assignment) -> NoteText:
    if asked.purpose == "thanks":
        return further.thanks(letter, mission)
    if asked.purpose == "receipt":
        uses = letter.picture.applications.get(letter.state.iso3, ())
        return further.receipt(letter, mission, asked.receipts, uses)
    if asked.purpose == "plan":
        return further.plan_proposal(letter, mission, asked.instalments)
    return NoteText(tuple(letter.paragraphs(mission, asked.recalled)))


def _address(mission: MissionReading, language: str) -> tuple[str, ...]:
    town = f"{mission.postcode} {mission.city}".strip()
    lines = (mission.mission, mission.addressee, mission.street, town, mission.country)
    return tuple(typeset(line, language) for line in lines if line)


_ACTS = {
    Act.ASSESS: "act_assess",
    Act.INCREASE: "act_increase",
    Act.REDUCE: "act_reduce",
    Act.IDENTIFY: "act_identify",
    Act.GIVE: "act_give",
    Act.BEAR_FEE: "act_bear_fee",
}


def _statement(lines: Sequence[AccountLineReading], say: Say) -> Rows:
    """Write the account, day by day, with its balance; owed above zero, received below."""
    rows, balance_chf = [], ZERO_CHF
    for line in lines:
        balance_chf += line.owed_chf
        what = say(_ACTS[line.act], year=str(line.year or ""), line=line.line, document=line.document)
        if line.is_reversal:
            what = say("act_back", what=what)
        is_receipt = line.act is Act.IDENTIFY
        owed, paid = ("", plain(-line.owed_chf)) if is_receipt else (plain(line.owed_chf), "")
        rows.append((line.on.isoformat(), what, owed, paid, plain(balance_chf)))
    return tuple(rows)
