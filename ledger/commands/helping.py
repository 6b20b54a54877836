"""The command help: the how-tos of the office, and the help of any command, here in the terminal."""

import difflib
import sys
from typing import Annotated, Any

import typer

from db.errors import LedgerError
from ledger.commands.app import app
from ledger.commands.desk import say
from ledger.commands.mistyped import command_of, nearest


class UnknownTopic(LedgerError):
    """Refuse to explain what there is nothing about."""

    def __init__(self, asked: str, near: str) -> None:
        hint = f"did you mean {near}?" if near else "`isu help` lists what there is"
        super().__init__(f"there is no help on `{asked}`; {hint}")


@app.command("help")
def help_(
    ctx: typer.Context,
    topic: Annotated[
        list[str] | None, typer.Argument(metavar="[TOPIC]", help="A topic of the list, or a command: report status.")
    ] = None,
) -> None:
    """Show how to do one thing, step by step; without a topic, list what there is.

    A command in place of a topic shows the help of that command.

    Example: isu help wrong-state
    """
    from reports.manual import text_of, topics

    asked = [word for word in topic or () if word != "isu"]
    held, program = topics(), ctx.parent.command if ctx.parent else ctx.command
    if not asked:
        _list(held)
    elif (name := "-".join(asked).casefold()) in held:
        _show(text_of(name))
    elif command := command_of(program, asked):
        _show_command(ctx, command, asked)
    else:
        raise UnknownTopic(" ".join(asked), _near(program, asked, held))


def _list(held: dict[str, str]) -> None:
    width = max(map(len, held))
    say("How to do one thing. Show one with: isu help TOPIC")
    say("")
    for name, title in held.items():
        say(f"  {name:<{width}}  {title}")
    say("")
    say("Help of a command: isu help report status   All commands: isu --help   The reports: isu report list")


def _show(text: str) -> None:
    if not sys.stdout.isatty():
        say(text)
        return
    from rich.console import Console
    from rich.markdown import Markdown

    Console().print(Markdown(text))


def _show_command(ctx: typer.Context, command: Any, words: list[str]) -> None:
    """Print the help of a command as its own --help does."""
    with command.make_context(" ".join(words), ["--help"], parent=ctx.find_root()):
        """Not reached: showing help ends the program."""


def _near(program: Any, asked: list[str], held: dict[str, str]) -> str:
    """Name the topics nearest to what was asked: by their name, a word of their title, else commands."""
    name = "-".join(asked).casefold()
    close = difflib.get_close_matches(name, held, n=3, cutoff=0.6)
    worded = [each for each, title in held.items() if len(name) > 3 and name in f"{each} {title}".casefold()]
    topics = [f"`isu help {each}`" for each in dict.fromkeys((*close, *worded))]
    return " or ".join((topics or [f"`isu help {each}`" for each in nearest(program, asked)])[:3])
