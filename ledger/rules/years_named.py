"""Which years a text on a transfer names: numbers that are years, and not parts of dates, vouchers or references."""

import re
from datetime import date

_MONTHS = (
    "JAN|JANUARY|JANVIER|ENERO|JANUAR|FEB|FEBRUARY|FEVRIER|FÉVRIER|FEBRERO|FEBRUAR|MAR|MARCH|MARS|MARZO|MAERZ|MÄRZ"
    "|APR|APRIL|AVRIL|ABRIL|MAY|MAI|MAYO|JUN|JUNE|JUIN|JUNIO|JUNI|JUL|JULY|JUILLET|JULIO|JULI|AUG|AUGUST|AOUT|AOÛT"
    "|AGOSTO|SEP|SEPT|SEPTEMBER|SEPTEMBRE|SEPTIEMBRE|SETIEMBRE|OCT|OCTOBER|OCTOBRE|OCTUBRE|OKT|OKTOBER|NOV|NOVEMBER"
    "|NOVEMBRE|NOVIEMBRE|DEC|DECEMBER|DECEMBRE|DÉCEMBRE|DICIEMBRE|DEZ|DEZEMBER"
)
_NO_YEARS = re.compile(
    r"\d{4}-\d\d-\d\d(?!\d)"  # 2017-02-03
    r"|\d{1,2}[./-]\d{1,2}[./-]\d{2,4}"  # 3.2.2017, 03/02/17
    rf"|\b(?:{_MONTHS})\b\.?(?:\s+(?:DE|DEL|OF))?,?\s+(?:\d{{1,2}}(?:ST|ND|RD|TH)?,?\s+)?20\d\d\b"  # 3 MAY 2017
    r"|\b20\d\d-(?!20\d\d\b)\d{3,}\b"  # 2017-034, a number of a paper
    r"|\b(?:NO|NR|NUM|N°|NV|REF|VOUCHER|DOC)\.?:?\s*[\w-]*/?20\d\d(?:/\w+)?\b",  # NO 123/2017
    re.IGNORECASE,
)
_RANGE = re.compile(
    r"(?<![\w./])(20\d\d)\s*(?:-|–|/|\bTO\b|\bA\b|\bAU\b|\bAL\b|\bBIS\b)\s*(20\d\d|\d\d)(?![\w/]|\.\d)", re.IGNORECASE
)
_YEAR = re.compile(r"(?<![\w./'’])20\d\d(?![\w/'’]|[.,]\d)")
_TURNED_DOWN = re.compile(r"\b(?:not|pas|without|sans|sin|except|sauf|salvo)\b", re.IGNORECASE)
_YEARS_BACK, _YEARS_AHEAD, _LONGEST_RANGE = 30, 6, 10


def named_years(text: str, received_on: date) -> tuple[int, ...]:
    """Give the years that a text names, in order; none where it turns something down.

    >>> named_years("CCM 2017-2019, NV NO 123/2016 OF 3 MAY 2016", date(2016, 12, 9))
    (2017, 2018, 2019)
    >>> named_years("CUOTAS 2016 Y 2017", date(2016, 12, 9)), named_years("INVOICE 2017-034", date(2017, 2, 1))
    ((2016, 2017), ())
    """
    if _TURNED_DOWN.search(text):
        return ()
    kept = _NO_YEARS.sub(" ", text)
    found: set[int] = set()
    for range_ in _RANGE.finditer(kept):
        first, last = int(range_[1]), int(range_[2]) if len(range_[2]) == 4 else 2000 + int(range_[2])
        if first < last <= first + _LONGEST_RANGE:
            found.update(range(first, last + 1))
    found.update(int(year) for year in _YEAR.findall(_RANGE.sub(" ", kept)))
    plausible = range(received_on.year - _YEARS_BACK, received_on.year + _YEARS_AHEAD + 1)
    return tuple(sorted(year for year in found if year in plausible))
