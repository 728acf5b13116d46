"""A table as an Excel workbook: text cells only, so that nothing is taken for a formula, a number or a date.

The parts are written here rather than by a library: a hundred thousand records are two million cells, and a library
makes an object of each. The form is ECMA-376, SpreadsheetML, with the texts inside the cells.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator, Sequence
from html import escape

from review_tool.domain.errors import ReviewError
from review_tool.domain.table import Table
from review_tool.domain.text import clean, neutral_cell

MOST = 32_767
"""UTF-16 units in a cell (Microsoft, Excel specifications and limits)."""
_CUT = " … [cut here: the cell is full; the CSV file has all of it]"
_MOST_ROWS = 1_048_576
_WRAPPED_ROWS = 5_000
"""Sheets with more rows are not wrapped: the program that opens them would have to measure each row."""
_SAMPLED = 2_000
"""Rows that the widths are taken from."""
_PAGE = 260
"""Characters beside each other that are still readable when a sheet is printed one page wide."""
_EPOCH = (1980, 1, 1, 0, 0, 0)
"""The earliest time a ZIP entry can carry: the same table is the same bytes at any hour."""
_LONG = 255
"""Longer texts do not get the text format: some versions of Excel would show them as `###`."""
# Excel reads _x0041_ as A (ECMA-376, ST_Xstring), so that a text with it is written with its sign escaped.
_ESCAPED = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
_HEAD, _TEXT = 1, 2
"""Cell styles in _STYLES: the heading; then texts, short or long, each without and with a quote prefix, and again
without wrapping."""


def write_xlsx(table: Table) -> bytes:
    """The bytes of a workbook with the table on its first sheet and what each column means on its second.

    Raises:
        ReviewError: there are more rows than a sheet can hold.
    """
    if len(table.rows) >= _MOST_ROWS:
        raise ReviewError(
            f"A sheet holds {_MOST_ROWS - 1:,} rows; these are {len(table.rows):,}.", hint="Write a CSV file instead."
        )
    title = table.title or table.name
    meanings = [(c.label, c.key, c.meaning) for c in table.columns]
    notes = [("", "", note) for note in table.notes]
    sheets = (
        (_sheet_name(title), [c.label for c in table.columns], table.rows),
        ("Data dictionary", ["Column", "Key in CSV", "Meaning"], [*meanings, *notes]),
    )
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=4) as book:
        for name, content in _frame([name for name, _, _ in sheets], title).items():
            with book.open(_entry(name), "w") as part:
                part.write(content.encode())
        for number, (_, labels, rows) in enumerate(sheets, 1):
            with book.open(_entry(f"xl/worksheets/sheet{number}.xml"), "w", force_zip64=True) as part:
                for chunk in _sheet(labels, rows, selected=number == 1):
                    part.write(chunk.encode())
    return out.getvalue()


def _entry(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, _EPOCH)
    entry.compress_type = zipfile.ZIP_DEFLATED
    return entry


def _sheet(labels: Sequence[str], rows: Sequence[tuple[str, ...]], *, selected: bool) -> Iterator[str]:
    """The sheet's XML, in pieces of some hundred rows."""
    letters = [_letters(n) for n in range(len(labels))]
    last = letters[-1] if letters else "A"
    widths = _widths(labels, rows)
    fits = sum(widths) <= _PAGE
    columns = "".join(
        f'<col min="{n}" max="{n}" width="{width}" customWidth="1"/>' for n, width in enumerate(widths, 1)
    )
    yield (
        f'{_XML}<worksheet xmlns="{_MAIN}"><sheetPr><pageSetUpPr fitToPage="{int(fits)}"/></sheetPr>'
        f'<sheetViews><sheetView workbookViewId="0"{" tabSelected=" + chr(34) + "1" + chr(34) if selected else ""}>'
        '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>'
        f"<cols>{columns}</cols><sheetData>"
    )
    yield _row(1, letters, [_cell(clean(label), _HEAD) for label in labels])
    plain = len(rows) > _WRAPPED_ROWS
    for begin in range(0, len(rows), 500):
        yield "".join(
            _row(n, letters, [_text(text, plain=plain) for text in row])
            for n, row in enumerate(rows[begin : begin + 500], begin + 2)
        )
    yield (
        f'</sheetData><autoFilter ref="A1:{last}{len(rows) + 1}"/>'
        '<pageMargins left="0.4" right="0.4" top="0.5" bottom="0.5" header="0.3" footer="0.3"/>'
        '<pageSetup paperSize="9" orientation="landscape" scale="60" fitToHeight="0" pageOrder="overThenDown"/>'
        "<headerFooter><oddFooter>&amp;CPage &amp;P of &amp;N</oddFooter></headerFooter></worksheet>"
    )


def _row(number: int, letters: Sequence[str], cells: Sequence[str]) -> str:
    """`cells` are the ends of the cells' elements; "" where there is nothing."""
    filled = [f'<c r="{letter}{number}"{cell}' for letter, cell in zip(letters, cells, strict=True) if cell]
    return f'<row r="{number}">{"".join(filled)}</row>'


def _text(text: str, *, plain: bool) -> str:
    if not text:
        return ""
    text = _fitting(clean(text))
    # Excel would take a text that begins like a formula for one as soon as somebody edits the cell.
    quoted = text[:1] in "'=+-@" and neutral_cell(text) != text
    return _cell(text, _TEXT + (len(text) > _LONG) + 2 * quoted + 4 * plain)


def _cell(text: str, style: int) -> str:
    if "_" in text:
        text = _ESCAPED.sub("_x005F_", text)
    return f' s="{style}" t="inlineStr"><is><t xml:space="preserve">{escape(text, quote=False)}</t></is></c>'


