"""The papers of all 86 States of the reference case: every text of each PDF and Word file equals its content."""

import io
import json
import re
import struct
import zlib
from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import zxingcpp
from docx import Document
from pypdf import PdfReader
from stdnum import iso11649

from db import balances
from db.letter_readings import LetterDecision
from db.office_settings import OfficeSettings
from db.store import open_store
from ledger.commands.desk import decide_letters, picture_of
from ledger.intake.office_settings import read_settings
from ledger.rules.instalments import equal_instalments
from reports.papers.content import Assignment, NoLanguage, paper_set
from reports.papers.language import plain
from reports.papers.letter import Recalled
from reports.papers.saying import Say, TextBroken, TextNeedsField
from reports.picture import Picture
from reports.writers.papers_pdf import LettersLost, papers_pdf, slip_png
from reports.writers.papers_word import TemplateBroken, papers_word
from tests.helpers import AT, is_thorough

ON = date(2017, 1, 27)
Papers = dict[str, dict[str, Any]]


@pytest.fixture(scope="module")
def made(sample: Path) -> Iterator[tuple[Picture, dict[str, LetterDecision], Papers]]:
    """The picture, the decisions, and the papers of every State that is written to."""
    with open_store(sample / "ledger.sqlite", at=AT) as store:
        picture = picture_of(store, ON)
        decisions = {each.state: each for each in decide_letters(store, picture)}
        settings = read_settings(sample / "ledger.sqlite")
        papers: Papers = {}
        for state in picture.parties:
            if decisions[state.iso3].written:
                lines = balances.account_lines(store.db, as_of=ON, state=state.iso3)
                reference = f"NV/2017/{len(papers) + 1:03d}"
                made = paper_set(picture, state, decisions[state.iso3], lines, settings, Assignment(reference))
                papers[state.iso3] = made.as_dict()
        yield picture, decisions, papers


@pytest.fixture(scope="module")
def papers(made: tuple[Picture, dict[str, LetterDecision], Papers]) -> Papers:
    return made[2]


