"""What a command imports, as lists: a library that creeps into the start of every command is seen here, not felt."""

import ast
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
ON = ("--as-of", "2017-01-27")
TYPER = {"typer", "annotated_doc", "shellingham"}
SCRIPT = (
    "import sys; sys.argv[0] = 'isu'; from ledger.__main__ import main\n"
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


@pytest.mark.parametrize(
    ("words", "libraries"),
    [
        (("--help",), TYPER),
        (("report", "status", "--help"), TYPER),
        ((), TYPER),
        (("why", "CIV", *ON), TYPER),
        (("report", "prepaid", *ON, "--format", "json"), TYPER),
        (("report", "status", *ON), TYPER | {"rich"}),
    ],
)
def test_a_command_imports_no_library_that_it_does_not_need(
    sample: Path, words: tuple[str, ...], libraries: set[str]
) -> None:
    assert outside(loaded_by(sample / "ledger.sqlite", *words)) == libraries


def test_help_reads_no_book_no_report_and_no_rule(sample: Path) -> None:
    loaded = loaded_by(sample / "ledger.sqlite", "--help")
    ours = {name for name in loaded if name.partition(".")[0] in OURS and not name.startswith("ledger.commands")}
    screen = {"reports", "reports.writers", "reports.writers.screen"}
    assert ours == {"db", "db.errors", "db.moments", "db.vocabulary", "ledger", "ledger.__main__"} | screen
    assert not loaded & {"sqlite3", "hashlib", "importlib.resources", "unittest", "asyncio"}
