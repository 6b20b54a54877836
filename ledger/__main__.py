"""The program ``isu``, also ``python -m ledger``.

A command starts twice as fast where only the modules that have it are brought in; whatever is no command brings in all,
so that help and refusals know every command. A test holds the table to the commands there are.
"""

import sys
from collections.abc import Sequence
from importlib import import_module

from ledger.commands.app import app
from ledger.commands.call import command_words

# The modules of ``ledger.commands``, and the first word of every command that stands in each.
COMMANDS = {
    "allocating": ("allocate", "receipts", "undo"),
    "assessing": ("assess",),
    "backups": ("backup", "backups"),
    "bank": ("bank",),
    "bank_words": ("bank",),
    "calculator": ("scale",),
    "checking": ("check",),
    "closing": ("close", "closings", "reopen"),
    "contacts": ("contact", "hold", "holds", "release"),
    "daily": ("identify", "receipts", "unidentify"),
    "demo": ("demo",),
    "exporting": ("export",),
    "following": ("letters", "report"),
    "forgetting": ("addresses", "contact"),
    "importing": ("import",),
    "letter_history": ("letters",),
    "letter_runs": ("letters",),
    "log": ("log",),
    "matching": ("match",),
    "modelling": ("assess",),
    "month": ("month",),
    "payers": ("aliases",),
    "planning_reports": ("report",),
    "plans": ("dispute", "plan", "report"),
    "pledges": ("pledge", "report"),
    "reconciling": ("report",),
    "report_movement": ("report",),
    "reporting": ("letters", "report", "update", "why", "workbook"),
    "restoring": ("restore",),
    "review_sheet": ("review",),
    "reviewing": ("review",),
    "rules": ("report", "rules"),
    "settings": ("settings",),
    "setup": ("addresses", "budget", "init", "scale", "states"),
    "snapshots": ("report",),
    "top": (),
}


def load_commands(words: Sequence[str] = ()) -> None:
    """Bring in the commands that begin with the first of the words typed; all, if none does."""
    first = next(iter(command_words(words)), "")
    is_known = any(first in held for held in COMMANDS.values())
    for module, held in COMMANDS.items():
        if first in held or not (held and is_known):
            import_module(f"ledger.commands.{module}")


def main() -> None:
    """Run the command line."""
    load_commands(sys.argv[1:])
    app()


if __name__ == "__main__":
    main()
