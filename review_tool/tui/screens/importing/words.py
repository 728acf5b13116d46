"""What the import screen says of files, work sheets and imports."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from pathlib import Path

from textual.content import Content

from review_tool.domain.errors import Problem
from review_tool.domain.record import Citation, Source
from review_tool.domain.text import one_line, shorten
from review_tool.services.gathering import hits, importing
from review_tool.services.gathering.importing import FileRead, Imported, Kind
from review_tool.services.history.auditing import Told
from review_tool.services.studies.worksheets import Looked
from review_tool.tui.text import assemble, lines, safe_line, without_middle

_WIDE = 90
"""Columns from which a line of the preview names the journal too."""
LONGEST_NAME = 36
"""Letters of a file's name in the heading, which the review's own title needs too."""
EIGHTHS = "▁▂▃▄▅▆▇█"
_KINDS = 4
"""Kinds of what is odd that are shown with the file; `p` lists all."""
_PLACES = 4
"""Lines that are named of each kind."""


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


def sentence(done: Imported) -> str:
    """What an import did, in one line."""
    counts = f"{done.added:,} added + {done.already_present:,} already present + {done.refused:,} refused"
    return f"{done.read:,} read = {counts}"


def held(told: Told) -> int:
    """How many of the file's records the review holds since then."""
    return int(told.event.payload["added"]) + int(told.event.payload["already_present"])


def source_of(told: Told) -> str:
    return told.event.subject.partition(":")[2]


def state_of(kind: Kind | None) -> str:
    """What a file is that was not brought in; "…" while nobody has looked."""
    if kind is None:
        return "…"
    return f"✗ {kind.label}" if kind.refusal else kind.label


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


def told_read(read: FileRead, width: int, before: Told | None = None) -> Content:
    """A file that was read: format, counts, what is odd, its first records, and what comes next; so many columns.

    `before` is an import of this very file that stands.
    """
    label = dict(importing.format_names()).get(read.format, read.format)
    records = "1 record" if read.read == 1 else f"{read.read:,} records"
    count = f"{records}: {read.readable:,} to bring in, {read.refused:,} refused"
    # The heading has room for a shorter name.
    parts = [assemble((shorten(read.file, width), "bold"))] if len(read.file) > LONGEST_NAME else []
    parts.append(assemble((label, "bold $primary"), (f": {read.why}", "$text-muted")))
    if read.refusal:
        words = "✗ Nothing in it can be brought in"
        parts.append(assemble((words, "bold $warning"), " · ", ("f", "bold $primary"), " another format · Esc back"))
    else:
        deeds = " brings it in · ", ("f", "bold $primary"), " another format · Esc back"
        having = [_having(read)] if read.readable else []
        seen = [_seen(before)] if before else []
        parts += [assemble(count), *having, *seen, assemble(("Enter", "bold $primary"), *deeds)]
    if read.problems:
        odd = f"{len(read.problems):,} odd", "bold $warning"
        parts += [assemble(odd, "  p lists each · x writes them to a file")]
        parts += [Content(line) for words in _kinds_of(read.problems)[:_KINDS] for line in _hanging(words, width)]
    if read.preview:
        parts += [Content(""), assemble(("The first records", "bold"))]
    return lines(parts + [_preview(n, citation, width) for n, citation in enumerate(read.preview, 1)])


