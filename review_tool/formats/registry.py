"""Every format that can be read, in the order help lists them."""

from __future__ import annotations

from review_tool.formats.bibtex import BIBTEX
from review_tool.formats.crossref_json import CROSSREF_JSON
from review_tool.formats.crossref_xml import CROSSREF_XML
from review_tool.formats.csl_json import CSL_JSON
from review_tool.formats.endnote_xml import ENDNOTE_XML
from review_tool.formats.format import Format
from review_tool.formats.labelled import LABELLED
from review_tool.formats.marcxml import MARCXML
from review_tool.formats.mods import MODS
from review_tool.formats.nbib import NBIB
from review_tool.formats.other_xml import OTHER_XML
from review_tool.formats.ovid import OVID
from review_tool.formats.publish_or_perish import PUBLISH_OR_PERISH
from review_tool.formats.pubmed_xml import PUBMED_XML
from review_tool.formats.refer import REFER
from review_tool.formats.refworks import REFWORKS
from review_tool.formats.ris import RIS
from review_tool.formats.spreadsheet import CSV, TSV
from review_tool.formats.workbook import XLSX
from review_tool.formats.wos import WOS

FORMATS: tuple[Format, ...] = (
    RIS, BIBTEX, NBIB, PUBMED_XML, WOS, OVID, ENDNOTE_XML, REFER, REFWORKS, CSV, TSV, XLSX,
    CSL_JSON, CROSSREF_JSON, CROSSREF_XML, MODS, MARCXML, PUBLISH_OR_PERISH, OTHER_XML, LABELLED,
)  # fmt: skip
