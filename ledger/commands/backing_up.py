"""Back the ledger up before what changes much of it, and keep of the backups what the rule says."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from db.errors import LedgerError
from ledger.commands import clock
from ledger.commands.call import starts_with, typed_command

if TYPE_CHECKING:
    import sqlite3

    from db.store import Store

BACKED_UP_BEFORE = (
    "bank import", "states import", "addresses import", "aliases import", "scale import", "review import",
    "budget set", "import", "assess", "letters write", "letters cancel", "close", "reopen",
)  # fmt: skip


def back_up_now(db: "sqlite3.Connection", ledger: Path, before: str, folder: Path | None = None) -> Path | None:
    """Write a backup of a ledger that nobody else can write to now; gives its file, none if backups are off.

    Raises BackupNotWritten, LedgerDamaged, BadSettings.
    """
    from db.backups import back_up, new_name
    from ledger.intake.office_settings import read_backup_settings

    settings = read_backup_settings(ledger)
    if settings.are_off and folder is None:
        return None
    target = new_name(folder or settings.folder, ledger, clock.now(), before)
    back_up(db, ledger, target)
    return target


@contextmanager
def backed_up_before(store: "Store") -> Iterator[Path | None]:
    """Back up before a command that changes much; where it then changes nothing, the backup goes again."""
    if not starts_with(*BACKED_UP_BEFORE):
        yield None
        return
    from db.logged import highest_rows

    had_folder = _folder_of(store.path).is_dir()
    before, backup, is_needed = highest_rows(store.db), None, False
    try:
        backup = back_up_now(store.db, store.path, typed_command())
        yield backup
        is_needed = highest_rows(store.db) != before
    finally:
        if backup and not is_needed:
            with suppress(OSError):
                backup.unlink()
                if not had_folder:
                    backup.parent.rmdir()


def _folder_of(ledger: Path) -> Path:
    from ledger.intake.office_settings import read_backup_settings

    return read_backup_settings(ledger).folder


def prune(ledger: Path) -> None:
    """Remove the backups that the rule does not keep; what cannot be read or removed stays, for the act is done."""
    from db.backups import backups_in
    from ledger.intake.office_settings import read_backup_settings
    from ledger.rules.backup_keeping import kept_as

    settings = read_backup_settings(ledger)
    with suppress(LedgerError):
        found = backups_in(settings.folder, ledger)
        kept = kept_as((each.written_at for each in found), settings.keep_count)
        for each in found:
            if each.written_at not in kept:
                with suppress(OSError):
                    each.path.unlink()
