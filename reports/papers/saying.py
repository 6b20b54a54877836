"""The sentences of the letters, filled in: one catalogue of texts in three languages, read once."""

import tomllib
from collections.abc import Mapping
from datetime import date
from functools import cache
from importlib.resources import files

from db.errors import LedgerError
from reports.papers.language import long_day, typeset


class TextNeedsField(LedgerError):
    """Refuse a text with a field that no letter has."""

    def __init__(self, language: str, key: str, field: str) -> None:
        super().__init__(
            f"the text {language}.{key} of the letters asks for {{{field}}}, which no letter has; mend it in texts.toml"
        )


@cache
def texts() -> Mapping[str, Mapping[str, str]]:
    """Read the texts, by language and key."""
    return tomllib.loads((files("reports.papers") / "texts.toml").read_text("utf-8"))


class Say:
    """The texts of one language, filled in."""

    def __init__(self, language: str) -> None:
        self.language = language

    def __call__(self, key: str, **fields: str) -> str:
        """Give a text with its fields filled in. Raises TextNeedsField."""
        text = texts()[self.language][key]
        try:
            return typeset(text.format(**fields), self.language)
        except KeyError as error:
            raise TextNeedsField(self.language, key, str(error.args[0])) from None

    def day(self, on: date) -> str:
        """Write a day out."""
        return long_day(on, self.language)
