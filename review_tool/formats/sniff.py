"""Which format a file is, told by its content. Its name and suffix are never believed."""

from __future__ import annotations

import re

from review_tool.domain.errors import ReviewError
from review_tool.domain.text import one_line, shorten
from review_tool.formats.encoding import Decoder
from review_tool.formats.format import MAX_FILE, Format
from review_tool.formats.registry import FORMATS
from review_tool.formats.source import Source
from review_tool.formats.xml_records import ENTITIES, declares_entities

_HEAD = 65536
_SURE_ENOUGH = 40
_OFFICE_TABLE = "urn:schemas-microsoft-com:office:"
"""Stands in the beginning of web pages and XML that Excel opens, which databases offer as .xls."""
_SAVE_TABLE = "Open it in Excel or LibreOffice, save it as .xlsx or CSV, and import that."
_OLD_OFFICE = "an old Excel or Word file (.xls, .doc)"
# First bytes of files that are no text (the formats' own specifications; file(1) knows them by the same).
_BINARY = (
    (b"\x89PNG\r\n", "a PNG picture"),
    (b"\xff\xd8\xff", "a JPEG picture"),
    (b"GIF8", "a GIF picture"),
    (b"%PDF-", "a PDF document"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"BZh", "a bzip2 archive"),
    (b"\xfd7zXZ", "an xz archive"),
    (b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive"),
    (b"Rar!", "a RAR archive"),
    (b"\xd0\xcf\x11\xe0", _OLD_OFFICE),
    (b"SQLite format 3\x00", "an SQLite database"),
    (b"{\\rtf", "a rich text document"),
    (b"MZ", "a program"),
    (b"\x7fELF", "a program"),
)
_OPEN_SHEET = "an OpenDocument table (.ods)"
_OFFICE = (
    (b"word/", "a Word document (.docx)"),
    (b"ppt/", "a PowerPoint file (.pptx)"),
    (b"opendocument.spreadsheet", _OPEN_SHEET),
    (b"opendocument.text", "an OpenDocument text document (.odt)"),
)
_HTML = re.compile(r"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)?<(?:!doctype\s+html|html|head|body)\b", re.I | re.S)
_NUMBERS = re.compile(
    r"\ufeff?(?:\s*(?:\d{4,8}|(?:https?://(?:dx\.)?doi\.org/|doi:\s?)?10\.\d{4,9}/\S+)[,;]?(?=\s))+\s*"
)
_SCOPUS_PRINT = re.compile(r"Scopus\s{1,20}EXPORT DATE:")
_PUBMED_PRINT = re.compile(r"(?:^|\n)1[.:] .{20,2000}?\bPMID: \d{1,8}\b", re.DOTALL)
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f\ufffd]")
_NAME_COLUMNS = "Put a first row over it: title, authors, year, journal, doi, abstract …"
_EXPORT_AGAIN = "Export it again as RIS, BibTeX, CSV, EndNote XML or PubMed format."


def detect(source: Source, name: str, wanted: str | None = None) -> tuple[Format, str]:
    """The format of a file and why it is that, in words.

    `name` is what messages call the file; `wanted` is a format the person named. Raises ReviewError with the
    remedy where the file is empty, too large, no text, a web page, or nothing we know.
    """
    if wanted is not None and wanted not in {f.name for f in FORMATS}:
        raise ReviewError(
            f"There is no format “{wanted}”.", hint="Choose one of " + ", ".join(f.name for f in FORMATS) + "."
        )
    if source.size > MAX_FILE:
        raise ReviewError(f"{name} is larger than 4 GB.", hint="Split the export into smaller files.")
    first, last = source.ends(_HEAD)
    head = _head(first, last)
    sure, best = max(((f.sniff(head), f) for f in FORMATS), key=lambda pair: pair[0])
    if not head.strip("\ufeff\x00 \t\r\n\x1a"):
        raise ReviewError(f"{name} is empty.", hint="Export it again; the download may have failed.")
    if best.name != "xlsx":
        _refuse_binary(first, head, name)
    if wanted is not None:
        return next(f for f in FORMATS if f.name == wanted), "as asked for"
    if _OFFICE_TABLE in head[:4096]:
        raise ReviewError(f"{name} is a table in an old form of Excel, not a citation file.", hint=_SAVE_TABLE)
    if _HTML.match(head):
        raise ReviewError(
            f"{name} is a web page, not a citation file.",
            hint="Databases send one when the session has ended: sign in and export again.",
        )
    if sure < _SURE_ENOUGH and declares_entities(head):
        raise ReviewError(f"{name} {ENTITIES[0]}.", hint=ENTITIES[1])
    if sure < _SURE_ENOUGH and _is_table(head):
        raise ReviewError(
            f"{name} looks like a table, but no row of it names columns that are known.", hint=_NAME_COLUMNS
        )
    if sure < _SURE_ENOUGH:
        what, hint = _unknown(head)
        raise ReviewError(f"{name} is {what}.", hint=hint)
    return best, f"it has {best.sign}"


