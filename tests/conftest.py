"""What tests share: a small office, and the sample office as the demonstration makes it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

import ledger.__main__  # noqa: F401 - it brings in the commands
from ledger.commands.app import app
from tests.helpers import Office, make_office


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    """A ledger with four States Parties, a scale and no budget yet."""
    made = make_office(tmp_path)
    yield made
    made.close()


@pytest.fixture(scope="session")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the sample office, its months run; never write into it."""
    folder = tmp_path_factory.mktemp("sample") / "demo"
    made = CliRunner().invoke(app, ["demo", str(folder)])
    assert made.exit_code == 0, made.output
    (folder / "said.txt").write_text(made.stdout, "utf-8")
    return folder
