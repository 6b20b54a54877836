"""The house keeps its shape: import arrows run one way, and what is pure stays pure. Proven from the source."""

import ast
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import typer

from ledger.__main__ import COMMANDS
from ledger.commands.app import app

ROOT = Path(__file__).parents[1]
LAYERS = (
    "db",
    "reports.writers",
    "reports",
    "ledger.rules",
    "ledger.intake",
    "ledger.books",
    "ledger.commands",
    "ledger",
)
MAY_IMPORT = {
    "db": {"db"},
    "reports": {"db", "reports"},
    "reports.writers": {"db", "reports", "reports.writers"},
    "ledger.rules": {"db", "ledger.rules"},
    "ledger.intake": {"db", "ledger.intake"},
    "ledger.books": {"db", "ledger.rules", "ledger.intake", "ledger.books"},
    "ledger.commands": set(LAYERS) - {"ledger"},
    "ledger": {"ledger.commands"},
}
VALUE_TYPES = {
    "db.office_settings",
    "db.decision_sheet",
    "db.errors",
    "db.money",
    "db.moments",
    "db.names",
    "db.readings",
    "db.letter_readings",
    "db.bank_readings",
    "db.vocabulary",
}
PURE = (
    "ledger.rules",
    "ledger.intake",
    "db.readings",
    "db.letter_readings",
    "db.bank_readings",
    "db.vocabulary",
    "db.money",
    "reports.table",
)
OUTSIDE_OF_PURE = {
    "sqlite3",
    "sqlalchemy",
    "sqlmodel",
    "rich",
    "typer",
    "sys",
    "os",
    "time",
    "db.store",
    "db.balances",
    "db.facts",
    "db.decided",
}
HEAVY = {"pandas", "numpy", "openpyxl", "sqlalchemy", "sqlmodel", "xlsxwriter"}


def modules() -> dict[str, Path]:
    found = {}
    for package in ("db", "reports", "ledger"):
        for path in sorted((ROOT / package).rglob("*.py")):
            parts = path.relative_to(ROOT).with_suffix("").parts
            found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return found


MODULES = modules()


def imports(path: Path) -> Iterator[str]:
    """Give every module that a file imports, at the top or inside a function."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: imports are absolute"
            for alias in node.names:
                whole = f"{node.module}.{alias.name}"
                yield whole if whole in MODULES else str(node.module)


ARROWS = {name: sorted(set(imports(path))) for name, path in MODULES.items()}


def layer(module: str) -> str:
    return next(name for name in LAYERS if module == name or module.startswith(f"{name}."))


def is_ours(module: str) -> bool:
    return module.partition(".")[0] in ("db", "reports", "ledger")


@pytest.mark.parametrize("module", MODULES)
def test_imports_run_one_way_between_the_folders(module: str) -> None:
    wrong = [each for each in ARROWS[module] if is_ours(each) and layer(each) not in MAY_IMPORT[layer(module)]]
    assert not wrong, f"{module} ({layer(module)}) may not import {wrong}"


def test_no_module_imports_itself_through_others() -> None:
    for start in MODULES:
        seen: set[str] = set()
        ahead = [each for each in ARROWS[start] if each in MODULES]
        while ahead:
            module = ahead.pop()
            assert module != start, f"{start} imports itself through others"
            if module not in seen:
                seen.add(module)
                ahead += [each for each in ARROWS[module] if each in MODULES]


@pytest.mark.parametrize("module", [name for name in MODULES if name.startswith(PURE)])
def test_what_is_pure_reaches_no_database_no_screen_and_no_system(module: str) -> None:
    reached, ahead = set(), [module]
    while ahead:
        for each in ARROWS.get(ahead.pop(), []):
            if each not in reached:
                reached.add(each)
                ahead.append(each)
    touched = {each for each in reached if each in OUTSIDE_OF_PURE or each.partition(".")[0] in OUTSIDE_OF_PURE}
    assert not touched, f"{module} reaches {touched}"


@pytest.mark.parametrize("module", [name for name in MODULES if name.startswith("ledger.intake")])
def test_intake_knows_of_ours_only_value_types(module: str) -> None:
    ours = {each for each in ARROWS[module] if is_ours(each) and not each.startswith("ledger.intake")}
    assert ours <= VALUE_TYPES


@pytest.mark.parametrize("module", [name for name in MODULES if not name.startswith("ledger.commands")])
def test_nothing_below_the_commands_reads_the_clock(module: str) -> None:
    calls = {
        node.func.attr
        for node in ast.walk(ast.parse(MODULES[module].read_text("utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
    }
    assert not calls & {"today", "now", "utcnow", "monotonic", "perf_counter"}


@pytest.mark.parametrize("module", [name for name in MODULES if not name.startswith("ledger.commands")])
def test_as_of_never_has_a_default_below_the_commands(module: str) -> None:
    for node in ast.walk(ast.parse(MODULES[module].read_text("utf-8"))):
        if isinstance(node, ast.FunctionDef):
            named = [argument.arg for argument in node.args.kwonlyargs]
            defaults = dict(zip(named, node.args.kw_defaults, strict=True))
            assert defaults.get("as_of") is None, f"{module}.{node.name} has a default for as_of"


def test_functions_and_modules_stay_short() -> None:
    for module, path in MODULES.items():
        text = path.read_text("utf-8")
        assert text.count("\n") <= 350, f"{module} is longer than 350 lines"
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.FunctionDef):
                assert node.end_lineno is not None
                length = node.end_lineno - node.lineno + 1
                assert length <= 50, f"{module}.{node.name} has {length} lines"


def test_every_command_stands_in_the_table_of_what_is_brought_in_for_it() -> None:
    found: dict[str, set[str]] = {}
    for word, callback in _commands(app, ""):
        found.setdefault(callback.__module__.rpartition(".")[2], set()).add(word)
    assert found == {module: set(words) for module, words in COMMANDS.items() if words}


def _commands(of: typer.Typer, first: str) -> Iterator[tuple[str, Callable[..., object]]]:
    for command in of.registered_commands:
        assert command.callback is not None
        yield first or command.name or command.callback.__name__, command.callback
    if first and of.registered_callback and of.registered_callback.callback:
        yield first, of.registered_callback.callback
    for group in of.registered_groups:
        assert group.typer_instance is not None
        yield from _commands(group.typer_instance, first or group.name or "")


@pytest.mark.parametrize("arguments", [["--help"], ["report", "status", "--help"], ["bank", "import", "--help"]])
def test_help_imports_nothing_heavy(arguments: list[str]) -> None:
    script = (
        "import sys; from ledger.__main__ import main\n"
        "try: main()\n"
        "except SystemExit: pass\n"
        "print(sorted(name.partition('.')[0] for name in sys.modules), file=sys.stderr)"
    )
    ran = subprocess.run(
        [sys.executable, "-c", script, *arguments], capture_output=True, text=True, check=True, cwd=ROOT
    )
    assert "Usage" in ran.stdout
    loaded = set(ast.literal_eval(ran.stderr.strip().splitlines()[-1]))
    assert "typer" in loaded
    assert not loaded & HEAVY
