"""Citations out: a citation with what the review knows of it in, the bytes of a citation file out.

Each format is one file that ends in a `Writer`, and one line in `registry.py`; `sheets.py` has the columns of the
tables that other screening programs take. A record goes out as it came in where it came in that format; else its
fields are mapped, and `values.py` tells which of its values found no place. What lives here imports the domain and the
readers beside it, writes no file and knows no database.
"""

from review_tool.formats.writers.registry import WRITERS
from review_tool.formats.writers.sheets import SHEETS, Sheet, sheet_table
from review_tool.formats.writers.values import lost
from review_tool.formats.writers.writer import Item, Raw, Writer, Written

__all__ = ["SHEETS", "WRITERS", "Item", "Raw", "Sheet", "Writer", "Written", "lost", "sheet_table"]
