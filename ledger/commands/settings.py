"""Commands for the settings: show, set, edit, undo; letterhead, bank details, folders; a file beside the ledger."""

from pathlib import Path
from typing import Annotated

import typer

from db.errors import LedgerError
from ledger.commands.app import app, ledger_of
from ledger.commands.desk import say, write_text

settings_app = typer.Typer(no_args_is_help=True, help="Letterhead, bank details, folders and rules of the office.")
app.add_typer(settings_app, name="settings")
Key = Annotated[str, typer.Argument(metavar="KEY", help="As in `isu settings show`: bank.iban, month.inbox.")]


class SettingsExist(LedgerError):
    """Refuse to write over settings."""

    def __init__(self, path: Path) -> None:
        super().__init__(f"{path.name} exists already and was not touched; edit it, or remove it first")


@settings_app.command("write")
def settings_write(ctx: typer.Context) -> None:
    """Write the settings of the letters beside the ledger, to be filled in: bank details, letterhead.

    Example: isu settings write
    """
    from ledger.intake.office_settings import default_text, settings_path

    path = settings_path(ledger_of(ctx))
    if path.exists():
        raise SettingsExist(path)
    write_text(path, default_text())
    say(f"Written: {path}. Fill in [bank], then: isu letters preview --as-of DATE")


@settings_app.command("texts")
def settings_texts(ctx: typer.Context) -> None:
    """Write the sentences of the letters beside the ledger, in three languages, to be edited.

    What is removed from the file is taken from the shipped sentences; fields in braces are filled in.

    Example: isu settings texts
    """
    from ledger.intake.office_settings import default_texts, texts_path

    path = texts_path(ledger_of(ctx))
    if path.exists():
        raise SettingsExist(path)
    write_text(path, default_texts())
    say(f"Written: {path}. Edit it, then: isu settings show")


@settings_app.command("template")
def settings_template(ctx: typer.Context) -> None:
    """Write the Word template of the letters beside the ledger, to be edited in Word.

    Example: isu settings template
    """
    from ledger.intake.office_settings import default_template, template_path
    from reports.writers.workbook import FileNotWritten

    path = template_path(ledger_of(ctx))
    if path.exists():
        raise SettingsExist(path)
    try:
        path.write_bytes(default_template())
    except OSError as error:
        raise FileNotWritten(path, error.strerror or str(error)) from None
    say(f"Written: {path}. Edit it in Word; its tags in braces are filled in. Then: isu letters preview --as-of DATE")


@settings_app.command("show")
def settings_show(
    ctx: typer.Context,
    key: Annotated[str, typer.Argument(metavar="[KEY]", help="Only these: bank, or office.unit.en; else all.")] = "",
) -> None:
    """Show the settings in force, after checking them; those of the office's own are marked with a star.

    Example: isu settings show bank
    """
    from ledger.commands.changing_settings import in_force
    from ledger.intake.office_settings import read_settings, settings_path
    from ledger.intake.setting_lines import UnknownSetting, toml_text

    path = settings_path(ledger_of(ctx))
    read_settings(ledger_of(ctx))
    values, own = in_force(ledger_of(ctx))
    shown = {name: value for name, value in values.items() if not key or name == key or name.startswith(f"{key}.")}
    if not shown:
        raise UnknownSetting(key, list(values))
    if not key:
        _say_in_short(ledger_of(ctx))
    for name, value in shown.items():
        say(f"{'*' if name in own else ' '} {name} = {toml_text(value)}")
    if not key:
        where = f"* the office's own, from {path.name}; the others are as shipped" if own else "all are as shipped"
        say(f"({where}). Change one: isu settings set KEY VALUE; all in an editor: isu settings edit")


def _say_in_short(ledger: Path) -> None:
    from ledger.intake.office_settings import read_settings, settings_path, template_path, texts_path

    path, found = settings_path(ledger), read_settings(ledger)
    say(f"From {path.name if path.exists() else 'the defaults'}:")
    for line in (*found.letterhead, f"series {found.series}, bank data at most {found.days_bank_data} days old"):
        say(f"  {line}")
    bank = (
        f"  pay to {found.bank.holder}, {found.bank.iban}, {found.bank.bank}"
        if found.bank
        else "  no account to pay to"
    )
    say(bank)
    say(f"  formal letters are signed by {found.signatory or 'nobody: fill in [signatory]'}")
    for own, what in ((texts_path(ledger), "sentences"), (template_path(ledger), "Word template")):
        say(f"  {what}: {own.name if own.exists() else 'as shipped'}")


@settings_app.command("set")
def settings_set(
    ctx: typer.Context,
    key: Key,
    values: Annotated[list[str], typer.Argument(metavar="VALUE…", help="The value; of a list, each line by itself.")],
) -> None:
    """Change one setting, checked as it is read; remarks and order of the file stay as they are.

    office.name and office.notice, which stand above every report, are kept in the ledger itself.

    Example: isu settings set month.inbox "from the bank"
    """
    from ledger.commands.changing_settings import IN_THE_BOOKS, change, name_office, replace_settings

    if key in IN_THE_BOOKS:
        said = name_office(ctx, key, " ".join(values))
    else:
        said = replace_settings(ctx, change(ledger_of(ctx), key, values))
    _say_changes(said, "isu settings undo" if key not in IN_THE_BOOKS else "")


@settings_app.command("edit")
def settings_edit(ctx: typer.Context) -> None:
    """Open the settings in your editor (EDITOR), as a copy; it takes their place only if it can be used.

    Example: isu settings edit
    """
    from ledger.commands.changing_settings import edited, replace_settings

    said = replace_settings(ctx, edited(ledger_of(ctx)))
    _say_changes(said, "isu settings undo")


@settings_app.command("undo")
def settings_undo(ctx: typer.Context) -> None:
    """Take the last change of the settings back; again, and it is there again.

    Example: isu settings undo
    """
    from ledger.commands.changing_settings import before_last_change, replace_settings

    said = replace_settings(ctx, before_last_change(ledger_of(ctx)))
    _say_changes(said, "isu settings undo")


def _say_changes(changes: "list[str]", undo: str) -> None:
    for line in changes:
        say(line)
    if not changes:
        say("Nothing is different; the settings stay as they are. Next: isu settings show")
    elif undo:
        say(f"Undo: {undo}")
