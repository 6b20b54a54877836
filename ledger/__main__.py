"""The program ``isu``, also ``python -m ledger``."""

from ledger.commands import (
    allocating,
    assessing,
    bank,
    bank_words,
    calculator,
    contacts,
    daily,
    demo,
    following,
    letter_history,
    letter_runs,
    matching,
    modelling,
    payers,
    planning_reports,
    plans,
    pledges,
    reconciling,
    report_movement,
    reporting,
    review_sheet,
    reviewing,
    rules,
    settings,
    setup,
    snapshots,
)
from ledger.commands.app import app

__all__ = [
    "allocating",
    "assessing",
    "bank",
    "bank_words",
    "calculator",
    "contacts",
    "daily",
    "demo",
    "following",
    "letter_history",
    "letter_runs",
    "main",
    "matching",
    "modelling",
    "payers",
    "planning_reports",
    "plans",
    "pledges",
    "reconciling",
    "report_movement",
    "reporting",
    "review_sheet",
    "reviewing",
    "rules",
    "settings",
    "setup",
    "snapshots",
]


def main() -> None:
    """Run the command line."""
    app()


if __name__ == "__main__":
    main()
