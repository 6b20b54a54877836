"""Commands that forget a person: contact forget, addresses forget. They cannot be undone, so each asks first."""

from contextlib import suppress
from typing import TYPE_CHECKING, Annotated

import typer

from db.errors import LedgerError
from ledger.commands.contacts import State, contact_app
from ledger.commands.desk import open_ledger, plural, say, state_named, write_books
from ledger.commands.setup import addresses_app

if TYPE_CHECKING:
    from db.store import Store

_STAYS = "Backups, exports and letters that were made before still hold it; see docs/privacy.md."


class NotForgotten(LedgerError):
    """Refuse to forget what was not confirmed."""

    def __init__(self, typed: str, wanted: str) -> None:
        super().__init__(
            f"nothing was forgotten: {typed or 'nothing'} was typed, not {wanted}; type it, or give --yes {wanted}"
        )


Yes = Annotated[
    str, typer.Option("--yes", metavar="NAME", help="What would be typed to confirm, for use without asking.")
]


@contact_app.command("forget")
def contact_forget(
    ctx: typer.Context,
    contact: Annotated[str, typer.Argument(metavar="CONTACT", help="As in `isu contact list`: C3.")],
    why: Annotated[str, typer.Option("--why", help="Why, without a name; it stands in the place of the words.")],
    yes: Yes = "",
) -> None:
    """Overwrite the words of a contact for good; its State, kind and days stay. It cannot be undone, so it asks.

    Example: isu contact forget C3 --why "asked for by the person" --yes C3
    """
    from ledger.books import forgetting

    with open_ledger(ctx) as store:
        with write_books(store, rehearse=True) as books:
            found = forgetting.find_any_contact(books, contact)
            forgetting.forget_contact(books, found, why=why)
        say(f'{found.label}, {found.kind} with {found.state} on {found.contacted_on}: "{found.words}"')
        _confirm(found.label, yes)
        with write_books(store) as books:
            forgetting.forget_contact(books, found, why=why)
        _wipe(store)
    say(f"Forgotten: the words of {found.label}. {_STAYS}")


@addresses_app.command("forget")
def addresses_forget(
    ctx: typer.Context,
    state: State,
    post: Annotated[str, typer.Option("--post", metavar="PLACE", help="Only at this post, like Geneva.")] = "",
    yes: Yes = "",
) -> None:
    """Overwrite the person in a State's addresses for good: name, rank, salutation and e-mail, in every version kept.

    Mission, street and post stay. It cannot be undone, so it asks.

    Example: isu addresses forget FJI --post Geneva --yes FJI
    """
    from ledger.books import forgetting

    with open_ledger(ctx) as store:
        with write_books(store, rehearse=True) as books:
            named = state_named(store.db, state)
            found = forgetting.persons_of(books, named, post)
        for each in found:
            say(f"{named.name_en}, {each.post}, {plural(len(each.versions), 'version')}: {'; '.join(each.texts)}")
        _confirm(named.iso3, yes)
        with write_books(store) as books:
            forgetting.forget_persons(books, found)
        _wipe(store)
    say(f"Forgotten: who stood in the addresses of {named.name_en}. {_STAYS}")
    say("Next: isu addresses import FILE with the new name, if there is one; then isu addresses check")


def _confirm(wanted: str, yes: str) -> None:
    typed = yes
    if not yes:
        typer.echo(f"This cannot be undone. Type {wanted} to forget it: ", nl=False)
        with suppress(EOFError):
            typed = input().strip()
    if typed.casefold() != wanted.casefold():
        raise NotForgotten(typed, wanted)


def _wipe(store: "Store") -> None:
    from db.store import wipe_what_is_free

    wipe_what_is_free(store.db)
