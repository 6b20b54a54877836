"""How far something is that takes longer than a second: on a terminal only, and gone when it is done."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

Tick = Callable[[str], None]
Step = Callable[[str, int], Tick]


@contextmanager
def progress_bar(shown: bool) -> Iterator[Step]:
    """Give a function that begins a step of so many files; its result is called as each of them is done.

    For a screen reader a sentence takes the bar's place.
    """
    from reports.writers.screen import is_plain

    if not (shown and sys.stderr.isatty()):
        yield lambda _what, _count: _no_tick
        return
    if is_plain():
        yield _said
        return
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True) as progress:

        def step(what: str, count: int) -> Tick:
            task = progress.add_task(what, total=count)
            return lambda _name: progress.advance(task)

        yield step


def _no_tick(_name: str) -> None:
    pass


def _said(what: str, count: int) -> Tick:
    sys.stderr.write(f"{what.capitalize()}: {count} …\n")
    return _no_tick


@contextmanager
def working(what: str) -> Iterator[None]:
    """Say what is being done once it has taken a second, and for how long; for what cannot be counted."""
    from threading import Event, Thread

    from reports.writers.screen import is_plain

    if not sys.stderr.isatty():
        yield
        return
    done = Event()
    teller = Thread(target=_tell_once if is_plain() else _tell, args=(what, done.wait), daemon=True)
    teller.start()
    try:
        yield
    finally:
        done.set()
        teller.join()


def _tell_once(what: str, is_done_within: Callable[[float], bool]) -> None:
    if not is_done_within(1):
        sys.stderr.write(f"{what} …\n")
        sys.stderr.flush()


def _tell(what: str, is_done_within: Callable[[float], bool]) -> None:
    seconds, said = 0, ""
    while not is_done_within(1):
        seconds += 1
        said = f"{what} … {seconds} s"
        sys.stderr.write(f"\r{said}")
        sys.stderr.flush()
    if said:
        sys.stderr.write(f"\r{' ' * len(said)}\r")
        sys.stderr.flush()
