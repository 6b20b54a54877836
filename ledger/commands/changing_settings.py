"""Change the settings: the whole text is checked before it takes the place of the one before, which is kept.

Apart from the commands. A change is logged in the ledger, if there is one, within the transaction that keeps the log.
"""

import os
import shlex
import subprocess
import sys
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from db.errors import LedgerError
from ledger.commands import clock
from ledger.commands.app import ledger_of
from ledger.commands.call import call_of
from ledger.commands.desk import open_ledger, say, write_books, write_bytes

if TYPE_CHECKING:
    from ledger.intake.setting_lines import Value

IN_THE_BOOKS = ("office.name", "office.notice")


class NotChanged(LedgerError):
    """Refuse settings that could not be used; those in force stay."""

    def __init__(self, path: Path, why: str) -> None:
        super().__init__(
            f"{path.name} was not changed: {why}; mend that; what belongs together is changed at once with "
            "`isu settings edit`"
        )


class NothingToUndo(LedgerError):
    """Refuse to go back where nothing was changed."""

    def __init__(self, path: Path) -> None:
        super().__init__(f"no change of {path.name} is kept, so there is none to take back; `isu settings show`")


class NoEditor(LedgerError):
    """Refuse where no editor can be opened, or it ended with a fault."""

    def __init__(self, editor: str, why: str) -> None:
        super().__init__(
            f"the editor {editor} did not do its work ({why}); nothing was changed; name another one in EDITOR, or "
            "change one setting with `isu settings set KEY VALUE`"
        )


def before_path(ledger: Path) -> Path:
    """Give where the settings before the last change are kept."""
    return ledger.with_suffix(".before.toml")


def in_force(ledger: Path) -> "tuple[dict[str, Value], set[str]]":
    """Give every setting with its value in force, and which are the office's own. Raises BadSettings."""
    from db import facts
    from ledger.intake.office_settings import check_settings, settings_path, settings_text
    from ledger.intake.setting_lines import flat

    text = settings_text(ledger)
    values = dict(flat(check_settings(settings_path(ledger).name, text)))
    own = {key for key, _ in flat(tomllib.loads(text))}
    if ledger.exists():
        from db.store import open_store

        with open_store(ledger, at=clock.now()) as store:
            office = facts.office(store.db)
        values = {"office.name": office.name, "office.notice": office.notice, **values}
        own |= set(IN_THE_BOOKS)
    return values, own


def change(ledger: Path, key: str, typed: Sequence[str]) -> str:
    """Give the text of the settings with one value changed. Raises UnknownSetting, NotThatKind, NotOnALine."""
    from ledger.intake.office_settings import default_text, settings_path, settings_text
    from ledger.intake.setting_lines import UnknownSetting, flat, set_value, typed_value

    shipped = dict(flat(tomllib.loads(default_text())))
    if key not in shipped:
        raise UnknownSetting(key, [*IN_THE_BOOKS, *shipped])
    path, text = settings_path(ledger), settings_text(ledger)
    value = typed_value(key, typed, shipped[key])
    return set_value(path.name, text, key, value)


def change_text(ledger: Path, wanted: "Mapping[str, str]") -> str:
    """Give the text of the settings with several values changed, those that are in force already left as they are."""
    from ledger.intake.office_settings import settings_path, settings_text
    from ledger.intake.setting_lines import set_value

    values, own = in_force(ledger)
    text = settings_text(ledger)
    for key, value in wanted.items():
        if values[key] != value or (value and key not in own and key.startswith("bank.")):
            text = set_value(settings_path(ledger).name, text, key, value)
    return text


def name_office(ctx: typer.Context, key: str, value: str) -> list[str]:
    """Change the office's name or notice, which the books keep; gives what was changed."""
    from db import facts
    from ledger.books.keeping import OfficeNeedsAName, set_office

    with open_ledger(ctx) as store:
        held = facts.office(store.db)
        name, notice = (value, held.notice) if key == IN_THE_BOOKS[0] else (held.name, value)
        if not name.strip():
            raise OfficeNeedsAName
        if (name, notice) == (held.name, held.notice):
            return []
        with write_books(store) as books:
            set_office(books, name, notice)
    return [f"{key}: {value!r} (was {(held.name if key == IN_THE_BOOKS[0] else held.notice)!r})"]


