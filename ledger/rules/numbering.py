"""How an invoice is numbered, referenced and dated due.

Apart because these appear on paper for ever. References follow ISO 11649; the check digits are python-stdnum's.
"""

from datetime import date, timedelta

DAYS_TO_PAY = 30
DUE_RULE = "Due on the later of 1 January of the year and 30 days after the invoice."


def invoice_number(year: int, serial: int) -> str:
    """Write the number of a year's n-th invoice.

    >>> invoice_number(2017, 34)
    '2017-034'
    """
    return f"{year}-{serial:03d}"


def payment_reference(year: int, iso2: str, sequence: int = 1) -> str:
    """Write the ISO 11649 reference of a State's ``sequence``-th invoice of a year.

    >>> payment_reference(2017, "DE")
    'RF69CCM2017DE01'
    """
    from stdnum.iso7064 import mod_97_10

    body = f"CCM{year}{iso2}{sequence:02d}"
    return f"RF{mod_97_10.calc_check_digits(body + 'RF')}{body}"


def due_on(year: int, issued_on: date) -> date:
    """Give the day by which a year's contribution is to be paid.

    >>> due_on(2017, date(2017, 1, 3)), due_on(2017, date(2016, 11, 15))
    (datetime.date(2017, 2, 2), datetime.date(2017, 1, 1))
    """
    return max(date(year, 1, 1), issued_on + timedelta(days=DAYS_TO_PAY))