def said(value: object) -> Iterator[str]:
    """Give every text of a content."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for key, each in value.items():
            if key not in ("qr", "state", "language", "form", "purpose"):
                yield from said(each)
    elif isinstance(value, (list, tuple)):
        for each in value:
            yield from said(each)


def bare(text: str) -> str:
    """Give a text without blanks and hyphens, which setting adds and takes."""
    return re.sub(r"[\s\u00a0\u00ad‐-]", "", text)


def test_there_are_86_sets_in_three_languages_that_ask_for_all_that_is_open(
    made: tuple[Picture, dict[str, LetterDecision], Papers],
) -> None:
    picture, decisions, papers = made
    assert len(papers) == 86
    assert {each["language"] for each in papers.values()} == {"en", "fr", "es"}
    requested = sum((decisions[state].requested_chf for state in papers), Decimal("0.00"))
    assert requested == sum((each.open_chf for each in picture.all_charges()), Decimal("0.00"))
    for state, each in papers.items():
        rows = [Decimal(row[1].replace("’", "")) for row in each["invoice_rows"]]
        assert sum(rows) == decisions[state].requested_chf == Decimal(each["qr"]["amount"])
        assert each["statement_rows"][-1][4].replace("’", "") == f"{decisions[state].requested_chf:.2f}"


def test_every_text_of_a_pdf_equals_its_content(papers: Papers) -> None:
    """Of every sixth State; of all 86 with ISU_THOROUGH=1, which takes a minute or two."""
    step = 1 if is_thorough() else 6
    read = [*papers.items()][::step]
    assert {each["language"] for _, each in read} == {"en", "fr", "es"}
    for state, each in read:
        pdf = PdfReader(io.BytesIO(papers_pdf([each], on=ON, title=each["note_ref"], author="ISU-CCM")))
        text = bare(" ".join(page.extract_text() for page in pdf.pages))
        missing = [part for part in said(each) if bare(part) not in text]
        assert missing == [], state
        assert len(pdf.pages) >= 3
        assert pdf.metadata is not None
        root: Any = pdf.trailer["/Root"]
        described = root["/Metadata"].get_data().decode()
        assert re.search(r"pdfaid:part>2<.*pdfaid:conformance>A<", described, re.DOTALL)
        assert "pdfuaid:part>1<" in described
        assert pdf.metadata.title == each["note_ref"]


def test_every_text_of_every_word_file_equals_its_content(papers: Papers) -> None:
    for state, each in papers.items():
        document = Document(io.BytesIO(papers_word(each, on=ON)))
        assert document.core_properties.comments == ""
        texts = [paragraph.text for paragraph in document.paragraphs]
        texts += [cell.text for table in document.tables for row in table.rows for cell in row.cells]
        text = bare(" ".join(texts))
        assert [part for part in said(each) if bare(part) not in text] == [], state
        assert "{" not in text


def further_papers(
    made: tuple[Picture, dict[str, LetterDecision], Papers], sample: Path, state: str, purpose: str, form: str
) -> dict[str, Any]:
    """The papers of a State for another purpose, or signed by the President."""
    picture, decisions, _ = made
    settings = _settings(sample)._replace(signatory="Ambassador A. Sample")
    asked = Assignment(
        "NV/2017/900",
        purpose,
        form,
        recalled=Recalled("NV/2017/001", ON) if purpose == "request" else None,
        receipts=picture.receipts.get(state, ()),
        instalments=equal_instalments(Decimal("100.01"), 3, date(2017, 3, 31), 3),
    )
    return paper_set(picture, picture.states[state], decisions[state], [], settings, asked).as_dict()


@pytest.mark.parametrize("purpose", ["thanks", "receipt", "plan", "formal"])
@pytest.mark.parametrize("language", ["en", "fr", "es"])
def test_every_other_letter_says_its_content_in_each_language(
    made: tuple[Picture, dict[str, LetterDecision], Papers], sample: Path, purpose: str, language: str
) -> None:
    picture, decisions, _ = made
    is_formal = purpose == "formal"
    state = next(
        iso3
        for iso3, mission in picture.missions.items()
        if mission.language == language and iso3 in picture.receipts and decisions[iso3].written == is_formal
    )
    form = "formal letter" if is_formal else "note verbale"
    each = further_papers(made, sample, state, "request" if is_formal else purpose, form)
    assert each["language"] == language
    pdf = PdfReader(io.BytesIO(papers_pdf([each], on=ON, title=each["note_ref"], author="ISU-CCM")))
    text = bare(" ".join(page.extract_text() for page in pdf.pages))
    document = Document(io.BytesIO(papers_word(each, on=ON)))
    words = [paragraph.text for paragraph in document.paragraphs]
    words += [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    assert [part for part in said(each) if bare(part) not in text] == []
    assert [part for part in said(each) if bare(part) not in bare(" ".join(words))] == []
    assert bool(each["note_rows"]) == (purpose in ("receipt", "plan"))
    assert ("Sample" in text) == is_formal
    assert (each["qr"] is not None) == is_formal


def test_the_rows_of_a_receipt_add_up_to_what_was_received(
    made: tuple[Picture, dict[str, LetterDecision], Papers], sample: Path
) -> None:
    for state, held in made[0].receipts.items():
        each = further_papers(made, sample, state, "receipt", "note verbale")
        rows = [Decimal(row[2].replace("’", "")) for row in each["note_rows"]]
        assert sum(rows) == sum(receipt.amount_chf - receipt.returned_chf for receipt in held), state
        assert plain(sum(rows, Decimal("0.00"))) in each["paragraphs"][1], state


def test_a_part_that_is_no_contribution_is_not_thanked_for(
    made: tuple[Picture, dict[str, LetterDecision], Papers], sample: Path
) -> None:
    picture, decisions, papers = made
    (held, *_) = picture.receipts["AUT"]
    partly = held._replace(amount_chf=held.amount_chf + 100, set_aside_chf=Decimal("100.00"))
    changed = picture._replace(receipts={**picture.receipts, "AUT": (partly,)})
    each = further_papers((changed, decisions, papers), sample, "AUT", "receipt", "note verbale")
    assert plain(held.amount_chf) in each["paragraphs"][1]


def test_a_plan_is_proposed_for_what_is_left_after_money_on_account(
    made: tuple[Picture, dict[str, LetterDecision], Papers], sample: Path
) -> None:
    picture, decisions, papers = made
    owing = decisions["CIV"]._replace(on_account_chf=Decimal("5.00"))
    each = further_papers((picture, {**decisions, "CIV": owing}, papers), sample, "CIV", "plan", "note verbale")
    assert any("a été déduit" in paragraph for paragraph in each["paragraphs"])


def test_the_same_values_give_the_same_bytes(papers: Papers) -> None:
    first = papers["CIV"]
    assert papers_pdf([first], on=ON, title="a", author="b") == papers_pdf([first], on=ON, title="a", author="b")
    assert papers_word(first, on=ON) == papers_word(first, on=ON)


def pixels(png: bytes) -> "np.ndarray[Any, Any]":
    """Read a PNG of eight bits a channel, as Typst writes it, into grey."""
    width, height, _, colour = struct.unpack(">IIBB", png[16:26])
    channels = {2: 3, 6: 4}[colour]
    data, place = b"", 8
    while place < len(png):
        (length,) = struct.unpack(">I", png[place : place + 4])
        if png[place + 4 : place + 8] == b"IDAT":
            data += png[place + 8 : place + 8 + length]
        place += 12 + length
    raw = np.frombuffer(zlib.decompress(data), dtype=np.uint8).reshape(height, 1 + width * channels)
    lines = np.zeros((height, width * channels), dtype=np.int64)
    for row in range(height):
        lines[row] = _unfiltered(int(raw[row, 0]), raw[row, 1:].astype(np.int64), lines[row - 1] * (row > 0), channels)
    return lines.reshape(height, width, channels)[:, :, 1].astype(np.uint8)


def _unfiltered(kind: int, line: "np.ndarray[Any, Any]", above: "np.ndarray[Any, Any]", step: int) -> Any:
    if kind == 0:
        return line
    if kind == 2:
        return (line + above) % 256
    out = line.copy()
    for place in range(len(line)):
        left = out[place - step] if place >= step else 0
        corner = above[place - step] if place >= step else 0
        if kind == 1:
            add = left
        elif kind == 3:
            add = (left + above[place]) // 2
        else:
            guess = left + above[place] - corner
            nearest = min((left, above[place], corner), key=lambda each: abs(guess - each))
            add = nearest
        out[place] = (out[place] + add) % 256
    return out


@pytest.mark.parametrize("state", ["DEU", "CIV", "PER"])
def test_the_code_of_the_slip_says_account_amount_and_reference(papers: Papers, state: str) -> None:
    qr = papers[state]["qr"]
    (code,) = zxingcpp.read_barcodes(pixels(slip_png(qr)))
    lines = code.text.splitlines()
    assert (lines[0], lines[3]) == ("SPC", "CH6008990000201600001")
    assert (qr["amount"], "CHF") in list(pairwise(lines))
    assert qr["reference"] in lines
    assert iso11649.is_valid(qr["reference"])


def test_no_letter_of_this_year_alone_speaks_of_arrears(
    made: tuple[Picture, dict[str, LetterDecision], Papers],
) -> None:
    _, decisions, papers = made
    words = re.compile(r"arrear|arriér|atrasad|overdue|antérieur|anterior", re.IGNORECASE)
    of_this_year = [state for state in papers if decisions[state].kind == "this year"]
    assert len(of_this_year) == 57
    for state in of_this_year:
        assert not words.search(" ".join(said(papers[state]))), state
    for state in set(papers) - set(of_this_year):
        assert words.search(" ".join(said(papers[state]))) or papers[state]["language"] == "en"


def test_articles_are_those_of_each_language(papers: Papers) -> None:
    assert "de la République de Côte d’Ivoire pour 2017" in " ".join(papers["CIV"]["paragraphs"])
    assert "de la República del Perú para 2017" in " ".join(papers["PER"]["paragraphs"])
    assert "of the Kingdom of the Netherlands for 2017" in " ".join(papers["NLD"]["paragraphs"])
    assert "del Reino de España para 2017" in " ".join(papers["ESP"]["paragraphs"])


def test_a_text_with_an_unknown_field_or_a_lone_brace_is_refused() -> None:
    with pytest.raises(TextNeedsField, match=r"en\.note of the letters asks for \{nothing\}"):
        Say("en", {"en": {"note": "Note {nothing}"}})("note")
    with pytest.raises(TextBroken, match=r"en\.note of the letters cannot be filled in"):
        Say("en", {"en": {"note": "Note {"}})("note")


@pytest.mark.parametrize("tag", ["{{ nothing }}", "{% if %}"])
def test_a_template_with_an_unknown_field_or_a_broken_tag_is_refused(papers: Papers, tag: str) -> None:
    document = Document()
    document.add_paragraph(tag)
    broken = io.BytesIO()
    document.save(broken)
    with pytest.raises(TemplateBroken, match="cannot be filled in"):
        papers_word(papers["CIV"], on=ON, template=broken.getvalue())


def test_a_letter_that_the_font_lacks_is_refused_and_not_left_out(papers: Papers) -> None:
    strange = papers["CIV"] | {"enclosures": "Αθήνα"}
    with pytest.raises(LettersLost, match="U\\+0391"):
        papers_pdf([strange], on=ON, title="a", author="b")


def test_a_state_without_a_language_of_the_letters_is_refused(
    made: tuple[Picture, dict[str, LetterDecision], Papers], sample: Path
) -> None:
    picture, decisions, _ = made
    mission = picture.missions["CIV"]._replace(language="de")
    strange = picture._replace(missions={**picture.missions, "CIV": mission})
    with pytest.raises(NoLanguage, match="is to be written to in de"):
        paper_set(strange, picture.states["CIV"], decisions["CIV"], [], _settings(sample), Assignment("NV/1"))


def _settings(sample: Path) -> OfficeSettings:
    return read_settings(sample / "ledger.sqlite")


def test_the_content_is_plain_enough_to_be_kept(papers: Papers) -> None:
    kept = json.loads(json.dumps(papers["CIV"], ensure_ascii=False))
    assert papers_pdf([kept], on=ON, title="a", author="b") == papers_pdf([papers["CIV"]], on=ON, title="a", author="b")
