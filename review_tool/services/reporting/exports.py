"""What can leave the review: each export with its formats, what may be chosen of it, and how it is made."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

from review_tool.domain.errors import ReviewError
from review_tool.domain.synthesis import ClaimKind
from review_tool.domain.table import Column, Table
from review_tool.formats.writers import WRITERS
from review_tool.reporting import TABLE_FORMATS
from review_tool.reporting.audit import events_jsonl, events_table
from review_tool.reporting.claims import ClaimView, claims_markdown, gaps_table, recommendations_table
from review_tool.reporting.diagram import flow_svg
from review_tool.reporting.findings import evidence_profile, findings_markdown
from review_tool.reporting.flow import flow_table, flow_text
from review_tool.reporting.map_figure import map_html, map_svg, map_words
from review_tool.reporting.summary.book import Book
from review_tool.reporting.summary.facts import Drawing
from review_tool.reporting.summary.prose import markdown, plain
from review_tool.reporting.summary.site import site
from review_tool.reporting.summary.word import word
from review_tool.services import overview, reviews
from review_tool.services.history.blinding import withheld
from review_tool.services.reporting import columns, handing_on, plots, robvis, summarising
from review_tool.services.reporting.synthesis_tables import codebook_table, strands_table, themes_table
from review_tool.services.reporting.tables import (
    RECORD_COLUMNS,
    appraisal_table,
    extraction_table,
    records_table,
    studies_table,
    votes_table,
)
from review_tool.services.reporting.wanted import Made, Wanted
from review_tool.services.studies import appraising
from review_tool.services.studies.appraisal_votes import answers_table
from review_tool.services.studies.extraction_votes import values_table
from review_tool.services.synthesis import mapping, synthesising, weighing
from review_tool.store.history import log
from review_tool.store.review import Review


@dataclass(frozen=True, slots=True)
class Export:
    """One thing that can be exported."""

    name: str
    label: str
    suffixes: tuple[str, ...]
    """The formats it comes in; the first is the usual one."""
    make: Maker
    takes: tuple[str, ...] = ()
    """The fields of `Wanted` that it heeds; it refuses the others."""
    table: Tabler | None = None
    """Its rows and columns, where it has such."""
    columns: tuple[Column, ...] = ()
    """Its columns, where they are the same in every review."""


Maker = Callable[[Review, str, str, Wanted], Made]
"""(review, suffix, reviewer, what is wanted) → the file or files."""
Tabler = Callable[[Review, str, Wanted], Table]
"""(review, reviewer, what is wanted) → the table with all its columns."""
_COLUMNS = ("columns", "excerpts", "save")


def _whole(make: Callable[[Review, str, str], tuple[bytes, int | None]]) -> Maker:
    """Of something of which nothing is chosen."""

    def write(review: Review, suffix: str, reviewer: str, _wanted: Wanted) -> Made:
        data, rows = make(review, suffix, reviewer)
        return Made((data,), rows)

    return write


def _tabled(table: Tabler) -> Maker:
    """Of a table, whose columns are chosen."""

    def write(review: Review, suffix: str, reviewer: str, wanted: Wanted) -> Made:
        return _table(review, table(review, reviewer, wanted), suffix, wanted)

    return write


def _simply(table: Callable[[Review, str], Table]) -> Tabler:
    return lambda review, reviewer, _wanted: table(review, reviewer)


def _table(review: Review, table: Table, suffix: str, wanted: Wanted) -> Made:
    table = columns.arranged(review, table, wanted, suffix)
    return Made((written(table, suffix),), len(table.rows))


def written(table: Table, suffix: str) -> bytes:
    """The table in the format of a suffix."""
    return next(known for known in TABLE_FORMATS if known.suffix == suffix).write(table)


def _records(review: Review, suffix: str, reviewer: str, wanted: Wanted) -> Made:
    if wanted.receiver or suffix in {writer.suffix for writer in WRITERS}:
        return handing_on.make(review, suffix, reviewer, wanted)
    return _table(review, _records_table(review, reviewer, wanted), suffix, wanted)


def _records_table(review: Review, _reviewer: str, wanted: Wanted) -> Table:
    handing_on.check(wanted)
    return records_table(review, handing_on.chosen(review, wanted), as_reports=wanted.unit == "reports")


def _appraisal(review: Review, suffix: str, reviewer: str, wanted: Wanted) -> Made:
    if wanted.receiver:
        wanted.check("The appraisal for robvis", ("receiver",))
        if wanted.receiver != "robvis":
            raise ReviewError("The appraisal can be handed to robvis only.", hint="Say --for robvis.")
        return robvis.make(review, suffix)
    if suffix == ".svg" or wanted.plot:
        wanted.check("A plot of the appraisal", ("plot", "checklist", "weight"))
        if suffix != ".svg":
            raise ReviewError("A plot is a picture.", hint="End the file's name with .svg.")
        return plots.make(review, reviewer, wanted)
    return _table(review, _appraisal_table(review, reviewer, wanted), suffix, wanted)


def _appraisal_table(review: Review, reviewer: str, wanted: Wanted) -> Table:
    return (answers_table if wanted.votes else appraisal_table)(review, reviewer)


def _extraction(review: Review, reviewer: str, wanted: Wanted) -> Table:
    return (values_table if wanted.votes else extraction_table)(review, reviewer)


def _flow(review: Review, suffix: str, reviewer: str) -> tuple[bytes, int | None]:
    del reviewer
    counted = overview.flow(review)
    if suffix == ".svg":
        return flow_svg(counted, reviews.title(review)).encode(), None
    if suffix == ".txt":
        return flow_text(counted).encode(), None
    return written(flow_table(counted), suffix), None


_CLAIMS: dict[
    ClaimKind, tuple[str, str, Callable[[list[ClaimView]], Table], Callable[[list[ClaimView], str], bytes]]
] = {
    ClaimKind.FINDING: ("findings", "Findings", evidence_profile, findings_markdown),
    ClaimKind.RECOMMENDATION: ("recommendations", "Recommendations", recommendations_table, claims_markdown),
    ClaimKind.GAP: ("gaps", "Research gaps", gaps_table, claims_markdown),
}
"""Kind → name and heading of its export, its table, its document."""


def _claims(kind: ClaimKind) -> Export:
    name, heading, tabled, document = _CLAIMS[kind]

    def table(review: Review, _reviewer: str, _wanted: Wanted) -> Table:
        return tabled(synthesising.views(review, kind))

    def write(review: Review, suffix: str, reviewer: str, wanted: Wanted) -> Made:
        if suffix == ".md" and wanted == Wanted():
            found = synthesising.views(review, kind)
            return Made((document(found, f"{heading}: {reviews.title(review)}"),), len(found))
        return _table(review, table(review, reviewer, wanted), suffix, wanted)

    suffixes = (".csv", ".md", ".xlsx", ".docx", ".html", ".tex")
    return Export(name, f"{heading} with their evidence", suffixes, write, _COLUMNS, table)


def _map(review: Review, suffix: str, _reviewer: str, wanted: Wanted) -> Made:
    """The figure, the page with figure and table, or the table: a row a cell."""
    if len(wanted.columns) > 1:
        raise ReviewError("One dimension is laid across the map.", hint="Name one with --columns.")
    made = mapping.make(review, wanted.rows, *wanted.columns)
    table, title = mapping.map_table(made), reviews.title(review)
    if suffix == ".svg":
        return Made((map_svg(made, title).encode("utf-8"),), len(table.rows))
    if suffix == ".html":
        return Made((map_html(made, table, title).encode("utf-8"),), len(table.rows))
    return Made((written(table, suffix),), len(table.rows))


def _audit(review: Review, suffix: str, reviewer: str) -> tuple[bytes, int | None]:
    with review.reading() as connection:
        events = withheld(connection, [event for _, event in log.every_event(connection)], reviewer)
    return (events_jsonl(events) if suffix == ".jsonl" else written(events_table(events), suffix)), len(events)


def _summary(review: Review, suffix: str, reviewer: str, wanted: Wanted) -> Made:
    """Raises ReviewError where a claim has lost its evidence and is not marked as judgement."""
    del reviewer, wanted
    if suffix:
        return Made((_TEXTS[suffix](summarising.book(review, drawings=_drawings(review))),))
    files, named = [], []
    for one in EXPORTS:
        if one.name not in _KEPT_BACK and ".csv" in one.suffixes:
            name = f"data/{one.name}.csv"
            files.append((name, one.make(review, ".csv", summarising.READER, Wanted()).parts[0]))
            named.append((name, one.label))
    pages = site(summarising.book(review, tuple(named), _drawings(review)))
    return Made(folder=(*pages.items(), *files))


def _drawings(review: Review) -> tuple[Drawing, ...]:
    """The pictures of the evidence base, beside the flow: how well the studies were done, and the map."""
    found = []
    lights = plots.make(review, summarising.READER, Wanted())
    if lights.rows:
        picture, (words, table) = lights.parts[0].decode(), _lights(review)
        found.append(Drawing(picture, "How well the studies were done", words, table, "appraisal"))
    made = mapping.make(review)
    if made.cells:
        picture = map_svg(made, reviews.title(review))
        found.append(Drawing(picture, "The evidence and gap map", map_words(made), mapping.map_table(made), "map"))
    return tuple(found)


def _lights(review: Review) -> tuple[str, Table]:
    """What the traffic lights show, in words and study by study."""
    judged = weighing.qualities(review)
    levels = Counter(one.level or "not judged yet" for one in judged.values())
    told = ", ".join(f"{n} {level}" for level, n in levels.most_common())
    words = (
        "A traffic-light plot: a row for each appraised study, a column for each question, a sign and a colour for "
        f"each answer. Taken together the studies are: {told}. The table says why, and each study's page has every "
        "answer."
    )
    rows = tuple(
        (study.label, judged[study.id].level or "not judged yet", judged[study.id].words)
        for study in appraising.studies(review)
        if study.id in judged
    )
    heads = (Column("study", "Study"), Column("quality", "Taken together"), Column("why", "Why"))
    return words, Table("quality", "How well each study was done", heads, rows)


_KEPT_BACK = ("records", "votes", "audit")
"""Abstracts belong to their publishers; votes and the log name people, and may still be blind."""
_TEXTS: dict[str, Callable[[Book], bytes]] = {
    ".docx": word,
    ".md": lambda book: markdown(book).encode(),
    ".txt": lambda book: plain(book).encode(),
}


_DATA = (".csv", ".xlsx", ".md")
_PAGES = (*_DATA, ".docx", ".html", ".tex")


def _only(table: Callable[[Review], Table]) -> Tabler:
    return lambda review, _reviewer, _wanted: table(review)


def _page(name: str, label: str, table: Tabler) -> Export:
    """A table that may stand in a paper."""
    return Export(name, label, _PAGES, _tabled(table), _COLUMNS, table)


EXPORTS: tuple[Export, ...] = (
    Export(
        "records",
        "Records with their outcomes",
        (*_DATA, *(writer.suffix for writer in WRITERS)),
        _records,
        ("unit", "stage", "state", "receiver", "split", *_COLUMNS),
        _records_table,
        RECORD_COLUMNS,
    ),
    _page("votes", "Every vote and consensus", _simply(votes_table)),
    Export("flow", "PRISMA 2020 flow", (".csv", ".svg", ".txt", ".xlsx", ".md"), _whole(_flow)),
    _page("studies", "Characteristics of the included studies", _simply(studies_table)),
    Export(
        "appraisal",
        "Appraisal of the studies",
        (*_PAGES, ".svg"),
        _appraisal,
        ("receiver", "votes", "plot", "checklist", "weight", *_COLUMNS),
        _appraisal_table,
    ),
    Export("extraction", "Extraction table", _PAGES, _tabled(_extraction), ("votes", *_COLUMNS), _extraction),
    _page("codebook", "Code book", _only(codebook_table)),
    _page("themes", "Themes with their codes", _only(themes_table)),
    _page("strands", "Items of other strands with their codes", _only(strands_table)),
    _claims(ClaimKind.FINDING),
    _claims(ClaimKind.RECOMMENDATION),
    _claims(ClaimKind.GAP),
    Export("map", "Evidence and gap map", (".svg", ".html", *_DATA), _map, ("rows", "columns")),
    Export("audit", "The log", (".jsonl", ".csv", ".xlsx"), _whole(_audit)),
    Export("summary", "Summary at five depths: a folder of pages, or one document", ("", *_TEXTS), _summary),
)
