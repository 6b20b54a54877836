"""Measure what commands cost from process start beyond the imports they need; prints one Markdown table.

Run by ``make bench``, interleaved, on the sample office; ``python -m benchmarks.start 30`` makes thirty runs.
Two figures each: processor time (the smallest: other work only adds to it) and the time that passes (the median).
``above`` is the processor time beyond the floor of the command: what must be imported for it, in a program of its own.
The aims: at most 150 ms above the floor; what needs no database stays under 200 ms in all, on a quiet machine.
"""

import os
import statistics
import subprocess
import sys
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.timing import measured

RUNS = 9
ON = ["--as-of", "2017-01-27"]


@dataclass
class Program:
    """A program, the name of the one that is its floor, and what each run took (seconds)."""

    command: list[str]
    floor: str = ""
    cpu: list[float] = field(default_factory=list)
    passed: list[float] = field(default_factory=list)

    def run(self) -> None:
        """Run it once."""
        took = measured(self.command)
        self.passed.append(took.wall)
        self.cpu.append(took.processor)


def programs(folder: Path) -> dict[str, Program]:
    """Make the sample office, and give the floors and the commands."""
    isu = [sys.executable, "-m", "ledger"]
    subprocess.run([*isu, "demo", str(folder)], check=True, capture_output=True)
    ledger = [*isu, "--ledger", str(folder / "ledger.sqlite")]
    floors = {
        "pass": "pass",
        "import typer": "import typer",
        "import typer, sqlite3": "import typer, sqlite3",
        "import sqlmodel": "import sqlmodel",
    }
    workbook = ["workbook", *ON, "--output", str(folder / "w.xlsx")]
    commands = {
        "isu --help": Program([*isu, "--help"], "import typer"),
        "isu report list --help": Program([*isu, "report", "list", "--help"], "import typer"),
        "isu": Program(ledger, "import typer, sqlite3"),
        "isu why CIV": Program([*ledger, "why", "CIV", *ON], "import typer, sqlite3"),
        "isu report status": Program([*ledger, "report", "status", *ON], "import typer, sqlite3"),
        "isu report prepaid --format json": Program(
            [*ledger, "report", "prepaid", *ON, "--format", "json"], "import typer, sqlite3"
        ),
        "isu check": Program([*ledger, "check", *ON], "import typer, sqlite3"),
        "isu workbook": Program([*ledger, *workbook], "import typer, sqlite3"),
    }
    return {name: Program([sys.executable, "-c", script]) for name, script in floors.items()} | commands


def measure(found: dict[str, Program], runs: int) -> None:
    """Run each program in turn, so that what else the machine does meets all of them."""
    for _ in range(runs):
        for program in found.values():
            program.run()


def lines(found: dict[str, Program]) -> list[str]:
    """Write the table, in milliseconds."""
    head = ["| program | processor ms | passed ms | above its floor, processor ms |", "|---|--:|--:|--:|"]
    for name, program in found.items():
        cpu, passed = min(program.cpu) * 1000, statistics.median(program.passed) * 1000
        floor = found[program.floor] if program.floor else None
        above = f"{cpu - min(floor.cpu) * 1000:.0f} ({program.floor})" if floor else ""
        head.append(f"| `{name}` | {cpu:.0f} | {passed:.0f} | {above} |")
    return [*head, "", f"Load while it was measured: {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores."]


def main() -> None:
    """Measure, and print the table with the load under which it was made."""
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else RUNS
    with tempfile.TemporaryDirectory() as folder:
        found = programs(Path(folder))
        measure(found, runs)
    sys.stdout.write("\n".join(lines(found)) + "\n")


if __name__ == "__main__":
    main()
