"""The program ``isu``, also ``python -m ledger``."""

from ledger.commands import daily, demo, reporting, setup
from ledger.commands.app import app

__all__ = ["daily", "demo", "main", "reporting", "setup"]


def main() -> None:
    """Run the command line."""
    app()


if __name__ == "__main__":
    main()
