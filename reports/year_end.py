"""R13, the schedule for the auditor at a year's end: what is owed, provided for, held, pledged, and where it differs.

The provision stands here and in no other report. What the schedule lists must be what the accounts of the books hold.
"""

from collections.abc import Iterable, Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal

from db.moments import long_date
from db.money import ZERO_CHF
from db.readings import ChargeReading
from db.vocabulary import Account
from reports.arrears import arrears
from reports.picture import Picture, sum_chf
from reports.table import Cell, Column, Identity, Kind, SummaryLine, Table, column_total
from reports.voluntary import Fulfilment

Rates = Mapping[int, Decimal]
Balances = Mapping[Account, Decimal]
Rows = tuple[dict[str, Cell], ...]


def year_end(
    picture: Picture,
    rates: Rates,
    books: Balances,
    pledges: Sequence[Fulfilment],
    bank: Table,
    before: Picture | None,
) -> Table:
    """Build the schedule (CHF) of the picture's day, the last of a year; ``before`` is that of the year before.

    ``rates`` are percent by age in years, the last for all that is older; ``books`` the balances of the accounts, to
    which the schedule is held; ``bank`` the reconciliation of its last month.
    """
    receivables, ahead, voluntary = _receivables(picture, rates), _ahead(picture), _voluntary(pledges)
    advances_chf = _advances(picture)
    owing_count, provided_count = len(_owing(picture)), len(_owing(picture, rates))
    return Table(
        name="year-end",
        title=f"Year-end schedule {picture.as_of.year}",
        heading=picture.heading,
        columns=_columns(rates),
        rows=(
            *receivables,
            *ahead,
            *_provided(picture, receivables, rates, before),
            _line_of("liabilities", "advances on account", sum_chf(advances_chf), _count(advances_chf)),
            _line_of("liabilities", "unidentified receipts", _unidentified_chf(picture), None),
            *voluntary,
            *_differences(picture, before),
            *_bank(bank, books),
        ),
        total={},
        summary=(
            SummaryLine("receivables", "Receivables", owing_count, column_total(receivables, "amount")),
            SummaryLine("provision", "Provision", provided_count, column_total(receivables, "provision")),
            SummaryLine("net", "Receivables less provision", owing_count, column_total(receivables, "net")),
            SummaryLine("advances", "Advances (a liability)", _count(advances_chf), sum_chf(advances_chf)),
            SummaryLine("voluntary", "Voluntary receivable", _pledging(pledges), column_total(voluntary, "amount")),
        ),
        notes=tuple(_notes(picture, rates, bank)),
        identities=tuple(_identities(picture, column_total((*receivables, *ahead), "amount"), books)),
        figures={"rates": {str(age): f"{rate:f}" for age, rate in sorted(rates.items())}},
    )


def _columns(rates: Rates) -> tuple[Column, ...]:
    decimals = max(-int(rate.normalize().as_tuple().exponent) for rate in rates.values())
    return (
        Column("section", "Section"),
        Column("item", "Item"),
        Column("states", "States", Kind.COUNT, spare=2),
        Column("amount", "CHF", Kind.CHF),
        Column("rate", "%", Kind.PERCENT, decimals=max(decimals, 0), spare=3),
        Column("provision", "Provision", Kind.CHF),
        Column("net", "Net", Kind.CHF, spare=1),
    )


def _line_of(
    section: str, item: str, amount_chf: Decimal | None, states: int | None, **further: Cell
) -> dict[str, Cell]:
    blank: dict[str, Cell] = {"rate": None, "provision": None, "net": None}
    return {"section": section, "item": item, "states": states, "amount": amount_chf, **blank, **further}


def _row_of(section: str, year: int, charges: Sequence[ChargeReading]) -> dict[str, Cell]:
    open_chf = sum_chf(each.open_chf for each in charges)
    return _line_of(section, f"assessed {year}", open_chf, len({each.state for each in charges}))


def _by_year(picture: Picture, *, is_ahead: bool) -> list[tuple[int, list[ChargeReading]]]:
    """Give what is open by year of assessment, of the years up to the picture's day or of those after it."""
    held = [each for each in picture.all_charges() if each.open_chf and (each.year > picture.as_of.year) is is_ahead]
    return [(year, [each for each in held if each.year == year]) for year in sorted({each.year for each in held})]


