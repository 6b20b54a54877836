"""The program ``isu``, also ``python -m ledger``."""

from ledger.commands import assessing, bank, bank_words, calculator, daily, demo, modelling, payers, reporting, setup
from ledger.commands.app import app

__all__ = [
    "assessing",
    "bank",
    "bank_words",
    "calculator",
    "daily",
    "demo",
    "main",
    "modelling",
    "payers",
    "reporting",
    "setup",
]


def main() -> None:
    """Run the command line."""
    app()


if __name__ == "__main__":
    main()
