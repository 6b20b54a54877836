"""How amounts, days and names are written in English, French and Spanish.

Apart because a mission reads a wrong article before it reads a figure. Amounts have one form in all three languages.
"""

from datetime import date
from decimal import Decimal

NBSP = "\N{NO-BREAK SPACE}"
_MONTHS = {
    "en": "January February March April May June July August September October November December",
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    "es": "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
}


def amount(amount_chf: Decimal) -> str:
    """Write CHF with a no-break space and apostrophes: CHF 1’234.50.

    >>> amount(Decimal("1234.50")).replace(NBSP, " ")
    'CHF 1’234.50'
    """
    return f"CHF{NBSP}{plain(amount_chf)}"


def plain(amount_chf: Decimal) -> str:
    """Write an amount without its currency."""
    return f"{amount_chf:,.2f}".replace(",", "’")


def long_day(on: date, language: str) -> str:
    """Write a day out.

    >>> [long_day(date(2017, 3, 1), language).replace(NBSP, " ") for language in ("en", "fr", "es")]
    ['1 March 2017', '1er mars 2017', '1 de marzo de 2017']
    """
    month = _MONTHS[language].split()[on.month - 1]
    if language == "es":
        return f"{on.day}{NBSP}de{NBSP}{month} de{NBSP}{on.year}"
    day = "1er" if language == "fr" and on.day == 1 else str(on.day)
    return f"{day}{NBSP}{month}{NBSP}{on.year}"


def typeset(text: str, language: str) -> str:
    """Set the apostrophes, and the no-break spaces that French wants before its double signs.

    >>> typeset("l'Unité : CHF", "fr").replace(NBSP, "_")
    'l’Unité_: CHF'
    """
    text = text.replace("'", "’")
    if language == "fr":
        for sign in ":;!?»":
            text = text.replace(f" {sign}", f"{NBSP}{sign}")
        text = text.replace("« ", f"«{NBSP}")
    return text


def of_state(formal: str, language: str) -> str:
    """Write "of" a State before its formal name, which has its article.

    >>> of_state("la République du Mali", "fr"), of_state("le Royaume d’Espagne", "fr"), of_state("los Emiratos", "es")
    ('de la République du Mali', 'du Royaume d’Espagne', 'de los Emiratos')
    >>> of_state("el Reino de España", "es"), of_state("the Republic of Peru", "en"), of_state("les Comores", "fr")
    ('del Reino de España', 'of the Republic of Peru', 'des Comores')
    """
    if language == "en":
        return f"of {formal}"
    contracted = {"fr": (("le ", "du "), ("les ", "des ")), "es": (("el ", "del "),)}[language]
    for article, with_of in contracted:
        if formal.startswith(article):
            return with_of + formal[len(article) :]
    if language == "fr" and formal[:1].casefold() in "aeiouéèêhîô":
        return f"d’{formal}"
    return f"de {formal}"
