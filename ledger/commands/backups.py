"""Commands that write a backup now, and list the backups that are kept."""

from pathlib import Path
from typing import Annotated

import typer

from db.errors import LedgerError
from ledger.commands.app import app, ledger_of
from ledger.commands.backing_up import back_up_now, prune
from ledger.commands.desk import give, heading_today, open_ledger, say
from ledger.commands.options import Format, FormatOption, OutputOption

backups_app = typer.Typer(no_args_is_help=True, help="The backups that are kept.")
app.add_typer(backups_app, name="backups")


class BackupsOff(LedgerError):
    """Refuse to write a backup nowhere."""

    def __init__(self) -> None:
        super().__init__(
            "no backup was written: the settings beside the ledger say [backups] off = true; name a folder with --to, "
            "or take that line out"
        )


@app.command("backup")
def backup(
    ctx: typer.Context,
    to: Annotated[
        Path | None, typer.Option("--to", metavar="FOLDER", help="Into this folder, like a stick or a share.")
    ] = None,
) -> None:
    """Write a backup of the whole ledger now, and check it after writing.

    Without --to it goes where backups go by themselves before each import, run of letters, closing and new version.

    Example: isu backup --to /media/stick
    """
    from db.backups import checked
    from db.money import chf, with_chf

    path = ledger_of(ctx)
    with open_ledger(ctx) as store, store.held():
        written = back_up_now(store.db, path, "by hand", to)
    if written is None:
        raise BackupsOff
    held = checked(written)
    say(
        f"Written and checked: {written}: {held.entries_count} entries, {with_chf(chf(held.entries_rappen))} moved in "
        "all, as in the ledger."
    )
    if to is None:
        prune(path)
    say(f"Bring it back: isu restore {written}")


@backups_app.command("list")
def backups_list(ctx: typer.Context, chosen: FormatOption = Format.TABLE, output: OutputOption = None) -> None:
    """List the backups of the ledger, oldest first: before what each was written, and as what it is kept.

    Example: isu backups list
    """
    from db.backups import backups_in
    from ledger.intake.office_settings import read_backup_settings
    from ledger.rules.backup_keeping import kept_as
    from reports.backups import backups_list as table_of

    settings = read_backup_settings(ledger_of(ctx))
    found = backups_in(settings.folder, ledger_of(ctx))
    kept = kept_as((each.written_at for each in found), settings.keep_count)
    with open_ledger(ctx) as store:
        heading = heading_today(store.db)
    give(table_of(heading, settings.folder, found, kept), chosen, output)
