"""How long a program takes from its start, and how much memory it holds at most."""

import os
import signal
import statistics
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryFile

LONG, LONGEST = 5.0, 30.0  # seconds: what takes longer runs three times, or once
MOST = 600  # seconds after which a program is ended


@dataclass(frozen=True, slots=True)
class Figures:
    """Medians of several runs: seconds from start to end, seconds of the processor, and the highest memory in MiB."""

    wall: float
    processor: float
    mib: float
    runs: int

    def __str__(self) -> str:
        return f"{self.wall:.2f} s, processor {self.processor:.2f} s, {self.mib:.0f} MiB, {self.runs} runs"


def median_of(command: Sequence[str], runs: int, *, folder: Path | None = None) -> Figures | str:
    """Run a program several times, fewer if it takes long; gives the medians, or in words why it did not end well."""
    found: list[tuple[float, float, float]] = []
    wanted = runs
    while len(found) < wanted:
        once = _once(command, folder)
        if isinstance(once, str):
            return once
        found.append(once)
        wanted = 1 if once[0] > LONGEST else min(runs, 3) if once[0] > LONG else wanted
    wall, processor, mib = (statistics.median(each[place] for each in found) for place in range(3))
    return Figures(wall, processor, mib, len(found))


def measured(command: Sequence[str], *, folder: Path | None = None) -> Figures:
    """Run a program once; gives its figures. Ends this one, in words, if it does not end well."""
    once = _once(command, folder)
    if isinstance(once, str):
        sys.exit(f"{' '.join(command)} {once}")
    return Figures(*once, 1)


def _once(command: Sequence[str], folder: Path | None) -> tuple[float, float, float] | str:
    """Run a program as people do: compiled modules are kept, and nothing of it is shown."""
    environment = {name: held for name, held in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    environment["PYTHONPATH"] = str(Path(__file__).parents[1])
    with TemporaryFile() as told:
        begun = time.perf_counter()
        process = subprocess.Popen(
            command, cwd=folder, env=environment, stdout=subprocess.DEVNULL, stderr=told, start_new_session=True
        )
        signal.signal(signal.SIGALRM, lambda *_: process.kill())
        signal.alarm(MOST)
        _, status, used = os.wait4(process.pid, 0)
        signal.alarm(0)
        wall = time.perf_counter() - begun
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode == -signal.SIGKILL:
            return f"ended after {MOST} s"
        if process.returncode:
            told.seek(0)
            return f"failed: {told.read().decode(errors='replace').strip()[-120:]}"
    return wall, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024
