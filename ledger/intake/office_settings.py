"""Read the settings of the letters: the shipped defaults, and beside the ledger a TOML file of what differs.

A key that is not known, an account number that is wrong, or a missing account is refused in one sentence.
"""

import tomllib
from collections.abc import Mapping
from pathlib import Path
from pkgutil import get_data
from typing import Any

from db.errors import LedgerError
from db.office_settings import LANGUAGES, BackupSettings, BankBlock, MonthSettings, OfficeSettings

_BANK_KEYS = ("holder", "iban", "bic", "bank", "street", "postcode", "city", "country")
_QR_IDENTIFIERS = range(30000, 32000)  # of QR-IBANs, which take no RF reference


class BadSettings(LedgerError):
    """Refuse settings that cannot be used."""

    def __init__(self, source: str, why: str) -> None:
        self.why = why
        super().__init__(f"the settings in {source} cannot be used: {why}; mend them, then run the command again")


class NoBankBlock(LedgerError):
    """Refuse to write a letter that does not say where to pay."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            "the letters do not know to which account the contributions are paid; run `isu settings write`, then fill "
            f"in [bank] in {path.name}"
        )


def settings_path(ledger: Path) -> Path:
    """Give where the settings of a ledger stand: beside it, under its name."""
    return ledger.with_suffix(".toml")


def default_text() -> str:
    """Give the text of the shipped settings."""
    return _shipped("reports.papers", "settings.toml").decode()


def texts_path(ledger: Path) -> Path:
    """Give where an office's own sentences of the letters stand."""
    return ledger.with_suffix(".texts.toml")


def template_path(ledger: Path) -> Path:
    """Give where an office's own Word template of the letters stands."""
    return ledger.with_suffix(".letter.docx")


def default_texts() -> str:
    """Give the text of the shipped sentences."""
    return _shipped("reports.papers", "texts.toml").decode()


def default_template() -> bytes:
    """Give the shipped Word template."""
    return _shipped("reports.writers", "templates/set.docx")


def _shipped(package: str, name: str) -> bytes:
    held = get_data(package, name)
    assert held is not None
    return held


def read_settings(ledger: Path) -> OfficeSettings:
    """Read the settings of a ledger; those that are not given are the shipped ones. Raises BadSettings."""
    path, template = settings_path(ledger), template_path(ledger)
    read = _read_over(default_text(), path)
    texts = _read_over(default_texts(), texts_path(ledger))
    try:
        own = template.read_bytes() if template.exists() else None
    except OSError as error:
        raise BadSettings(template.name, error.strerror or str(error)) from None
    return _settings(path.name if path.exists() else "the defaults", read, texts, own)


def check_settings(source: str, text: str) -> dict[str, Any]:
    """Read a text of settings as every command would, and give all that is in force with it. Raises BadSettings."""
    read = _merged(source, tomllib.loads(default_text()), _parsed_text(source, text))
    _settings(source, read, {}, None)
    _backups(source, read["backups"])
    _month(source, read["month"])
    return read


def read_backup_settings(ledger: Path) -> BackupSettings:
    """Read where backups of a ledger go and how many are kept, whatever else the settings say. Raises BadSettings."""
    path, defaults = settings_path(ledger), tomllib.loads(default_text())["backups"]
    given = _parsed(path).get("backups", {}) if path.exists() else {}
    read = _merged(path.name, {"backups": defaults}, {"backups": given})["backups"]
    _backups(path.name, read)
    return BackupSettings(ledger.absolute().parent / read["folder"], read["keep"], read["off"])


def read_month_settings(ledger: Path) -> MonthSettings:
    """Read where the bank's files are put and where the papers of a month go. Raises BadSettings."""
    path, defaults = settings_path(ledger), tomllib.loads(default_text())["month"]
    given = _parsed(path).get("month", {}) if path.exists() else {}
    read = _merged(path.name, {"month": defaults}, {"month": given})["month"]
    _month(path.name, read)
    return MonthSettings(ledger.absolute().parent / read["inbox"], ledger.absolute().parent / read["papers"])


def read_columns(ledger: Path, kind: str) -> dict[str, str]:
    """Read what the office's own tables of a kind call our columns, whatever else the settings say. Raises BadSettings.

    Only those that differ from ours; ``kind`` is states, scale, budget or opening.
    """
    path, defaults = settings_path(ledger), tomllib.loads(default_text())["tables"]
    given = _parsed(path).get("tables", {}) if path.exists() else {}
    read = _merged(path.name, {"tables": defaults}, {"tables": given})["tables"][kind]
    return {field: column for field, column in read.items() if column}


