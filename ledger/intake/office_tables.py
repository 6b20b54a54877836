"""Read the director's tables of States, rates, budgets, missions and payer accounts into values.

Apart from the acts that enter them: here a fault is a line of a file, and all of them are told at once.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from pathlib import Path

from db.errors import LedgerError
from db.moments import BEGINNING
from db.money import ZERO_CHF, parse_chf
from db.readings import PLAIN_SPLIT, BudgetReading, MissionReading, PayerAccountReading, SplitRule, StateReading
from db.vocabulary import Joining, Key, Leaving, Obligation
from ledger.intake import cells
from ledger.intake.sheets import FaultList, SheetRow, read_rows
from ledger.intake.split_settings import named_settings, read_joining, read_leaving, split_rule


@dataclass(frozen=True, slots=True)
class StateFacts:
    """A State under the name and membership that hold from a day."""

    state: StateReading
    valid_from: date


@dataclass(frozen=True, slots=True)
class BudgetLineFacts:
    """One line of a budget to be entered, amount in CHF."""

    code: str
    title: str
    amount_chf: Decimal
    key: Key
    obligation: Obligation
    split: SplitRule = PLAIN_SPLIT


@dataclass(frozen=True, slots=True)
class BudgetFacts:
    """A year's budget to be entered, with what States owe that join or leave in it."""

    year: int
    decision: str
    decided_on: date
    lines: tuple[BudgetLineFacts, ...]
    joining: Joining = Joining.MONTHS
    leaving: Leaving = Leaving.MONTHS


def read_states(path: Path) -> list[StateFacts]:
    """Read States: columns state, iso2, name_en, and further names, group, language, party_from, party_until."""
    faults = FaultList(path.name)
    found, seen = [], set()
    for row in read_rows(path, ("state", "iso2", "name_en")):
        facts = _state(row, faults)
        if facts is None:
            continue
        if (facts.state.iso3, facts.valid_from) in seen:
            faults.add(row.line, f"{facts.state.iso3} stands in the file twice")
        seen.add((facts.state.iso3, facts.valid_from))
        found.append(facts)
    faults.refuse_if_any()
    return found


def _state(row: SheetRow, faults: FaultList) -> StateFacts | None:
    iso3 = faults.read(row, "state", cells.iso3)
    iso2 = faults.read(row, "iso2", cells.iso2)
    name_en = faults.read(row, "name_en", cells.filled)
    language = faults.read(row, "language", cells.language)
    party_from = faults.read(row, "party_from", cells.day_or_none)
    party_until = faults.read(row, "party_until", cells.day_or_none)
    valid_from = faults.read(row, "valid_from", cells.day_or_none)
    if party_until and (party_from is None or party_until < party_from):
        faults.add(row.line, f"party_until: {party_until} is before the State is a party")
    if iso3 is None or iso2 is None or name_en is None or language is None:
        return None
    names = ("name_fr", "name_es", "with_article_fr", "with_article_es", "formal_en", "formal_fr", "formal_es")
    state = StateReading(
        iso3=iso3,
        iso2=iso2,
        name_en=name_en,
        **{name: row[name] for name in names},
        other_names=tuple(name.strip() for name in row["other_names"].split(";") if name.strip()),
        regional_group=row["regional_group"],
        language=language,
        party_from=party_from,
        party_until=party_until,
    )
    return StateFacts(state, valid_from or BEGINNING)


def read_rates(path: Path, known: Collection[str]) -> dict[str, Decimal]:
    """Read a scale: columns state, rate; rates in percent by ISO3. Every State must be known, none twice."""
    faults = FaultList(path.name)
    rates: dict[str, Decimal] = {}
    for row in read_rows(path, ("state", "rate")):
        state, rate = _known_state(row, faults, known), faults.read(row, "rate", cells.rate)
        if state in rates:
            faults.add(row.line, f"{state} stands in the file twice")
        if state is not None and rate is not None:
            rates[state] = rate
    faults.refuse_if_any()
    return rates


