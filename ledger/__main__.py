"""The program ``isu``, also ``python -m ledger``."""

from ledger.commands import (
    allocating,
    assessing,
    backups,
    bank,
    bank_words,
    calculator,
    checking,
    closing,
    contacts,
    daily,
    demo,
    exporting,
    following,
    forgetting,
    importing,
    letter_history,
    letter_runs,
    log,
    matching,
    modelling,
    month,
    payers,
    planning_reports,
    plans,
    pledges,
    reconciling,
    report_movement,
    reporting,
    restoring,
    review_sheet,
    reviewing,
    rules,
    settings,
    setup,
    snapshots,
    top,
)
from ledger.commands.app import app, tell_whole

__all__ = [
    "allocating",
    "assessing",
    "backups",
    "bank",
    "bank_words",
    "calculator",
    "checking",
    "closing",
    "contacts",
    "daily",
    "demo",
    "exporting",
    "following",
    "forgetting",
    "importing",
    "letter_history",
    "letter_runs",
    "log",
    "main",
    "matching",
    "modelling",
    "month",
    "payers",
    "planning_reports",
    "plans",
    "pledges",
    "reconciling",
    "report_movement",
    "reporting",
    "restoring",
    "review_sheet",
    "reviewing",
    "rules",
    "settings",
    "setup",
    "snapshots",
    "top",
]

tell_whole(app)


def main() -> None:
    """Run the command line."""
    app()


if __name__ == "__main__":
    main()
