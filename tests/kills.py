"""Kill a command at random moments, look at what is left, and say how the moments were spread.

``python -m tests.kills 500`` kills 500 times over seven commands on small offices; a folder named behind the number
is that of a demonstration made before, which saves making one. Each command runs in a process of
its own, forked from one in which everything is imported, so that the moments fall into the work and not into the
imports: a third over the whole run, a third while files are written, a third around the journal of the database. After
each the ledger must be clean, and its content that before the command or that after it.
"""

import os
import random
import shutil
import signal
import sqlite3
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from typer.testing import CliRunner

from db.backups import backups_in, checked
from db.migrations import MIGRATIONS, statements
from db.moments import moment_text
from db.store import APPLICATION_ID
from ledger.commands import letter_files
from ledger.commands.app import app
from ledger.commands.start import load
from reports.writers import papers_pdf
from tests.helpers import AT

load()

BEFORE_THE_FIRST_FORK = (letter_files, papers_pdf)  # commands import them late, because they are heavy
NOT_COMPARED = ("recorded_at", "applied_at", "hash", "before", "digests", "remark")
LETTERS = ("AFG", "BOL", "CIV")


@dataclass(frozen=True, slots=True)
class Scene:
    """A command on an office: ``make`` lays the office out in a folder, ``words`` are typed there."""

    name: str
    words: tuple[str, ...]
    make: Callable[[Path], None]


@dataclass(frozen=True, slots=True)
class Killed:
    """What one kill left: at which part of the whole run it came, and what was found."""

    part: float
    state: str
    had_journal: bool
    had_partial: bool
    faults: tuple[str, ...]


def isu(folder: Path, *words: str) -> str:
    done = CliRunner().invoke(app, ["--ledger", str(folder / "ledger.sqlite"), *words])
    assert done.exit_code == 0, f"{words}: {done.output}"
    return done.stdout


# The offices ----------------------------------------------------------------------------------------------------------


def _small_office(folder: Path, demo: Path, *, months: int) -> None:
    papers = demo / "papers"
    isu(folder, "init", "--name", "Office")
    isu(folder, "states", "import", str(papers / "states.csv"))
    isu(folder, "aliases", "import", str(papers / "payer_accounts.csv"))
    isu(folder, "scale", "import", str(papers / "scale_2016_2018.csv"), "--period", "2016-2018")
    isu(folder, "budget", "set", "2016", "--from", str(papers / "budgets.csv"))
    isu(folder, "assess", "2016", "--on", "2016-01-04")
    banks = [str(papers / "bank" / f"camt053_2016-{month:02}.xml") for month in range(1, months + 1)]
    isu(folder, "bank", "import", *banks)
    for month in (3, 4):
        shutil.copyfile(papers / "bank" / f"camt053_2016-{month:02}.xml", folder / f"{month}.xml")


def _old_office(folder: Path) -> None:
    """Lay out a ledger of version 1 with a hundred States."""
    raw = sqlite3.connect(folder / "ledger.sqlite", isolation_level=None)
    raw.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    raw.execute("BEGIN")
    for statement in statements(MIGRATIONS[0].sql()):
        raw.execute(statement)
    moment = moment_text(AT)
    raw.execute("INSERT INTO schema_version VALUES (1, 'the books', ?)", (moment,))
    raw.execute("INSERT INTO office VALUES (1, 'Office', '', ?)", (moment,))
    for number in range(100):
        code = f"{chr(65 + number // 26)}{chr(65 + number % 26)}"
        raw.execute("INSERT INTO state VALUES (?, ?, ?)", (f"X{code}", code, moment))
    raw.execute("PRAGMA user_version = 1")
    raw.execute("COMMIT")
    raw.close()


def _demonstration(base: Path) -> Path:
    done = CliRunner().invoke(app, ["demo", str(base / "demo")])
    assert done.exit_code == 0, done.output
    return base / "demo"


