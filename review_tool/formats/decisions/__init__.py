"""Decisions in: a file of another screening program in, what it says of each record out.

`rows.py` reads CSV, Excel and RIS as rows; each program is one file that ends in a `Dialect`, and one line in
`registry.py`. What comes out names a record, a reviewer and a verdict as the program does; whether the review has
such a record and such a reviewer is not known here. No database, no file is opened.
"""

from review_tool.formats.decisions.registry import DIALECTS, dialect_of
from review_tool.formats.decisions.rows import Row, rows
from review_tool.formats.decisions.said import Dialect, Said

__all__ = ["DIALECTS", "Dialect", "Row", "Said", "dialect_of", "rows"]
