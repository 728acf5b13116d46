"""Where a file is from: the PRISMA-S source (doi:10.1186/s13643-020-01542-z)."""

from __future__ import annotations

import re
from collections.abc import Sequence

from review_tool.domain.errors import ReviewError
from review_tool.domain.record import Source, SourceKind
from review_tool.domain.text import clean, one_line
from review_tool.tui.dialogs.write import Blank


def source_blanks(known: Sequence[Source], *, suggested: str = "") -> list[Blank]:
    """What `Write` asks. Known names are suggestions: a file of the same source needs no more than its name."""
    first = next((source for source in known if source.name == suggested), Source(suggested))
    kinds = tuple(kind.value for kind in SourceKind)
    return [
        Blank(
            "name",
            "Source",
            first.name,
            "Embase, PubMed, a website …",
            required=True,
            suggestions=tuple(source.name for source in known[:4]),
        ),
        Blank("kind", "Kind", first.kind.value, suggestions=kinds),
        Blank("platform", "Platform", first.platform, "Ovid, EBSCOhost, the source's own site"),
        Blank("searched", "Searched on", first.searched, "2026-03-02"),
        Blank("hits", "Hits it reported", "" if first.hits is None else str(first.hits), "a number, if you know it"),
        Blank("query", "The search as it was run", first.query, "paste the whole search string", long=True),
    ]


def source_from(written: dict[str, str]) -> Source:
    """The source as written.

    Raises:
        ReviewError: an unknown kind, a date that is none, or hits that are no number.
    """
    said = one_line(written["kind"]).lower() or SourceKind.DATABASE.value
    kind = next((kind for kind in SourceKind if kind.value.startswith(said)), None)
    if kind is None:
        raise ReviewError(f"“{said}” is no kind of source.", hint="Write " + ", ".join(SourceKind) + ".")
    searched = one_line(written["searched"])
    if searched and not re.fullmatch(r"\d{4}(-\d\d(-\d\d)?)?", searched):
        raise ReviewError(f"“{searched}” is not a date.", hint="Write it as 2026-03-02.")
    hits = re.sub(r"[\s,.'\u202f]", "", written["hits"])
    if hits and not hits.isdecimal():
        raise ReviewError(
            f"“{written['hits'].strip()}” is not a number of hits.", hint="Write 1204, or leave it empty."
        )
    return Source(
        one_line(written["name"]),
        kind,
        one_line(written["platform"]),
        searched,
        clean(written["query"]).strip(),
        int(hits) if hits else None,
    )