# Receivables and provision --------------------------------------------------------------------------------------------


def _receivables(picture: Picture, rates: Rates) -> Rows:
    """Give one row a year, oldest first."""
    rows = []
    for year, charges in _by_year(picture, is_ahead=False):
        row, rate = _row_of("receivables", year, charges), rate_of(rates, picture.as_of.year - year)
        amount_chf = sum_chf(each.open_chf for each in charges)
        provision_chf = provided(amount_chf, rate)
        rows.append({**row, "rate": rate, "provision": provision_chf, "net": amount_chf - provision_chf})
    return tuple(rows)


def _ahead(picture: Picture) -> Rows:
    return tuple(_row_of("years ahead", year, charges) for year, charges in _by_year(picture, is_ahead=True))


def provided(amount_chf: Decimal, percent: Decimal) -> Decimal:
    """Give the provision for an amount (CHF), rounded half-up to the rappen.

    >>> provided(Decimal("19290.90"), Decimal("12.5"))
    Decimal('2411.36')
    """
    return (amount_chf * percent / 100).quantize(ZERO_CHF, ROUND_HALF_UP)


def rate_of(rates: Rates, age: int) -> Decimal:
    """Give the percentage for an age in years: that of the highest age in the table which is not above it.

    >>> [int(rate_of({1: Decimal(0), 2: Decimal(25), 4: Decimal(100)}, age)) for age in (0, 1, 2, 3, 4, 9)]
    [0, 0, 25, 25, 100, 100]
    """
    reached = [at for at in rates if at <= age]
    return rates[max(reached)] if reached else Decimal(0)


def _owing(picture: Picture, rates: Rates | None = None) -> set[str]:
    """Give the States that owe for the years up to the picture's day; with rates, those provided for."""
    held = _by_year(picture, is_ahead=False)
    counted = [charges for year, charges in held if rates is None or rate_of(rates, picture.as_of.year - year)]
    return {charge.state for charges in counted for charge in charges}


def _provided(picture: Picture, receivables: Rows, rates: Rates, before: Picture | None) -> Iterable[dict[str, Cell]]:
    """Give the provision of the year before, by the same table and as it is known now, and by how much it changes."""
    was_chf = column_total(_receivables(before, rates), "provision") if before else ZERO_CHF
    year, now_chf = picture.as_of.year, column_total(receivables, "provision")
    yield _line_of("provision", f"end of {year - 1}", None, None, provision=was_chf)
    yield _line_of("provision", f"change in {year}", None, None, provision=now_chf - was_chf)


# Liabilities, pledges, differences ------------------------------------------------------------------------------------


def _advances(picture: Picture) -> list[Decimal]:
    """Give what is held on account of each State, in CHF."""
    return [sum_chf(receipt.on_account_chf for receipt in held) for held in picture.receipts.values()]


def _unidentified_chf(picture: Picture) -> Decimal:
    return sum_chf(receipt.unidentified_chf for receipt in picture.unidentified)


def _count(amounts: Iterable[Decimal]) -> int:
    return sum(bool(amount) for amount in amounts)


def _voluntary(pledges: Sequence[Fulfilment]) -> Rows:
    """Give what is still to come of pledges, one row a year and line."""
    by_line: dict[tuple[int, str], list[Fulfilment]] = {}
    for each in pledges:
        if each.outstanding_chf:
            by_line.setdefault((each.pledge.year, each.pledge.line), []).append(each)
    return tuple(
        _line_of("voluntary", f"pledged {year} {line}", sum_chf(each.outstanding_chf for each in held), _pledging(held))
        for (year, line), held in sorted(by_line.items())
    )


def _pledging(pledges: Sequence[Fulfilment]) -> int:
    """Count the States of whose pledges something is still to come."""
    return len({each.pledge.state for each in pledges if each.outstanding_chf})


