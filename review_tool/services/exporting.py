"""What leaves the review: records for other tools, tables, the flow, the log, the summary."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from review_tool.domain.errors import ReviewError
from review_tool.domain.synthesis import ClaimKind
from review_tool.domain.table import Table
from review_tool.formats.writers import WRITERS
from review_tool.reporting import TABLE_FORMATS
from review_tool.reporting.audit import events_jsonl, events_table
from review_tool.reporting.claims import claims_markdown, gaps_table, recommendations_table
from review_tool.reporting.diagram import flow_svg
from review_tool.reporting.flow import flow_table, flow_text
from review_tool.reporting.summary import StudyRow, Summary, summary_html
from review_tool.services import appraising, extracting, handing_on, overview, reviews, robvis, synthesising
from review_tool.services.handing_on import Loss, Made, Wanted
from review_tool.services.tables import appraisal_table, extraction_table, records_table, votes_table
from review_tool.store import evidence, log
from review_tool.store.review import Review


@dataclass(frozen=True, slots=True)
class Exported:
    what: str
    file: str
    rows: int | None
    """How many rows or citations, where it has such."""
    losses: tuple[Loss, ...] = ()
    """What the format could not carry, the commonest first."""
    files: tuple[str, ...] = ()
    """All files written, where it was split into several."""


@dataclass(frozen=True, slots=True)
class Export:
    """One thing that can be exported."""

    name: str
    label: str
    suffixes: tuple[str, ...]
    """The formats it comes in; the first is the usual one."""
    make: Callable[[Review, str, str], tuple[bytes, int | None]]
    """(review, suffix, reviewer) → the file's bytes and its number of rows."""
    choose: Callable[[Review, str, str, Wanted], Made] | None = None
    """As `make`, where there is something to choose: which records, for whom, in how many files."""


def _tabled(make: Callable[[Review, str], Table]) -> Callable[[Review, str, str], tuple[bytes, int | None]]:
    def write(review: Review, suffix: str, reviewer: str) -> tuple[bytes, int | None]:
        table = make(review, reviewer)
        return written(table, suffix), len(table.rows)

    return write


def written(table: Table, suffix: str) -> bytes:
    """The table in the format of a suffix."""
    return next(known for known in TABLE_FORMATS if known.suffix == suffix).write(table)


def _records(review: Review, suffix: str, reviewer: str, wanted: Wanted) -> Made:
    if wanted.receiver or suffix in {writer.suffix for writer in WRITERS}:
        return handing_on.make(review, suffix, reviewer, wanted)
    handing_on.check(wanted)
    table = records_table(review, handing_on.chosen(review, wanted), as_reports=wanted.unit == "reports")
    return Made((written(table, suffix),), len(table.rows))


def _every_record(review: Review, suffix: str, reviewer: str) -> tuple[bytes, int | None]:
    made = _records(review, suffix, reviewer, Wanted())
    return made.parts[0], made.rows


def _appraisal(review: Review, suffix: str, reviewer: str, wanted: Wanted) -> Made:
    if wanted.receiver == "robvis" and wanted == Wanted(receiver="robvis"):
        return robvis.make(review, suffix)
    if wanted != Wanted():
        raise ReviewError("The appraisal can be handed to robvis only.", hint="Say --for robvis and nothing else.")
    table = appraisal_table(review, reviewer)
    return Made((written(table, suffix),), len(table.rows))


def _flow(review: Review, suffix: str, reviewer: str) -> tuple[bytes, int | None]:
    del reviewer
    counted = overview.flow(review)
    if suffix == ".svg":
        return flow_svg(counted, reviews.title(review)).encode(), None
    if suffix == ".txt":
        return flow_text(counted).encode(), None
    return written(flow_table(counted), suffix), None


def _claims(kind: ClaimKind) -> Callable[[Review, str, str], tuple[bytes, int | None]]:
    def write(review: Review, suffix: str, reviewer: str) -> tuple[bytes, int | None]:
        del reviewer
        found = synthesising.views(review, kind)
        if suffix == ".md":
            heading = "Recommendations" if kind is ClaimKind.RECOMMENDATION else "Research gaps"
            return claims_markdown(found, f"{heading}: {reviews.title(review)}"), len(found)
        table = recommendations_table(found) if kind is ClaimKind.RECOMMENDATION else gaps_table(found)
        return written(table, suffix), len(found)

    return write


def _audit(review: Review, suffix: str, reviewer: str) -> tuple[bytes, int | None]:
    del reviewer
    with review.reading() as connection:
        events = [event for _, event in log.every_event(connection)]
    return (events_jsonl(events) if suffix == ".jsonl" else written(events_table(events), suffix)), len(events)


def _summary(review: Review, suffix: str, reviewer: str) -> tuple[bytes, int | None]:
    """Raises ReviewError where a claim has lost its evidence and is not marked as judgement."""
    del suffix, reviewer
    claims = synthesising.views(review)
    for view in claims:
        if not view.claim.supported:
            raise ReviewError(
                f"{view.claim.label} has lost its evidence.",
                hint="Link evidence again, mark it as judgement, or withdraw it.",
            )
    protocol = reviews.protocol(review)
    title = reviews.title(review)
    with review.reading() as connection:
        strands = tuple(evidence.strands(connection))
        heads = log.heads(connection)
    counted = overview.flow(review)
    studies = tuple(
        StudyRow(
            id=str(study.id),
            label=study.label,
            citation=study.title,
            summary=study.abstract,
            report="report " + ", ".join(map(str, study.reports)),
        )
        for study in appraising.studies(review)
    )
    page = summary_html(
        Summary(
            title=title,
            question=protocol.question,
            demonstration="demonstration" in title.lower(),
            flow=counted,
            flow_svg=flow_svg(counted, title),
            claims=tuple(claims),
            studies=studies,
            strands=strands,
            how=_how(review),
            head_hash="; ".join(f"{writer}: {head}" for writer, (_, head) in sorted(heads.items())),
            made_at=review.clock().date().isoformat(),
        )
    )
    return page.encode("utf-8"), None


