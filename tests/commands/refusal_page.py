"""The page docs/refusals.md: every refusal that the tests provoke, as the program says it.

`python -m tests.commands.refusal_page` writes it anew; the tests of refusals hold each entry to what is said.
"""

import re
import shlex
import sys
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

PAGE = Path(__file__).parents[2] / "docs" / "refusals.md"
_ABOVE = """# Refusals

What `isu` refuses, as it says it: what is wrong, the figures, the remedy. A refusal ends with 1 and changes nothing.
This page is made by the tests (`python -m tests.commands.refusal_page`) and held to them. TODAY and N stand for the
day and the version.

"""


def entry(line: str, message: str) -> str:
    """Write one refusal; what differs from day to day, or from version to version, has a name."""
    said = message.replace(str(datetime.now(UTC).date()), "TODAY")
    said = re.sub(r"this isu knows up to \d+", "this isu knows up to N", said)
    typed = line.encode("utf-8", "backslashreplace").decode()
    typed = "".join(sign if sign.isprintable() else f"\\x{ord(sign):02x}" for sign in typed)
    body = "".join(f"    {row}\n" for row in [f"$ isu {typed}", *said.rstrip("\n").split("\n")])
    return f"{body}\n"


def page() -> str:
    """Read the page."""
    return PAGE.read_text("utf-8")


def write(said: Iterable[tuple[str, str]]) -> None:
    """Write the page from lines and what was said to them."""
    PAGE.write_text(_ABOVE + "".join(dict.fromkeys(entry(line, message) for line, message in said)), "utf-8")


def main() -> None:
    """Provoke every refusal in a folder of its own, and write the page."""
    from _pytest.monkeypatch import MonkeyPatch

    from tests.commands.test_bad_inputs import BAD_FILES, BAD_INPUTS
    from tests.commands.test_refusals import REFUSALS, isu, make_folder

    with TemporaryDirectory() as name, MonkeyPatch.context() as patch:
        make_folder(Path(name))
        for file, data in BAD_FILES.items():
            (Path(name) / file).write_bytes(data)
        patch.chdir(name)
        patch.delenv("ISU_LEDGER", raising=False)
        said = []
        for refusal in (*REFUSALS, *BAD_INPUTS):
            ran = isu(refusal.line)
            if refusal.told not in ran.stderr or ran.exit_code != 1:
                sys.stderr.write(f"NOT AS EXPECTED: {shlex.quote(refusal.line)}: {ran.exit_code} {ran.stderr[-400:]}"
                                 f" {ran.exception!r}\n")  # fmt: skip
            said.append((refusal.line, ran.stderr))
        write(said)


if __name__ == "__main__":
    main()
