"""The reporting room: what leaves the review, for people and for other programs.

Here live the writers of tables, the PRISMA 2020 flow as table, text and diagram, the claims with their evidence,
the log, and the summary page. What may come in: domain objects, already gathered. What may not: the database, the
clock, or any text that is not made inert for the format it goes into. A new table format is one file and one line
in TABLE_FORMATS.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from review_tool.domain.table import Table
from review_tool.reporting.csv_table import write_csv
from review_tool.reporting.docx_table import write_docx
from review_tool.reporting.html_table import write_html
from review_tool.reporting.latex_table import write_latex
from review_tool.reporting.markdown_table import write_markdown
from review_tool.reporting.xlsx_table import write_xlsx


@dataclass(frozen=True, slots=True)
class TableFormat:
    """One way to write a table to a file."""

    suffix: str
    label: str
    write: Callable[[Table], bytes]


TABLE_FORMATS: tuple[TableFormat, ...] = (
    TableFormat(".csv", "CSV", write_csv),
    TableFormat(".xlsx", "Excel workbook", write_xlsx),
    TableFormat(".md", "Markdown", write_markdown),
    TableFormat(".docx", "Word document", write_docx),
    TableFormat(".html", "web page", write_html),
    TableFormat(".tex", "LaTeX", write_latex),
)
