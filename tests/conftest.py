"""What tests share: a small office, and the sample office as the demonstration makes it. No test reaches a network."""

import os
import shutil
import signal
import socket
import sys
import time
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pytest
import typer.testing
from hypothesis import HealthCheck, settings
from typer.testing import CliRunner

from ledger.commands.app import app
from ledger.commands.start import load
from tests.helpers import Office, make_office

load()
signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell has what it runs behind itself pass over Ctrl-C

settings.register_profile("steady", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("steady")  # a busy machine is no fault of what is tested
_COMMANDS_OF = "_get_command"
setattr(typer.testing, _COMMANDS_OF, cache(getattr(typer.testing, _COMMANDS_OF)))  # else 40 ms for each command run


class NetworkUsed(BaseException):
    """That a test tried to leave the machine; no ``except Exception`` of a library swallows it."""


_ASKS_A_NETWORK = ("socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr", "socket.getnameinfo")
_SENDS = ("socket.connect", "socket.sendto", "socket.sendmsg")


def _refuse_networks(event: str, arguments: tuple[object, ...]) -> None:
    is_sending = event in _SENDS and isinstance(arguments[0], socket.socket)
    if event in _ASKS_A_NETWORK or (is_sending and arguments[0].family != socket.AF_UNIX):  # type: ignore[attr-defined]
        raise NetworkUsed(event, *arguments[1:])


sys.addaudithook(_refuse_networks)  # for the whole run: it cannot be taken off again


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    """A ledger with four States Parties, a scale and no budget yet."""
    made = make_office(tmp_path)
    yield made
    made.close()


@pytest.fixture(scope="session")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the sample office, its months run; never write into it."""

    def make(folder: Path) -> None:
        made = CliRunner().invoke(app, ["demo", str(folder)])
        assert made.exit_code == 0, made.output
        (folder / "said.txt").write_text(made.stdout, "utf-8")

    return _made_once(tmp_path_factory, "demo", make)


@pytest.fixture(scope="session")
def months(tmp_path_factory: pytest.TempPathFactory, sample: Path) -> Path:
    """A ledger with the first ten months of the sample, matched, nothing decided by a person."""
    ledger, papers = tmp_path_factory.mktemp("year") / "ledger.sqlite", sample / "papers"
    _isu(ledger, "init", "--name", "ISU-CCM")
    _isu(ledger, "states", "import", str(papers / "states.csv"))
    _isu(ledger, "aliases", "import", str(papers / "payer_accounts.csv"))
    _isu(ledger, "scale", "import", str(papers / "scale_2016_2018.csv"), "--period", "2016-2018")
    _isu(ledger, "budget", "set", "2016", "--from", str(papers / "budgets.csv"))
    _isu(ledger, "assess", "2016", "--on", "2016-01-04")
    statements = [str(papers / "bank" / f"camt053_2016-{month:02}.xml") for month in range(1, 11)]
    _isu(ledger, "bank", "import", *statements)
    _isu(ledger, "match")
    return ledger


@pytest.fixture(scope="session")
def written(sample: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An office whose letters of 27 January 2017 are written, in ``letters``; never write into it."""

    def make(folder: Path) -> None:
        folder.mkdir()
        for name in ("ledger.sqlite", "ledger.toml"):
            shutil.copyfile(sample / name, folder / name)
        words = ["letters", "write", "--as-of", "2017-01-27", "--into", str(folder / "letters")]
        done = CliRunner().invoke(app, ["--ledger", str(folder / "ledger.sqlite"), *words], input="86\n")
        assert done.exit_code == 0, done.output

    return _made_once(tmp_path_factory, "written", make)


def _made_once(factory: pytest.TempPathFactory, name: str, make: Callable[[Path], None]) -> Path:
    """Give a folder that the first process that wants it makes; the others, that test beside it, wait for it."""
    base = factory.getbasetemp()
    folder = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / name
    done, lock = folder.with_suffix(".done"), folder.with_suffix(".lock")
    while not done.exists():
        try:
            lock.mkdir()
        except FileExistsError:
            time.sleep(0.05)
            continue
        try:
            if not done.exists():
                make(folder)
                done.touch()
        finally:
            lock.rmdir()
    return folder


def _isu(ledger: Path, *words: str) -> None:
    done = CliRunner().invoke(app, ["--ledger", str(ledger), *words])
    assert done.exit_code == 0, done.output
