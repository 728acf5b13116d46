"""Cuts an XML file into its records and parses one at a time: flat memory, raw bytes kept, no record harms another.

defusedxml reads all that stands before the first record, where alone a document type and its entities may stand, and
refuses entities; no document type is ever fetched. A record by itself can hold neither, so it goes to the
interpreter's own parser. Source of the syntax: Extensible Markup Language (XML) 1.0, W3C, fifth edition.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable, Iterator
from functools import partial
from html.entities import html5
from xml.etree.ElementTree import Element, ParseError, fromstring

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import XMLParser

from review_tool.domain.errors import Problem
from review_tool.domain.record import Citation, Entry
from review_tool.domain.text import one_line
from review_tool.formats.format import too_large
from review_tool.formats.reading import Reading
from review_tool.formats.source import Source

_PROLOG = 1 << 20
"""Bytes before the first record that are looked at."""
_DECLARED = re.compile(rb"<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([\w.:-]{1,40})[\"']")
_HIDING = {b"<!--": b"-->", b"<![CDATA[": b"]]>"}
_LONGEST_HIDDEN = 16 << 20
"""Bytes after which a comment without an end counts as text."""
_ENTITY = re.compile(r"<!ENTITY\s")
# Characters and references to them that XML forbids; EndNote and others write them. They are hidden from the parser
# and come back after it, so that whole escape sequences are known for what they are.
_FORBIDDEN = [*range(9), 11, 12, *range(14, 32)]
_HIDDEN = 0x10FF00
_HIDE = {**{code: _HIDDEN + code for code in _FORBIDDEN}, 0xFFFE: None, 0xFFFF: None}
_SHOW = {_HIDDEN + code: code for code in _FORBIDDEN}
_REFERENCE = re.compile(r"&(?:#(x[0-9A-Fa-f]{1,8}|\d{1,8});|([A-Za-z]\w{1,30});)?")
_OWN_ENTITIES = {"amp", "lt", "gt", "quot", "apos"}
_BARE_SIGN = re.compile(r"<(?![A-Za-z_/!?])")
"""A sign that begins no tag: `p <5`."""
_PREFIX = re.compile(r"(?:</?|\s)([A-Za-z_][\w.-]{0,60}):[A-Za-z_]")
_NAME = re.compile(r"<[\w.:-]+")


def read_records(
    source: Source, names: tuple[str, ...], citation: Callable[[Element], Citation], *, inside: str = ""
) -> Iterator[Entry | Problem]:
    """Every record of an XML file.

    Args:
        names: the elements that are records, whatever prefix they carry.
        inside: a pattern of what must follow a record's start tag, where others of that name are none.
    """
    reading = Reading(source, _declared(source.beginning(512)))
    marks, close = _patterns(names, inside)
    is_checked = False
    for part in reading.parts(partial(_cut, close)):
        data = part.data
        if part.is_too_large:
            reading.begin(0)
            yield too_large(reading.line, part.size, reading.position)
            continue
        for start, end, is_whole in _spans(data, marks):
            if not is_checked and (problem := _entities(data[: min(start, _PROLOG)])):
                yield problem
                return
            is_checked = True
            reading.begin(start)
            if problem := reading.too_large(end - start):
                yield problem
                continue
            element = _element(reading.text(start, end)) if is_whole else None
            if element is None:
                what = "is broken XML" if is_whole else "has no end; the file may be cut short"
                yield reading.refused(f"This record {what}.", "Export it again from its source.")
                continue
            found = citation(element)
            filled = bool(found.title) or any(text.strip() for text in element.itertext())
            yield from reading.kept(found, start, end, filled=filled)
        if part.is_first and not is_checked and (problem := _entities(data[:_PROLOG])):
            yield problem
            return
    yield from reading.end()


def _patterns(names: tuple[str, ...], inside: str) -> tuple[re.Pattern[bytes], re.Pattern[bytes]]:
    """(what begins or ends a record, or hides one; what ends one)."""
    name = "|".join(names)
    follows = rf"(?=[\s/>])(?=[^<>]*>\s*{inside})" if inside else r"(?=[\s/>])"
    close = rf"</(?:[\w.-]+:)?(?:{name})\s*>"
    mark = rf"<!--|<!\[CDATA\[|<(?:[\w.-]+:)?(?:{name}){follows}|{close}"
    return re.compile(mark.encode("ascii")), re.compile(close.encode("ascii"))


def _cut(close: re.Pattern[bytes], data: bytes) -> int:
    """After the last record that ends outside comments and CDATA."""
    at = len(data)
    while (at := data.rfind(b"</", 0, at)) >= 0:
        if not (found := close.match(data, at)):
            continue
        hidden = [begin for sign, end in _HIDING.items() if (begin := _open(data, sign, end, at)) >= 0]
        if not hidden:
            return found.end()
        at = min(hidden)
    return 0


def _open(data: bytes, sign: bytes, end: bytes, at: int) -> int:
    """Where a comment or CDATA begins that has no end before that place; -1 where none does."""
    begin = data.rfind(sign, 0, at)
    return begin if begin >= 0 and data.find(end, begin, at) < 0 and len(data) - begin < _LONGEST_HIDDEN else -1


def declares_entities(head: str) -> bool:
    """Whether a document type at a file's beginning declares entities, which no citation file needs."""
    return "<!ENTITY" in head and "<!DOCTYPE" in head and bool(_ENTITY.search(head))


