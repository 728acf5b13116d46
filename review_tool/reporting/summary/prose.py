"""The summary as one text: Markdown, or plain lines for a reader that knows no signs."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from review_tool.domain.text import one_line
from review_tool.reporting.markdown_table import literal, literal_cell
from review_tool.reporting.summary.book import (
    Block,
    Book,
    Bullets,
    Card,
    Doors,
    Facts,
    Fold,
    Grid,
    Heading,
    Link,
    Notice,
    Page,
    Para,
    Passage,
    Picture,
    Runs,
)

_SKIPPED = ("index",)
"""The doors lead nowhere in one text."""


def markdown(book: Book) -> str:
    """The whole as Markdown, a heading for each page."""
    return _whole(book, _Markdown())


def plain(book: Book) -> str:
    """The whole as plain lines."""
    return _whole(book, _Plain())


class _Markdown:
    """How each thing is written in Markdown."""

    under: tuple[str, ...] = (">",)
    """Between a passage and where it stands."""

    def heading(self, text: str, level: int) -> str:
        return f"{'#' * level} {literal(text)}"

    def runs(self, runs: Runs) -> str:
        return "".join(_run(run, literal, _linked) for run in runs).strip()

    def bullet(self, runs: Runs) -> str:
        return f"- {self.runs(runs)}"

    def quote(self, text: str, quoted: bool) -> str:
        return f"> {literal(f'“{one_line(text)}”' if quoted else text)}"

    def told(self, runs: Runs) -> str:
        """Where a passage stands, right under it."""
        return f"> {self.runs(runs)}"

    def table(self, grid: Grid) -> Iterator[str]:
        yield f"*{literal(grid.caption)}*"
        yield ""
        yield "| " + " | ".join(literal_cell(head) for head in grid.head) + " |"
        yield "|" + "|".join(" ---: " if n in grid.numbers else " --- " for n in range(len(grid.head))) + "|"
        for row in grid.rows:
            yield "| " + " | ".join(literal_cell(_words(cell)) for cell in row) + " |"


class _Plain:
    """How each thing is written without signs, a paragraph a line: the reader's window breaks them."""

    under: tuple[str, ...] = ()
    """Between a passage and where it stands."""

    def heading(self, text: str, level: int) -> str:
        line = one_line(text)
        return f"{line}\n{('=', '-', '~', '.')[min(level, 4) - 1] * min(len(line), 78)}"

    def runs(self, runs: Runs) -> str:
        return "".join(_run(run, one_line, lambda text, _: text) for run in runs).strip()

    def bullet(self, runs: Runs) -> str:
        return f"* {self.runs(runs)}"

    def quote(self, text: str, quoted: bool) -> str:
        return f"    “{one_line(text)}”" if quoted else f"    {one_line(text)}"

    def told(self, runs: Runs) -> str:
        return f"    {self.runs(runs)}"

    def table(self, grid: Grid) -> Iterator[str]:
        yield f"{one_line(grid.caption)}:"
        for row in grid.rows:
            rest = [
                f"{head}: {words}" for head, cell in zip(grid.head[1:], row[1:], strict=True) if (words := _words(cell))
            ]
            yield f"* {_words(row[0])}" + (f" ({'; '.join(rest)})" if rest else "")


_Form = _Markdown | _Plain


def _words(runs: Runs) -> str:
    return one_line("".join(run.text if isinstance(run, Link) else run for run in runs))


def _run(run: str | Link, said: Callable[[str], str], linked: Callable[[str, str], str]) -> str:
    if isinstance(run, Link):
        return linked(said(run.text), run.to)
    before, after = (" " if run[:1].isspace() else ""), (" " if run[-1:].isspace() and run.strip() else "")
    return f"{before}{said(run)}{after}"


def _linked(text: str, to: str) -> str:
    return f"[{text}](<{to}>)" if to.startswith(("https://", "http://")) else text


def _whole(book: Book, form: _Form) -> str:
    lines = [form.heading(book.title, 1), ""]
    if book.notice:
        lines += [form.quote(book.notice, False), ""]
    for page in book.pages:
        lines += _page(page, form)
    for foot in book.foot:
        lines += [form.runs(foot), ""]
    return "\n".join(lines).rstrip() + "\n"


def _page(page: Page, form: _Form) -> list[str]:
    blocks = page.blocks
    lines: list[str] = []
    if page.name in _SKIPPED:
        lines += [one_line(page.lead), ""] if page.lead else []
        blocks = tuple(block for block in blocks if isinstance(block, Para))[:-1]
    else:
        lines += [form.heading(page.title, 2), ""]
        lines += [form.runs((page.lead,)), ""] if page.lead else []
    for block in blocks:
        lines += _block(block, form)
    return lines


def _block(block: Block, form: _Form) -> list[str]:
    match block:
        case Heading():
            return [form.heading(block.text, block.level + 1), ""]
        case Para():
            return [form.runs(block.runs), ""]
        case Bullets():
            return [*(form.bullet(item) for item in block.items), ""]
        case Passage():
            said = [form.quote(block.text, block.quoted), *form.under] if block.text else []
            notes = [*form.under, form.told(block.notes)] if block.notes else []
            return [*said, form.told((f"{block.whose} ", *block.source)), *notes, ""]
        case Facts():
            return [*(form.bullet((f"{heading}: ", *words)) for heading, words in block.pairs), ""]
        case Grid():
            return [*form.table(block), ""]
        case Picture():
            return [form.runs((f"{block.caption}: {block.words}",)), ""]
        case Card():
            label = f"{block.label}. " if block.label else ""
            inner = [line for one in block.blocks for line in _block(one, form)]
            return [form.heading(f"{label}{_words(block.heading)}", 4), "", *inner]
        case Fold():
            return [
                form.runs((f"{block.summary}:",)),
                "",
                *(line for one in block.blocks for line in _block(one, form)),
            ]
        case Notice():
            return [line for one in block.blocks for line in _block(one, form)]
        case Doors():
            return []
