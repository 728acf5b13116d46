"""Work sheets: questions sent out to a colleague who fills them in elsewhere, and their answers taken in.

What comes back is compared with the sheet as it was sent, which the review keeps. Everything that changed is shown
first, each cell with its verdict; what is accepted comes in as the named reviewer's, all at once, and is undone as one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from uuid import uuid4

from review_tool.domain.errors import ReviewError
from review_tool.domain.text import one_line
from review_tool.services import people
from review_tool.services.reading_files import read_file
from review_tool.services.studies import appraising, worksheet_kinds
from review_tool.services.studies.appraising import Study
from review_tool.services.studies.worksheet_kinds import Kind, Said
from review_tool.services.writing_files import write_whole
from review_tool.store.history import log
from review_tool.store.queries import dossier, plan
from review_tool.store.review import Review
from review_tool.store.unit import Unit
from review_tool.worksheets import READERS, WRITERS
from review_tool.worksheets.archive import mentions, parts
from review_tool.worksheets.sheet import MARK, Filled, Row, Sheet

KINDS = ("appraisal", "extraction")


@dataclass(frozen=True, slots=True)
class Written:
    file: str
    sheet: str
    """The sheet's id."""
    reviewer: str
    studies: int
    questions: int


@dataclass(frozen=True, slots=True)
class Change:
    """One cell of a sheet that came back otherwise than it went, or a row that is not as it was."""

    where: str
    study: str
    question: str
    column: str
    """The column's heading; "" for a whole row."""
    old: str
    new: str
    accepted: bool
    reason: str = ""
    """Why it is refused."""
    remedy: str = ""


@dataclass(frozen=True, slots=True)
class Looked:
    """A sheet that came back, compared with the review. Nothing is written."""

    file: str
    sheet: str
    kind: str
    reviewer: str
    """Whose answers they will be."""
    changes: tuple[Change, ...]
    remarks: tuple[str, ...]
    """What is to be known of the sheet as a whole."""
    unchanged: int
    """Rows that came back as they went."""
    applied: bool = False

    @property
    def accepted(self) -> int:
        return sum(change.accepted for change in self.changes)

    @property
    def refused(self) -> int:
        return len(self.changes) - self.accepted


def write(
    review: Review,
    kind: str,
    path: Path,
    *,
    by: str,
    reviewer: str = "",
    studies: Sequence[int] = (),
    checklist: str = "",
) -> Written:
    """Write a work sheet for somebody to fill in.

    Args:
        reviewer: whose answers they will be; "" for one's own.
        studies: their numbers; all included ones where none is named.
        checklist: for an appraisal; the first of the review's where none is named.

    Raises:
        ReviewError: no such kind, reviewer, study or checklist, nothing to ask, or a file that is no .xlsx or .docx.
    """
    make = dict(WRITERS).get(path.suffix.lower())
    if make is None:
        raise ReviewError(
            f"A work sheet cannot be written as “{path.suffix or path.name}”.",
            hint="End the file's name with .xlsx or .docx.",
        )
    reviewer = people.check_reviewer(review, reviewer or by)
    asked = _kind(review, kind, _chosen(review, studies), by, checklist)
    if not asked.lines:
        raise ReviewError("There is nothing to ask yet.", hint="Include studies first, at full text.")
    with review.reading() as connection:
        said, title = asked.said(connection, reviewer, by), plan.title(connection)
    sheet = str(uuid4())
    lines = [replace(line, answers=_answers(asked, said, key)) for key, line in asked.lines.items()]
    about = (
        f"For {reviewer}, from the review “{title}”.",
        *asked.instructions,
        "Fill in the coloured cells only. The ids, the questions and the last line stay as they are: the sheet is read "
        "back by them. New rows are not read.",
    )
    data = make(Sheet(sheet, asked.title, about, asked.columns, tuple(lines)))
    write_whole(path, data)
    studies_asked = sorted({int(key.partition("/")[0]) for key in asked.lines})
    with review.writing() as unit:
        payload = {
            "kind": kind,
            "reviewer": reviewer,
            "instrument": asked.instrument,
            "version": asked.version,
            "studies": studies_asked,
            "file": path.name,
            "sha": unit.keep_file(data),
        }
        unit.record("worksheet.written", f"worksheet:{kind}", payload, by=by, id=sheet)
    return Written(str(path), sheet, reviewer, len(studies_asked), len(lines))


def _answers(kind: Kind, said: dict[str, Said], key: str) -> tuple[str, ...]:
    return said[key].answers if key in said else ("",) * len(kind.columns)


