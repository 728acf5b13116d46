"""The work sheet room: forms that a colleague fills in without this program, and that are read back.

Here live the sheet as a workbook and as a Word document, and the reading of both: what stands in each row, and what is
odd about it. What may come in: questions put to studies, already gathered. What may not: the database, or any opinion
on whether an answer is taken; that is the services' to say. A new kind of file is one module and one line in WRITERS
and READERS.
"""

from __future__ import annotations

from collections.abc import Callable

from review_tool.worksheets.docx_sheet import read_docx, write_docx
from review_tool.worksheets.sheet import Filled, Sheet
from review_tool.worksheets.xlsx_sheet import read_xlsx, write_xlsx

WRITERS: tuple[tuple[str, Callable[[Sheet], bytes]], ...] = ((".xlsx", write_xlsx), (".docx", write_docx))
READERS: tuple[tuple[str, Callable[[bytes], Filled]], ...] = ((".xlsx", read_xlsx), (".docx", read_docx))
