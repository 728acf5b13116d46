"""A table as CSV: RFC 4180 with plain newlines, UTF-8, the stable keys as headings, no cell that is a formula."""

from __future__ import annotations

import csv
import io

from review_tool.domain.table import Table
from review_tool.domain.text import clean, neutral_cell


def write_csv(table: Table) -> bytes:
    """The bytes of a CSV file; `domain.text.plain_cell` gives each cell's text back."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([neutral_cell(clean(column.key)) for column in table.columns])
    writer.writerows([neutral_cell(clean(cell)) for cell in row] for row in table.rows)
    return out.getvalue().encode("utf-8")