def _backups(source: str, read: Mapping[str, Any]) -> None:
    if read["keep"] < 1:
        raise BadSettings(source, "backups.keep must be 1 or more; to write none, set backups.off = true")
    if not read["folder"].strip():
        raise BadSettings(source, "backups.folder is empty")


def _month(source: str, read: Mapping[str, str]) -> None:
    for key, folder in read.items():
        if not folder.strip():
            raise BadSettings(source, f"month.{key} is empty")


def settings_text(ledger: Path) -> str:
    """Give the text of the settings beside a ledger; empty if there is none. Raises BadSettings."""
    path = settings_path(ledger)
    try:
        return path.read_text("utf-8") if path.exists() else ""
    except (OSError, UnicodeDecodeError) as error:
        raise BadSettings(path.name, str(error)) from None


def _parsed(path: Path) -> dict[str, Any]:
    try:
        text = path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise BadSettings(path.name, str(error)) from None
    return _parsed_text(path.name, text)


def _parsed_text(source: str, text: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise BadSettings(source, str(error)) from None


def _read_over(default: str, path: Path) -> dict[str, Any]:
    """Read a file of what differs from the shipped defaults; no file is no difference. Raises BadSettings."""
    defaults = tomllib.loads(default)
    if not path.exists():
        return defaults
    return _merged(path.name, defaults, _parsed(path))


def _merged(source: str, defaults: Mapping[str, Any], given: Mapping[str, Any], inside: str = "") -> dict[str, Any]:
    """Put what is given over the defaults; what the defaults do not know is refused."""
    merged = dict(defaults)
    for key, value in given.items():
        name = f"{inside}{key}"
        if key not in defaults:
            raise BadSettings(source, f"{name} is not known (known here: {', '.join(defaults)})")
        if isinstance(defaults[key], dict):
            if not isinstance(value, dict):
                raise BadSettings(source, f"{name} must be a table")
            merged[key] = _merged(source, defaults[key], value, f"{name}.")
        elif type(value) is not type(defaults[key]):
            raise BadSettings(source, f"{name} must be written like {defaults[key]!r}")
        else:
            merged[key] = value
    return merged


def _settings(
    source: str, read: Mapping[str, Any], texts: Mapping[str, Any], word_template: bytes | None
) -> OfficeSettings:
    office, letters = read["office"], read["letters"]
    for name in ("unit", "convention", "place"):
        for language in LANGUAGES:
            if not office[name][language].strip():
                raise BadSettings(source, f"office.{name}.{language} is empty")
    for name in ("series", "series_formal"):
        if not letters[name].strip():
            raise BadSettings(source, f"letters.{name} is empty")
    if letters["language"] not in ("", *LANGUAGES):
        raise BadSettings(
            source, f"letters.language is {letters['language']!r}; write {', '.join(LANGUAGES)}, or nothing"
        )
    if letters["series"] == letters["series_formal"]:
        raise BadSettings(source, "letters.series and letters.series_formal are the same, and references would be too")
    return OfficeSettings(
        unit=office["unit"],
        convention=office["convention"],
        place=office["place"],
        letterhead=tuple(office["letterhead"]),
        contact=office["contact"],
        series=letters["series"],
        language=letters["language"],
        bank=_bank(source, read["bank"]),
        days_bank_data=letters["days_bank_data"],
        series_formal=letters["series_formal"],
        signatory=read["signatory"]["name"].strip(),
        signatory_letterhead=tuple(read["signatory"]["letterhead"]),
        title=read["signatory"]["title"],
        texts=texts,
        word_template=word_template,
    )


def _bank(source: str, read: Mapping[str, str]) -> BankBlock | None:
    if not any(read[key].strip() for key in _BANK_KEYS):
        return None
    missing = [key for key in _BANK_KEYS if key != "bic" and not read[key].strip()]
    if missing:
        raise BadSettings(source, f"of [bank] {', '.join(missing)} is empty")
    iban = checked_iban(source, read["iban"])
    return BankBlock(**{key: iban if key == "iban" else read[key].strip() for key in _BANK_KEYS})


def checked_iban(source: str, written: str) -> str:
    """Give an IBAN without its blanks. Raises BadSettings for a wrong one, and for one that takes no RF reference."""
    from stdnum import iban as iban_rules

    iban = written.replace(" ", "").upper()
    if not iban_rules.is_valid(iban):
        raise BadSettings(source, f"the account number {written} is wrong: its check digits do not fit")
    if iban[:2] in ("CH", "LI") and int(iban[4:9]) in _QR_IDENTIFIERS:
        raise BadSettings(
            source, f"the account number {written} is a QR-IBAN, which takes no RF reference; give the IBAN"
        )
    return iban
