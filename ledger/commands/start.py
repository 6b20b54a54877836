"""How the program starts: of all commands only those are brought in that may be meant: most of a start is that.

Apart from the commands, each of which knows itself alone. A test holds the table to what each module brings.
"""

import gc
import os
import sys
from collections.abc import Sequence
from importlib import import_module
from typing import Any

from typer.main import get_command

from ledger.commands.app import Refusing, app, tell_whole
from ledger.commands.call import command_words

_RARELY = (100_000, 20, 100)  # a command ends soon, and of a large ledger reads many values that nothing else refers to
_MODULES = {
    "addresses": ("setup", "forgetting"),
    "aliases": ("payers",),
    "allocate": ("allocating",),
    "assess": ("assessing", "modelling"),
    "backup": ("backups",),
    "backups": ("backups",),
    "bank": ("bank", "bank_words"),
    "budget": ("setup",),
    "check": ("checking",),
    "close": ("closing",),
    "closings": ("closing",),
    "contact": ("contacts", "forgetting"),
    "demo": ("demo",),
    "dispute": ("plans",),
    "export": ("exporting",),
    "help": ("helping",),
    "hold": ("contacts",),
    "holds": ("contacts",),
    "identify": ("daily",),
    "import": ("importing",),
    "init": ("beginning",),
    "letters": ("reporting", "letter_runs", "letter_history", "following"),
    "log": ("log",),
    "match": ("matching",),
    "month": ("month",),
    "plan": ("plans",),
    "pledge": ("pledges",),
    "receipts": ("allocating", "daily"),
    "release": ("contacts",),
    "reopen": ("closing",),
    "report": (
        "reporting", "report_movement", "planning_reports", "reconciling", "snapshots", "following", "plans", "pledges",
        "rules",
    ),
    "restore": ("restoring",),
    "review": ("reviewing", "review_sheet"),
    "rules": ("rules",),
    "scale": ("setup", "calculator"),
    "settings": ("settings",),
    "states": ("setup",),
    "undo": ("allocating",),
    "unidentify": ("daily",),
    "update": ("reporting",),
    "why": ("reporting",),
    "workbook": ("reporting",),
}  # fmt: skip


def main() -> None:
    """Run the command line."""
    gc.set_threshold(*_RARELY)
    load(_meant(sys.argv[1:]))
    app(prog_name="isu")


def _meant(words: Sequence[str]) -> str | None:
    """Give the command that is meant, the empty name where none is; nothing where all must be known (Tab, a slip).

    >>> _meant(["--ledger", "office.sqlite", "why", "CIV"]), _meant(["--help"]), _meant(["whi"])
    ('why', '', None)
    """
    command = next(iter(command_words(words)), "" if "_ISU_COMPLETE" not in os.environ else None)
    if command == "--help":
        return ""
    return command if command in ("", *_MODULES) and command != "help" else None


def load(command: str | None = None) -> None:
    """Bring in the commands: those of one name, none for the empty name, else all of them."""
    every = sorted({module for modules in _MODULES.values() for module in modules})
    for module in ("top", *(every if command is None else _MODULES.get(command, ()))):
        import_module(f"ledger.commands.{module}")
    tell_whole(app)
    if command is None:
        from ledger.commands.completing import offer_completions

        offer_completions(app)


def _whole_program() -> Any:
    load()
    return get_command(app)


Refusing.whole_program = staticmethod(_whole_program)
