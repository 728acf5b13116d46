"""What the import screen says of files, work sheets and imports."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from textual.content import Content

from review_tool.domain.record import Citation
from review_tool.domain.text import one_line, shorten
from review_tool.services.gathering import importing
from review_tool.services.gathering.importing import FileRead, Imported, Kind
from review_tool.services.history.auditing import Told
from review_tool.services.studies.worksheets import Looked
from review_tool.tui.text import assemble, lines, safe_line

_WIDE = 90
"""Columns from which a line of the preview names the journal too."""


def cells_of(looked: Looked) -> str:
    return f"{looked.accepted} cell{'' if looked.accepted == 1 else 's'}"


def told_sheet(looked: Looked) -> list[str]:
    """What became of each changed cell of a work sheet, in lines."""
    said = [f"{looked.accepted} accepted, {looked.refused} refused, {looked.unchanged} rows as they went", ""]
    said += [f"○ {remark}" for remark in looked.remarks]
    for change in sorted(looked.changes, key=lambda change: change.accepted):
        where = " · ".join(filter(None, (change.where, change.study, change.question, change.column)))
        said.append(f"{'✓ accepted' if change.accepted else '✗ refused'}  {where}")
        if change.old or change.new:
            said.append(f"    {change.old or '(empty)'} → {change.new or '(empty)'}")
        if change.reason:
            said.append(f"    {change.reason} {change.remedy}")
    return [one_line(line) if line[:1] != " " else "    " + one_line(line) for line in said]


def sentence(done: Imported, hits: int | None) -> str:
    """What an import did, in one line."""
    counts = f"{done.added:,} added + {done.already_present:,} already present + {done.refused:,} refused"
    words = f"{done.read:,} read = {counts}"
    if hits is None:
        return words
    return f"{words}; {hits:,} hits told, as many" if hits == done.read else f"{hits:,} hits told, but {words}"


def held(told: Told) -> int:
    """How many of the file's records the review holds since then."""
    return int(told.event.payload["added"]) + int(told.event.payload["already_present"])


def source_of(told: Told) -> str:
    return told.event.subject.partition(":")[2]


def state_of(kind: Kind | None) -> str:
    if kind is None:
        return "not yet"
    return f"✗ {kind.label}" if kind.refusal else f"not yet · {kind.label}"


def told_refusal(kind: Kind) -> Content:
    """A file that cannot be brought in, why, and what to do about it."""
    return lines(
        [
            assemble(("✗ ", "bold $warning"), (kind.refusal, "bold")),
            safe_line(kind.hint),
            Content(""),
            assemble("↑ ↓ another file · ", ("o", "bold $primary"), " takes the path of another"),
        ]
    )


def size_of(path: Path) -> str:
    try:
        size = path.stat().st_size
    except OSError:
        return "gone"
    if size >= 10 << 20:
        return f"{size >> 20:,} MB"
    return f"{size / 1024:,.0f} kB" if size >= 1024 else f"{size} B"


def problem_line(problem: object) -> str:
    refused = "✗ left out: " if getattr(problem, "refused", False) else "○ "
    return f"{refused}{problem}"


def told_read(read: FileRead, width: int) -> Content:
    """A file that was read: format, counts, what is odd, its first records, and what comes next; so many columns."""
    label = dict(importing.format_names()).get(read.format, read.format)
    records = "1 record" if read.read == 1 else f"{read.read:,} records"
    count = f"{records}: {read.readable:,} to bring in, {read.refused:,} refused"
    parts = [
        assemble((shorten(read.file, width), "bold")),
        assemble((label, "bold $primary"), (f": {read.why}", "$text-muted")),
        assemble(count),
        *([_having(read)] if read.readable else []),
        assemble(("Enter", "bold $primary"), " brings it in · ", ("f", "bold $primary"), " another format · Esc back"),
    ]
    if read.problems:
        parts += [
            Content(""),
            assemble((f"{len(read.problems):,} odd", "bold $warning"), "  p lists them all · x writes them to a file"),
        ]
        parts += [safe_line(problem_line(problem)) for problem in read.problems[:3]]
    if read.preview:
        parts += [Content(""), assemble(("The first records", "bold"))]
    return lines(parts + [_preview(n, citation, width) for n, citation in enumerate(read.preview, 1)])


def _having(read: FileRead) -> Content:
    """How many have an abstract and a DOI: a wrong choice at the export is seen before the import."""
    dois = f"{read.dois:,} with a DOI"
    if not read.abstracts:
        words = "○ no abstract in any" if read.readable > 1 else "○ no abstract"
        return assemble((words, "bold $warning"), f" (choose the full record when you export) · {dois}")
    return assemble(f"{read.abstracts:,} with an abstract · {dois}")


def _preview(n: int, citation: Citation, width: int) -> Content:
    """A record on one line: so much of its title as leaves room for who wrote it, when and, on a wide screen, where."""
    where = f" · {citation.journal}" if width >= _WIDE and citation.journal else ""
    who = shorten(one_line(citation.short() + where), width // 2)
    title = shorten(citation.title or "no title", max(width - len(who) - 7, 10))
    return assemble((f"{n:>3}  ", "$text-muted"), title, (f"  {who}", "$text-muted"))


def told_past(past: Sequence[Told]) -> Content:
    """What was brought in so far, newest first; or what the screen is for."""
    if not past:
        return lines(
            [
                assemble(("Nothing was brought in yet", "bold")),
                assemble(("Enter", "bold $primary"), " reads the file under the cursor and shows what is in it"),
                assemble(("o", "bold $primary"), " takes the path of another; a file dropped on the terminal will do"),
            ]
        )
    parts = [assemble(("Brought in so far", "bold"), ("  u takes your last one back", "$text-muted"))]
    for told in reversed(past):
        p = told.event.payload
        counts = f"{p['added']:,} added + {p['already_present']:,} already present + {p['refused']:,} refused"
        mark = "✗ taken back  " if told.undone else ""
        when = told.event.at[:10]
        parts.append(
            assemble(
                (f"{when}  ", "$text-muted"),
                (mark, "$warning"),
                (source_of(told), "bold"),
                f"  {p['file']}: {counts}",
                (f"  {told.event.actor}", "$text-muted"),
            )
        )
    return lines(parts)