def replace_settings(ctx: typer.Context, text: str) -> list[str]:
    """Put a text in the place of the settings, once it is checked; keep the one before; gives what was changed."""
    from ledger.intake.office_settings import BadSettings, check_settings, settings_path, settings_text

    ledger = ledger_of(ctx)
    path, before = settings_path(ledger), settings_text(ledger)
    try:
        check_settings(path.name, text)
    except BadSettings as refusal:
        raise NotChanged(path, refusal.why) from None
    changes = differences(before, text)
    if text == before:
        return []
    with _logged(ctx, f"settings: {'; '.join(changes) or 'remarks only'}"):
        write_bytes(before_path(ledger), before.encode())
        write_bytes(path, text.encode())
    return changes or ["Only remarks or blanks of the file were changed."]


def differences(before: str, after: str) -> list[str]:
    """Say which settings differ between two texts, each with its value before and after."""
    from ledger.intake.office_settings import default_text
    from ledger.intake.setting_lines import flat, parsed, toml_text

    shipped = dict(flat(tomllib.loads(default_text())))
    was, now = ({**shipped, **dict(flat(parsed(text) or {}))} for text in (before, after))
    return [
        f"{key}: {toml_text(now[key])} (was {toml_text(was.get(key, ''))})" for key in now if now[key] != was.get(key)
    ]


@contextmanager
def _logged(ctx: typer.Context, remark: str) -> Iterator[None]:
    """Log what is done within, if there is a ledger; if that cannot be kept, put the settings back as they were."""
    from ledger.books.open_books import open_books
    from ledger.commands.logging import logged
    from ledger.intake.office_settings import settings_path

    ledger = ledger_of(ctx)
    if not ledger.exists():
        yield
        return
    held = {path: path.read_bytes() if path.exists() else None for path in (settings_path(ledger), before_path(ledger))}
    with open_ledger(ctx) as store:
        try:
            with open_books(store, at=clock.now()) as books, logged(books, call_of(ledger), remark=remark):
                yield
        except BaseException:
            for path, content in held.items():
                if content is None:
                    path.unlink(missing_ok=True)
                else:
                    write_bytes(path, content)
            raise


def before_last_change(ledger: Path) -> str:
    """Give the text of the settings before the last change. Raises NothingToUndo."""
    from ledger.intake.office_settings import settings_path

    kept = before_path(ledger)
    if not kept.exists():
        raise NothingToUndo(settings_path(ledger))
    return kept.read_text("utf-8")


def edited(ledger: Path) -> str:
    """Let a person edit a copy of the settings until it can be used, or leave; raises NotChanged, NoEditor."""
    from ledger.intake.office_settings import BadSettings, check_settings, default_text, settings_path, settings_text

    path = settings_path(ledger)
    copy = path.with_name(f".{path.stem}.editing.toml")
    write_bytes(copy, (settings_text(ledger) or default_text()).encode())
    try:
        while True:
            _open_editor(copy)
            text = copy.read_text("utf-8")
            try:
                check_settings(path.name, text)
            except BadSettings as refusal:
                if not _wants_to_go_on(refusal):
                    raise NotChanged(path, refusal.why) from None
            else:
                return text
    finally:
        copy.unlink(missing_ok=True)


def _open_editor(path: Path) -> None:
    plain = "notepad" if os.name == "nt" else "nano"
    editor = os.environ.get("VISUAL") or os.environ.get("EDITOR") or plain
    try:
        ended = subprocess.run([*shlex.split(editor, posix=os.name != "nt"), str(path)], check=False)  # noqa: S603 - the person's own editor
    except OSError as error:
        raise NoEditor(editor, error.strerror or str(error)) from None
    if ended.returncode:
        raise NoEditor(editor, f"it ended with {ended.returncode}")


def _wants_to_go_on(refusal: LedgerError) -> bool:
    """Ask a person on a terminal whether to edit again."""
    if not sys.stdin.isatty():
        return False
    say(f"isu: {refusal}")
    typer.echo("Enter to edit again, q to leave everything as it was: ", nl=False)
    return input().strip().lower() != "q"