def _chosen(review: Review, studies: Sequence[int]) -> list[Study]:
    known = {study.id: study for study in appraising.studies(review)}
    if missing := [number for number in studies if number not in known]:
        some = ", ".join(map(str, list(known)[:12])) + (" …" if len(known) > 12 else "")
        raise ReviewError(f"{missing[0]} is not an included study.", hint=f"Included are {some or 'none yet'}.")
    return [known[number] for number in dict.fromkeys(studies)] if studies else list(known.values())


def _kind(review: Review, kind: str, studies: list[Study], by: str, instrument: str) -> Kind:
    if kind == "extraction":
        return worksheet_kinds.extraction(review, studies)
    if kind == "appraisal":
        checklist = instrument or appraising.checklists(review)[0].id
        return worksheet_kinds.appraisal(review, studies, by, checklist)
    raise ReviewError(f"There is no work sheet “{kind}”.", hint="There are " + " and ".join(KINDS) + ".")


def look(review: Review, path: Path, *, by: str) -> Looked:
    """Compare a sheet that came back with the review, and say of each changed cell whether it can be taken in.

    Nothing is written: the answers are tried, and forgotten again.

    Raises:
        ReviewError: no such file, it is no work sheet, or one of another review.
    """
    _, filled = _read(path)
    found: Looked | None = None
    try:
        with review.writing() as unit:
            found = _take_in(review, unit, path.name, filled, by)
            raise _NotKept
    except _NotKept:
        assert found is not None
    return found


def take_in(review: Review, path: Path, *, by: str) -> Looked:
    """Write what of a sheet can be taken in, as the named reviewer's, in one unit that is undone as one.

    Raises:
        ReviewError: as `look` does; or nothing in it is both changed and acceptable.
    """
    data, filled = _read(path)
    with review.writing() as unit:
        before = log.newest(unit.connection)
        done = _take_in(review, unit, path.name, filled, by)
        if not done.accepted:
            refused = f"; {done.refused} refused" if done.refused else ""
            raise ReviewError(
                f"Nothing in {path.name} can be taken in: {done.unchanged} rows unchanged{refused}.",
                hint="Look at it without --apply: each refusal says why and what to do.",
            )
        payload = {
            "sheet": done.sheet,
            "kind": done.kind,
            "reviewer": done.reviewer,
            "file": path.name,
            "sha": unit.keep_file(data),
            "accepted": done.accepted,
            "refused": done.refused,
            "events": log.ids_after(unit.connection, before),
        }
        unit.record("worksheet.read", f"worksheet:{done.kind}", payload, by=by)
    return replace(done, applied=True)


def is_sheet(path: Path) -> bool:
    """Whether a file looks like a work sheet rather than citations: a document or a workbook with our mark."""
    try:
        return path.suffix.lower() in (".docx", ".xlsx") and mentions(path.read_bytes(), MARK)
    except OSError:
        return False


class _NotKept(Exception):
    """Ends the trial; the store then keeps nothing of it."""


def _read(path: Path) -> tuple[bytes, Filled]:
    data = read_file(path)
    return data, _filled(data)


def _filled(data: bytes) -> Filled:
    inside = "word/" if any(name.startswith("word/") for name in parts(data)) else "xl/"
    return dict(READERS)[".docx" if inside == "word/" else ".xlsx"](data)


def _take_in(review: Review, unit: Unit, file: str, filled: Filled, by: str) -> Looked:
    """Write everything that can be written, and say what became of each cell."""
    sent = log.event(unit.connection, filled.id)
    if sent is None or sent.kind != "worksheet.written":
        raise ReviewError(
            f"{file} was not made from this review.", hint="Open the review it came from, or export a new sheet here."
        )
    about = sent.payload
    kept = dossier.file_bytes(unit.connection, about["sha"])
    studies = [study for study in appraising.studies(review) if study.id in about["studies"]]
    kind = _kind(review, about["kind"], studies, by, about["instrument"])
    said = kind.said(unit.connection, about["reviewer"], about["reviewer"])
    theirs = log.events_of_sheet(unit.connection, filled.id)
    taking = _Taking(unit, kind, {row.key: row for row in _filled(kept).rows}, said, theirs, about["reviewer"])
    missing = tuple(name for name in kind.columns if name not in filled.headings)
    changes: list[Change] = []
    seen: set[str] = set()
    for row in filled.rows:
        changes += taking.row(row, missing, again=row.key in seen)
        seen.add(row.key)
    gone = [row for key, row in taking.sent.items() if key not in seen]
    changes += [_refused(row, "", "The row is gone from the sheet.", "Nothing is changed by that.") for row in gone]
    touched = {change.where for change in changes}
    return Looked(
        file,
        filled.id,
        about["kind"],
        about["reviewer"],
        tuple(changes),
        _remarks(kind, filled, about["version"]),
        sum(row.where not in touched for row in filled.rows),
    )


