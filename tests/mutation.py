"""Plant small faults in the money, the balances and the rules, and see whether the tests that concern them notice.

    python -m tests.mutation [--count N] [--seed S] [--workers W] [--only MODULE …] [--line N …] [--minutes M]
                             [--trusted]

Draws N mutants (see ``tests.mutants``) from all modules, so many from each as it has but five at least. All tests of
the table below are collected once; each mutant then gets a process of its own, forked from that one, in which the code
of its function is exchanged for the faulty one and the tests of its module run until one fails, those that noticed a
fault of this module before at first. A mutant that no test
notices has survived: it is printed with its place, for a person to judge. Tests that need the whole sample office are
left out, since it would have to be made anew for every mutant.
"""

import argparse
import gc
import os
import random
import re
import signal
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from types import FunctionType, ModuleType

import pytest
from _pytest.main import pytest_runtestloop as run_the_items

from tests.mutants import Mutant, mutants_of, planted

ROOT = Path(__file__).parents[1]
LEAST_OF_EACH = 5
SECONDS = 60  # of the processor, for a mutant's own process
IMPORTED_LATE = ("sqlmodel", "pandas", "openpyxl", "rich.table")  # once here instead of once for each mutant
TOO_DEAR = {"sample", "months", "written"}  # fixtures that make the sample office

_MATCHING = ("tests/rules/test_state_names.py", "tests/test_matching.py")
_PAYING = ("tests/rules/test_allocation.py", "tests/rules/test_fitting.py", "tests/rules/test_designation.py")
_SHARING = ("tests/rules/test_apportionment.py", "tests/rules/test_membership.py", "tests/test_revisions.py")
_REMINDING = ("tests/rules/test_reminders.py", "tests/rules/test_escalation_and_plans.py")
_BOOKS = ("tests/test_postings.py", "tests/test_lines.py", "tests/test_revisions.py", "tests/reports/test_movement.py")
TESTS: dict[str, tuple[str, ...]] = {
    "db/money.py": ("tests/test_money.py", "tests/test_postings.py"),
    "db/balances.py": ("tests/test_balances.py", *_BOOKS, "tests/test_matching.py", "tests/reports/test_two_clocks.py"),
    "allocation": (*_PAYING, "tests/test_matching.py"),
    "apportionment": _SHARING,
    "backup_keeping": ("tests/commands/test_backups.py",),
    "bounded_shares": _SHARING,
    "candidates": (*_PAYING, *_MATCHING),
    "chain": ("tests/rules/test_statement_links.py", "tests/test_bank_import.py", "tests/intake/test_traps.py"),
    "designation": (*_PAYING, "tests/test_matching.py"),
    "escalation": _REMINDING,
    "fitting": (*_PAYING, *_MATCHING),
    "habits": ("tests/reports/test_planning_reports.py",),
    "identification": ("tests/rules/test_identification.py", "tests/test_matching.py"),
    "instalments": (*_REMINDING, "tests/commands/test_plans.py"),
    "matching": (*_PAYING, *_MATCHING),
    "membership": _SHARING,
    "naming": ("tests/rules/test_naming_and_numbering.py",),
    "numbering": ("tests/rules/test_naming_and_numbering.py", "tests/rules/test_identification.py"),
    "parcels": ("tests/rules/test_parcels.py", *_MATCHING),
    "payer_words": _MATCHING,
    "purposes": _REMINDING,
    "reminders": (*_REMINDING, "tests/commands/test_letter_runs.py"),
    "returns": ("tests/test_lines.py", "tests/test_matching.py"),
    "second_wires": (*_MATCHING, "tests/test_lines.py"),
    "shares_of_year": _SHARING,
    "sightings": ("tests/rules/test_statement_links.py", "tests/test_bank_import.py", "tests/test_five_formats.py"),
    "state_names": _MATCHING,
    "state_words": _MATCHING,
    "verdicts": _MATCHING,
    "words": ("tests/rules/test_words.py",),
    "years_named": ("tests/rules/test_years_named.py", *_MATCHING),
}


@dataclass(frozen=True, slots=True)
class Trial:
    """A mutant of a module, whose path is from the root of the repository."""

    path: str
    mutant: Mutant

    def __str__(self) -> str:
        return f"{self.path}:{self.mutant.line}: {self.mutant.before}  ->  {self.mutant.after}"