def scenes(base: Path, demo: Path) -> Iterator[Scene]:
    """Lay out one office for each command."""
    (base / "imported").mkdir()
    _small_office(base / "imported", demo, months=2)
    shutil.copytree(base / "imported", base / "matched")
    isu(base / "matched", "match")
    (base / "old").mkdir()
    _old_office(base / "old")
    shutil.copytree(base / "imported", base / "restorable")
    isu(base / "restorable", "backup", "--to", str(base / "restorable" / "kept"))
    isu(base / "restorable", "match")
    backup = next((base / "restorable" / "kept").iterdir()).name
    lost = _count(base / "restorable") - checked(base / "restorable" / "kept" / backup).entries_count
    states = tuple(word for state in LETTERS for word in ("--state", state))
    letters = ("letters", "write", "--as-of", "2017-01-27", "--yes", str(len(LETTERS)), "--into", "letters", *states)

    def copy_of(name: str) -> Callable[[Path], None]:
        def lay_out(folder: Path) -> None:
            shutil.copytree(base / name, folder, dirs_exist_ok=True)

        return lay_out

    def letters_office(folder: Path) -> None:
        for file in ("ledger.sqlite", "ledger.toml"):
            shutil.copyfile(demo / file, folder / file)

    yield Scene("import", ("bank", "import", "3.xml", "4.xml"), copy_of("imported"))
    yield Scene("match", ("match",), copy_of("imported"))
    yield Scene("letters", letters, letters_office)
    yield Scene("close", ("close", "2016-02"), copy_of("matched"))
    yield Scene("backup", ("backup",), copy_of("matched"))
    yield Scene("migration", ("states", "list"), copy_of("old"))
    yield Scene("restore", ("restore", f"kept/{backup}", "--yes", str(lost)), copy_of("restorable"))


def _count(folder: Path) -> int:
    with _opened(folder / "ledger.sqlite") as db:
        return int(db.execute("SELECT count(*) FROM entry").fetchone()[0])


# Running and killing --------------------------------------------------------------------------------------------------


def started(scene: Scene, folder: Path) -> int:
    """Start the command in a process of its own; gives its number."""
    process = os.fork()
    if process:
        return process
    os.chdir(folder)  # only the child from here on: it says nothing and never comes back
    silence = os.open(os.devnull, os.O_WRONLY)
    os.dup2(silence, 1)
    os.dup2(silence, 2)
    try:
        app(["--ledger", "ledger.sqlite", "--as", "kills", *scene.words], standalone_mode=True)
    except SystemExit as ended:
        os._exit(ended.code if isinstance(ended.code, int) else 1)
    except BaseException:  # whatever it is, the parent sees a wrong exit code
        os._exit(99)
    os._exit(0)


def _files(folder: Path) -> set[str]:
    return {str(path.relative_to(folder)) for path in folder.rglob("*")}


@dataclass(frozen=True, slots=True)
class Whole:
    """A run to its end, in seconds: its first new file, its first and last sight of a journal, its end."""

    wrote: float
    journal: tuple[float, float]
    ended: float


def run_whole(scene: Scene, folder: Path) -> Whole:
    """Run the command to its end and see when it wrote."""
    before, begun = _files(folder), time.monotonic()
    process, wrote, journal = started(scene, folder), 0.0, [0.0, 0.0]
    names = (folder / "ledger.sqlite-journal", folder / ".ledger.sqlite.restoring-journal")
    while os.waitpid(process, os.WNOHANG) == (0, 0):
        now = time.monotonic() - begun
        if not wrote and _files(folder) - before:
            wrote = now
        if any(name.exists() for name in names):
            journal = [journal[0] or now, now]
        time.sleep(0.0003)
    ended = time.monotonic() - begun
    wrote = wrote or ended / 2
    return Whole(wrote, (journal[0] or wrote, journal[1] or ended), ended)


def kill_once(scene: Scene, folder: Path, moment: float, whole: float, known: dict[str, str]) -> "Killed | float":
    """Kill the command after some seconds and look at what is left; gives how long it took if it had ended before."""
    process, begun = started(scene, folder), time.monotonic()
    while (left := begun + moment - time.monotonic()) > 0:
        if os.waitpid(process, os.WNOHANG) != (0, 0):
            return time.monotonic() - begun
        time.sleep(min(left, 0.002))
    os.kill(process, signal.SIGKILL)
    _, status = os.waitpid(process, 0)
    if not os.WIFSIGNALED(status):
        return time.monotonic() - begun
    had_journal = any((folder / f"{name}-journal").exists() for name in ("ledger.sqlite", ".ledger.sqlite.restoring"))
    partials = [path for path in folder.rglob(".*") if path.name.endswith((".part", ".restoring"))]
    found = content(folder)
    state = next((name for name, held in known.items() if held == found), "between")
    return Killed(moment / whole, state, had_journal, bool(partials), tuple(faults_of(scene, folder, state)))