def _widths(labels: Sequence[str], rows: Sequence[tuple[str, ...]]) -> list[int]:
    """Of each column, in characters: its longest line, within bounds."""
    found = []
    for at, label in enumerate(labels):
        longest = max((len(line) for row in rows[:_SAMPLED] for line in clean(row[at]).split("\n")), default=0)
        found.append(min(max(len(label) + 4, longest + 2, 8), 60))
    return found


def _letters(place: int) -> str:
    """`A` for 0, `Z` for 25, `AA` for 26."""
    letters = ""
    place += 1
    while place:
        place, left = divmod(place - 1, 26)
        letters = chr(65 + left) + letters
    return letters


def _sheet_name(title: str) -> str:
    name = re.sub(r"[\[\]:*?/\\']", " ", clean(title).replace("\n", " ")).strip()[:31].strip()
    return f"{name} (table)" if name.casefold() in ("data dictionary", "history") else name or "Table"


def _fitting(text: str) -> str:
    if len(text) * 2 <= MOST or len(text.encode("utf-16-le")) // 2 <= MOST:
        return text
    units = text.encode("utf-16-le")[: 2 * (MOST - len(_CUT))]
    return units.decode("utf-16-le", "ignore") + _CUT


_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml"


def _frame(names: Sequence[str], title: str) -> dict[str, str]:
    """Every part but the sheets themselves."""
    numbers = range(1, len(names) + 1)
    quoted = [escape(name) for name in names]
    parts = "".join(
        f'<Override PartName="/xl/worksheets/sheet{n}.xml" ContentType="{_KIND}.worksheet+xml"/>' for n in numbers
    )
    sheets = "".join(
        f'<sheet name="{name}" sheetId="{n}" r:id="rId{n}"/>' for n, name in zip(numbers, quoted, strict=True)
    )
    repeated = "".join(
        f'<definedName name="_xlnm.Print_Titles" localSheetId="{n - 1}">\'{name}\'!$1:$1</definedName>'
        for n, name in zip(numbers, quoted, strict=True)
    )
    related = "".join(
        f'<Relationship Id="rId{n}" Type="{_OFFICE}/relationships/worksheet" Target="worksheets/sheet{n}.xml"/>'
        for n in numbers
    )
    styles = f'<Relationship Id="rId{len(names) + 1}" Type="{_OFFICE}/relationships/styles" Target="styles.xml"/>'
    return {
        "[Content_Types].xml": f'{_XML}<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{_KIND}.sheet.main+xml"/>{parts}'
        f'<Override PartName="/xl/styles.xml" ContentType="{_KIND}.styles+xml"/>'
        '<Override PartName="/docProps/core.xml" '
        'ContentType="application/vnd.openxmlformats-package.core-properties+xml"/></Types>',
        "_rels/.rels": f'{_XML}<Relationships xmlns="{_PACKAGE}/relationships">'
        f'<Relationship Id="rId1" Type="{_OFFICE}/relationships/officeDocument" Target="xl/workbook.xml"/>'
        f'<Relationship Id="rId2" Type="{_PACKAGE}/relationships/metadata/core-properties" '
        'Target="docProps/core.xml"/></Relationships>',
        "docProps/core.xml": f'{_XML}<cp:coreProperties xmlns:cp="{_PACKAGE}/metadata/core-properties" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" '
        'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
        f"<dc:title>{escape(clean(title))}</dc:title>"
        '<dcterms:created xsi:type="dcterms:W3CDTF">1980-01-01T00:00:00Z</dcterms:created></cp:coreProperties>',
        "xl/workbook.xml": f'{_XML}<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}/relationships">'
        f"<bookViews><workbookView/></bookViews><sheets>{sheets}</sheets>"
        f"<definedNames>{repeated}</definedNames></workbook>",
        "xl/_rels/workbook.xml.rels": f'{_XML}<Relationships xmlns="{_PACKAGE}/relationships">{related}{styles}'
        "</Relationships>",
        "xl/styles.xml": _STYLES,
    }


def _format(number: int, quoted: int, wrapped: int) -> str:
    return (
        f'<xf numFmtId="{number}" fontId="0" fillId="0" borderId="0" xfId="0" quotePrefix="{quoted}" '
        f'applyNumberFormat="1" applyAlignment="1"><alignment vertical="top" wrapText="{wrapped}"/></xf>'
    )


# Format 49 is “text”: what is typed into the cell later stays as it is typed.
_TEXTS = "".join(_format(number, quoted, wrapped) for wrapped in (1, 0) for quoted in (0, 1) for number in (49, 0))
_STYLES = (
    f'{_XML}<styleSheet xmlns="{_MAIN}">'
    '<fonts count="2"><font><sz val="11"/><name val="Calibri"/><family val="2"/></font>'
    '<font><b/><sz val="11"/><name val="Calibri"/><family val="2"/></font></fonts>'
    '<fills count="3"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill>'
    '<fill><patternFill patternType="solid"><fgColor rgb="FFE7E7E7"/></patternFill></fill></fills>'
    '<borders count="2"><border><left/><right/><top/><bottom/><diagonal/></border>'
    '<border><left/><right/><top/><bottom style="thin"><color rgb="FF404040"/></bottom><diagonal/></border></borders>'
    '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
    '<cellXfs count="10"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>'
    '<xf numFmtId="49" fontId="1" fillId="2" borderId="1" xfId="0" applyNumberFormat="1" applyFont="1" applyFill="1" '
    'applyBorder="1" applyAlignment="1"><alignment vertical="top" wrapText="1"/></xf>'
    f'{_TEXTS}</cellXfs><cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles>'
    "</styleSheet>"
)