def say(line: str) -> None:
    """Print a line at once, so that a process forked later does not print it again."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def modules() -> list[str]:
    """List the modules that are changed, as paths from the root of the repository."""
    rules = sorted((ROOT / "ledger/rules").glob("[!_]*.py"))
    return ["db/money.py", "db/balances.py", *(str(path.relative_to(ROOT)) for path in rules)]


def tests_of(path: str) -> list[str]:
    """Name the tests of a module, the quickest first; its own examples are the first of all."""
    return [path, *TESTS.get(path, TESTS.get(Path(path).stem, ()))]


def of_lines(only: Iterable[str], lines: Collection[int]) -> list[Trial]:
    """Give every mutant of some lines of the modules."""
    every = (Trial(path, each) for path in only for each in mutants_of((ROOT / path).read_text("utf-8")))
    return [trial for trial in every if trial.mutant.line in lines]


def drawn(count: int, seed: int, only: Iterable[str]) -> list[Trial]:
    """Draw mutants from all modules, in proportion to what each has, the same ones for the same seed."""
    every = {path: mutants_of((ROOT / path).read_text("utf-8")) for path in only}
    total, chance = sum(map(len, every.values())), random.Random(seed)
    trials = []
    for path, mutants in every.items():
        wanted = max(LEAST_OF_EACH, round(count * len(mutants) / total))
        trials += [Trial(path, each) for each in chance.sample(mutants, min(wanted, len(mutants)))]
    chance.shuffle(trials)  # so that a run that is ended early has tried all modules
    say(f"{total} mutants in {len(every)} modules, {len(trials)} drawn with seed {seed}")
    return trials


def put_in_place(trial: Trial) -> None:
    """Exchange what a module's faulty source makes for what the loaded module has, everywhere it was imported to.

    Functions keep their identity and get the faulty code; of the names of the module, those whose value is no function
    and no class are exchanged where the fault makes them differ.
    """
    name = trial.path.removesuffix(".py").replace("/", ".")
    loaded = sys.modules[name]
    faulty = ModuleType(name)
    faulty.__file__ = loaded.__file__
    sys.modules[name] = faulty  # where dataclasses look for their module
    tree = planted((ROOT / trial.path).read_text("utf-8"), trial.mutant)
    exec(compile(tree, str(ROOT / trial.path), "exec"), faulty.__dict__)
    sys.modules[name] = loaded
    new = dict(_functions(faulty))
    for qualified, function in _functions(loaded):
        function.__code__ = new[qualified].__code__
        function.__defaults__ = new[qualified].__defaults__
    _exchange_values(loaded, faulty)


def _exchange_values(loaded: ModuleType, faulty: ModuleType) -> None:
    for key, old in list(vars(loaded).items()):
        if key.startswith("__") or isinstance(old, (FunctionType, type, ModuleType)) or old == vars(faulty)[key]:
            continue
        for module in list(sys.modules.values()):
            if getattr(module, "__dict__", {}).get(key) is old:
                setattr(module, key, vars(faulty)[key])


def _functions(module: ModuleType) -> Iterator[tuple[str, FunctionType]]:
    for holder in (module, *(each for each in vars(module).values() if isinstance(each, type))):
        for value in list(vars(holder).values()):
            if isinstance(holder, type) and holder.__module__ != module.__name__:
                continue
            inner = value.fget if isinstance(value, property) else getattr(value, "__wrapped__", value)
            inner = getattr(inner, "__func__", inner)
            if hasattr(value, "cache_clear"):
                value.cache_clear()
            if isinstance(inner, FunctionType) and inner.__module__ == module.__name__:
                yield inner.__qualname__, inner


def outcome(status: int) -> str:
    """Say what the end of a process means: ``killed``, ``survived`` or ``timed out``."""
    if os.WIFSIGNALED(status):
        return "timed out" if os.WTERMSIG(status) == signal.SIGPROF else "killed"
    return "survived" if os.WEXITSTATUS(status) == 0 else "killed"


class Runner:
    """What pytest does in the place of running the tests it has collected: to run some of them for each mutant."""

    def __init__(self, trials: list[Trial], asked: argparse.Namespace, scratch: Path) -> None:
        self.trials, self.workers, self.is_trusted, self.scratch = trials, asked.workers, asked.trusted, scratch
        self.ends_at = time.monotonic() + asked.minutes * 60
        self.came_out: dict[Trial, str] = {}
        self.noticed_by: dict[str, list[str]] = defaultdict(list)  # by module, the newest first

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Try every mutant, after the tests have passed without any; ``True`` ends pytest's own search for a loop."""
        assert not session.testsfailed, "the tests cannot be collected"
        for name in IMPORTED_LATE:
            import_module(name)
        gc.collect()
        gc.freeze()  # so that what is shared with the forked processes stays shared
        if self.is_trusted or self._all_pass(session):
            self._try_all(session)
        return True

    def _all_pass(self, session: pytest.Session) -> bool:
        started = time.monotonic()
        used = [each for each in session.items if not _is_too_dear(each)]
        process, status = os.waitpid(self._start(session, used, None), 0)
        say(f"unchanged: {outcome(status)} in {time.monotonic() - started:.0f} s")
        if outcome(status) != "survived":
            say((self.scratch / f"{process}.log").read_text("utf-8"))
        return outcome(status) == "survived"

    def _try_all(self, session: pytest.Session) -> None:
        running: dict[int, Trial] = {}
        waiting = list(self.trials)
        while waiting or running:
            if time.monotonic() > self.ends_at:
                waiting.clear()
            while waiting and len(running) < self.workers:
                trial = waiting.pop(0)
                tests = items_of(trial.path, session.items, self.noticed_by[trial.path])
                running[self._start(session, tests, trial)] = trial
            if not running:
                break
            process, status = os.wait()
            trial = running.pop(process)
            self.came_out[trial] = outcome(status)
            told = re.findall(r"FAILED BY (.+)", (self.scratch / f"{process}.log").read_text("utf-8"))
            if told:
                self.noticed_by[trial.path] = [told[0], *self.noticed_by[trial.path]]
            say(f"{outcome(status)}  {trial}{f'  by {told[0]}' if told else ''}")

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Note which test noticed a fault."""
        if report.failed:
            say(f"FAILED BY {report.nodeid}")

    def _start(self, session: pytest.Session, items: list[pytest.Item], trial: Trial | None) -> int:
        """Run tests in a forked process, with a fault or without; give the number of the process."""
        process = os.fork()
        if process:
            return process
        signal.setitimer(signal.ITIMER_PROF, SECONDS if trial else 0)
        for stream in (1, 2):
            os.dup2(os.open(self.scratch / f"{os.getpid()}.log", os.O_WRONLY | os.O_CREAT | os.O_APPEND), stream)
        code = 1
        try:
            if trial:
                put_in_place(trial)
            session.config.option.basetemp = self.scratch / f"{os.getpid()}"
            session.config._tmp_path_factory._given_basetemp = self.scratch / f"{os.getpid()}"  # type: ignore[attr-defined]
            session.items = items
            run_the_items(session)
            code = 0
        finally:
            sys.stdout.flush()
            os._exit(code)


def items_of(path: str, items: list[pytest.Item], first: Collection[str]) -> list[pytest.Item]:
    """Choose the tests of a module: those that noticed a fault before, then the quick ones; none with the sample."""
    files = [ROOT / each for each in tests_of(path)]
    mine = [each for each in items if each.path in files and not _is_too_dear(each)]
    assert mine, f"no test for {path} in the table"
    return sorted(mine, key=lambda each: (each.nodeid not in first, _cost(each), files.index(each.path)))


def _is_too_dear(item: pytest.Item) -> bool:
    return bool(TOO_DEAR & set(getattr(item, "fixturenames", ())))


def _cost(item: pytest.Item) -> int:
    """Say how dear a test is: 0 without a ledger, 1 with one, 2 with many examples."""
    if getattr(getattr(item, "function", None), "is_hypothesis_test", False):
        return 2
    return 1 if set(getattr(item, "fixturenames", ())) - {"request"} else 0


def show(came_out: dict[Trial, str]) -> None:
    """Print a line a module, the sum, and every mutant that was not killed."""
    of_modules: dict[str, Counter[str]] = defaultdict(Counter)
    for trial, what in came_out.items():
        of_modules[trial.path][what] += 1
    of_modules["all"] = Counter(came_out.values())
    say(f"\n{'module':40}{'run':>6}{'killed':>8}{'survived':>10}{'timed out':>11}")
    for path, counts in of_modules.items():
        figures = f"{counts['killed']:>8}{counts['survived']:>10}{counts['timed out']:>11}"
        say(f"{path:40}{counts.total():>6}{figures}")
    say("")
    for trial, what in came_out.items():
        if what != "killed":
            say(f"{what}  {trial}")


def main() -> None:
    """Read the words of the command, try the mutants, print what came out."""
    words = argparse.ArgumentParser(description="Plant small faults and see whether the tests notice.")
    words.add_argument("--count", type=int, default=250)
    words.add_argument("--seed", type=int, default=1)
    words.add_argument("--workers", type=int, default=2)
    words.add_argument("--minutes", type=float, default=600, help="begin no mutant after that")
    words.add_argument("--only", nargs="+", default=modules(), metavar="MODULE")
    words.add_argument("--line", nargs="+", type=int, help="every mutant of these lines, instead of drawing some")
    words.add_argument("--trusted", action="store_true", help="do not run the tests without a fault first")
    asked = words.parse_args()
    os.chdir(ROOT)
    files = list(dict.fromkeys(name for path in asked.only for name in tests_of(path)))
    with tempfile.TemporaryDirectory() as folder:
        os.environ["HYPOTHESIS_STORAGE_DIRECTORY"] = folder
        trials = of_lines(asked.only, asked.line) if asked.line else drawn(asked.count, asked.seed, asked.only)
        runner = Runner(trials, asked, Path(folder))
        without = ("no:cacheprovider", "no:cov", "no:xdist")
        pytest.main(["-x", "-s", "--hypothesis-seed=0", *(f"-p{each}" for each in without), *files], plugins=[runner])
    show(runner.came_out)


if __name__ == "__main__":
    main()
