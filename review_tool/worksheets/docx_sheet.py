"""A work sheet as a Word document: a table for each study, with lists to choose from and ids that cannot be edited."""

from __future__ import annotations

import io
from datetime import UTC, datetime
from html import escape
from itertools import groupby
from typing import Any

from review_tool.domain.errors import ReviewError
from review_tool.domain.text import clean, one_line
from review_tool.worksheets.sheet import CHOOSE, ID, QUESTION, STUDY, Filled, Line, Row, Sheet, row, sheet_id

_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_NAMESPACE = f'xmlns:w="{_W}"'
_WIDTH = 15_138
"""Twips between the margins of a landscape A4 page."""
_LONG, _SHORT, _MARGIN = 16_838, 11_906, 850
_ID_WIDTH, _QUESTION_WIDTH = 1_500, 4_600


def write_docx(sheet: Sheet) -> bytes:
    """The bytes of the document."""
    from docx import Document
    from docx.enum.section import WD_ORIENT
    from docx.oxml.parser import parse_xml
    from docx.shared import Pt, RGBColor, Twips

    document = Document()
    section = document.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = Twips(_LONG), Twips(_SHORT)
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Twips(_MARGIN)
    styles: Any = document.styles
    styles["Normal"].font.name, styles["Normal"].font.size = "Arial", Pt(10)
    for name, size in (("Title", 18), ("Heading 2", 12)):
        styles[name].font.name, styles[name].font.size = "Arial", Pt(size)
        fonts = styles[name].element.rPr.rFonts
        for part in [one for one in fonts.attrib if one.endswith("Theme")]:  # it would win over the name
            del fonts.attrib[part]
        styles[name].font.color.rgb = RGBColor(0, 0, 0)
    document.add_paragraph(one_line(sheet.title), style="Title")
    for text in sheet.instructions:
        document.add_paragraph(clean(text), style="List Bullet")
    body = document.element.body
    for (study, title), lines in groupby(sheet.lines, key=lambda line: (line.study, line.title)):
        heading = document.add_paragraph(one_line(f"{study}: {title}" if title else study), style="Heading 2")
        heading.paragraph_format.keep_with_next = True
        body.sectPr.addprevious(parse_xml(_table(sheet, list(lines))))
    document.add_paragraph()
    document.add_paragraph(sheet.mark)
    about = document.core_properties
    about.title, about.author, about.comments = one_line(sheet.title), "", ""
    about.created = about.modified = datetime(1980, 1, 1, tzinfo=UTC)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _table(sheet: Sheet, lines: list[Line]) -> str:
    rest = (_WIDTH - _ID_WIDTH - _QUESTION_WIDTH) // len(sheet.columns)
    widths = [_ID_WIDTH, _QUESTION_WIDTH, *[rest] * len(sheet.columns)]
    head = "".join(
        _cell(_paragraph(_run(text, bold=True)), width, shade="E7E7E7")
        for text, width in zip((ID, QUESTION, *sheet.columns), widths, strict=True)
    )
    rows = "".join(_row(line, widths) for line in lines)
    borders = "".join(
        f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="A0A0A0"/>'
        for side in ("top", "left", "bottom", "right", "insideH", "insideV")
    )
    return (
        f'<w:tbl {_NAMESPACE}><w:tblPr><w:tblW w:w="{sum(widths)}" w:type="dxa"/>'
        f'<w:tblBorders>{borders}</w:tblBorders><w:tblLayout w:type="fixed"/><w:tblCellMar>'
        '<w:top w:w="50" w:type="dxa"/><w:left w:w="80" w:type="dxa"/>'
        '<w:bottom w:w="50" w:type="dxa"/><w:right w:w="80" w:type="dxa"/></w:tblCellMar>'
        '<w:tblLook w:val="0020" w:firstRow="1" w:lastRow="0" w:firstColumn="0" w:lastColumn="0" w:noHBand="1" '
        'w:noVBand="1"/></w:tblPr>'
        f"<w:tblGrid>{''.join(f'<w:gridCol w:w={chr(34)}{width}{chr(34)}/>' for width in widths)}</w:tblGrid>"
        f"<w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>{head}</w:tr>{rows}</w:tbl>"
    )


