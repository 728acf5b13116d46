"""A folder of full texts: which file belongs to which report, shown with its reason before anything is written."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from review_tool.domain.decision import Stage
from review_tool.domain.errors import ReviewError
from review_tool.domain.record import Citation
from review_tool.domain.report import Which
from review_tool.domain.text import one_line
from review_tool.formats.fulltext import matching
from review_tool.formats.fulltext.matching import Match
from review_tool.services.citations import combined
from review_tool.services.fulltexts import retrieving
from review_tool.services.progress import Progress, silent
from review_tool.store.queries import lists, plan, reports
from review_tool.store.review import Review

ENDINGS = (".pdf", ".html", ".htm", ".docx", ".doc", ".txt", ".epub", ".xml")
"""Of files that may be full texts; others in the folder are passed over."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """A file, and the reports it may be the full text of."""

    path: Path
    matches: tuple[Match, ...]
    """The likeliest first."""
    kept: int | None = None
    """The report it is attached to already."""

    @property
    def sure(self) -> bool:
        return self.kept is None and bool(self.matches) and self.matches[0].sure

    @property
    def state(self) -> str:
        """`sure`, `doubtful`, `no report`, `kept already`."""
        if self.kept is not None:
            return "kept already"
        return "sure" if self.sure else "doubtful" if self.matches else "no report"

    @property
    def why(self) -> str:
        return (
            f"attached to report {self.kept}" if self.kept is not None else self.matches[0].why if self.matches else ""
        )


def propose(review: Review, folder: Path, *, progress: Progress = silent) -> list[Proposal]:
    """What the files of a folder and its sub-folders may belong to, in the order of their names. Writes nothing.

    A file's first pages are read only where its name alone does not tell.

    Raises:
        ReviewError: there is no such folder, it holds no full texts, or no report is at full text.
    """
    if not folder.is_dir():
        raise ReviewError(f"{folder} is no folder.", hint="Give the folder the full texts are in.")
    files = sorted(p for p in folder.rglob("*") if p.suffix.lower() in ENDINGS and p.is_file())
    if not files:
        raise ReviewError(f"{folder} holds no full texts.", hint=f"Looked for: {', '.join(ENDINGS)}.")
    wanted = citations(review)
    if not wanted:
        raise ReviewError("No report is at full text yet.", hint="Screen titles and abstracts first.")
    kept = {document.sha: document.report for document in retrieving.documents(review)}
    found = []
    for n, path in enumerate(files):
        progress(n, len(files), one_line(path.name))
        found.append(_proposal(path, wanted, kept))
    progress(len(files), len(files), "")
    return _each_once(found)


def citations(review: Review) -> dict[int, Citation]:
    """The reports that came through title and abstract, each with the best of its records' fields."""
    with review.reading() as connection:
        roots = lists.report_ids(connection, Which(Stage.FULL_TEXT))
        records, chosen = reports.records_of(connection, roots), plan.choices(connection, roots)
    return {root: combined(records[root], chosen.get(root))[0] for root in roots}


def _proposal(path: Path, wanted: dict[int, Citation], kept: dict[str, int]) -> Proposal:
    try:
        data = path.read_bytes()
    except OSError:
        return Proposal(path, ())
    known = kept.get(hashlib.sha256(data).hexdigest())
    if known is not None:
        return Proposal(path, (), known)
    found = matching.matches(path.stem, "", wanted)
    if not (found and found[0].sure):
        is_pdf = path.suffix.lower() == ".pdf"
        text = matching.first_pages(data) if is_pdf else _beginning(data)
        found = matching.matches(path.stem, text, wanted)
    return Proposal(path, tuple(found))


def _beginning(data: bytes) -> str:
    """How a web page or a plain text begins; "" of another kind. What it cites stands further down."""
    from review_tool.formats.fulltext import open_fulltext

    try:
        return open_fulltext(data).page(1).text[: 2 * matching.HEAD]
    except ReviewError:
        return ""


def _each_once(found: list[Proposal]) -> list[Proposal]:
    """Where two files seem surely the same report's, neither is sure."""
    taken: dict[int, int] = {}
    for proposal in found:
        if proposal.sure:
            taken[proposal.matches[0].report] = taken.get(proposal.matches[0].report, 0) + 1
    return [
        Proposal(
            p.path, (Match(p.matches[0].report, f"{p.matches[0].why}; so does another file's", False), *p.matches[1:])
        )
        if p.sure and taken[p.matches[0].report] > 1
        else p
        for p in found
    ]


def attach_all(
    review: Review, chosen: Sequence[tuple[Path, int, str]], *, by: str, progress: Progress = silent
) -> list[str]:
    """Attach files to reports, with why each is known to be the report's. Returns the files' names.

    All of them or, where one is refused or the person stops, none.

    Raises:
        ReviewError: as `retrieving.attach` does.
        Cancelled: the person stopped; nothing was written.
    """
    names = []
    with review.writing() as unit:
        for n, (path, report, why) in enumerate(chosen):
            progress(n, len(chosen), one_line(path.name))
            retrieving.write_document(unit, report, path.name, retrieving.read(path), by=by, why=why)
            names.append(one_line(path.name))
    return names
