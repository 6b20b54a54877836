"""What a command imports, as lists: a library that creeps into the start of every command is seen here, not felt."""

import ast
import os
import subprocess
import sys
from pathlib import Path

import pytest

from ledger.commands.start import _MODULES

ROOT = Path(__file__).parents[2]
ON = ("--as-of", "2017-01-27")
TYPER = {"typer", "annotated_doc", "shellingham"}
SCRIPT = (
    "import sys; sys.argv[0] = 'isu'; from ledger.commands.start import main\n"
    "try: main()\n"
    "except SystemExit: pass\n"
    "print(sorted(sys.modules), file=sys.stderr)"
)
OURS = ("db", "reports", "ledger")
NOT_COUNTED = ("_distutils_hack", "__editable__", "__main__", "_virtualenv")  # of the installation, not of the program


def loaded_by(ledger: Path, *words: str) -> set[str]:
    ran = subprocess.run(
        [sys.executable, "-c", SCRIPT, "--ledger", str(ledger), *words],
        capture_output=True,
        text=True,
        check=True,
        cwd=ROOT,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
    )
    return set(ast.literal_eval(ran.stderr.strip().splitlines()[-1]))


def outside(modules: set[str]) -> set[str]:
    tops = {name.partition(".")[0] for name in modules}
    return {
        name
        for name in tops
        if name not in sys.stdlib_module_names and name not in OURS and not name.startswith(NOT_COUNTED)
    }


COMMANDS = (
    "import sys; from ledger.commands.start import load; from ledger.commands.app import app\n"
    "from typer.main import get_command\n"
    "def told(command):\n"
    "    return {n: told(c) for n, c in getattr(command, 'commands', {}).items()} or [p.name for p in command.params]\n"
    "load(); every = told(get_command(app))\n"
    "for name in sorted(every):\n"
    "    for module in [m for m in sys.modules if m.startswith('ledger')]: del sys.modules[module]\n"
    "    from ledger.commands.start import load; from ledger.commands.app import app\n"
    "    load(name); alone = told(get_command(app))\n"
    "    if alone[name] != every[name]: print(name, alone[name], every[name])\n"
    "print(len(every))"
)


def test_each_command_is_whole_although_only_its_own_modules_are_brought_in() -> None:
    ran = subprocess.run([sys.executable, "-c", COMMANDS], capture_output=True, text=True, check=True, cwd=ROOT)
    assert int(ran.stdout) == len(_MODULES)


@pytest.mark.parametrize(
    ("words", "libraries"),
    [
        (("--help",), TYPER),
        (("report", "status", "--help"), TYPER),
        ((), TYPER),
        (("why", "CIV", *ON), TYPER),
        (("report", "prepaid", *ON, "--format", "json"), TYPER),
        (("report", "status", *ON), TYPER),
    ],
)
def test_a_command_imports_no_library_that_it_does_not_need(
    sample: Path, words: tuple[str, ...], libraries: set[str]
) -> None:
    assert outside(loaded_by(sample / "ledger.sqlite", *words)) == libraries


def test_help_reads_no_book_no_report_and_no_rule(sample: Path) -> None:
    loaded = loaded_by(sample / "ledger.sqlite", "--help")
    assert "ledger.commands.listing" in loaded
    assert not {f"ledger.commands.{module}" for modules in _MODULES.values() for module in modules} & loaded
    ours = {name for name in loaded if name.partition(".")[0] in OURS and not name.startswith("ledger.commands")}
    screen = {"reports", "reports.writers", "reports.writers.screen"}
    assert ours == {"db", "db.errors", "ledger"} | screen
    assert not loaded & {"sqlite3", "hashlib", "importlib.resources", "unittest", "asyncio"}
