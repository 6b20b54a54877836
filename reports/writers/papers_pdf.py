"""PDF of the papers to States: set by Typst from plain values, tagged, with its own fonts, the same bytes each time."""

import io
import json
import re
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time
from functools import cache, lru_cache
from importlib.resources import as_file, files
from pathlib import Path
from typing import Any

from db.errors import LedgerError

_FONT_OF_THE_SLIP = re.compile(r'font-family="[^"]*"')


class PapersNotSet(LedgerError):
    """Refuse papers that Typst cannot set."""

    def __init__(self, why: str) -> None:
        super().__init__(f"the letters could not be set as PDF: {why}; mend the template or the texts")


class LettersLost(LedgerError):
    """Refuse a text with letters that the font does not have, which would be left out without a word."""

    def __init__(self, lost: str, state: str) -> None:
        shown = ", ".join(f"{letter} (U+{ord(letter):04X})" for letter in sorted(set(lost)))
        super().__init__(
            f"the papers of {state} hold letters that the font does not have: {shown}; write the name or address in "
            "Latin letters"
        )


def papers_pdf(sets: Sequence[Mapping[str, Any]], *, on: date, title: str, author: str) -> bytes:
    """Set the papers of one State or of many in one PDF. Raises PapersNotSet or LettersLost."""
    import typst

    data = json.dumps([_with_slip(each) for each in sets], ensure_ascii=False)
    with as_file(files("reports.writers") / "templates" / "set.typ") as template:
        try:
            made: Any = typst.compile(
                template,
                sys_inputs={"data": data, "title": title, "author": author},
                font_paths=_fonts(),
                ignore_system_fonts=True,
                pdf_standards=["a-2a", "ua-1"],
                timestamp=int(datetime.combine(on, time(), tzinfo=UTC).timestamp()),
            )
        except RuntimeError as error:
            raise PapersNotSet(str(error).splitlines()[0]) from None
    assert isinstance(made, bytes)
    return made


def _fonts() -> Any:
    return [Path(str(files("reports.writers"))) / "fonts"]


def _with_slip(each: Mapping[str, Any]) -> dict[str, Any]:
    lost = "".join(letter for letter in json.dumps(each, ensure_ascii=False) if not _is_in_the_font(letter))
    if lost:
        raise LettersLost(lost, str(each["state"]))
    qr = each["qr"]
    if qr is None:
        return dict(each)
    alt = f"QR-bill: CHF {qr['amount']}, {qr['bank']['iban']}, {qr['reference']}"
    return {**each, "svg": slip_svg(qr), "qr_alt": alt}


@cache
def _is_in_the_font(letter: str) -> bool:
    """Tell whether the serif font of the letters has a letter: Latin, with the signs of its three languages."""
    return ord(letter) < 0x250 or 0x1E00 <= ord(letter) <= 0x1EFF or letter in "‘’“”–—…€\u202f"


def slip_svg(qr: Mapping[str, Any]) -> str:
    """Draw the Swiss payment slip as SVG."""
    return _drawn(json.dumps(qr, sort_keys=True))


@lru_cache(maxsize=256)
def _drawn(written: str) -> str:
    """Draw a slip once: the State's PDF, the PDF of all and the Word file show the same."""
    from qrbill import QRBill

    qr = json.loads(written)
    bank = qr["bank"]
    debtor = qr["debtor"]
    bill = QRBill(
        account=bank["iban"],
        creditor={
            "name": bank["holder"],
            "street": bank["street"],
            "pcode": bank["postcode"],
            "city": bank["city"],
            "country": bank["country"],
        },
        debtor=dict(zip(("name", "street", "pcode", "city", "country"), debtor, strict=True)) if debtor else None,
        amount=qr["amount"],
        currency="CHF",
        reference_number=qr["reference"],
        additional_information=qr["information"],
        language=qr["language"],
    )
    drawn = io.StringIO()
    bill.as_svg(drawn)
    return _FONT_OF_THE_SLIP.sub('font-family="Liberation Sans"', drawn.getvalue())


def slip_png(qr: Mapping[str, Any]) -> bytes:
    """Draw the payment slip as a picture, for Word."""
    import typst

    page = "#set page(width: 21cm, height: 10.6cm, margin: 0cm)\n"
    page += '#image(bytes(sys.inputs.svg), format: "svg", width: 21cm)'
    made: Any = typst.compile(
        page.encode(),
        sys_inputs={"svg": slip_svg(qr)},
        font_paths=_fonts(),
        ignore_system_fonts=True,
        format="png",
        ppi=150,
    )
    assert isinstance(made, bytes)
    return made
