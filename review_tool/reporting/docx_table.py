"""A table as a Word document: landscape, a caption that Word numbers, a heading row that repeats, notes beneath.

A table too wide for the page goes into parts, each with the rows' names before it.
"""

from __future__ import annotations

import io
import re
import zipfile
from html import escape
from typing import TYPE_CHECKING, Any

from review_tool.domain.table import Table
from review_tool.domain.text import clean, one_line
from review_tool.reporting.layout import Part, parts

if TYPE_CHECKING:
    from docx.document import Document

_NAMESPACE = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_WIDTH = 15_138
"""Twips between the margins: A4 is 16,838 by 11,906, less 1.5 cm on either side."""
_LONG, _SHORT, _MARGIN = 16_838, 11_906, 850
_EPOCH = (1980, 1, 1, 0, 0, 0)


def write_docx(table: Table) -> bytes:
    """The bytes of a Word document."""
    from docx.oxml.parser import parse_xml

    document = _document(table)
    body = document.element.body
    end = body.sectPr
    fitted = parts(table)
    for number, part in enumerate(fitted, 1):
        whole = f" (part {number} of {len(fitted)})" if len(fitted) > 1 else ""
        end.addprevious(parse_xml(_caption(table, whole, first=number == 1)))
        end.addprevious(parse_xml(_table(table, part)))
        end.addprevious(parse_xml(_paragraph("TableNote", "")))
    for note in table.notes:
        end.addprevious(parse_xml(_paragraph("TableNote", note)))
    out = io.BytesIO()
    document.save(out)
    return timeless(out.getvalue())


def _document(table: Table) -> Document:
    from datetime import UTC, datetime

    from docx import Document as new_document
    from docx.enum.section import WD_ORIENT
    from docx.oxml.parser import parse_xml
    from docx.shared import Twips

    document = new_document()
    section = document.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = Twips(_LONG), Twips(_SHORT)
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Twips(_MARGIN)
    footer = section.footer.paragraphs[0]
    footer.alignment = 1
    footer._p.append(parse_xml(f'<w:fldSimple {_NAMESPACE} w:instr=" PAGE "><w:r><w:t>1</w:t></w:r></w:fldSimple>'))
    _restyle(document)
    about = document.core_properties
    about.title, about.author, about.comments = one_line(table.title or table.name), "", ""
    about.created = about.modified = datetime(*_EPOCH, tzinfo=UTC)
    about.revision = 1
    return document


def _restyle(document: Document) -> None:
    """One typeface throughout, and a table with rules above, below and under its heading only."""
    from docx.oxml.parser import parse_xml
    from docx.shared import Pt, RGBColor

    styles: Any = document.styles
    normal = styles["Normal"]
    normal.font.name, normal.font.size = "Arial", Pt(10)
    normal.element.rPr.append(parse_xml(f'<w:lang {_NAMESPACE} w:val="en-GB"/>'))
    caption = styles["Caption"]
    caption.font.size, caption.font.color.rgb = Pt(10), RGBColor(0, 0, 0)
    caption.paragraph_format.keep_with_next = True
    caption.paragraph_format.space_after = Pt(4)
    for style in _STYLES:
        styles.element.append(parse_xml(style))


def _paragraph_style(name: str, after: int) -> str:
    return (
        f'<w:style {_NAMESPACE} w:type="paragraph" w:customStyle="1" w:styleId="{name.replace(" ", "")}">'
        f'<w:name w:val="{name}"/><w:basedOn w:val="Normal"/><w:qFormat/>'
        f'<w:pPr><w:spacing w:before="0" w:after="{after}" w:line="240" w:lineRule="auto"/></w:pPr>'
        '<w:rPr><w:sz w:val="16"/><w:szCs w:val="16"/></w:rPr></w:style>'
    )


