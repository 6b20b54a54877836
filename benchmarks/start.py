"""Measure how long commands take from process start, as ratios to a bare interpreter; prints one Markdown table.

Run by ``make bench``. Each figure is the median of nine runs, interleaved, on the sample office.
"""

import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

RUNS = 9
ON = ["--as-of", "2017-01-27"]


def main() -> None:
    """Make the sample office, time each command in turn, and print the table."""
    with tempfile.TemporaryDirectory() as folder:
        isu = [sys.executable, "-m", "ledger"]
        subprocess.run([*isu, "demo", folder], check=True, capture_output=True)
        ledger = [*isu, "--ledger", str(Path(folder) / "ledger.sqlite")]
        programs = {
            "python -c pass": [sys.executable, "-c", "pass"],
            "python -c 'import sqlmodel'": [sys.executable, "-c", "import sqlmodel"],
            "isu --help": [*isu, "--help"],
            "isu why CIV": [*ledger, "why", "CIV", *ON],
            "isu report status": [*ledger, "report", "status", *ON],
            "isu report prepaid --format json": [*ledger, "report", "prepaid", *ON, "--format", "json"],
            "isu check": [*ledger, "check", *ON],
            "isu workbook": [*ledger, "workbook", *ON, "--output", str(Path(folder) / "w.xlsx")],
        }
        print_table(measure(programs))


def measure(programs: dict[str, list[str]]) -> dict[str, float]:
    """Give the median seconds of each program."""
    seconds: dict[str, list[float]] = {name: [] for name in programs}
    for _ in range(RUNS):
        for name, command in programs.items():
            start = time.perf_counter()
            subprocess.run(command, check=True, capture_output=True)
            seconds[name].append(time.perf_counter() - start)
    return {name: statistics.median(found) for name, found in seconds.items()}


def print_table(medians: dict[str, float]) -> None:
    """Print seconds and the ratio to the bare interpreter."""
    bare = medians["python -c pass"]
    lines = ["| program | seconds | × bare interpreter |", "|---|--:|--:|"]
    lines += [f"| `{name}` | {median:.3f} | {median / bare:.1f} |" for name, median in medians.items()]
    sys.stdout.write("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
