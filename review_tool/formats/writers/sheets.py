"""The tables that other screening programs take, column by column.

Sources: the headings of Rayyan's and Covidence's own exports; ASReview, “Data format” (label column and notes).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from review_tool.domain.table import Column, Table
from review_tool.formats.writers.writer import Item

_SAID = {"include": "Included", "exclude": "Excluded", "maybe": "Maybe"}
_LABEL = {"included": "1", "excluded": "0"}


@dataclass(frozen=True, slots=True)
class Sheet:
    """One receiver's table."""

    receiver: str
    columns: tuple[tuple[str, Callable[[Item], str]], ...]
    lacks: frozenset[str]
    """Fields of a citation that it has no column for."""


def _of(name: str) -> Callable[[Item], str]:
    return lambda item: str(getattr(item.citation, name) or "")


def _joined(name: str, sign: str) -> Callable[[Item], str]:
    return lambda item: sign.join(getattr(item.citation, name))


def _rayyan_authors(item: Item) -> str:
    """Rayyan parts people at every ` and `, also that in an organisation's name."""
    return " and ".join(name.replace(" and ", " & ") for name in item.citation.authors)


def _empty(_: Item) -> str:
    return ""


def _key(item: Item) -> str:
    return f"review-{item.number}"


def rayyan_notes(item: Item) -> str:
    """`RAYYAN-INCLUSION: {"Emily"=>"Included"} | RAYYAN-LABELS: a,b | RAYYAN-EXCLUSION-REASONS: c`."""

    def quoted(text: str) -> str:
        return '"' + text.replace('"', "'") + '"'

    votes = ", ".join(f"{quoted(who)}=>{quoted(_SAID[verdict])}" for who, verdict, _ in item.votes)
    words = ", ".join(f"{quoted(who)}=>[{quoted(note)}]" for who, _, note in item.votes if note)
    parts = [f"RAYYAN-INCLUSION: {{{votes}}}" if votes else ""]
    parts += ["RAYYAN-LABELS: " + ",".join(t.replace(",", " ") for t in item.tags) if item.tags else ""]
    parts += ["RAYYAN-EXCLUSION-REASONS: " + item.reason.replace(",", " ") if item.reason else ""]
    parts += [f"USER-NOTES: {{{words}}}" if words else ""]
    return " | ".join(filter(None, parts))


def _asreview_note(item: Item) -> str:
    notes = [f"{who}: {note}" for who, _, note in item.votes if note]
    return "; ".join([*notes, *([f"excluded: {item.reason}"] if item.reason else [])])


def _covidence_notes(item: Item) -> str:
    return f"Exclusion reason: {item.reason};" if item.reason else ""


def _covidence_tags(item: Item) -> str:
    return "; ".join([*item.tags, *([item.outcome] if item.outcome else [])])


SHEETS: tuple[Sheet, ...] = (
    Sheet(
        "rayyan",
        (
            ("key", _key), ("title", _of("title")), ("year", _of("year")), ("month", _empty), ("day", _empty),
            ("journal", _of("journal")), ("issn", _empty), ("volume", _of("volume")), ("issue", _of("issue")),
            ("pages", _of("pages")), ("authors", _rayyan_authors), ("url", _of("url")),
            ("language", _of("language")), ("publisher", _empty), ("location", _empty), ("abstract", _of("abstract")),
            ("notes", rayyan_notes), ("doi", _of("doi")), ("keywords", _joined("keywords", "; ")),
            ("pubmed_id", _of("pmid")), ("pmc_id", _empty),
        ),
        frozenset({"type", "source_id"}),
    ),
    Sheet(
        "covidence",
        (
            ("Title", _of("title")), ("Authors", _joined("authors", "; ")), ("Abstract", _of("abstract")),
            ("Published Year", _of("year")), ("Published Month", _empty), ("Journal", _of("journal")),
            ("Volume", _of("volume")), ("Issue", _of("issue")), ("Pages", _of("pages")),
            ("Accession Number", lambda item: item.citation.pmid or item.citation.source_id), ("DOI", _of("doi")),
            ("Ref", _empty), ("Covidence #", _empty), ("Study", lambda item: item.study),
            ("Notes", _covidence_notes), ("Tags", _covidence_tags),
        ),
        frozenset({"type", "language", "keywords", "url"}),
    ),
    Sheet(
        "asreview",
        (
            ("record_id", lambda item: str(item.number)), ("title", _of("title")),
            ("authors", _joined("authors", "; ")), ("abstract", _of("abstract")), ("year", _of("year")),
            ("journal", _of("journal")), ("volume", _of("volume")), ("issue", _of("issue")), ("pages", _of("pages")),
            ("doi", _of("doi")), ("pmid", _of("pmid")), ("url", _of("url")), ("keywords", _joined("keywords", "; ")),
            ("type", _of("type")), ("language", _of("language")),
            ("included", lambda item: _LABEL.get(item.outcome, "")),
            ("asreview_label", lambda item: _LABEL.get(item.outcome, "")), ("asreview_note", _asreview_note),
        ),
        frozenset({"source_id"}),
    ),
)  # fmt: skip


def sheet_table(sheet: Sheet, items: list[Item]) -> Table:
    """The receiver's table of these items."""
    columns = tuple(Column(heading, heading) for heading, _ in sheet.columns)
    rows = tuple(tuple(cell(item) for _, cell in sheet.columns) for item in items)
    return Table("records", f"For {sheet.receiver}", columns, rows)
