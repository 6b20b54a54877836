"""The workbook worked out again by a spreadsheet program: each sum gives the figure that is stored beside it."""

import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

OFFICE = shutil.which("soffice")


@pytest.mark.skipif(OFFICE is None, reason="LibreOffice is not installed on this machine")
def test_libreoffice_works_every_sum_out_to_the_figure_that_is_stored(sample: Path, tmp_path: Path) -> None:
    path = sample / "isu-2017-01-27.xlsx"
    formulas = load_workbook(path)
    formulas.save(tmp_path / "bare.xlsx")  # the formulas without the results
    assert not any(cell.value for cell in _sums(load_workbook(tmp_path / "bare.xlsx", data_only=True), formulas))
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    to = ["--convert-to", "xlsx", "--outdir", str(tmp_path / "again")]
    subprocess.run([str(OFFICE), profile, "--headless", *to, str(tmp_path / "bare.xlsx")], check=True, timeout=120)
    stored = _sums(load_workbook(path, data_only=True), formulas)
    again = _sums(load_workbook(tmp_path / "again" / "bare.xlsx", data_only=True), formulas)
    assert len(stored) > 30
    assert [round(cell.value, 6) for cell in again] == [round(cell.value, 6) for cell in stored]


def _sums(book: Any, formulas: Any) -> list[Any]:
    """Give the cells of a book where the formulas stand."""
    return [
        book[sheet.title][cell.coordinate]
        for sheet in formulas
        for row in sheet.iter_rows()
        for cell in row
        if cell.data_type == "f"
    ]
