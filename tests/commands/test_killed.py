"""Commands killed at any moment: the books are those before or those after, and clean. More of it: tests/kills.py."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
KILLS = 7


def test_killed_at_any_moment_the_books_are_those_before_or_those_after(sample: Path) -> None:
    ran = subprocess.run(
        [sys.executable, "-m", "tests.kills", str(KILLS), str(sample)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr
    header, *lines = ran.stdout.splitlines()
    assert header.startswith("command")
    assert [line.split()[0] for line in lines] == [
        "import",
        "match",
        "letters",
        "close",
        "backup",
        "migration",
        "restore",
    ]
    assert sum(int(line.split()[1]) for line in lines) == KILLS
