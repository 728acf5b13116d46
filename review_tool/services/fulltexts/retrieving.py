"""Full texts: sought, retrieved or not; attached; reports grouped into studies; what a report is besides."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from review_tool.domain.decision import Outcome, Stage
from review_tool.domain.errors import ReviewError
from review_tool.domain.report import Document, ReportMark, Retrieval
from review_tool.domain.text import clean, one_line
from review_tool.services.reading_files import read_file
from review_tool.store.queries import dossier, reports
from review_tool.store.review import Review
from review_tool.store.unit import Unit


def mark(review: Review, number: int, state: str, *, by: str, attempt: str = "") -> None:
    """Note where the search for a full text stands, with what was tried. A try alone is noted as `sought`.

    Raises:
        ReviewError: no such state or report; or not retrieved without a word on what was tried.
    """
    if state not in Retrieval.ALL:
        raise ReviewError(f"Retrieval cannot be “{state}”.", hint="Say " + ", ".join(Retrieval.ALL) + ".")
    if state == Retrieval.NOT_RETRIEVED and not attempt.strip():
        raise ReviewError(
            "Say what was tried before giving a report up.", hint="For example: library, author by e-mail."
        )
    with review.writing() as unit:
        root = reports.root_of(unit.connection, number)
        unit.record("retrieval.noted", f"report:{root}", {"state": state, "attempt": clean(attempt).strip()}, by=by)


def attach(review: Review, number: int, path: Path, *, by: str) -> str:
    """Keep a full text inside the review and mark the report retrieved. Returns the file's SHA-256.

    Raises:
        ReviewError: no such file or report, the file is empty, or it is attached to the report already.
    """
    data = read(path)
    with review.writing() as unit:
        return write_document(unit, number, path.name, data, by=by)


def read(path: Path) -> bytes:
    """A file's bytes.

    Raises:
        ReviewError: it cannot be read, or is empty.
    """
    data = read_file(path)
    if not data:
        raise ReviewError(f"{path} is empty.", hint="Fetch it again.")
    return data


def write_document(unit: Unit, number: int, name: str, data: bytes, *, by: str, why: str = "") -> str:
    """As `attach`, inside a unit of work of the caller's. `why` says how the file was known to be the report's."""
    root = reports.root_of(unit.connection, number)
    name = one_line(name)
    sha = unit.keep_file(data)
    there = dossier.documents(unit.connection, reports.members_of(unit.connection, root))
    if any(document.sha == sha for document in there):
        raise ReviewError(f"{name} is attached to report {root} already.", hint="Nothing was written.")
    payload = {"sha": sha, "name": name, "state": Retrieval.RETRIEVED, "why": why}
    unit.record("document.attached", f"report:{root}", payload, by=by)
    return sha


def dropped(text: str) -> list[Path]:
    """The paths in a text as a terminal gives it when files are dropped on it: quoted, escaped, or as file URLs."""
    from shlex import split
    from urllib.parse import unquote

    text = text.strip()
    if not text:
        return []
    if Path(text).expanduser().exists() or ("\\" in text and re.match(r"[A-Za-z]:\\|\\\\", text)):
        return [Path(text.strip("'\"")).expanduser()]
    try:
        parts = split(text)
    except ValueError:
        parts = [text.strip("'\"")]
    if not all(part.startswith("file://") or Path(part).expanduser().exists() for part in parts):
        parts = [line.strip().strip("'\"") for line in text.splitlines() if line.strip()]
    paths = [unquote(part.removeprefix("file://")) if part.startswith("file://") else part for part in parts]
    return [Path(path).expanduser() for path in paths]


def documents(review: Review, number: int | None = None) -> tuple[Document, ...]:
    """The full texts kept with a report, or with all, oldest first."""
    with review.reading() as connection:
        members = None
        if number is not None:
            members = reports.members_of(connection, reports.root_of(connection, number))
        return dossier.documents(connection, members)


def document_bytes(review: Review, document: Document) -> bytes:
    """The bytes of a kept full text."""
    with review.reading() as connection:
        return dossier.file_bytes(connection, document.sha)


def save(review: Review, document: Document, folder: Path) -> Path:
    """Write a kept full text into a folder, under its own name; where that is taken, with a number. Returns the path.

    Raises:
        ReviewError: the folder cannot be written.
    """
    data, name = document_bytes(review, document), _file_name(document)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for n in range(1, 1000):
            path = folder / (name if n == 1 else f"{Path(name).stem} {n}{Path(name).suffix}")
            if path.is_file() and path.read_bytes() == data:
                return path
            if not path.exists():
                path.write_bytes(data)
                return path
    except OSError as error:
        raise ReviewError(f"{folder} cannot be written: {error.strerror}.", hint="Choose another folder.") from error
    raise ReviewError(f"{folder} holds too many files of that name.", hint="Choose another folder.")


def _file_name(document: Document) -> str:
    """The document's name as a file's, whatever it was called where it came from."""
    name = re.sub(r'[<>:"/\\|?*\x00-\x1f]', "_", Path(document.name).name).strip(". ")
    return name[-120:] or f"report {document.report}.pdf"


def view(review: Review, document: Document) -> Path:
    """Open a kept full text with the program this computer opens such files with. Returns the copy that is shown.

    Raises:
        ReviewError: this computer has no such program to hand.
    """
    folder = Path(tempfile.gettempdir()) / f"review-tool-{document.sha[:12]}"
    folder.mkdir(mode=0o700, exist_ok=True)
    path = save(review, document, folder)
    try:
        if sys.platform == "win32":
            os.startfile(path)
        else:
            opener = "open" if sys.platform == "darwin" else "xdg-open"
            quiet: dict[str, Any] = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
            subprocess.Popen([opener, str(path)], stdin=subprocess.DEVNULL, start_new_session=True, **quiet)
    except OSError:
        raise ReviewError("No program was found that opens it.", hint=f"Open the copy yourself: {path}") from None
    return path


def set_mark(review: Review, number: int, wanted: str, *, by: str, present: bool = True, why: str = "") -> ReportMark:
    """Mark a report as retracted, awaiting classification or ongoing, or take the mark off.

    The last two put it on a list of its own at full text: it is then neither included nor excluded, and its votes
    stay as they are.

    Raises:
        ReviewError: no such report or mark, nothing would change, or the report is not at full text.
    """
    known = {mark.value: mark for mark in ReportMark} | {"awaiting": ReportMark.AWAITING}
    if wanted not in known:
        raise ReviewError(f"A report cannot be marked “{wanted}”.", hint="Say " + ", ".join(ReportMark) + ".")
    mark = known[wanted]
    with review.writing() as unit:
        root = reports.root_of(unit.connection, number)
        members = reports.members_of(unit.connection, root)
        carried = {m.mark for m in dossier.marks(unit.connection, dict.fromkeys(members, root)).get(root, ())}
        if present == (mark in carried):
            said = "already" if present else "not"
            raise ReviewError(f"Report {root} is {said} marked {mark}.", hint="Nothing was written.")
        if present and mark.outcome:
            standings, _, _ = reports.standings_of(unit.connection, root)
            if standings[Stage.TITLE_ABSTRACT].outcome is not Outcome.INCLUDED:
                raise ReviewError(
                    f"Report {root} is not at full text.", hint="It must come through title and abstract first."
                )
            if other := next((one for one in carried if one.outcome), None):
                raise ReviewError(f"Report {root} is marked {other}.", hint="Take that mark off first.")
        payload = {"mark": mark.value, "present": present, "why": clean(why).strip()}
        unit.record("report.marked", f"report:{root}", payload, by=by)
    return mark


def group(review: Review, numbers: Sequence[int], *, by: str) -> int:
    """Say that these reports tell of one study. Returns the study's number: the lowest report's.

    Raises:
        ReviewError: fewer than two different reports are named, or they are one study already.
    """
    with review.writing() as unit:
        roots = sorted({reports.root_of(unit.connection, number) for number in numbers})
        if len(roots) < 2:
            raise ReviewError("A group needs two reports.", hint="Mark the reports with space, then group them.")
        unit.record("reports.grouped", f"study:{roots[0]}", {"reports": roots}, by=by)
    return roots[0]


def study_reports(review: Review, number: int) -> list[int]:
    """The reports that tell of the same study as this one, itself included."""
    with review.reading() as connection:
        study = reports.standings_of(connection, reports.root_of(connection, number))[2]
        return reports.study_members(connection, study)


def ungroup(review: Review, numbers: Sequence[int], *, by: str) -> dict[int, list[int]]:
    """Take reports out of their study: each is a study of its own again. Returns study → its reports, as changed.

    Appraisal and values stay with the number they were written under. Where the report leaves whose number the study
    bears, those that stay take the lowest of theirs.

    Raises:
        ReviewError: a report is alone in its study already.
    """
    with review.writing() as unit:
        out = sorted({reports.root_of(unit.connection, number) for number in numbers})
        of = {number: reports.standings_of(unit.connection, number)[2] for number in out}
        members = {study: reports.study_members(unit.connection, study) for study in set(of.values())}
        if alone := [number for number in out if len(members[of[number]]) < 2]:
            raise ReviewError(f"Report {alone[0]} is alone in its study.", hint="Nothing was written.")
        studies = {number: [number] for number in out}
        for study, every in members.items():
            stay = [number for number in every if number not in out]
            if stay and study in out:
                studies[min(stay)] = stay
        payload = {"studies": [[study, found] for study, found in sorted(studies.items())]}
        unit.record("reports.regrouped", f"report:{out[0]}", payload, by=by)
    return studies