def read_any_rates(path: Path) -> dict[str, Decimal]:
    """Read rates of any payers, by whatever they are called: columns state, rate; none twice, rates from 0 to 100."""
    faults = FaultList(path.name)
    rates: dict[str, Decimal] = {}
    for row in read_rows(path, ("state", "rate")):
        payer, rate = faults.read(row, "state", cells.filled), faults.read(row, "rate", cells.rate)
        if payer in rates:
            faults.add(row.line, f"{payer} stands in the file twice")
        if payer is not None and rate is not None:
            rates[payer] = rate
    faults.refuse_if_any()
    return rates


def _known_state(row: SheetRow, faults: FaultList, known: Collection[str]) -> str | None:
    state = faults.read(row, "state", cells.iso3)
    if state is not None and state not in known:
        faults.add(row.line, f"state: {state} is not among the ledger's States; `isu states import` brings it in")
        return None
    return state


def read_budgets(path: Path) -> dict[int, BudgetFacts]:
    """Read budgets: columns year, line, amount_chf, key, decision, decided_on; keyed by year.

    Further columns: title, obligation, the settings of ``split_settings``, joining and leaving.
    """
    faults = FaultList(path.name)
    lines: dict[int, list[BudgetLineFacts]] = {}
    decided: dict[int, tuple[str, date, Joining, Leaving]] = {}
    for row in read_rows(path, ("year", "line", "amount_chf", "key", "decision", "decided_on")):
        year, line = faults.read(row, "year", cells.year), _budget_line(row, faults)
        decided_on = faults.read(row, "decided_on", cells.day)
        joining, leaving = faults.read(row, "joining", read_joining), faults.read(row, "leaving", read_leaving)
        if year is None or line is None or decided_on is None or joining is None or leaving is None:
            continue
        if line.code in (other.code for other in lines.get(year, [])):
            faults.add(row.line, f"line {line.code} of {year} stands in the file twice")
        decision = (row["decision"], decided_on, joining, leaving)
        if decided.setdefault(year, decision) != decision:
            faults.add(row.line, f"the lines of {year} name different decisions, or rules for joining and leaving")
        lines.setdefault(year, []).append(line)
    faults.refuse_if_any()
    return {
        year: BudgetFacts(year, *decided[year][:2], tuple(found), *decided[year][2:]) for year, found in lines.items()
    }


def _budget_line(row: SheetRow, faults: FaultList) -> BudgetLineFacts | None:
    code = faults.read(row, "line", cells.filled)
    amount_chf = faults.read(row, "amount_chf", budget_amount)
    key = faults.read(row, "key", budget_key)
    split = _split(row, faults)
    if code is None or amount_chf is None or key is None or split is None:
        return None
    line = budget_line(code, row["title"], amount_chf, key, split)
    if row["obligation"] not in ("", line.obligation.value):
        faults.add(row.line, f"obligation: {row['obligation']!r} does not go with key {key.value}")
    return line


def _split(row: SheetRow, faults: FaultList) -> SplitRule | None:
    try:
        return split_rule(row.cells)
    except cells.BadCell as error:
        faults.add(row.line, str(error))
        return None


def budget_line(
    code: str, title: str, amount_chf: Decimal, key: Key, split: SplitRule = PLAIN_SPLIT
) -> BudgetLineFacts:
    """Make a line; what is split by a key is owed, what is voluntary is promised."""
    obligation = Obligation.VOLUNTARY if key is Key.VOLUNTARY else Obligation.ASSESSED
    return BudgetLineFacts(code, title or f"Budget line {code}", amount_chf, key, obligation, split)


def budget_amount(cell: str) -> Decimal:
    """Read the amount of a budget line: CHF, not negative."""
    amount_chf = parse_chf(cell)
    if amount_chf < ZERO_CHF:
        raise cells.BadCell(f"{cell!r} is negative")
    return amount_chf


def budget_key(cell: str) -> Key:
    """Read how a line is split."""
    try:
        return Key(cell)
    except ValueError:
        raise cells.BadCell(f"{cell!r} is no key; write {', '.join(key.value for key in Key)}") from None


_MISSION_TEXTS = (
    "addressee", "rank", "salutation", "street", "postcode", "city", "country", "email", "language", "channel",
    "copy_new_york",
)  # fmt: skip
_USES = ("letters", "copy", "none")