def _remarks(kind: Kind, filled: Filled, version: str) -> tuple[str, ...]:
    """What is odd about the sheet as a whole."""
    known = ("Id", "Study", "Question", *kind.columns)
    missing = [name for name in known[2:] if name not in filled.headings]
    extra = [name for name in filled.headings if name not in known]
    said = [f"The column “{name}” is gone or was renamed: nothing is read from it." for name in missing]
    said += [f"The column “{name}” is not one of the sheet's: it is not read." for name in extra]
    if version != kind.version:
        said.append("The questions have changed since the sheet was written; answers to changed ones are refused.")
    return tuple(said)


def _refused(row: Row, column: str, reason: str, remedy: str, old: str = "", new: str = "") -> Change:
    return Change(row.where, row.study, row.question, column, old, new, False, reason, remedy)


@dataclass(frozen=True, slots=True)
class _Taking:
    """One sheet being taken in, row by row."""

    unit: Unit
    kind: Kind
    sent: dict[str, Row]
    """Key → the row as it was sent."""
    said: dict[str, Said]
    """Key → what stands in the review now."""
    theirs: frozenset[str]
    """Events that came from this sheet before."""
    reviewer: str

    def row(self, row: Row, missing: tuple[str, ...], *, again: bool) -> list[Change]:
        """What became of a row's changed cells."""
        sent = self.sent.get(row.key)
        if sent is None:
            what = f"The id “{row.key}” is none of the sheet's." if row.key else "The row has no id: it is a new one."
            words = "; ".join(filter(None, row.cells.values()))
            return [_refused(row, "", what, "Fill in the rows that are there; nothing else is read.", new=words)]
        if again:
            return [_refused(row, "", f"The id “{row.key}” stands in an earlier row too.", "Keep one of the rows.")]
        found = self._reworded(row, sent)
        formulas = [_refused(row, name, "It holds a formula.", "Write the value itself.") for name in row.formulas]
        taken = tuple(missing) + row.formulas
        new = tuple(sent.cells.get(n, "") if n in taken else row.cells.get(n, "") for n in self.kind.columns)
        old = tuple(sent.cells.get(name, "") for name in self.kind.columns)
        if new != old:
            found += self._cells(row, old, new)
        return formulas + found

    def _reworded(self, row: Row, sent: Row) -> list[Change]:
        """The study's name and the question are for reading only."""
        return [
            _refused(row, column, "The words of the sheet were changed.", "They are not read back.", was, now)
            for column, was, now in (("Study", sent.study, row.study), ("Question", sent.question, row.question))
            if was != now
        ]

    def _cells(self, row: Row, old: tuple[str, ...], new: tuple[str, ...]) -> list[Change]:
        reason, remedy = self._verdict(row.key, old, new)
        if reason == _KNOWN:
            return []
        return [
            Change(row.where, row.study, row.question, column, was, now, not reason, reason, remedy)
            for column, was, now in zip(self.kind.columns, old, new, strict=True)
            if was != now
        ]

    def _verdict(self, key: str, old: tuple[str, ...], new: tuple[str, ...]) -> tuple[str, str]:
        """Why the answers are refused and what to do; ("", "") after writing them."""
        line, now = self.kind.lines.get(key), self.said.get(key)
        if line is None:
            return "This is not asked any more.", "Export a new sheet: the study or the question is gone."
        if one_line(f"{line.question} {line.hint}") != self.sent[key].question:
            return "The question is put otherwise now.", "Export a new sheet and answer the new question."
        if now is not None and now.answers == new:
            return _KNOWN, ""
        stood = now.answers if now else ("",) * len(old)
        if stood != old and (now is None or now.event not in self.theirs):
            who = f"{now.by} changed it" if now else "It was taken back"
            return f"{who} in the review meanwhile.", "Look at it in the review, or export a new sheet."
        try:
            self.kind.write(self.unit, key, new, now, self.reviewer)
        except ReviewError as refusal:
            return str(refusal), refusal.hint
        return "", ""


_KNOWN = "It stands in the review already."
