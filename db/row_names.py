"""How a person calls a row of the books: entry E17, bank line L45 of a file, a letter by its reference."""

import sqlite3

_LABELS = {
    "entry": "entry E{row}",
    "receipt": "receipt R{row}",
    "bank_statement": "bank statement S{row}",
    "letter_run": "run of letters W{row}",
    "report_snapshot": "snapshot S{row}",
    "link": "link {row}",
}
_NAMED = {
    "bank_line": """
        SELECT 'bank line L' || line.id || ' (' || file.name || ', line ' || line.position || ')' FROM bank_line AS line
        JOIN bank_statement AS statement ON statement.id = line.bank_statement_id
        JOIN bank_file AS file ON file.id = statement.bank_file_id WHERE line.id = ?""",
    "bank_line_again": """
        SELECT 'bank line L' || again.bank_line_id || ', again (' || file.name || ', line ' || again.position || ')'
        FROM bank_line_again AS again JOIN bank_statement AS statement ON statement.id = again.bank_statement_id
        JOIN bank_file AS file ON file.id = statement.bank_file_id WHERE again.id = ?""",
    "bank_file": "SELECT 'bank file ' || name FROM bank_file WHERE id = ?",
    "invoice": "SELECT 'invoice ' || number FROM invoice WHERE id = ?",
    "letter": """
        SELECT 'letter ' || letter.reference || ' to ' || decision.state FROM letter
        JOIN letter_decision AS decision ON decision.id = letter.letter_decision_id WHERE letter.id = ?""",
}


def row_name(db: sqlite3.Connection, table: str, row: int) -> str:
    """Name a row as a person does; where it has no name, or is gone, by its table and number."""
    if table in _LABELS:
        return _LABELS[table].format(row=row)
    found = db.execute(_NAMED[table], (row,)).fetchone() if table in _NAMED else None
    return str(found[0]) if found and found[0] else f"row {row} of {table}"