def _having(read: FileRead) -> Content:
    """How many have each field: a wrong choice at the export is seen before the import."""
    said: list[str | tuple[str, str]] = []
    for field, n in read.filled:
        said.append(" · " if said else "")
        height = EIGHTHS[max(n * 8 // read.readable - 1, 0)]
        number = "all" if n == read.readable else f"{n:,}"
        said += [f"{field} ", (height, "$primary"), f" {number}"] if n else [(f"○ no {field}", "bold $warning")]
    if read.readable > 1 and not dict(read.filled)["abstract"]:
        said.append("\nChoose the full record when you export: there is no abstract to screen by.")
    return assemble(*said)


def _seen(before: Told) -> Content:
    said = f"● this very file is in already, from {source_of(before)}"
    return assemble((said, "bold $warning"), f" ({before.event.at[:10]}, {before.event.payload['added']:,} added)")


def _kinds_of(problems: Sequence[Problem]) -> list[str]:
    """What is odd, a line for each kind with where it is; first what was left out."""
    alike: dict[tuple[bool, str, str], list[int]] = {}
    for problem in problems:
        alike.setdefault((problem.refused, problem.what, problem.hint), []).append(problem.line)
    ordered = sorted(alike.items(), key=lambda kind: not kind[0][0])
    said = []
    for (refused, what, hint), at in ordered:
        if len(at) == 1:
            said.append(problem_line(Problem(at[0], what, hint, refused=refused)))
            continue
        more = ", …" if len(at) > _PLACES else ""
        where = f"lines {', '.join(map(str, at[:_PLACES]))}{more}: " if any(at) else ""
        said.append(problem_line(Problem(0, f"{len(at):,} × {where}{what}", hint, refused=refused)))
    return said


def _hanging(words: str, width: int) -> list[str]:
    """The words in lines of so many columns, the second and later ones set in."""
    return textwrap.wrap(one_line(words), width, subsequent_indent="  ") or [""]


def _preview(n: int, citation: Citation, width: int) -> Content:
    """A record on one line: so much of its title as leaves room for who wrote it, when and, on a wide screen, where."""
    where = f" · {citation.journal}" if width >= _WIDE and citation.journal else ""
    who = safe_line(citation.short() + where, width // 2)
    title = safe_line(citation.title or "no title", max(width - who.cell_length - 7, 10))
    return assemble((f"{n:>3}  ", "$text-muted"), title, "  ", who.stylize("$text-muted"))


def told_past(past: Sequence[Told], sources: Sequence[Source], width: int) -> Content:
    """What was brought in so far by source, newest first, beside the hits each reported; or what the screen is for."""
    if not past:
        return lines(
            [
                assemble(("Nothing was brought in yet", "bold")),
                assemble(("Enter", "bold $primary"), " reads the file under the cursor and shows what is in it"),
                assemble(("o", "bold $primary"), " takes the path of another; a file dropped on the terminal will do"),
            ]
        )
    undoes = "  u takes your last one back" if any(not told.undone for told in past) else ""
    parts = [assemble(("Brought in so far", "bold"), (undoes, "$text-muted"))]
    described = {source.name: source for source in sources}
    for name in dict.fromkeys(source_of(told) for told in reversed(past)):
        of = [told for told in reversed(past) if source_of(told) == name]
        parts.append(_of_source(described.get(name, Source(name)), of))
        parts += [_import(told, width) for told in of]
    return lines(parts)


def _of_source(source: Source, imports: Sequence[Told]) -> Content:
    """A source with how many different records came from it, beside the hits it reported."""
    said = [source.platform, f"searched {source.searched}" if source.searched else ""]
    head = assemble((" · ".join(filter(None, (source.name, *said))), "bold"))
    stand = any(not told.undone for told in imports)
    words = hits.compared(source, hits.delivered(imports, source.name)) if stand else ""
    return assemble(head, " · ", (words, "" if words[0] == "✓" else "bold $warning")) if words else head


def _import(told: Told, width: int) -> Content:
    p = told.event.payload
    said = [f"{p['added']:,} added"]
    said += [f"{p['already_present']:,} already present"] if p["already_present"] else []
    said += [f"{p['refused']:,} refused"] if p["refused"] else []
    when, mark = f"  {told.event.at[:10]}  ", "✗ taken back  " if told.undone else ""
    counts = ("" if told.undone else f"  {', '.join(said)}") + f" · {told.event.actor}"
    file = without_middle(Content(one_line(p["file"])), max(width - len(when) - len(mark) - len(counts), 12))
    return assemble((when, "$text-muted"), (mark, "$warning"), file, (counts, "$text-muted"))
