"""Commands for the settings of the letters: letterhead, bank details, rules; a file beside the ledger."""

from pathlib import Path

import typer

from db.errors import LedgerError
from ledger.commands.app import app, ledger_of
from ledger.commands.desk import say, write_text

settings_app = typer.Typer(no_args_is_help=True, help="Letterhead, bank details and rules of the letters.")
app.add_typer(settings_app, name="settings")


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
def settings_show(ctx: typer.Context) -> None:
    """Show the settings in force, after checking them.

    Example: isu settings show
    """
    from ledger.intake.office_settings import read_settings, settings_path, template_path, texts_path

    path = settings_path(ledger_of(ctx))
    found = read_settings(ledger_of(ctx))
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
    for own, what in ((texts_path(ledger_of(ctx)), "sentences"), (template_path(ledger_of(ctx)), "Word template")):
        say(f"  {what}: {own.name if own.exists() else 'as shipped'}")
