"""The wheel holds all that the program needs: built from a copy, installed alone, it makes the sample office.

Apart because it builds and installs; without a network, with what is installed for the tests.
"""

import os
import shutil
import subprocess
import sys
import sysconfig
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGES = ("db", "ledger", "reports", "sample_data")
NO_NETWORK = {"PIP_NO_INDEX": "1", "PIP_DISABLE_PIP_VERSION_CHECK": "1", "PIP_CONFIG_FILE": os.devnull}


def pip(*words: str, cwd: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "pip", "--quiet", *words],
        cwd=cwd,
        env=os.environ | NO_NETWORK,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built from a copy of what a release holds."""
    folder = tmp_path_factory.mktemp("build")
    for name in PACKAGES:
        shutil.copytree(ROOT / name, folder / "isu" / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copyfile(ROOT / name, folder / "isu" / name)
    pip("wheel", "--no-deps", "--no-build-isolation", "--wheel-dir", str(folder), str(folder / "isu"), cwd=folder)
    (made,) = folder.glob("isu_ledger-*.whl")
    return made


def test_the_wheel_holds_every_file_of_the_packages(wheel: Path) -> None:
    held = set(zipfile.ZipFile(wheel).namelist())
    ours = {
        path.relative_to(ROOT).as_posix()
        for name in PACKAGES
        for path in (ROOT / name).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    assert ours <= held, f"missing in the wheel: {sorted(ours - held)}"


def test_the_wheel_alone_makes_the_sample_office_in_an_empty_folder(wheel: Path, tmp_path: Path) -> None:
    installed, empty = tmp_path / "installed", tmp_path / "empty"
    empty.mkdir()
    pip("install", "--no-deps", "--target", str(installed), str(wheel), cwd=empty)
    needed = {path.name for path in Path(sysconfig.get_paths()["purelib"]).iterdir()}
    assert not needed & set(PACKAGES), "the packages that the wheel needs hold none of ours"

    def isu(*words: str, folder: Path = empty) -> str:
        script = (
            f"import sys; sys.path[:0] = [{str(installed)!r}]; sys.meta_path[:] = "
            "[each for each in sys.meta_path if 'editable' not in repr(each)]; "
            f"import ledger.__main__ as m; assert m.__file__.startswith({str(installed)!r}), m.__file__; m.main()"
        )
        done = subprocess.run(
            [sys.executable, "-c", script, *words], cwd=folder, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    assert "86 letters to States Parties" in isu("demo")
    office = empty / "demo"
    assert "Next: isu month 2017-01" in isu(folder=office)
    written = isu(
        "letters", "write", "--as-of", "2017-01-27", "--into", "x", "--state", "CIV", "--yes", "1", folder=office
    )
    assert "Written: run W1" in written  # templates and fonts are there; the how-tos are held above
