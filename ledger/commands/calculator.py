"""The calculator alone: `isu scale apportion` splits any amount over any rates, without a ledger."""

from collections.abc import Collection
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from db.vocabulary import Rounding
from ledger.commands.desk import give
from ledger.commands.options import Format, FormatOption, OutputOption
from ledger.commands.setup import scale_app

if TYPE_CHECKING:
    from collections.abc import Mapping

    from db.readings import SplitRule
    from ledger.rules.apportionment import Apportionment
    from reports.table import Table

_EXACT_DECIMALS = 12
_SHOWN_DECIMALS = 4


Unit = Annotated[str, typer.Option("--unit", help="Amounts are multiples of it: 0.01, 0.05, 1.")]
Mode = Annotated[
    str, typer.Option("--mode", help="largest-remainder: adds up exactly. half-up: each by itself, with a residue.")
]
KeyDecimals = Annotated[
    str, typer.Option("--key-decimals", metavar="N", help="Round percentages to N decimals; amounts come from them.")
]
ResidueOption = Annotated[
    str, typer.Option("--residue", metavar="left|spread|STATE", help="With half-up: what happens to the residue.")
]
Floor = Annotated[str, typer.Option("--floor", metavar="AMOUNT|PERCENT%", help="Nobody pays less: 100, or 0.01%.")]
Ceiling = Annotated[str, typer.Option("--ceiling", metavar="PERCENT", help="Nobody pays a larger share: 22, or 22%.")]
Fix = Annotated[
    list[str] | None,
    typer.Option("--fix", metavar="STATE=PERCENT", help="This one pays that share of the whole; the others the rest."),
]


@scale_app.command("apportion")
def apportion(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A table with the columns state and rate.")],
    amount: Annotated[str, typer.Option("--amount", help="The amount to split, like 475000000.")],
    unit: Unit = "0.01",
    mode: Mode = Rounding.LARGEST_REMAINDER.value,
    key_decimals: KeyDecimals = "",
    residue: ResidueOption = "left",
    floor: Floor = "",
    ceiling: Ceiling = "",
    fix: Fix = None,
    equal: Annotated[bool, typer.Option("--equal", help="In equal shares, whatever the rates.")] = False,
    decimals: Annotated[
        int, typer.Option("--share-decimals", min=0, max=12, help="Decimals of the shares on the screen.")
    ] = _SHOWN_DECIMALS,
    chosen: FormatOption = Format.TABLE,
    output: OutputOption = None,
) -> None:
    """Split an amount over the rates of a table, and show shares, amounts and the residue; needs no ledger.

    Example: isu scale apportion papers/scale_2016_2018.csv --amount 282660.00 --ceiling 22
    """
    from db.money import rappen
    from ledger.intake.office_tables import budget_amount, read_any_rates
    from ledger.rules.apportionment import apportion as split

    rates = read_any_rates(file)
    texts = {
        "unit": unit,
        "rounding": mode,
        "key_decimals": key_decimals,
        "ceiling_percent": ceiling,
        "floor_percent" if floor.strip().endswith("%") else "floor": floor,
    }
    rule = _rule(texts, fix or [], residue, rates)
    total = budget_amount(amount)
    used = dict.fromkeys(rates, Decimal(1)) if equal else rates
    give(_table(rates, rule, split(rappen(total), used, rule), total, decimals), chosen, output)


def _rule(texts: "Mapping[str, str]", fix: list[str], residue: str, payers: Collection[str]) -> "SplitRule":

    from db.vocabulary import Residue
    from ledger.intake.split_settings import fitting, fixed_shares, known_payer, split_rule

    bearer = residue if residue in tuple(Residue) else known_payer("residue", residue, payers)
    return fitting(split_rule(texts)._replace(fixed=fixed_shares(fix, payers), residue=bearer))


def _table(
    rates: "Mapping[str, Decimal]", rule: "SplitRule", split: "Apportionment", amount: Decimal, decimals: int
) -> "Table":
    from db.money import chf
    from ledger.commands import clock
    from ledger.rules.bounded_shares import percent_of
    from reports.apportionment import ApportionedRow, apportionment
    from reports.table import Heading

    heading = Heading("", "", clock.today(), None, None, currency="")
    exact = rule.key_decimals if rule.key_decimals is not None else _EXACT_DECIMALS
    rows = [
        ApportionedRow(payer, rate, percent_of(split.shares[payer], exact), chf(split.parts[payer]))
        for payer, rate in rates.items()
    ]
    return apportionment(heading, amount, rows, chf(split.residue_rappen), _bounds(split), decimals=decimals)


def _bounds(split: "Apportionment") -> list[str]:
    named = (("floor", sorted(split.at_floor)), ("ceiling", sorted(split.at_ceiling)))
    return [
        f"At the {what}: {len(held)} ({', '.join(held[:8])}{' …' * (len(held) > 8)})." for what, held in named if held
    ]
