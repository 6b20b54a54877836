"""How long the President's workbook takes from process start, and how much memory: `python -m benchmarks.workbook`.

The large office of 112 States, ten years and three lines, with every act of the books; halved, to see how it grows.
"""

import resource
import subprocess
import sys
import time
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.large_office import make_large_office
from benchmarks.office_story import FIRST_YEAR

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
    begun = time.perf_counter()
    subprocess.run(command, cwd=folder, check=True, stdout=subprocess.DEVNULL)
    took = time.perf_counter() - begun
    highest = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024
    name = " ".join(line.split()[:2]).removesuffix(" --output")
    sys.stdout.write(f"{size:22} {name:16} {took:5.2f} s, at most {highest} MiB so far\n")


if __name__ == "__main__":
    main()
