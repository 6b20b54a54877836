"""The sentences of the letters, filled in from one catalogue of texts in three languages."""

from collections.abc import Mapping
from datetime import date

from db.errors import LedgerError
from reports.papers.language import long_day, typeset


class TextNeedsField(LedgerError):
    """Refuse a text with a field that no letter has."""

    def __init__(self, language: str, key: str, field: str) -> None:
        super().__init__(
            f"the text {language}.{key} of the letters asks for {{{field}}}, which it does not have; mend it in the "
            "file of `isu settings texts`"
        )


class TextBroken(LedgerError):
    """Refuse a text whose braces do not pair."""

    def __init__(self, language: str, key: str, why: str) -> None:
        super().__init__(
            f"the text {language}.{key} of the letters cannot be filled in: {why}; mend it in the file of "
            "`isu settings texts`"
        )


class Say:
    """The texts of one language, filled in."""

    def __init__(self, language: str, texts: Mapping[str, Mapping[str, str]]) -> None:
        self.language = language
        self._texts = texts[language]

    def __call__(self, key: str, **fields: str) -> str:
        """Give a text with its fields filled in. Raises TextNeedsField or TextBroken."""
        text = self._texts[key]
        try:
            return typeset(text.format(**fields), self.language)
        except KeyError as error:
            raise TextNeedsField(self.language, key, str(error.args[0])) from None
        except (ValueError, IndexError, AttributeError) as error:
            raise TextBroken(self.language, key, str(error)) from None

    def day(self, on: date) -> str:
        """Write a day out."""
        return long_day(on, self.language)
