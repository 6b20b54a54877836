"""Read a table of the office's own layout as one of ours: which row is its header, and which column is what.

A suggestion comes from the words of the header and may be wrong, so a person sees it first; what was agreed is kept
in the settings, under [tables], and counts from then on. Lines keep their number, so that a fault names the right one.
"""

import csv
import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from db.errors import LedgerError
from db.names import folded
from ledger.intake.grids import Grid, grid_of
from ledger.intake.sheets import MissingFile, UnreadableSheet
from ledger.intake.statements import UnreadableBankFile

REQUIRED: Mapping[str, tuple[str, ...]] = {
    "states": ("state",),
    "scale": ("state", "rate"),
    "budget": ("year", "line", "amount_chf"),
    "opening": ("state", "year", "line", "owed_chf"),
}
FURTHER: Mapping[str, tuple[str, ...]] = {
    "states": ("iso2", "name_en", "party_from", "language"),
    "scale": (),
    "budget": ("title", "key", "decision", "decided_on"),
    "opening": ("credit_chf",),
}
_OURS: Mapping[str, tuple[str, ...]] = {
    "states": ("state", "iso2", "name_en"),
    "scale": ("state", "rate"),
    "budget": ("year", "line", "amount_chf", "key", "decision", "decided_on"),
    "opening": ("state", "year", "line", "owed_chf", "credit_chf"),
}
STATE_FACTS = (
    "iso2", "name_en", "name_fr", "name_es", "with_article_fr", "with_article_es", "formal_en", "formal_fr",
    "formal_es", "regional_group", "language",
)  # fmt: skip
_WORDS: Mapping[str, tuple[str, ...]] = {
    "state": ("iso3", "iso code", "iso", "state party", "state", "country", "code", "etat partie", "etat", "pays",
              "estado parte", "estado", "pais", "party", "member", "name"),
    "iso2": ("iso2", "iso 2", "alpha 2"),
    "name_en": ("name en", "english name", "english", "name"),
    "party_from": ("party from", "entry into force", "entree en vigueur", "entrada en vigor", "member since", "since"),
    "language": ("language", "langue", "idioma"),
    "rate": ("rate", "un scale", "scale", "percent", "percentage", "bareme", "taux", "escala", "tasa", "share"),
    "year": ("year", "annee", "ano", "exercice"),
    "line": ("budget line", "line", "ligne", "linea", "poste"),
    "title": ("title", "description", "titre", "libelle", "titulo"),
    "amount_chf": ("amount", "chf", "montant", "importe", "budget", "total"),
    "key": ("key", "cle", "clave"),
    "decision": ("decision", "document"),
    "decided_on": ("decided on", "decided", "date"),
    "owed_chf": ("owed", "outstanding", "arrears", "open", "due", "balance", "du", "impaye", "adeudado", "chf"),
    "credit_chf": ("credit", "advance", "prepaid", "avance", "avoir", "anticipo"),
}  # fmt: skip
_DEEPEST_HEADER = 20
_DAY_FIRST = re.compile(r"(\d{1,2})[./](\d{1,2})[./](\d{4})")


class NotThatTable(LedgerError):
    """Refuse a table in which the columns that are needed cannot be told."""

    def __init__(self, name: str, missing: Sequence[str], header: Sequence[str]) -> None:
        found = ", ".join(filter(None, header)) or "no row with several words"
        super().__init__(
            f"in {name} no column was found for {', '.join(missing)} (its header: {found}); nothing was taken; "
            f'name the column like {missing[0]}="Its heading", or give the column that heading in the file'
        )


