"""How the ledger grows, beside the tools people would use instead: `python -m benchmarks.growth [ENTRIES …]`.

Each office (see ``growth_story``) is written once, in bulk and with all guards on; then every reading runs in a process
of its own, from its start, and so does each other program on an export of the same books. The balances of every State
and line are held to those of another program, to the rappen. It writes ``benchmarks/RESULTS.md``; ``--keep FOLDER``
keeps the offices and exports for another run. This process stays small, for its own memory would count as its
children's: it imports nothing of the ledger.
"""

import argparse
import re
import sys
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks import growth_peers, growth_rates, growth_table
from benchmarks.growth_story import FIRST_YEAR, SIZES, Size
from benchmarks.timing import Figures, median_of

RESULTS = Path(__file__).with_name("RESULTS.md")
ALL_SIZES = (10_000, 100_000, 1_000_000)
LOADED = 100_000  # what is loaded to count entries a second
BY_ACTS = 10_000
LONG = ("isu match", "isu workbook", "isu check", "bean-query")  # not at the largest size, unless all is asked for


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure, print, and write the table."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.growth")
    parser.add_argument("sizes", nargs="*", type=int, default=ALL_SIZES, help="entries: 10000, 100000, 1000000")
    parser.add_argument("--runs", type=int, default=5, help="runs of what takes less than five seconds")
    parser.add_argument("--all", action="store_true", help="the longest at a million entries too: half an hour more")
    parser.add_argument("--only", default="", help="measure only what has one of these words, with | between them")
    parser.add_argument("--keep", type=Path, help="a folder in which the offices and their exports are kept")
    parser.add_argument("--results", type=Path, default=RESULTS, help="the table to write")
    parser.add_argument("--acts", type=int, default=BY_ACTS, help="entries loaded through the acts; 0: no loading")
    given = parser.parse_args(arguments)
    found, agreed = {}, []
    with TemporaryDirectory() as temporary:
        folder = given.keep or Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        for size in given.sizes:
            found[size], said = measured(
                folder, size, given.runs, _wanted(given.only, all_of=given.all or size < max(ALL_SIZES))
            )
            agreed.append(said)
        loads = growth_rates.rates(folder, min(LOADED, max(given.sizes)), given.acts) if given.acts else []
    given.results.write_text(growth_table.page(found, agreed, loads), "utf-8")
    print(f"Written: {given.results}")  # noqa: T201


def _wanted(only: str, *, all_of: bool) -> Callable[[str], bool]:
    """Tell of each name whether it is measured."""
    words = re.compile(only, re.IGNORECASE)
    return lambda name: bool(words.search(name)) and (all_of or not name.startswith(LONG))


def measured(
    folder: Path, entries: int, runs: int, is_wanted: Callable[[str], bool]
) -> tuple[dict[str, Figures | str], str]:
    """Measure what is wanted on one size; gives what each took by its name, or why it did not run, and what agreed."""
    size = SIZES[entries]
    ledger = folder / f"{entries}.sqlite"
    found: dict[str, Figures | str] = {}
    if not ledger.exists():
        found["our load, in bulk"] = median_of(
            [sys.executable, "-m", "benchmarks.growth_loading", "bulk", str(entries), str(ledger)], 1
        )
    for name, line in readings(size).items():
        if not is_wanted(name):
            continue
        command = [sys.executable, "-m", "ledger", "--ledger", str(ledger), *line.split()]
        found[name] = _told(name, median_of(command, runs, folder=folder))
    files = growth_peers.exports(ledger, folder, last_day(size))
    for name, asked, why_not in growth_peers.commands(files, past_day(size)):
        if is_wanted(name):
            found[name] = _told(name, median_of(asked, runs) if asked else why_not)
    said = growth_peers.agreement(ledger, files, last_day(size))
    _say(said)
    return found, said


def past_day(size: Size) -> date:
    """Give the past day that is asked about: in spring, after three fifths of the years."""
    return date(FIRST_YEAR + size.years * 3 // 5, 3, 31)


def last_day(size: Size) -> date:
    """Give the last day of the office."""
    return date(FIRST_YEAR + size.years - 1, 12, 31)


def readings(size: Size) -> dict[str, str]:
    """Give what of ours is measured: a command's words by its name in the table."""
    day = past_day(size)
    return {
        "isu report balances (State and line)": f"report balances --as-of {day} --format csv",
        "isu report arrears (of a past day)": f"report arrears --as-of {day} --format csv",
        "isu report status": f"report status --as-of {day} --format csv",
        "isu why STATE": f"why AFK --as-of {day}",
        "isu match --dry-run": "match --dry-run",
        "isu workbook": f"workbook --as-of {day} --output workbook.xlsx",
        "isu check": f"check --as-of {day}",
    }


def _told(name: str, figures: Figures | str) -> Figures | str:
    _say(f"{name}: {figures}")
    return figures


def _say(text: str) -> None:
    print(text, flush=True)  # noqa: T201


if __name__ == "__main__":
    main()
