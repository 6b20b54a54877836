"""Measure what commands cost from process start beyond the imports they need; prints one Markdown table.

Run by ``make bench``, interleaved, on the sample office; ``python -m benchmarks.start 30`` makes thirty runs.
Two figures each: processor time (the smallest: other work only adds to it) and the time that passes (the median).
The last two columns are the processor time beyond programs that do nothing but import: the libraries that the command
needs, and all modules that it meets, ours too. The aims: at most 150 ms above what it must import; what needs no
database stays under 200 ms in all, on a quiet machine.
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
    """A program, which one imports its libraries, which one all its modules, and what each run took (seconds)."""

    command: list[str]
    floor: str = ""
    imports: "Program | None" = None
    cpu: list[float] = field(default_factory=list)
    passed: list[float] = field(default_factory=list)

    def run(self) -> None:
        """Run it once."""
        took = measured(self.command)
        self.passed.append(took.wall)
        self.cpu.append(took.processor)

    @property
    def smallest_ms(self) -> float:
        """Give the smallest processor time."""
        return min(self.cpu) * 1000


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
    for program in commands.values():
        program.imports = _importing(program.command)
    return {name: Program([sys.executable, "-c", script]) for name, script in floors.items()} | commands


def _importing(command: list[str]) -> Program:
    """Give the program that imports what a command has imported in the end, and nothing else."""
    script = (
        "import sys; from ledger.commands.start import main\n"
        f"sys.argv = {['isu', *command[3:]]}\n"
        "try: main()\n"
        "except SystemExit: pass\n"
        "print(*(name for name, each in sys.modules.items() if getattr(each, '__spec__', None)), file=sys.stderr)"
    )
    ran = subprocess.run([sys.executable, "-c", script], check=True, capture_output=True, text=True)
    return Program([sys.executable, "-c", f"import {', '.join(ran.stderr.split())}"])


def measure(found: dict[str, Program], runs: int) -> None:
    """Run each program in turn, so that what else the machine does meets all of them."""
    for _ in range(runs):
        for program in found.values():
            program.run()
            if program.imports:
                program.imports.run()


def lines(found: dict[str, Program]) -> list[str]:
    """Write the table, in milliseconds."""
    head = [
        "| program | processor ms | passed ms | above its libraries | above all its imports |",
        "|---|--:|--:|--:|--:|",
    ]
    for name, program in found.items():
        own, passed = program.smallest_ms, statistics.median(program.passed) * 1000
        libraries = f"{own - found[program.floor].smallest_ms:.0f} ({program.floor})" if program.floor else ""
        imports = f"{own - program.imports.smallest_ms:.0f}" if program.imports else ""
        head.append(f"| `{name}` | {own:.0f} | {passed:.0f} | {libraries} | {imports} |")
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