@dataclass(frozen=True, slots=True)
class OwnTable:
    """A table: its file and kind, where its header stands (place in the grid), and which column is which of ours."""

    path: Path
    kind: str
    grid: Grid
    place: int
    columns: Mapping[str, str]

    @property
    def header(self) -> tuple[str, ...]:
        """Give the cells of the header."""
        return self.grid[self.place][1]

    @property
    def missing(self) -> list[str]:
        """Name what is needed and was not found."""
        return [field for field in REQUIRED[self.kind] if field not in self.columns]

    def sample(self) -> list[dict[str, str]]:
        """Give the first three rows, as they would be read."""
        body = [cells for _, cells in self.grid[self.place + 1 :] if any(cells)]
        return [self._read(cells) for cells in body[:3]]

    def _read(self, cells: Sequence[str]) -> dict[str, str]:
        places = {field: self.header.index(column) for field, column in self.columns.items()}
        return {field: cells[place] if place < len(cells) else "" for field, place in places.items()}

    def as_ours(self, states: Mapping[str, Mapping[str, str]]) -> str:
        """Write it as CSV in our columns, each row on the line that it has in the file.

        ``states`` gives by the folded name or code of a State its code, other names, and STATE_FACTS; what the table
        does not say of a State is taken from there. Raises NotThatTable.
        """
        if self.missing:
            raise NotThatTable(self.path.name, self.missing, self.header)
        written = io.StringIO()
        writer = csv.writer(written, lineterminator="\n")
        known = (*STATE_FACTS, "other_names") if self.kind == "states" else ()
        fields = tuple(dict.fromkeys((*_OURS[self.kind], *self.columns, *known)))
        writer.writerow(fields)
        line = 2
        for number, cells in self.grid[self.place + 1 :]:
            written.write("\n" * max(number - line, 0))
            line = max(number, line) + 1
            if any(cells):
                row = _completed(self.kind, self._read(cells), states, self.path.name)
                writer.writerow([" ".join(row.get(field, "").split()) for field in fields])
            else:
                written.write("\n")
        return written.getvalue()


def _completed(
    kind: str, row: Mapping[str, str], states: Mapping[str, Mapping[str, str]], name: str
) -> Mapping[str, str]:
    """Put codes for names, days and figures as we write them, and what every row of the kind has for want of better."""
    read = {field: _written(field, cell) for field, cell in row.items()}
    known = states.get(folded(read["state"]), {}) if "state" in read else {}
    if kind == "budget":
        year = read["year"]
        key = "voluntary" if "volunt" in f"{read.get('key', '')}{read.get('title', '')}".casefold() else "un_scale"
        day = f"{int(year) - 1}-12-31" if re.fullmatch(r"2\d{3}", year) else ""
        read = {"key": key, "decision": f"as in {name}", "decided_on": day} | {k: v for k, v in read.items() if v}
    if kind == "states":
        read = dict(known) | {field: cell for field, cell in read.items() if cell}
    return read | ({"state": known["state"]} if known else {})


def _written(field: str, cell: str) -> str:
    if field == "rate":
        return cell.removesuffix("%").strip()
    found = _DAY_FIRST.fullmatch(cell) if field in ("party_from", "decided_on") else None
    return f"{found[3]}-{int(found[2]):02}-{int(found[1]):02}" if found else cell


def is_ours(path: Path, kind: str) -> bool:
    """Tell whether a table has our columns in its first row, so that it is read as it is.

    Raises MissingFile, UnreadableSheet.
    """
    data = _bytes(path)
    grid = _grid(path, data)
    header = grid[0][1] if grid else ()
    has_our_form = path.suffix.lower() in (".xlsx", ".xlsm") or b"," in data.split(b"\n", 1)[0]
    return has_our_form and set(_OURS[kind]) <= set(header)


def own_table(path: Path, kind: str, kept: Mapping[str, str], said: Mapping[str, str] | None = None) -> OwnTable:
    """Find out what the columns are: as said now, else as kept, else by the words of the header.

    Raises MissingFile, UnreadableSheet.
    """
    grid = _grid(path, _bytes(path))
    best, best_score = OwnTable(path, kind, grid or [(1, ())], 0, {}), 0
    for place, (_, cells) in enumerate(grid[:_DEEPEST_HEADER]):
        columns = _columns(cells, kind, {**{f: c for f, c in kept.items() if c in cells}, **(said or {})})
        table = OwnTable(path, kind, grid, place, columns)
        score = 10 * (len(REQUIRED[kind]) - len(table.missing)) + len(columns)
        if score > best_score:
            best, best_score = table, score
    return best


def _columns(cells: Sequence[str], kind: str, named: Mapping[str, str]) -> dict[str, str]:
    found = {field: column for field, column in named.items() if cells.count(column) == 1}
    for field in (*REQUIRED[kind], *FURTHER[kind]):
        for word in _WORDS[field] if field not in found else ():
            fitting = [
                cell
                for cell in cells
                if cell and cell not in found.values() and cells.count(cell) == 1
                and re.search(rf"\b{re.escape(word)}\b", re.sub(r"[^a-z0-9]+", " ", folded(cell)))
            ]  # fmt: skip
            if fitting:
                found[field] = fitting[0]
                break
    return found


def _grid(path: Path, data: bytes) -> Grid:
    try:
        return grid_of(path.name, data)
    except UnreadableBankFile as error:
        raise UnreadableSheet(path, error.why) from None


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:
        raise MissingFile(path) from None
