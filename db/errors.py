"""LedgerError, the base of every refusal, and how several faults are told at once.

Apart from everything else because each layer may refuse, and one handler in ``ledger.commands`` prints it.
"""

from collections.abc import Sequence


class LedgerError(Exception):
    """Refuse something a person did or sent; the message says what, the figures and the remedy."""


class Faults(LedgerError):
    """Refuse imported data with all its faults at once, one line each.

    >>> print(Faults("states.csv", ["line 3: 'DE' is no ISO3 code", "line 9: Fiji twice"], "mend the lines"))
    states.csv: 2 faults, nothing was taken; mend the lines
      line 3: 'DE' is no ISO3 code
      line 9: Fiji twice
    """

    shown = 20

    def __init__(self, source: str, faults: Sequence[str], remedy: str) -> None:
        count = "1 fault" if len(faults) == 1 else f"{len(faults)} faults"
        lines = [f"{source}: {count}, nothing was taken; {remedy}", *(f"  {fault}" for fault in faults[: self.shown])]
        if len(faults) > self.shown:
            lines.append(f"  … and {len(faults) - self.shown} more")
        super().__init__("\n".join(lines))
