"""How long the papers to States take, by kind: `python -m benchmarks.letters LEDGER [AS_OF]`, on a demonstration."""

import sys
from datetime import date
from pathlib import Path
from time import perf_counter
from typing import Any

from db import balances
from db.store import open_store
from ledger.commands import clock
from ledger.commands.desk import decide_letters, picture_of
from ledger.intake.office_settings import read_settings
from reports.papers.content import Assignment, paper_set
from reports.writers.papers_pdf import papers_pdf, slip_png, slip_svg
from reports.writers.papers_word import papers_word


def main() -> None:
    """Measure each kind over all States that are written to."""
    ledger = Path(sys.argv[1])
    on = date.fromisoformat(sys.argv[2] if len(sys.argv) > 2 else "2017-01-27")
    with open_store(ledger, at=clock.now()) as store:
        begun = perf_counter()
        picture = picture_of(store, on)
        decisions = {each.state: each for each in decide_letters(store, picture)}
        settings = read_settings(ledger)
        sets: list[dict[str, Any]] = [
            paper_set(
                picture,
                state,
                decisions[state.iso3],
                balances.account_lines(store.db, as_of=on, state=state.iso3),
                settings,
                Assignment(f"NV/{on.year}/001"),
            ).as_dict()
            for state in picture.parties
            if decisions[state.iso3].written
        ]
        _say("reading, deciding, wording", begun, len(sets))
    begun = perf_counter()
    for each in sets:
        slip_svg(each["qr"])
    _say("payment slips drawn", begun, len(sets))
    begun = perf_counter()
    for each in sets:
        papers_pdf([each], on=on, title="Papers", author="")
    _say("PDF, one a State", begun, len(sets))
    begun = perf_counter()
    papers_pdf(sets, on=on, title="Papers", author="")
    _say("PDF of all", begun, len(sets))
    begun = perf_counter()
    for each in sets:
        slip_png(each["qr"])
    _say("payment slips as pictures", begun, len(sets))
    begun = perf_counter()
    for each in sets:
        papers_word(each, on=on)
    _say("Word, pictures of the slips included", begun, len(sets))


def _say(what: str, begun: float, count: int) -> None:
    seconds = perf_counter() - begun
    sys.stdout.write(f"{what}: {count} in {seconds:.2f} s, {1000 * seconds / max(count, 1):.0f} ms each\n")


if __name__ == "__main__":
    main()
