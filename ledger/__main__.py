"""The program ``isu``, also ``python -m ledger``."""

from ledger.commands import daily, demo, payers, reporting, setup
from ledger.commands.app import app

__all__ = ["daily", "demo", "main", "payers", "reporting", "setup"]


def main() -> None:
    """Run the command line."""
    app()


if __name__ == "__main__":
    main()
