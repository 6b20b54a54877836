"""What stands before every command: which ledger, who speaks; and what is said when nothing is asked.

Apart from ``app``, which every command imports.
"""

from pathlib import Path
from typing import Annotated

import typer

from ledger.commands.app import DEFAULT_LEDGER, app
from ledger.commands.call import TYPED, typed
from reports.writers.screen import PLAIN


@app.callback()
def top(
    ctx: typer.Context,
    ledger: Annotated[
        Path, typer.Option("--ledger", metavar="FILE", envvar="ISU_LEDGER", help="The ledger's file.")
    ] = DEFAULT_LEDGER,
    said_by: Annotated[
        str, typer.Option("--as", metavar="NAME", envvar="ISU_USER", help="Your name for the log; else the system's.")
    ] = "",
    plain: Annotated[
        bool,
        typer.Option(
            "--plain", envvar="ISU_PLAIN", help="For a screen reader: sentences instead of tables, no bars, no colour."
        ),
    ] = False,
) -> None:
    """Remember which ledger is meant, and who speaks; say where the office stands if nothing is asked."""
    ctx.obj = ledger
    PLAIN.set(plain)
    TYPED.set(typed()._replace(said_by=said_by.strip()))
    if ctx.invoked_subcommand is None:
        from ledger.commands.position import say_position

        say_position(ctx)
