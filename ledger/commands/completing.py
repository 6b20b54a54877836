"""What the Tab key offers behind a command: States, receipts, months, days, settings; silent where there is no ledger.

Given by what a parameter is called in the help (its metavar), so that a new command need not say it again.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import typer
from typer.models import ParameterInfo

from ledger.commands.app import DEFAULT_LEDGER

Offered = list[tuple[str, str]]


def _ledger_of(ctx: typer.Context) -> Path:
    named = ctx.find_root().params.get("ledger")
    return Path(named) if named else DEFAULT_LEDGER  # as text: what is not yet whole is not read as a path


def _beginning(offers: Offered, incomplete: str) -> Offered:
    """Keep what begins as typed, whatever the case, and go on in the case that was typed.

    >>> _beginning([("CIV", "Côte d'Ivoire"), ("COG", "Congo")], "ci")
    [('civ', "Côte d'Ivoire")]
    """
    typed = incomplete.casefold()
    found = [(key, what) for key, what in offers if key.casefold().startswith(typed)]
    if not incomplete:
        return found
    go_on = str.lower if incomplete.islower() else str
    return [(incomplete + go_on(key[len(incomplete) :]), what) for key, what in found]


def states(ctx: typer.Context, incomplete: str) -> Offered:
    """Offer States by code; by name too where a word is begun that is no code."""
    from db.offered import states as of_ledger

    by_code = not incomplete or incomplete.isupper()
    offers = [offer for offer in of_ledger(_ledger_of(ctx)) if len(offer[0]) == len("CIV") or not by_code]
    return _beginning(offers, incomplete)


def _labels(kind: str) -> Callable[[typer.Context, str], Offered]:
    def offer(ctx: typer.Context, incomplete: str) -> Offered:
        from db.offered import labels

        return _beginning(labels(_ledger_of(ctx), kind), incomplete)

    return offer


def settings_keys(ctx: typer.Context, incomplete: str) -> Offered:
    """Offer the keys of the settings, each with its value as shipped."""
    import tomllib

    from ledger.commands.changing_settings import IN_THE_BOOKS
    from ledger.intake.office_settings import default_text
    from ledger.intake.setting_lines import flat

    del ctx
    shipped = [(key, str(value)) for key, value in flat(tomllib.loads(default_text()))]
    return _beginning([*((key, "kept in the ledger") for key in IN_THE_BOOKS), *shipped], incomplete)


OFFERED: dict[str, Callable[[typer.Context, str], Offered]] = {
    "STATE": states,
    "STATE…": states,
    "RECEIPT": _labels("receipts"),
    "LINE": _labels("lines"),
    "PAPER": _labels("lines"),
    "RUN": _labels("runs"),
    "SNAPSHOT": _labels("snapshots"),
    "SCALE": _labels("scales"),
    "MONTH": _labels("months"),
    "[MONTH]": _labels("months"),
    "DATE": _labels("days"),
    "KEY": settings_keys,
    "[KEY]": settings_keys,
}


def offer_completions(of: typer.Typer) -> None:
    """Let every parameter of every command offer what its metavar stands for."""
    callbacks: list[Any] = [command.callback for command in of.registered_commands]
    callbacks += [of.registered_callback.callback] if of.registered_callback else []
    for callback in filter(None, callbacks):
        for annotation in callback.__annotations__.values():
            for info in getattr(annotation, "__metadata__", ()):
                if isinstance(info, ParameterInfo) and info.autocompletion is None and info.metavar in OFFERED:
                    info.autocompletion = OFFERED[info.metavar]
    for group in of.registered_groups:
        if group.typer_instance is not None:
            offer_completions(group.typer_instance)