ENTITIES = ("declares XML entities, which can fill memory or read other files", "Export it again from its source.")


def _entities(prolog: bytes) -> Problem | None:
    parser = XMLParser(forbid_entities=True, forbid_external=True)
    try:
        parser.feed(prolog)
    except DefusedXmlException:
        return Problem(1, f"The file {ENTITIES[0]}; nothing of it was read.", ENTITIES[1])
    except (ParseError, ValueError, LookupError):  # what is wrong there harms no record
        return None
    return None


def _declared(data: bytes) -> str:
    """The encoding that the file names, where it is an 8-bit one; "" else."""
    if not (found := _DECLARED.match(data[:300].lstrip())):
        return ""
    try:
        name = codecs.lookup(found.group(1).decode("ascii")).name
    except LookupError:
        return ""
    return name if name.startswith(("iso8859", "cp12", "mac-", "koi8", "latin")) else ""


def _spans(data: bytes, marks: re.Pattern[bytes]) -> Iterator[tuple[int, int, bool]]:
    """(start, end, whether it is whole) of each record; comments and CDATA hold none."""
    at, start = 0, -1
    closes = dict(_HIDING)
    while found := marks.search(data, at):
        sign, at = found.group(), found.end()
        if sign.startswith(b"<!"):
            end = data.find(closes[sign], at) if sign in closes else -1
            if end < 0:
                closes.pop(sign, None)
            at = max(at, end)
        elif sign.startswith(b"</"):
            if start >= 0:
                yield start, at, True
            start = -1
        else:
            if start >= 0:
                yield start, found.start(), False
            start = found.start()
            end = data.find(b">", at)
            if end > 0 and data[end - 1 : end] == b"/":
                yield start, end + 1, True
                start, at = -1, end + 1
    if start >= 0:
        yield start, len(data), False


def _element(text: str) -> Element | None:
    """The record parsed, its names without prefixes; None where it is no XML even when mended."""
    try:
        element = fromstring(text)
    except (ParseError, ValueError):
        try:
            element = fromstring(_mended(text))
        except (ParseError, ValueError):
            return None
        for part in element.iter():
            part.text = part.text and part.text.translate(_SHOW)
            part.tail = part.tail and part.tail.translate(_SHOW)
    if "xmlns" in text or element.tag[:1] == "{" or ":" in text[: text.find(">")]:
        for part in element.iter():
            if part.tag[:1] == "{":
                part.tag = part.tag.rpartition("}")[2]
    return element


def _mended(text: str) -> str:
    """The record with what XML forbids hidden, HTML's entities as letters, and its prefixes declared."""
    text = _BARE_SIGN.sub("&lt;", _REFERENCE.sub(_reference, text.translate(_HIDE)))
    declared = "".join(f' xmlns:{p}="{p}"' for p in sorted(set(_PREFIX.findall(text)) - {"xml", "xmlns"}))
    text = re.sub(r"\sxmlns:[\w.-]+\s*=\s*(?:\"[^\"<>]*\"|'[^'<>]*')", "", text)
    return _NAME.sub(lambda found: found.group() + declared, text, count=1)


def _reference(found: re.Match[str]) -> str:
    number, name = found.groups()
    if number:
        code = int(number[1:], 16) if number[0] == "x" else int(number)
        fits = code in (9, 10, 13) or 32 <= code < 0xD800 or 0xE000 <= code < 0xFFFE or 0x10000 <= code <= 0x10FFFF
        return found.group() if fits else chr(_HIDDEN + code) if code in _FORBIDDEN else ""
    if name in _OWN_ENTITIES:
        return found.group()
    if name and f"{name};" in html5:
        return html5[f"{name};"].replace("&", "&amp;").replace("<", "&lt;")
    return "&amp;" + found.group()[1:]


def words(element: Element | None) -> str:
    """All text in an element as one line; "" where there is none."""
    return one_line("".join(element.itertext())) if element is not None else ""


def first(element: Element, *paths: str) -> str:
    """The text of the first element on these paths that says something."""
    return next((text for path in paths for found in element.iterfind(path) if (text := words(found))), "")


def every(element: Element, *paths: str) -> list[str]:
    """The texts of all elements on these paths."""
    return [text for path in paths for found in element.iterfind(path) if (text := words(found))]
