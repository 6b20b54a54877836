"""The files of a run of letters: each State's papers, all in one, a manifest, the mailing list; whole or not at all."""

import shutil
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from db.errors import LedgerError

if TYPE_CHECKING:
    from db.letter_readings import LetterDecision
    from reports.picture import Picture


class FolderThere(LedgerError):
    """Refuse to write into a folder that is there."""

    def __init__(self, folder: Path) -> None:
        super().__init__(f"{folder} exists already and was not touched; name another --into, or move it away first")


def write_files(
    folder: Path,
    papers: "Sequence[Mapping[str, Any]]",
    picture: "Picture",
    decisions: "Sequence[LetterDecision]",
    template: bytes | None,
    head: str,
) -> Path:
    """Write the files into a folder beside the one meant, which takes its name once the run is kept."""
    from ledger.commands.papers import write_mailing_list

    partial = set_papers(folder, papers, picture.as_of, picture.heading.office, template, head)
    try:
        write_mailing_list(picture, decisions, partial / "mailing-list.xlsx")
        write_mailing_list(picture, decisions, partial / "mailing-list.csv")
    except BaseException:
        shutil.rmtree(partial)
        raise
    return partial


def set_papers(
    folder: Path, papers: "Sequence[Mapping[str, Any]]", on: date, office: str, template: bytes | None, head: str
) -> Path:
    """Set each State's papers and all of them in one, with a manifest; whole or not at all.

    ``head`` is that of the books from which they were written; each row of the manifest names it.
    """
    from ledger.commands.progress import progress_bar, working
    from reports.writers.papers_pdf import papers_pdf
    from reports.writers.papers_word import papers_word
    from reports.writers.workbook import FileNotWritten

    if folder.exists():
        raise FolderThere(folder)
    partial = folder.with_name(f".{folder.name}.part")
    try:
        shutil.rmtree(partial, ignore_errors=True)
        partial.mkdir(parents=True)
        lines = ["reference,state,language,requested,payment_reference,file,head_of_the_books"]
        with progress_bar(len(papers) > 10) as step:
            tick = step("writing", len(papers))
            for each in papers:
                name = f"{each['state']} {each['reference'].replace('/', '-')}.pdf"
                (partial / name).write_bytes(papers_pdf([each], on=on, title=each["note_ref"], author=office))
                (partial / name).with_suffix(".docx").write_bytes(papers_word(each, on=on, template=template))
                asked = (each["qr"]["amount"], each["qr"]["reference"]) if each["qr"] else ("0.00", "")
                lines.append(f"{each['reference']},{each['state']},{each['language']},{','.join(asked)},{name},{head}")
                tick(name)
        if papers:
            with working("Putting all letters into one file"):
                (partial / "all.pdf").write_bytes(papers_pdf(papers, on=on, title=f"Letters of {on}", author=office))
        (partial / "manifest.csv").write_text("\n".join(lines) + "\n", "utf-8-sig")
    except OSError as error:
        shutil.rmtree(partial, ignore_errors=True)
        raise FileNotWritten(folder, error.strerror or str(error)) from None
    except BaseException:
        shutil.rmtree(partial, ignore_errors=True)
        raise
    return partial
