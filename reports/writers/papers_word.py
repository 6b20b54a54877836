"""Word of the papers to States: the same values as the PDF, in a template that may be edited in Word."""

import io
from collections.abc import Mapping
from datetime import UTC, date, datetime
from functools import cache
from importlib.resources import files
from typing import Any
from zipfile import ZIP_DEFLATED, BadZipFile, ZipFile, ZipInfo

from db.errors import LedgerError
from reports.writers.papers_pdf import slip_png

_ZIPPED_ON = (1980, 1, 1, 0, 0, 0)


class TemplateBroken(LedgerError):
    """Refuse a Word template with an unknown field or a broken tag."""

    def __init__(self, why: str) -> None:
        super().__init__(
            f"the Word template of the letters cannot be filled in: {why}; mend the file of `isu settings template`"
        )


@cache
def _environment() -> Any:
    """Give the one environment that fills in templates; each template is compiled once for all States."""
    from jinja2 import Environment, StrictUndefined

    class Remembering(Environment):
        def from_string(self, source: Any, *_: Any, **__: Any) -> Any:
            if source not in compiled:
                compiled[source] = super().from_string(source)
            return compiled[source]

    compiled: dict[Any, Any] = {}
    return Remembering(undefined=StrictUndefined, autoescape=True)


def papers_word(each: Mapping[str, Any], *, on: date, template: bytes | None = None) -> bytes:
    """Fill in one State's papers; the same values give the same bytes. Raises TemplateBroken."""
    from docx.shared import Cm
    from docxtpl import DocxTemplate, InlineImage
    from jinja2 import TemplateError

    shipped = files("reports.writers") / "templates" / "set.docx"
    try:
        filled = DocxTemplate(io.BytesIO(template or shipped.read_bytes()))
        filled.init_docx()
        slip = InlineImage(filled, io.BytesIO(slip_png(each["qr"])), width=Cm(16.6)) if each["qr"] else ""
        context = {**each, "slip": slip}
        filled.render(context, _environment(), autoescape=True)
    except (TemplateError, SyntaxError) as error:
        raise TemplateBroken(str(error)) from None
    except (BadZipFile, KeyError, ValueError):
        raise TemplateBroken("it is no Word document") from None
    properties = filled.docx.core_properties
    properties.title, properties.author = str(each["note_ref"]), str(each["letterhead"][0])
    properties.comments = ""
    properties.created = properties.modified = datetime(on.year, on.month, on.day, tzinfo=UTC).replace(tzinfo=None)
    made = io.BytesIO()
    filled.save(made)
    return fixed_days(made.getvalue())


def fixed_days(document: bytes) -> bytes:
    """Pack the parts of a document again, without the moment of packing."""
    packed = io.BytesIO()
    with ZipFile(io.BytesIO(document)) as old, ZipFile(packed, "w", ZIP_DEFLATED) as new:
        for name in sorted(old.namelist()):
            part = ZipInfo(name, _ZIPPED_ON)
            part.compress_type = ZIP_DEFLATED
            new.writestr(part, old.read(name))
    return packed.getvalue()
