"""The summary as a Word document: real headings for the navigation pane, real lists and tables; drawings in words."""

from __future__ import annotations

import io
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from review_tool.domain.text import clean, one_line
from review_tool.reporting.docx_table import timeless
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
    Para,
    Passage,
    Picture,
    Runs,
)

if TYPE_CHECKING:
    from docx.document import Document


def word(book: Book) -> bytes:
    """The bytes of the document, the same for the same book."""
    from docx import Document as new_document
    from docx.shared import Pt, RGBColor

    document = new_document()
    styles: Any = document.styles
    styles["Normal"].font.name, styles["Normal"].font.size = "Arial", Pt(11)
    for level in range(1, 5):
        styles[f"Heading {level}"].font.color.rgb = RGBColor(0x0B, 0x5A, 0x5A)
        styles[f"Heading {level}"].font.name = "Arial"
    about = document.core_properties
    about.title, about.author, about.comments, about.language = one_line(book.title), "", "", "en-GB"
    about.created = about.modified = datetime(1980, 1, 1, tzinfo=UTC)
    document.add_heading(one_line(book.title), 0)
    if book.notice:
        _runs(document.add_paragraph(style="Intense Quote"), (book.notice,))
    for page in book.pages:
        if page.name == "index":
            _runs(document.add_paragraph(), (page.lead,))
            for block in page.blocks[:-1]:
                if isinstance(block, Para):
                    _block(document, block)
            continue
        document.add_heading(one_line(page.title), 1)
        if page.lead:
            _runs(document.add_paragraph(), (page.lead,))
        for block in page.blocks:
            _block(document, block)
    for foot in book.foot:
        _runs(document.add_paragraph(), foot)
    out = io.BytesIO()
    document.save(out)
    return timeless(out.getvalue())


def _block(document: Document, block: Block) -> None:
    match block:
        case Heading():
            document.add_heading(one_line(block.text), min(block.level, 4))
        case Para():
            _runs(document.add_paragraph(), block.runs)
        case Bullets():
            for item in block.items:
                _runs(document.add_paragraph(style="List Bullet"), item)
        case Passage():
            if block.text:
                said = clean(block.text).strip()
                document.add_paragraph(f"“{said}”" if block.quoted else said, style="Quote")
            _runs(document.add_paragraph(), (f"{block.whose} ", *block.source))
            if block.notes:
                _runs(document.add_paragraph(), block.notes)
        case Facts():
            for heading, words in block.pairs:
                paragraph = document.add_paragraph()
                paragraph.add_run(f"{one_line(heading)}: ").bold = True
                _runs(paragraph, words)
        case Grid():
            _grid(document, block)
        case Picture():
            _runs(document.add_paragraph(), (f"{block.caption}: {block.words}",))
        case Card():
            label = f"{block.label}. " if block.label else ""
            document.add_heading(one_line(label + _words(block.heading)), 3)
            for inner in block.blocks:
                _block(document, inner)
        case Fold():
            document.add_paragraph().add_run(f"{one_line(block.summary)}:").bold = True
            for inner in block.blocks:
                _block(document, inner)
        case Notice():
            for inner in block.blocks:
                _block(document, inner)
        case Doors():
            pass


def _grid(document: Document, grid: Grid) -> None:
    document.add_paragraph(one_line(grid.caption), style="Caption")
    table = document.add_table(rows=1, cols=len(grid.head), style="Light Grid Accent 1")
    for cell, head in zip(table.rows[0].cells, grid.head, strict=True):
        cell.text = one_line(head)
    repeated: Any = table.rows[0]._tr.get_or_add_trPr()
    from docx.oxml import OxmlElement

    repeated.append(OxmlElement("w:tblHeader"))
    for row in grid.rows:
        for cell, runs in zip(table.add_row().cells, row, strict=True):
            cell.text = _words(runs)
    document.add_paragraph()


def _runs(paragraph: Any, runs: Runs) -> None:
    for run in runs:
        text = run.text if isinstance(run, Link) else run
        said = one_line(text)
        before, after = (" " if text[:1].isspace() else ""), (" " if text[-1:].isspace() and said else "")
        paragraph.add_run(f"{before}{said}{after}")
        if isinstance(run, Link) and run.to.startswith(("https://", "http://")):
            paragraph.add_run(f" ({run.to})")


def _words(runs: Runs) -> str:
    return one_line("".join(run.text if isinstance(run, Link) else run for run in runs))