_STYLES = (
    _paragraph_style("Table Text", 0),
    _paragraph_style("Table Note", 40),
    f'<w:style {_NAMESPACE} w:type="table" w:customStyle="1" w:styleId="ReviewTable">'
    '<w:name w:val="Review Table"/><w:basedOn w:val="TableNormal"/><w:uiPriority w:val="99"/><w:qFormat/>'
    '<w:tblPr><w:tblBorders><w:top w:val="single" w:sz="12" w:space="0" w:color="000000"/>'
    '<w:bottom w:val="single" w:sz="12" w:space="0" w:color="000000"/>'
    '<w:insideH w:val="single" w:sz="4" w:space="0" w:color="C8C8C8"/></w:tblBorders>'
    '<w:tblCellMar><w:top w:w="40" w:type="dxa"/><w:left w:w="70" w:type="dxa"/>'
    '<w:bottom w:w="40" w:type="dxa"/><w:right w:w="70" w:type="dxa"/></w:tblCellMar></w:tblPr>'
    '<w:tblStylePr w:type="firstRow"><w:rPr><w:b/></w:rPr><w:tcPr><w:tcBorders>'
    '<w:bottom w:val="single" w:sz="8" w:space="0" w:color="000000"/></w:tcBorders>'
    '<w:vAlign w:val="bottom"/></w:tcPr></w:tblStylePr>'
    '<w:tblStylePr w:type="firstCol"><w:rPr><w:b/></w:rPr></w:tblStylePr></w:style>',
)


def _caption(table: Table, whole: str, *, first: bool) -> str:
    number = (
        '<w:fldSimple w:instr=" SEQ Table \\* ARABIC "><w:r><w:t>1</w:t></w:r></w:fldSimple>'
        if first
        else "<w:r><w:t>1</w:t></w:r>"
    )
    title = escape(f". {one_line(table.title or table.name)}{whole}")
    return (
        f'<w:p {_NAMESPACE}><w:pPr><w:pStyle w:val="Caption"/></w:pPr>'
        f'<w:r><w:t xml:space="preserve">Table </w:t></w:r>{number}'
        f'<w:r><w:t xml:space="preserve">{title}</w:t></w:r></w:p>'
    )


def _table(table: Table, part: Part) -> str:
    widths = [round(share * _WIDTH) for share in part.shares]
    head = "".join(
        _cell(_paragraph_in("TableText", table.columns[at].label), width)
        for at, width in zip(part.columns, widths, strict=True)
    )
    rows = [f"<w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>{head}</w:tr>"]
    for row in table.rows:
        cells = [
            _cell(_paragraph_in("TableText", row[at]), width) for at, width in zip(part.columns, widths, strict=True)
        ]
        whole = sum(len(row[at]) for at in part.columns) < 2500
        rows.append(f"<w:tr>{'<w:trPr><w:cantSplit/></w:trPr>' if whole else ''}{''.join(cells)}</w:tr>")
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    title = escape(one_line(table.title or table.name))
    return (
        f'<w:tbl {_NAMESPACE}><w:tblPr><w:tblStyle w:val="ReviewTable"/><w:tblW w:w="{sum(widths)}" w:type="dxa"/>'
        '<w:tblLayout w:type="fixed"/>'
        '<w:tblLook w:val="00A0" w:firstRow="1" w:lastRow="0" w:firstColumn="1" w:lastColumn="0" w:noHBand="1" '
        f'w:noVBand="1"/><w:tblCaption w:val="{title}"/></w:tblPr>'
        f"<w:tblGrid>{grid}</w:tblGrid>{''.join(rows)}</w:tbl>"
    )


def _cell(paragraph: str, width: int) -> str:
    return f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/></w:tcPr>{paragraph}</w:tc>'


def _paragraph_in(style: str, text: str) -> str:
    lines = '</w:t><w:br/><w:t xml:space="preserve">'.join(escape(line) for line in clean(text).strip().split("\n"))
    run = f'<w:r><w:t xml:space="preserve">{lines}</w:t></w:r>' if lines else ""
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr>{run}</w:p>'


def _paragraph(style: str, text: str) -> str:
    return _paragraph_in(style, text).replace("<w:p>", f"<w:p {_NAMESPACE}>", 1)


_STAMP = re.compile(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*")


def timeless(archive: bytes) -> bytes:
    """The same document without the hour it was written."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(archive)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            content = old.read(name)
            if name == "docProps/core.xml":
                content = _STAMP.sub(rb"\g<1>1980-01-01T00:00:00Z", content)
            entry = zipfile.ZipInfo(name, _EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(entry, content)
    return out.getvalue()