def _row(line: Line, widths: list[int]) -> str:
    question = _paragraph(_run(line.question, bold=True)) + (
        _paragraph(_run(line.hint, small=True)) if line.hint else ""
    )
    cells = [_cell(_paragraph(_locked(line.key)), widths[0]), _cell(question, widths[1])]
    for at, (text, width) in enumerate(zip(line.answers, widths[2:], strict=True)):
        listed = line.options and at == 0
        cells.append(_cell(_paragraph(_list(line, text) if listed else _run(text)), width, shade="FFFBE6"))
    return f"<w:tr><w:trPr><w:cantSplit/></w:trPr>{''.join(cells)}</w:tr>"


def _cell(paragraphs: str, width: int, *, shade: str = "") -> str:
    fill = f'<w:shd w:val="clear" w:color="auto" w:fill="{shade}"/>' if shade else ""
    return f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{fill}</w:tcPr>{paragraphs}</w:tc>'


def _paragraph(inside: str) -> str:
    spacing = '<w:pPr><w:spacing w:before="0" w:after="0" w:line="240" w:lineRule="auto"/></w:pPr>'
    return f"<w:p>{spacing}{inside}</w:p>"


def _run(text: str, *, bold: bool = False, small: bool = False) -> str:
    if not text:
        return ""
    lines = '</w:t><w:br/><w:t xml:space="preserve">'.join(map(escape, clean(text).strip().split("\n")))
    size = 16 if small else 18
    looks = ("<w:b/>" if bold else "") + ('<w:color w:val="595959"/>' if small else "")
    return f'<w:r><w:rPr>{looks}<w:sz w:val="{size}"/></w:rPr><w:t xml:space="preserve">{lines}</w:t></w:r>'


def _locked(key: str) -> str:
    """An id that Word does not let be edited."""
    return (
        '<w:sdt><w:sdtPr><w:alias w:val="Id"/><w:lock w:val="sdtContentLocked"/><w:text/></w:sdtPr>'
        f"<w:sdtContent>{_run(key, small=True)}</w:sdtContent></w:sdt>"
    )


def _list(line: Line, chosen: str) -> str:
    """A list to choose from."""
    items = "".join(
        f'<w:listItem w:displayText="{escape(clean(option))}" w:value="{escape(clean(option))}"/>'
        for option in line.options
    )
    return (
        f'<w:sdt><w:sdtPr><w:alias w:val="Answer"/><w:dropDownList>{items}</w:dropDownList></w:sdtPr>'
        f"<w:sdtContent>{_run(chosen or CHOOSE)}</w:sdtContent></w:sdt>"
    )


def read_docx(data: bytes) -> Filled:
    """What stands in a document that came back; what was deleted with changes tracked is left out.

    Raises:
        ReviewError: it is broken, or no work sheet.
    """
    from docx import Document

    try:
        body = Document(io.BytesIO(data)).element.body
    except Exception as error:  # python-docx raises whatever a broken part of the archive leads it to
        raise ReviewError(
            f"The document is broken: {one_line(str(error))[:120]}.", hint="Open it in Word and save it again."
        ) from None
    found = sheet_id(_text(paragraph) for paragraph in body.iter(f"{{{_W}}}p"))
    headings: tuple[str, ...] = ()
    rows: list[Row] = []
    study = ""
    for element in body:
        if element.tag == f"{{{_W}}}p":
            study = one_line(_text(element)) or study
        if element.tag != f"{{{_W}}}tbl":
            continue
        lines = [[_text(cell) for cell in line.iter(f"{{{_W}}}tc")] for line in element.iter(f"{{{_W}}}tr")]
        names = tuple(map(one_line, lines[0])) if lines else ()
        if ID not in names:
            continue
        headings = headings or (ID, STUDY, *(name for name in names if name not in ("", ID)))
        read = (row(f"{study}, row {n}", (STUDY, *names), (study, *line)) for n, line in enumerate(lines[1:], 1))
        rows += [one for one in read if one.key or one.question or any(one.cells.values())]
    return Filled(found, headings, tuple(rows))


def _text(element: Any) -> str:
    """The text of a paragraph or a cell, with its line ends; lists and inserted text too."""
    parts: list[str] = []
    for node in element.iter():
        if node.tag == f"{{{_W}}}t":
            parts.append(node.text or "")
        elif node.tag == f"{{{_W}}}tab":
            parts.append(" ")
        elif node.tag in (f"{{{_W}}}br", f"{{{_W}}}cr") or (node.tag == f"{{{_W}}}p" and parts):
            parts.append("\n")
    return "".join(parts).strip()
