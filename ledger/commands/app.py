"""The top of the command line: the ledger's file, the handler of refusals, and the groups.

Apart from the groups, which are imported here and import nothing heavy before a command runs.
"""

import os
import shlex
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import typer
from typer.core import TyperGroup

from db.errors import LedgerError
from ledger.commands import clock
from ledger.commands.call import TYPED, Typed, typed
from ledger.commands.mistyped import UnknownCommand, check_words
from ledger.commands.stopping import STOPPED, listening, stopped

DEFAULT_LEDGER = Path("ledger.sqlite")
_WHOLE = 1000  # letters of the sentence that a list of commands shows
_REFUSED, _WRONG_USAGE = 1, 2
_OTHERS = 0o077  # the rights of group and others


class NotUnicode(LedgerError):
    """Refuse a text typed in another encoding than the screen's."""

    def __init__(self) -> None:
        super().__init__(
            "a text that was typed holds bytes that are no letters of UTF-8 and cannot be kept; nothing was changed; "
            "type it anew"
        )


@contextmanager
def owner_only() -> Iterator[None]:
    """Make every file and folder that is created meanwhile readable by its owner only: the books name persons."""
    before = os.umask(_OTHERS)
    try:
        yield
    finally:
        os.umask(before)


class Telling(TyperGroup):
    """List its commands each with its whole sentence, on as many lines as it takes."""

    def sentences(self, ctx: Any) -> dict[str, str]:
        """Give the sentence of each command of the group, by name."""
        named = [(name, self.get_command(ctx, name)) for name in self.list_commands(ctx)]
        return {name: command.get_short_help_str(_WHOLE) for name, command in named if command and not command.hidden}

    def format_commands(self, ctx: Any, formatter: Any) -> None:
        """Write the commands of the group."""
        with formatter.section("Commands"):
            formatter.write_dl(list(self.sentences(ctx).items()))


class Refusing(Telling):
    """Say a refusal as one message on standard error, and end with 1; everything else is a bug and keeps its trace."""

    whole_program: Callable[[], Any] | None = None  # set by who brings in the commands, of which a start needs few

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Keep the words for the log, then read them."""
        TYPED.set(Typed(tuple(args)))
        return super().parse_args(ctx, args)

    def sentences(self, _ctx: Any) -> dict[str, str]:
        """Give all commands from their list, so that none has to be brought in for it."""
        from ledger.commands.listing import SENTENCES

        return SENTENCES

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """Look first whether the words name a command, so that the answer to a slip is the nearest one."""
        check_words(self, args, self.whole_program or (lambda: self))
        return super().resolve_command(ctx, args)

    def invoke(self, ctx: Any) -> Any:
        """Run the command; where Ctrl-C stops it, say what was kept, and end with 130."""
        begun = clock.now()
        with listening() as presses, owner_only():
            try:
                done = super().invoke(ctx)
            except BaseException as error:
                if not presses and not isinstance(error, KeyboardInterrupt):
                    raise _refused(ctx.obj or DEFAULT_LEDGER, error) from None
            else:
                if not presses:
                    return done
        typer.echo(f"\nisu: {stopped(ctx.obj or DEFAULT_LEDGER, begun, typed().words)}", err=True)
        raise typer.Exit(STOPPED)


def _refused(ledger: Path, error: BaseException) -> BaseException:
    """Say a refusal, and give the end of the program; any other error as it is."""
    from db.store import refusal_of

    if isinstance(error, UnicodeEncodeError):
        error = NotUnicode()
    refusal = error if isinstance(error, LedgerError) else refusal_of(ledger, error)
    if refusal is None:
        return error
    _say(refusal)
    return typer.Exit(_WRONG_USAGE if isinstance(refusal, UnknownCommand) else _REFUSED)


def _say(refusal: LedgerError) -> None:
    from reports.writers.cells import printable

    typer.echo(f"isu: {printable(str(refusal))}", err=True)


app = typer.Typer(
    name="isu",
    cls=Refusing,
    invoke_without_command=True,
    rich_markup_mode=None,  # help without boxes: a screen reader stumbles on them, and rich takes longer than the rest
    context_settings={"max_content_width": 120},
    pretty_exceptions_show_locals=False,
    pretty_exceptions_enable=False,
    help=(
        "Contributions and arrears of States Parties, exact to the rappen.\n\n"
        "Try it: isu demo. Then: isu --ledger demo/ledger.sqlite report status --as-of 2017-01-27\n\n"
        "How to do one thing: isu help\n\n"
        "Once: isu --install-completion. Then the Tab key offers commands, States, receipts, months and settings."
    ),
)


def ledger_of(ctx: typer.Context) -> Path:
    """Give the ledger's file as named."""
    path = ctx.obj
    assert isinstance(path, Path)
    return path


def ledger_words(path: Path) -> str:
    """Give what is typed between ``isu`` and a command to mean this ledger: nothing for the one it takes anyway.

    >>> ledger_words(DEFAULT_LEDGER), ledger_words(Path("our office.sqlite"))
    ('', "--ledger 'our office.sqlite' ")
    """
    return "" if path == DEFAULT_LEDGER else f"--ledger {shlex.quote(str(path))} "


def tell_whole(of: typer.Typer) -> None:
    """Have every group below list its commands with their whole sentences."""
    for group in of.registered_groups:
        below = group.typer_instance
        assert below is not None
        if getattr(below.info.cls, "value", None) is TyperGroup:  # the default; `assess` has a class of its own
            below.info.cls = Telling
        tell_whole(below)