def _differences(picture: Picture, before: Picture | None) -> Iterable[dict[str, Cell]]:
    """Give by how much the year's charges depart from its budget, and the bank charges that the office bore in it."""
    year = picture.as_of.year
    if picture.year == year:
        budget_chf = sum_chf(line.amount_chf for line in picture.budget.assessed_lines())
        yield _line_of("differences", f"charged less budget {year}", picture.charged_chf() - budget_chf, None)
    was = {charge.id: charge.bank_charges_chf for charge in (before.all_charges() if before else ())}
    borne = {each: each.bank_charges_chf - was.get(each.id, ZERO_CHF) for each in picture.all_charges()}
    states = len({charge.state for charge, fee in borne.items() if fee})
    yield _line_of("differences", f"bank charges borne in {year}", sum_chf(borne.values()), states)


def _bank(bank: Table, books: Balances) -> Iterable[dict[str, Cell]]:
    """Give the bank's balance, that of the books, what explains the difference between them, and what does not."""
    held_chf, in_books_chf, unexplained_chf = (_figure(bank, name) for name in ("closing", "books", "difference"))
    yield _line_of("bank", "by statements", held_chf, None)
    yield _line_of("bank", "in the books", in_books_chf, None)
    if held_chf is not None and in_books_chf is not None and unexplained_chf is not None:
        yield _line_of("bank", "explained", held_chf - in_books_chf - unexplained_chf, None)
    yield _line_of("bank", "unexplained", unexplained_chf, None)
    if books[Account.SET_ASIDE]:
        yield _line_of("bank", "set aside, no contributions", -books[Account.SET_ASIDE], None)


def _figure(bank: Table, name: str) -> Decimal | None:
    figure = bank.figures[name]
    assert figure is None or isinstance(figure, Decimal)
    return figure


# Words and proofs -----------------------------------------------------------------------------------------------------


def _notes(picture: Picture, rates: Rates, bank: Table) -> Iterable[str]:
    year, until = picture.as_of.year, picture.heading.data_until
    if until and until < picture.as_of:
        yield f"NOT COMPLETE: the bank data run until {long_date(until)}."
    yield from (note for note in bank.notes if note.startswith("NOT PROVEN"))
    yield f"Provision by age, and in no other report: {_words(rates)}. Age: {year} less the year of assessment."
    yield f"That at the end of {year - 1} is by the same table, as it is known for this schedule."
    yield "The rates are an option of this command (--provision) and an assumption until the auditor agrees to them."
    if _by_year(picture, is_ahead=True):
        yield "Years ahead: asked for already, and income of their own years; no provision."
    yield "Pledges are promises: they stand apart from the assessed contributions, and there is no provision for them."
    yield (
        "Bank: explained is what the items of its reconciliation say (balance before the first statement, fees, "
        f"transfers, value dates): isu report reconciliation --month {bank.heading.as_of:%Y-%m}"
    )
    yield f"State by State: isu report arrears --as-of {year}-12-31, isu report status --as-of {year}-12-31"
    yield f"What moved in the year: isu report movement --from {year - 1}-12-31 --to {year}-12-31"
    yield f"What was booked after a day: isu report movement --from {year}-12-31 --to {year}-12-31 --known-from DAY"


def _words(rates: Rates) -> str:
    """Write a table of rates for people.

    >>> _words({1: Decimal(0), 2: Decimal("12.5"), 4: Decimal(100)})
    'none below 2 years, 12.5 % from 2 years on, 100 % from 4 years on'
    """
    first = min((age for age, rate in rates.items() if rate), default=None)
    if first is None:
        return "none"
    below = [f"none below {_years(first)}"] if first else []
    steps = [f"{rate:f} % from {_years(age)} on" for age, rate in sorted(rates.items()) if age >= first]
    return ", ".join([*below, *steps])


def _years(count: int) -> str:
    return "1 year" if count == 1 else f"{count} years"


def _identities(picture: Picture, open_chf: Decimal, books: Balances) -> Iterable[Identity]:
    by_arrears = arrears(picture).total["outstanding"]
    assert isinstance(by_arrears, Decimal)
    held_chf, unidentified_chf = sum_chf(_advances(picture)), _unidentified_chf(picture)
    yield Identity("receivables of all years = receivable in the books", open_chf, books[Account.RECEIVABLE])
    yield Identity("receivables of all years = outstanding in the arrears", open_chf, by_arrears)
    yield Identity("advances of the States = on account in the books", held_chf, -books[Account.ON_ACCOUNT])
    yield Identity("unidentified receipts = unidentified in the books", unidentified_chf, -books[Account.UNIDENTIFIED])