def read_missions(path: Path, known: Collection[str]) -> list[MissionReading]:
    """Read addresses: columns state, mission, and the parts of the address; one row a State and post."""
    faults = FaultList(path.name)
    found: dict[tuple[str, str], MissionReading] = {}
    for row in read_rows(path, ("state", "mission")):
        state, mission = _known_state(row, faults, known), faults.read(row, "mission", cells.filled)
        checked_on = faults.read(row, "checked_on", cells.day_or_none)
        post, use = row["post"] or "Geneva", row["use"] or "letters"
        if use not in _USES:
            faults.add(row.line, f"{use!r} is no use of a mission; write {', '.join(_USES)}")
        if (state or "", post.casefold()) in found:
            faults.add(row.line, f"{state} stands in the file twice at {post}; name the post of each")
        if state is not None and mission is not None:
            texts = {column: row[column] for column in _MISSION_TEXTS}
            read = MissionReading(state=state, mission=mission, checked_on=checked_on, post=post, use=use, **texts)
            found[state, post.casefold()] = read
    faults.refuse_if_any()
    return list(found.values())


def read_payer_accounts(path: Path, known: Collection[str]) -> list[PayerAccountReading]:
    """Read confirmed payer accounts: columns account, state, payer, why; an account pays for one State only."""
    faults = FaultList(path.name)
    found: dict[str, PayerAccountReading] = {}
    for row in read_rows(path, ("account", "state", "payer", "why")):
        account, state = faults.read(row, "account", cells.account), _known_state(row, faults, known)
        if account in found:
            faults.add(row.line, f"account {account} stands in the file twice")
        if account is not None and state is not None:
            found[account] = PayerAccountReading(account, state, row["payer"], row["why"])
    faults.refuse_if_any()
    return list(found.values())


def one_line_budget(text: str) -> BudgetLineFacts:
    """Read ``CODE=AMOUNT[:KEY][:SETTING=VALUE]…`` from the command line; the key is ``un_scale`` unless named.

    >>> one_line_budget("7a=189820.00").key
    <Key.UN_SCALE: 'un_scale'>
    >>> one_line_budget("7a=189820.00:un_scale:unit=1:ceiling_percent=22").split.ceiling_percent
    Decimal('22')
    """
    code, equals, rest = text.partition("=")
    amount, *further = rest.split(":")
    key = further.pop(0).strip() if further and "=" not in further[0] else ""
    if not equals or not code.strip():
        raise LedgerError(f"{text!r} is no budget line; write it like 7a=189820.00 or 7c=0.00:voluntary")
    split = split_rule(named_settings(further))
    return budget_line(code.strip(), "", budget_amount(amount), budget_key(key or Key.UN_SCALE.value), split)


class YearNotInFile(LedgerError):
    """Refuse a budget file without the year that is asked for."""

    def __init__(self, path: Path, year: int, years: Collection[int]) -> None:
        held = ", ".join(map(str, sorted(years)))
        super().__init__(f"{path.name} has no budget of {year}, only of {held}; add its lines, or name another year")


def budget_of_year(path: Path, year: int) -> BudgetFacts:
    """Read the budget of one year from a file of budgets; raises YearNotInFile."""
    found = read_budgets(path)
    if year not in found:
        raise YearNotInFile(path, year, found)
    return found[year]


def revised_budget(held: BudgetReading, texts: Sequence[str], decision: str, on: date) -> BudgetFacts:
    """Change lines of a budget as given by ``CODE=AMOUNT[:KEY…]``; without a key, a line stays split as it was."""
    lines = {line.code: BudgetLineFacts(line.code, line.title, line.amount_chf, line.key, line.obligation, line.split)
             for line in held.lines}  # fmt: skip
    changed = [(one_line_budget(text), ":" in text) for text in texts]
    codes = [line.code for line, _ in changed]
    if doubled := [code for code in codes if codes.count(code) > 1]:
        raise LedgerError(f"line {doubled[0]} is given twice; give each line once, with its new amount")
    for line, names_key in changed:
        before = lines.get(line.code)
        lines[line.code] = line if names_key or before is None else replace(before, amount_chf=line.amount_chf)
    return BudgetFacts(held.year, decision, on, tuple(lines.values()), held.joining, held.leaving)