def _head(first: bytes, last: bytes) -> str:
    if first.startswith(b"PK"):  # an archive names its parts in it and at its end
        return (first + last).decode("latin-1")
    start = Source.of(first)
    text = b"".join(start.chunks())
    if start.codec != "utf-8":
        return text.decode("utf-8", "replace")
    try:
        return text.decode("utf-8")
    except UnicodeDecodeError as error:
        if error.start > len(text) - 4:  # the cut went through a letter
            return text[: error.start].decode("utf-8")
    return Decoder(start).decoded(text)[0]


def _refuse_binary(data: bytes, head: str, name: str) -> None:
    what = next((label for magic, label in _BINARY if data.startswith(magic)), "")
    if data.startswith(b"PK\x03\x04") or data.startswith(b"PK\x05\x06"):
        what = next((label for sign, label in _OFFICE if sign in data), "a ZIP archive")
    if what:
        hint = "Unpack it and import the files in it." if "archive" in what else _EXPORT_AGAIN
        if what == "a ZIP archive" and name.lower().endswith(".xlsx"):
            what, hint = "a broken Excel workbook", "Open it in Excel and save it again, or export it again."
        if what in (_OLD_OFFICE, _OPEN_SHEET):
            hint = _SAVE_TABLE
        if "document" in what:
            hint += " A report's full text is attached on the screen for full texts."
        raise ReviewError(f"{name} is {what}, not a citation file.", hint=hint)
    if len(_CONTROL.findall(head)) * 10 > len(head):
        raise ReviewError(f"{name} is a binary file, not text.", hint=_EXPORT_AGAIN)


def _is_table(head: str) -> bool:
    """The first two lines have as many cells, three or more."""
    lines = [line for line in head[:4096].replace("\r", "\n").split("\n") if line.strip()][:2]
    return len(lines) == 2 and any(lines[0].count(sign) == lines[1].count(sign) > 1 for sign in ",;\t|")


def _unknown(head: str) -> tuple[str, str]:
    """(what a text is that no reader knows, in words after “is”; what to do about it)."""
    begin = head.lstrip("\ufeff \t\r\n")
    if "http://www.zotero.org/namespaces/export#" in begin[:4096]:
        return "Zotero's RDF, which few programs read", "In Zotero choose Export and the format RIS or CSL JSON."
    if _SCOPUS_PRINT.match(begin):
        return "Scopus's text for reading, not for other programs", "In Scopus choose Export and RIS or CSV."
    if begin.startswith("<"):
        return "XML, but of no kind of citation file that is known here", _EXPORT_AGAIN
    if begin.startswith(("{", "[")):
        return "JSON, but of no kind of citation file that is known here", _EXPORT_AGAIN
    if _NUMBERS.fullmatch(head):
        return (
            "a list of numbers of records, without the records",
            "Search for them where they are from, and export those.",
        )
    if _PUBMED_PRINT.search(head):
        return "PubMed's text for reading, not for other programs", "In PubMed choose Save and the format PubMed."
    words = next((line for line in map(one_line, begin.split("\n")) if line), "")
    return "not a citation file that is known here", f"It begins “{shorten(words, 50)}”. {_EXPORT_AGAIN}"
