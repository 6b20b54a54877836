"""Two programs that write into one ledger at once, each some acts: every act is done, or refused in a sentence.

``python -m tests.two_writers LEDGER 200`` does 200 acts in each of two processes, on a copy of a sample's ledger.
"""

import json
import os
import shutil
import sys
import tempfile
from collections import Counter
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from typer.testing import CliRunner

from db.logged import logged_commands
from db.store import open_store
from ledger.commands.app import app
from ledger.commands.start import load

load()


def acts(writer: str, count: int) -> list[list[str]]:
    """Give acts of which every other one wants the same receipt or the same month as the other writer."""
    other = "CIV" if writer == "anna" else "GHA"
    turns = (
        ["identify", "R45", other, "--why", "told"],
        ["contact", "add", "BOL", "--kind", "call", "--words", f"{writer} called"],
        ["unidentify", "R45", "--why", "wrong"],
        ["close", "2016-12"],
        ["pledge", "add", "DEU", "2017/7c=100.00", "--on", "2017-01-05"],
        ["match"],
        ["reopen", "2016-12", "--why", "again"],
        ["rules", "short-payment", "25", "--why", writer],
    )
    return [turns[number % len(turns)] for number in range(count)]


def write(ledger_file: Path, writer: str, count: int) -> Counter[str]:
    """Do the acts of one writer; gives how many were done, and how many refused with which beginning."""
    told: Counter[str] = Counter()
    for words in acts(writer, count):
        done = CliRunner().invoke(app, ["--ledger", str(ledger_file), "--as", writer, *words])
        if done.exit_code == 0:
            told["done"] += 1
        elif done.exit_code == 1 and done.stderr.startswith("isu: "):
            told["refused"] += 1
        else:
            told[f"FAULT {words}: exit {done.exit_code} {done.stderr} {done.exception!r}"] += 1
    return told


def both(ledger_file: Path, count: int) -> Counter[str]:
    """Let two processes write at once; gives what both were told."""
    children = []
    for writer in ("anna", "bea"):
        reader, answer = os.pipe()
        if process := os.fork():
            os.close(answer)
            children.append((process, reader))
            continue
        try:
            os.write(answer, json.dumps(write(ledger_file, writer, count)).encode())
        finally:
            os._exit(0)
    told: Counter[str] = Counter()
    for process, reader in children:
        with os.fdopen(reader) as answers:
            for words, number in json.loads(answers.read()).items():
                told[words] += number
        os.waitpid(process, 0)
    return told


def faults_of(ledger_file: Path, told: Counter[str]) -> list[str]:
    """Say what is wrong with a ledger that two have written to."""
    faults = [words for words in told if words not in ("done", "refused")]
    check = CliRunner().invoke(app, ["--ledger", str(ledger_file), "check"])
    if check.exit_code:
        faults.append(check.output)
    with closing(open_store(ledger_file, at=datetime.now(UTC)).db) as db:
        logged = [each for each in logged_commands(db) if each.said_by in ("anna", "bea")]
        moments = [each.recorded_at for each in logged]
        if moments != sorted(set(moments)):
            faults.append("two commands have one moment, or their moments do not run forward")
        silent = told["done"] - len(logged)  # a match that finds nothing new is done, and changes nothing
        matches = sum(words == ["match"] for writer in ("anna", "bea") for words in acts(writer, told.total() // 2))
        if not 0 <= silent <= matches:
            faults.append(f"{told['done']} were done, {len(logged)} logged, {matches} of them may change nothing")
    return faults


def main() -> None:
    """Do it on a copy, say what came of it, and end with 1 if anything was wrong."""
    with tempfile.TemporaryDirectory() as folder:
        copy = shutil.copyfile(sys.argv[1], Path(folder) / "ledger.sqlite")
        told = both(copy, int(sys.argv[2]))
        faults = faults_of(copy, told)
    sys.stdout.write(f"{told['done']} done, {told['refused']} refused, {len(faults)} faults\n")
    sys.stdout.write("\n".join(faults))
    raise SystemExit(bool(faults))


if __name__ == "__main__":
    main()
