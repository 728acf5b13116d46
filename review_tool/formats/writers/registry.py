"""Every format that citations can be written in, in the order help lists them."""

from __future__ import annotations

from review_tool.formats.writers.bibtex import BIBTEX
from review_tool.formats.writers.csl_json import CSL_JSON
from review_tool.formats.writers.endnote_xml import ENDNOTE_XML
from review_tool.formats.writers.plain import PLAIN
from review_tool.formats.writers.ris import RIS
from review_tool.formats.writers.writer import Writer

WRITERS: tuple[Writer, ...] = (RIS, BIBTEX, CSL_JSON, ENDNOTE_XML, PLAIN)