def faults_of(scene: Scene, folder: Path, state: str) -> Iterator[str]:
    """Say what is wrong with what a kill left."""
    if state == "between":
        yield "the books are neither as before nor as after"
    done = CliRunner().invoke(app, ["--ledger", str(folder / "ledger.sqlite"), "check"])
    if done.exit_code:
        yield f"isu check: {done.output}"
    for each in backups_in(folder / "backups", folder / "ledger.sqlite"):
        checked(each.path)
    if scene.name == "letters" and state == "before" and (folder / "letters" / "2017-01-27").exists():
        yield "letters stand under their name without a run"


@contextmanager
def _opened(path: Path) -> Iterator[sqlite3.Connection]:
    db = sqlite3.connect(path)
    try:
        yield db
    finally:
        db.close()


def content(folder: Path) -> str:
    """Give a digest of all that a ledger holds, without the moments at which it was written."""
    digest = sha256()
    with _opened(folder / "ledger.sqlite") as db:
        assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        digest.update(repr(db.execute("PRAGMA user_version").fetchone()).encode())
        for name, sql in db.execute("SELECT name, sql FROM sqlite_master ORDER BY name").fetchall():
            digest.update(repr((name, sql)).encode())
            if sql and sql.startswith("CREATE TABLE"):
                held = [row[1] for row in db.execute(f"PRAGMA table_info({name})") if row[1] not in NOT_COMPARED]
                for row in db.execute(f"SELECT {', '.join(held)} FROM {name} ORDER BY {', '.join(held)}"):
                    digest.update(repr(row).encode())
    return digest.hexdigest()


def moment_of(chance: random.Random, number: int, whole: Whole) -> float:
    """Choose a moment: in turn over the whole run, while files are written, around the journal."""
    first, last = whole.journal
    around = 0.3 * (last - first) + 0.005
    spans = ((0.0, whole.ended), (whole.wrote, whole.ended), (max(0.0, first - around), last + around))
    return chance.uniform(*spans[number % 3])


def kill_scene(scene: Scene, base: Path, count: int, chance: random.Random) -> list[Killed]:
    """Kill one command so many times; every tenth time it is measured anew, because the machine has other work too."""
    known: dict[str, str] = {}
    killed: list[Killed] = []
    tries, folder = 0, base / "killed"
    while len(killed) < count:
        assert tries < 5 * count + 20, f"{scene.name} ends before it can be killed"
        folder.mkdir()
        scene.make(folder)
        if tries % 11 == 0:
            known["before"] = content(folder)
            whole = run_whole(scene, folder)
            known["after"] = content(folder)
        elif isinstance(done := kill_once(scene, folder, moment_of(chance, tries, whole), whole.ended, known), Killed):
            killed.append(done)
        tries += 1
        shutil.rmtree(folder)
    assert scene.name == "backup" or known["before"] != known["after"], scene.name
    return killed


def kill_all(
    total: int, base: Path, demo: Path | None = None, *, seed: int = 20170127
) -> Iterator[tuple[str, list[Killed]]]:
    """Kill each command in turn until all kills are done; ``demo`` is a demonstration that was made before."""
    chance = random.Random(seed)
    laid_out = list(scenes(base, demo or _demonstration(base)))
    for number, scene in enumerate(laid_out):
        yield scene.name, kill_scene(scene, base, total // len(laid_out) + (number < total % len(laid_out)), chance)


def said(name: str, killed: list[Killed]) -> str:
    """Say of a command how often it was killed, where, and what was left."""
    states = Counter(each.state for each in killed)
    tenths = Counter(min(int(each.part * 10), 9) for each in killed)
    return (
        f"{name:10} {len(killed):5}  {states['before']:6}  {states['after']:5}  "
        f"{sum(each.had_journal for each in killed):7}  {sum(each.had_partial for each in killed):7}  "
        f"{sum(bool(each.faults) for each in killed):6}   {' '.join(str(tenths[tenth]) for tenth in range(10))}\n"
    )


def main() -> None:
    """Kill as often as asked, say what was found, and end with 1 if anything was wrong."""
    total = int(sys.argv[1]) if len(sys.argv) > 1 else 500
    faults = []
    sys.stdout.write("command    kills  before  after  journal  partial  faults   by tenths of the run\n")
    with tempfile.TemporaryDirectory() as folder:
        for name, killed in kill_all(total, Path(folder), Path(sys.argv[2]) if len(sys.argv) > 2 else None):
            sys.stdout.write(said(name, killed))
            sys.stdout.flush()
            faults += [f"{name} at {each.part:.2f}: {fault}" for each in killed for fault in each.faults]
    sys.stdout.write("\n".join(faults) + ("\n" if faults else ""))
    raise SystemExit(bool(faults))


if __name__ == "__main__":
    main()
