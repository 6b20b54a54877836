"""Each command in a process of its own, as people run them: none may lean on what another has loaded."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LINES = (
    "assess 2018 --on 2018-01-04",
    "budget set 2018 --line 7a=1000.00 --line 7c=0.00:voluntary --decision MSP7",
    "match",
    "allocate R1 --to on-account=1.00 --why told",
    "identify R45 CIV --why told",
    "undo E1 --why told",
    "aliases add CH9300762011623852957 CHE --why told",
    "rules short-payment 25.00 --why decision",
    "bank set-aside R45 --why told",
    "receipts show R1",
)
REFUSED = ("assess 2018", "undo E1")


@pytest.mark.parametrize("line", LINES)
def test_a_command_alone_in_its_process_works_or_refuses(sample: Path, tmp_path: Path, line: str) -> None:
    ledger = tmp_path / "ledger.sqlite"
    shutil.copyfile(sample / "ledger.sqlite", ledger)
    done = subprocess.run(
        [sys.executable, "-m", "ledger", "--ledger", str(ledger), *line.split()],
        cwd=ROOT,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert "Traceback" not in done.stderr
    assert done.returncode == (1 if line.startswith(REFUSED) else 0), done.stderr


def test_a_year_is_assessed_by_a_process_of_its_own(sample: Path, tmp_path: Path) -> None:
    ledger = tmp_path / "ledger.sqlite"
    shutil.copyfile(sample / "ledger.sqlite", ledger)
    for line in ("budget set 2018 --line 7a=1000.00 --decision MSP7", "assess 2018 --on 2018-01-04"):
        command = [sys.executable, "-m", "ledger", "--ledger", str(ledger), *line.split()]
        subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