def _how(review: Review) -> tuple[str, ...]:
    """How the review was done, from the protocol and the counts, never typed by hand."""
    protocol = reviews.protocol(review)
    status = overview.status(review)
    sources = "; ".join(f"{name} ({n} records)" for name, n in status.sources)
    people = {1: "one reviewer", 2: "two reviewers"}
    form = extracting.form(review)
    return (
        f"Records came from {len(status.sources)} sources: {sources}.",
        f"Each report was judged by {people[protocol.reviewers_title_abstract]} at title and abstract and by "
        f"{people[protocol.reviewers_full_text]} at full text. Where votes differed, the team settled it; all votes "
        "are kept.",
        f"Values were extracted into the form “{form.title}” ({len(form.fields)} fields), each with the passage "
        "it rests on.",
        f"The protocol is in version {protocol.version}. Every decision is in the log, which the hash below closes.",
    )


EXPORTS: tuple[Export, ...] = (
    Export(
        "records",
        "Records with their outcomes",
        (".csv", ".xlsx", ".md", *(writer.suffix for writer in WRITERS)),
        _every_record,
        _records,
    ),
    Export("votes", "Every vote and consensus", (".csv", ".xlsx", ".md"), _tabled(votes_table)),
    Export("flow", "PRISMA 2020 flow", (".csv", ".svg", ".txt", ".xlsx", ".md"), _flow),
    Export("appraisal", "Appraisal of the studies", (".csv", ".xlsx", ".md"), _tabled(appraisal_table), _appraisal),
    Export("extraction", "Extraction table", (".csv", ".xlsx", ".md"), _tabled(extraction_table)),
    Export(
        "recommendations",
        "Recommendations with their evidence",
        (".csv", ".md", ".xlsx"),
        _claims(ClaimKind.RECOMMENDATION),
    ),
    Export("gaps", "Research gaps with their evidence", (".csv", ".md", ".xlsx"), _claims(ClaimKind.GAP)),
    Export("audit", "The log", (".jsonl", ".csv", ".xlsx"), _audit),
    Export("summary", "Summary page", (".html",), _summary),
)


_EVERYTHING = Wanted()


def export(review: Review, what: str, path: Path, *, by: str, wanted: Wanted = _EVERYTHING) -> Exported:
    """Write one thing to a file, whole or not at all; the suffix chooses the format.

    Split, `F.ris` becomes `F-1.ris`, `F-2.ris` … where one file would be too large.

    Raises:
        ReviewError: no such export, a suffix it does not come in, a choice it does not know, or a folder that cannot
            be written.
    """
    known = {one.name: one for one in EXPORTS}
    if what not in known:
        raise ReviewError(f"There is no export “{what}”.", hint="There are " + ", ".join(known) + ".")
    chosen, suffix = known[what], path.suffix.lower()
    if suffix not in chosen.suffixes:
        raise ReviewError(
            f"{chosen.label} cannot be written as “{suffix or path.name}”.",
            hint="End the file's name with one of " + ", ".join(chosen.suffixes) + ".",
        )
    made = _made(review, chosen, suffix, by, wanted)
    paths = [path]
    if len(made.parts) > 1:
        paths = [path.with_name(f"{path.stem}-{n}{path.suffix}") for n in range(1, len(made.parts) + 1)]
    for part, data in zip(paths, made.parts, strict=True):
        _write(part, data)
    with review.writing() as unit:
        unit.record("export.written", f"export:{what}", _payload(paths, made, wanted), by=by)
    return Exported(what, str(paths[0]), made.rows, made.losses, tuple(map(str, paths)))


def _made(review: Review, chosen: Export, suffix: str, by: str, wanted: Wanted) -> Made:
    if chosen.choose is not None:
        return chosen.choose(review, suffix, by, wanted)
    if wanted != Wanted():
        raise ReviewError(f"{chosen.label} cannot be chosen from.", hint="Only records can: leave the options out.")
    data, rows = chosen.make(review, suffix, by)
    return Made((data,), rows)


def _payload(paths: list[Path], made: Made, wanted: Wanted) -> dict[str, object]:
    said: dict[str, object] = {"file": ", ".join(path.name for path in paths), "rows": made.rows}
    if wanted != Wanted():
        said |= {"unit": wanted.unit, "state": wanted.state, "stage": wanted.stage.value, "for": wanted.receiver}
    return said


_ALSO = {
    "flow": (".svg",),
    "appraisal": (".xlsx",),
    "extraction": (".xlsx", ".md"),
    "recommendations": (".md",),
    "gaps": (".md",),
}
"""What `export_all` writes beside the usual format."""


def export_all(review: Review, folder: Path, *, by: str) -> list[Exported]:
    """Write everything in its usual format, the diagram of the flow, and what a person reads or opens in others too."""
    return [
        export(review, one.name, folder / f"{one.name}{suffix}", by=by)
        for one in EXPORTS
        for suffix in (one.suffixes[0], *_ALSO.get(one.name, ()))
    ]


def _write(path: Path, data: bytes) -> None:
    partial = path.with_name(path.name + ".partial")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        partial.write_bytes(data)
        os.replace(partial, path)
    except OSError as error:
        raise ReviewError(f"{path} cannot be written: {error.strerror}.", hint="Choose another folder.") from error
