"""Everything that is written to one State: note verbale, single invoice, statement of account, ready to be set.

Apart from the writers, so that Word and PDF say the same, and apart from the books, which keep it as it was said.
"""

from collections.abc import Sequence

from db.errors import LedgerError
from db.money import ZERO_CHF
from db.office_settings import LANGUAGES, OfficeSettings
from db.readings import AccountLineReading, LetterDecision, MissionReading, StateReading
from db.vocabulary import Act
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
            f"{', '.join(LANGUAGES)}; mend its language with `isu addresses import`"
        )


def paper_set(
    picture: Picture,
    state: StateReading,
    decision: LetterDecision,
    lines: Sequence[AccountLineReading],
    settings: OfficeSettings,
    reference: str,
    recalled: Recalled | None = None,
) -> PaperSet:
    """Write a State's papers as of the picture's day. Raises NoLanguage or TextNeedsField."""
    mission = picture.missions[state.iso3]
    language = mission.language or state.language
    if language not in LANGUAGES:
        raise NoLanguage(state, language)
    assert settings.bank is not None, "asked for before"
    say = Say(language)
    charges = [each for each in picture.charges.get(state.iso3, ()) if each.year <= picture.year]
    invoice = max(picture.invoices[state.iso3], key=lambda each: each.year)
    letter = LetterOfState(picture, state, decision, charges, invoice, settings, say)
    return PaperSet(
        state=state.iso3,
        language=language,
        reference=reference,
        letterhead=settings.letterhead,
        contact=settings.contact,
        address=_address(mission, language),
        place_and_day=f"{settings.place[language]}, {say.day(picture.as_of)}",
        note_title=say("note"),
        note_ref=f"{say('ref')} {reference}",
        paragraphs=tuple(letter.paragraphs(mission, recalled)),
        enclosures=say("enclosures", invoice=invoice.number),
        invoice_title=f"{say('invoice')} {invoice.number}",
        invoice_facts=letter.facts(mission, reference),
        invoice_columns=(say("description"), say("chf")),
        invoice_rows=letter.rows(),
        invoice_total=(say("requested"), plain(decision.requested_chf)),
        ageing_title=say("ageing"),
        ageing=letter.ageing(),
        bank_title=say("pay_to"),
        bank_rows=letter.bank(settings.bank),
        bank_note=say("charges"),
        statement_title=say("statement_of", name=letter.name),
        statement_as_at=say("as_at", day=say.day(picture.as_of)),
        statement_columns=(say("day"), say("what"), say("owed"), say("paid"), say("balance")),
        statement_rows=_statement(lines, say),
        statement_closing=letter.closing(),
        statement_rule=say("rule"),
        qr=letter.slip(settings.bank, mission),
    )


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
