"""The module ledger/commands/listing.py: every command with its sentence, for `isu --help`, which brings in none.

`python -m tests.listing_page` writes it anew; tests/test_docs.py holds it to the commands.
"""

import json

from ledger.commands.app import Telling
from tests.manual_pages import PROGRAM, ROOT

PAGE = ROOT / "ledger" / "commands" / "listing.py"
_ABOVE = '''"""Every command with its sentence, as `isu --help` lists them.

Apart so that the list needs none of the commands. Made from them by `python -m tests.listing_page`.
"""

# ruff: noqa: E501
SENTENCES = {
'''


def page() -> str:
    """Make the module from the commands."""
    found = sorted(Telling.sentences(PROGRAM, PROGRAM.make_context("isu", [], resilient_parsing=True)).items())
    rows = (f"    {json.dumps(name)}: {json.dumps(sentence, ensure_ascii=False)},\n" for name, sentence in found)
    return f"{_ABOVE}{''.join(rows)}}}\n"


if __name__ == "__main__":
    PAGE.write_text(page(), "utf-8")
