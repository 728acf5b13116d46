"""Every format that can be read, in the order help lists them."""

from __future__ import annotations

from review_tool.formats.bibtex import BIBTEX
from review_tool.formats.format import Format
from review_tool.formats.nbib import NBIB
from review_tool.formats.ris import RIS
from review_tool.formats.spreadsheet import CSV, TSV

FORMATS: tuple[Format, ...] = (RIS, BIBTEX, NBIB, CSV, TSV)
