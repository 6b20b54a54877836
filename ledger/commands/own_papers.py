"""The office's own tables on their way in: shown as they would be read, agreed, and from then on known."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from ledger.commands.desk import say

Agree = Callable[[str], str]  # asks a question, gives what was typed
SHIPPED = {"states": "states.csv", "scale": "scale_2016_2018.csv"}


@contextmanager
def as_our_table(
    ledger: Path, path: Path, kind: str, agree: Agree | None = None
) -> Iterator[tuple[Path, dict[str, str]]]:
    """Give a file to read in the place of an own table, and the columns that were agreed on, if any.

    Without ``agree`` nobody is asked: a table of ours is read as it is, one whose columns are kept as they say.
    Raises MissingFile, UnreadableSheet, NotThatTable.
    """
    import tempfile

    from ledger.intake.office_settings import read_columns
    from ledger.intake.own_tables import is_ours, own_table

    kept = read_columns(ledger, kind)
    if (agree is None and not kept) or is_ours(path, kind):
        yield path, {}
        return
    table = own_table(path, kind, kept)
    columns: dict[str, str] = {}
    if agree is not None:
        said: dict[str, str] = {}
        while answer := agree(_shown(path, kind, table.columns, table.sample(), table.missing)):
            field, _, column = answer.partition("=")
            said[field.strip()] = column.strip().strip('"')
            table = own_table(path, kind, kept, said)
        columns = dict(table.columns)
    text = table.as_ours(_names())
    with tempfile.TemporaryDirectory() as folder:
        read = Path(folder) / f"{path.stem}.csv"
        read.write_text(text, "utf-8")
        yield read, columns


def _shown(
    path: Path, kind: str, columns: Mapping[str, str], sample: "list[dict[str, str]]", missing: "list[str]"
) -> str:
    """Show what the columns seem to be, with the first rows; gives the question."""
    from ledger.intake.own_tables import FURTHER, REQUIRED

    say(f"  {path.name} seems to have:")
    for field in (*REQUIRED[kind], *FURTHER[kind]):
        rows = ", ".join(row[field] or "-" for row in sample) if field in columns else ""
        held = f'"{columns[field]}"   ({rows} …)' if field in columns else "no column"
        say(f"    {field:<11} {held}{'   NEEDED' if field in missing else ''}")
    return "  Enter if that is right; else what a column is, like state=Country; s to skip"


def keep_columns(text: str, source: str, kind: str, columns: Mapping[str, str]) -> str:
    """Give the text of the settings with the columns of a kind of table."""
    import tomllib

    from ledger.intake.setting_lines import flat, set_value

    for field, column in columns.items():
        key = f"tables.{kind}.{field}"
        if dict(flat(tomllib.loads(text))).get(key) != column:
            text = set_value(source, text, key, column)
    return text


def _names() -> dict[str, dict[str, str]]:
    """Give each State of the shipped list by its folded names and codes."""
    from importlib.resources import as_file, files

    from db.names import folded
    from ledger.intake.office_tables import read_states
    from ledger.intake.own_tables import STATE_FACTS

    with as_file(files("sample_data")) as sample:
        states = [each.state for each in read_states(sample / SHIPPED["states"])]
    found: dict[str, dict[str, dict[str, str]]] = {}
    for state in states:
        for name in state.names():
            facts = {field: getattr(state, field) for field in STATE_FACTS}
            facts |= {"state": state.iso3, "other_names": "; ".join(state.other_names)}
            found.setdefault(folded(name), {})[state.iso3] = facts
    return {name: next(iter(several.values())) for name, several in found.items() if len(several) == 1}
