"""How long the President's workbook takes from process start, and how much memory: `python -m benchmarks.workbook`.

The large office of 112 States, ten years and three lines, with every act of the books; halved, to see how it grows.
"""

import sys
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.large_office import make_large_office
from benchmarks.office_story import FIRST_YEAR
from benchmarks.timing import measured

WHOLE = (112, 10)


def main() -> None:
    """Measure the workbook, the status and the page, each in a process of its own."""
    for states_count, years_count in (WHOLE, (56, 10), (112, 5)):
        with TemporaryDirectory() as folder:
            made, _ = make_large_office(Path(folder), states_count=states_count, years_count=years_count)
            made.db.close()
            on = date(FIRST_YEAR + years_count - 1, 3, 31)
            for command in ("workbook --output w.xlsx", "report page --output p.html", "report status"):
                _measure(Path(folder), f"{command} --as-of {on}", f"{states_count} States x {years_count} years")


def _measure(folder: Path, line: str, size: str) -> None:
    command = [sys.executable, "-m", "ledger", "--ledger", "ledger.sqlite", *line.split()]
    took = measured(command, folder=folder)
    name = " ".join(line.split()[:2]).removesuffix(" --output")
    sys.stdout.write(f"{size:22} {name:16} {took.wall:5.2f} s, at most {took.mib:.0f} MiB\n")


if __name__ == "__main__":
    main()
