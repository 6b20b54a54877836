"""How many entries a second each way of loading writes; apart from ``growth_loading``, which does it, to stay small."""

import subprocess
import sys
from pathlib import Path

Load = tuple[str, int, float]


def rates(folder: Path, entries: int, entries_by_acts: int) -> list[Load]:
    """Measure each way once, in a process of its own: its name, the entries, and the seconds of the processor."""
    named = {
        "opening": ("opening balances (isu import opening)", entries),
        "statements": ("a year of bank statements (isu bank import)", entries),
        "bulk": ("whole offices in bulk: assessed, received, identified, allocated", entries),
        "acts": ("whole offices through the acts: assess, import, match, identify", entries_by_acts),
    }
    found = []
    for way, (name, asked) in named.items():
        path = folder / f"load-{way}.sqlite"
        path.unlink(missing_ok=True)
        command = [sys.executable, "-m", "benchmarks.growth_loading", way, str(asked), str(path)]
        told = subprocess.run(command, check=True, capture_output=True, text=True).stdout.split()
        path.unlink()
        found.append((name, int(told[0]), float(told[1])))
        print(f"{name}: {int(told[0]) / float(told[1]):.0f} entries/s", flush=True)  # noqa: T201
    return found
