"""BibTeX and biblatex, through bibtexparser: one block at a time, so that no block harms another.

Source of the fields: BibTeXing (Patashnik 1988); the biblatex manual, §2.2 (field types and inheritance).
"""

from __future__ import annotations

import logging
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial

from bibtexparser.entrypoint import parse_string
from bibtexparser.model import DuplicateFieldKeyBlock, String
from bibtexparser.model import Entry as Parsed

from review_tool.domain.errors import Problem
from review_tool.domain.record import Entry
from review_tool.domain.text import one_line
from review_tool.formats.bibtex_blocks import Block, Hidden, Stray, blocks, cut
from review_tool.formats.bibtex_citation import citation
from review_tool.formats.format import Format, refused, too_large
from review_tool.formats.reading import Reading, read_parts
from review_tool.formats.source import Part, Source

logging.getLogger("bibtexparser").addHandler(logging.NullHandler())  # its warnings reach the user as Problems

_MAX_BLOCK = 4 << 20
_MAX_NESTED = 200
_MAX_MACRO = 10_000  # characters; abbreviations built of others would double with each
_HEAD = re.compile(r"@\s*([\w-]+)\s*[{(]")
_KEY = re.compile(r"\s*([^={}\"\r\n]{0,400}?)\s*(?:,\s*(?=[A-Za-z_][\w:.+-]*\s*=|[})]|$)|,[ \t]*(?=[\r\n])|(?=[})]))")
# One that lacks its comma: a word before the name of the first field.
_KEY_ALONE = re.compile(r"\s*([^\s={},;\"]{1,200})\s+(?=[A-Za-z][\w-]{1,40}\s{0,40}=\s{0,40}[{\"])")
_EMPTY_FIELD = re.compile(r",\s{0,200}(?=,)")
# A field whose value is one word, one plain quotation, or braces at most four deep; nothing is tried twice.
_DEEP = r"\{[^{}\\]*+(?:\\[^{}][^{}\\]*+)*+\}"
for _ in range(3):
    _DEEP = rf"\{{[^{{}}\\]*+(?:(?:\\[^{{}}]|{_DEEP})[^{{}}\\]*+)*+\}}"
_REGULAR = re.compile(
    rf"\s*+([A-Za-z][\w-]*+)\s*+=\s*+({_DEEP}|\"[^\"{{}}\\@#]*+\"|[A-Za-z0-9]\w*+)\s*+(?:,|(?=[}})]\s*\Z))", re.DOTALL
)
# Remarks between fields, which biber allows: a line of their own, or at a field's end, before or behind its comma. What
# closes a value is none: `"{10} % of them",`.
_REMARK = re.compile(
    r"^[ \t]*%.*$|(?<=,)[ \t]*%.*$"
    r"|(?<=[}\"])[ \t]+%(?:[^\"{}\r\n]|\{[^{}\r\n]*\}|\"[^\"\r\n]*\")*+$(?=\s*(?:[,})]|\w[\w+:-]{0,40}\s{0,40}=))",
    re.MULTILINE,
)
# Where a field begins in an entry that is broken: after a comma, a line's end, or what closes the field before it.
_NAMED = re.compile(
    r"(?:\A|[,\r\n}\"])\s{0,40}([A-Za-z][\w-]{1,40})\s{0,40}=\s{0,40}"
    r"(?=[{\"]|(?:\d{1,9}|[a-z]{3})\s{0,9}[,}\r\n])"
)
_CLOSING = re.compile(r"\s*[})]\s*")
_NESTED = re.compile(rb"@\w*[ \t]*[{(]")
_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec"
_NAMES = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]
_REFERRED = re.compile(rb"(?:crossref|xdata)\s{0,20}=\s{0,20}[{\"]([^{}\"]{1,400})[}\"]", re.IGNORECASE)
# What a child takes from its parent under another name (biblatex manual, appendix B).
_INHERITED = {"title": "booktitle", "subtitle": "", "author": "bookauthor", "key": "", "crossref": "", "xdata": ""}
_PARTS_OF_ONE_BOOK = ("inbook", "bookinbook", "suppbook")
"""What these are parts of was written by the same people."""
_NO_RECORD = {"comment", "preamble", "string"}
Values = dict[str, str]


@dataclass(frozen=True, slots=True)
class _Known:
    """What one entry of a file says about others."""

    macros: Values
    """The abbreviations defined so far."""
    parents: dict[str, Values]
    """The fields of the entries that others name, by key in lower case."""
    seen: dict[str, int] = field(default_factory=dict)
    """The line where each key was used first."""


def read(source: Source) -> Iterator[Entry | Problem]:
    """Every entry of the file; `@string` is used, `@comment` and `@preamble` are no records."""
    return read_parts(source, cut, partial(_read_part, _Known(_months(), _parents(source))))


def _read_part(known: _Known, reading: Reading, part: Part) -> Iterator[Entry | Problem]:
    for block in blocks(part.data):
        if isinstance(block, Stray):
            yield Problem(
                reading.line_at(block.start),
                "Text between two entries looks like fields and belongs to neither.",
                "A brace is probably closed too early in the entry before it.",
            )
        elif isinstance(block, Hidden):
            line = reading.line_at(block.start)
            yield Problem(line, "An entry behind a per cent sign was left out.", "Take the sign away to bring it in.")
        elif block.type in _NO_RECORD:
            line = reading.line_at(block.start)
            if block.type == "string" and block.end - block.start <= _MAX_BLOCK:
                text = reading.decoder.text(part.data[block.start : block.end], line, reading.position)
                if unknown := _define(text, known.macros):
                    yield _undefined(unknown, line, None)
        else:
            yield from _read_entry(known, reading, part.data, block)


def _read_entry(known: _Known, reading: Reading, data: bytes, block: Block) -> Iterator[Entry | Problem]:
    line = reading.begin(block.start)
    if block.end - block.start > _MAX_BLOCK:
        yield too_large(line, block.end - block.start, reading.position)
        return
    if (
        data.count(b"@", block.start, block.end) > _MAX_NESTED
        and len(_NESTED.findall(data, block.start, block.end)) > _MAX_NESTED
    ):
        hint = "Look for a missing closing brace on that line."
        yield reading.refused("This entry holds hundreds of others; its braces do not close.", hint)
        return
    text = reading.text(block.start, block.end)
    key, values, problems = _parse(text, block, known.macros, line, reading.position)
    yield from problems
    if values is None:
        return
    if key and key in known.seen:
        what = f"The key {key} was used in line {known.seen[key]} too."
        yield reading.odd(what, "Both are kept; duplicates are found later.")
    known.seen.setdefault(key, line)
    _inherit(block.type, values, known.parents)
    filled = any(value.strip() for value in values.values())
    yield from reading.kept(citation(block.type, key, values), block.start, block.end, filled=filled)


def _months() -> Values:
    return dict(zip(_MONTHS.split(), _NAMES, strict=True))


def _parse(
    text: str, block: Block, macros: Values, line: int, position: int
) -> tuple[str, Values | None, list[Problem]]:
    """(key, fields, problems) of one entry; fields None where it could not be read."""
    problems: list[Problem] = []
    head = _HEAD.match(text)
    begin = head.end() if head else 0
    key, rest = _keyed(text, begin)
    parsed = None if block.open_braces or block.is_torn else _regular(rest)
    if parsed is None and "%" in text and _REMARK.search(text):
        text = _REMARK.sub("", text)
        key, rest = _keyed(text, begin)
    opened = "{" if text[begin - 1] == "{" else "("
    if block.is_torn:
        problems.append(Problem(line, "A brace closes this entry too early.", _BY_NAMES, position))
        parsed = _by_names(rest), set()
    elif block.open_braces:
        rest += "}" * (block.open_braces - (opened == "{")) + ("}" if opened == "{" else ")")
        hint = "It was closed where the next one begins; compare it with the source."
        problems.append(Problem(line, "The braces of this entry do not close.", hint, position))
    if parsed is None and not block.open_braces:
        parsed = _lenient(f"@entry{opened}k,", rest)
        if (parsed is None or any(_lacks_comma(value) for _, value in parsed[0])) and (pairs := _by_names(rest)):
            what = "A comma, brace or quotation mark is missing in this entry."
            problems.append(Problem(line, what, _BY_NAMES, position))
            parsed = pairs, set()
    elif parsed is None and "=" in rest:
        parsed = _by_names(rest), set()
    if parsed is None:
        problems = [refused(line, f"The entry {key or 'without a key'} is not BibTeX.", _MEND, position)]
        return key, None, problems
    pairs, doubled = parsed
    if doubled:
        what = f"The field {', '.join(sorted(doubled))} stands twice in this entry."
        problems.append(Problem(line, what, "The first that says something is shown; all are kept.", position))
    values: Values = {}
    unknown: list[str] = []
    for name, value in pairs:
        values[name] = values.get(name) or _value(value, macros, unknown)
    if unknown:
        problems.append(_undefined(unknown, line, position))
    return key, values, problems


_BY_NAMES = "Its fields were told by their names; compare them."
_MEND = "Mend its braces, quotation marks or commas."


Pairs = list[tuple[str, str]]


def _keyed(text: str, begin: int) -> tuple[str, str]:
    """(key, what follows it) of an entry whose fields begin there."""
    found = _KEY.match(text, begin) or _KEY_ALONE.match(text, begin)
    return (one_line(found.group(1)), text[found.end() :]) if found else ("", text[begin:])


def _regular(rest: str) -> tuple[Pairs, set[str]] | None:
    """The fields of an entry as programs write them, which need no parser; None for every other entry.

    Nearly all entries are so, and bibtexparser is called for the rest, whose fields it reads as this would.
    """
    pairs: Pairs = []
    doubled: set[str] = set()
    seen: set[str] = set()
    at = 0
    while field := _REGULAR.match(rest, at):
        written, value, at = field.group(1), field.group(2), field.end()
        name = written.lower()
        if name in seen:
            doubled.add(name)
        seen.add(name)
        pairs.append((name, value))
    return (pairs, doubled) if pairs and _CLOSING.fullmatch(rest, at) else None


def _lenient(head: str, rest: str) -> tuple[Pairs, set[str]] | None:
    """As `_parsed`, but two commas in a row count as one."""
    parsed = _parsed(head + rest)
    if parsed is None and (mended := _EMPTY_FIELD.sub("", rest)) != rest:
        return _parsed(head + mended)
    return parsed


def _lacks_comma(value: str) -> bool:
    """Whether another field begins inside a value, behind its closing brace or quotation mark."""
    depth = at = 0
    for found in _NAMED.finditer(value) if "=" in value else ():
        depth += value.count("{", at, found.start(1)) - value.count("}", at, found.start(1))
        at = found.start(1)
        if not depth:
            return True
    return False


def _by_names(rest: str) -> Pairs:
    """The fields of a broken entry: each runs from its name to the next name, whatever its braces say."""
    found = [*_NAMED.finditer(rest)]
    ends = [*(one.start(1) for one in found[1:]), len(rest)][: len(found)]
    return [
        (one.group(1).lower(), "{" + _bare(rest[one.end() : end]) + "}") for one, end in zip(found, ends, strict=True)
    ]


def _bare(value: str) -> str:
    """The value without its delimiters and the comma after it, as far as it has them."""
    value = value.strip().rstrip(", \t\r\n")
    value = value.rstrip("} ,\t\r\n") if value[-1:] == "}" else value
    return value[1:].removesuffix('"') if value[:1] == '"' else value.removeprefix("{")


def _parsed(text: str) -> tuple[Pairs, set[str]] | None:
    """The one entry of a text and the names of its fields that stand twice; None where it is broken."""
    library = parse_string(text, parse_stack=[])
    for block in library.blocks:
        if isinstance(block, DuplicateFieldKeyBlock) and isinstance(block.ignore_error_block, Parsed):
            block = block.ignore_error_block
        if isinstance(block, Parsed):
            pairs = _pairs(block)
            return pairs, {name for name, times in Counter(name for name, _ in pairs).items() if times > 1}
    return None


def _pairs(entry: Parsed) -> Pairs:
    return [(field.key.strip().lower(), str(field.value)) for field in entry.fields]


def _undefined(names: list[str], line: int, position: int | None) -> Problem:
    what = f"The abbreviation {', '.join(sorted(set(names)))} is not defined."
    return Problem(line, what, "Its name stands in its place.", position)


def _define(text: str, macros: Values) -> list[str]:
    """Takes an `@string` into the abbreviations; the names in it that are not defined themselves."""
    unknown: list[str] = []
    for block in parse_string(text, parse_stack=[]).blocks:
        if isinstance(block, String):
            macros[block.key.strip().lower()] = _value(str(block.value), macros, unknown)[:_MAX_MACRO]
    return unknown


def _value(text: str, macros: Values, unknown: list[str]) -> str:
    """A field's value without its delimiters: `"a" # jan` joined, abbreviations replaced (undefined: their name)."""
    text = text.strip()
    if text[:1] == "{" and text[-1:] == "}" and text.find("#") < 0:
        return text[1:-1]
    parts: list[str] = []
    for piece in _pieces(text):
        if piece[0] in '{"':
            parts.append(piece[1:-1] if piece[-1] in '}"' and len(piece) > 1 else piece[1:])
        elif piece.lower() in macros:
            parts.append(macros[piece.lower()])
        else:
            if not piece[0].isdigit():
                unknown.append(piece)
            parts.append(piece)
    return "".join(parts)


def _pieces(text: str) -> list[str]:
    """The parts of a value that `#` joins, outside braces and quotation marks."""
    parts, begin, depth, quoted = [], 0, 0, False
    for mark in re.finditer(r"\\.|[{}\"#]", text):
        sign = mark.group()
        if sign == "{":
            depth += 1
        elif sign == "}":
            depth -= 1
        elif sign == '"' and depth == 0:
            quoted = not quoted
        elif sign == "#" and depth == 0 and not quoted:
            parts.append(text[begin : mark.start()])
            begin = mark.end()
    return [part for part in map(str.strip, [*parts, text[begin:]]) if part]


def _parents(source: Source) -> dict[str, Values]:
    """The fields of the entries that others name in `crossref` or `xdata`, by key in lower case.

    A child may stand before its parent, so that they are looked for before any is read.
    """
    wanted = {
        key.strip().lower()
        for part in source.parts(cut, watched=False)
        if (small := part.data.lower()) and (b"crossref" in small or b"xdata" in small)
        for found in _REFERRED.finditer(part.data)
        for key in found.group(1).decode("utf-8", "replace").split(",")
    }
    found: dict[str, Values] = {}
    macros = _months()
    for part in source.parts(cut, watched=False) if wanted else ():
        for block in blocks(part.data):
            if not isinstance(block, Block) or block.end - block.start > _MAX_BLOCK:
                continue
            text = part.data[block.start : block.end].decode("utf-8", "cp1252_bytes")
            if block.type == "string":
                _define(text, macros)
            head = _HEAD.match(text)
            key = _KEY.match(text, head.end()) if head and block.type not in _NO_RECORD else None
            if key and key.group(1).lower() in wanted and text.count("@") <= _MAX_NESTED:
                found.setdefault(key.group(1).lower(), _parse(text, block, macros, 0, 0)[1] or {})
    return found


def _inherit(type: str, values: Values, parents: dict[str, Values]) -> None:
    for kind in ("crossref", "xdata"):
        for key in values.get(kind, "").split(","):
            for name, value in parents.get(key.strip().lower(), {}).items():
                is_same = kind == "xdata" or (name == "author" and type in _PARTS_OF_ONE_BOOK)
                own = name if is_same else _INHERITED.get(name, name)
                if own and not values.get(own):
                    values[own] = value


def sniff(head: str) -> int:
    found = re.findall(r"(?:^|[\r\n}])\s{0,40}@[ \t]{0,8}([A-Za-z][\w-]{0,60})\s{0,40}[{(]", head)
    if not found:
        return 45 if re.search(r"(?:^|[\r\n])[ \t]{0,40}%[^\r\n]{0,400}?(?:BibTeX|JabRef)", head, re.I) else 0
    return 97 if re.search(r"@\s{0,8}\w{1,60}\s{0,40}[{(][^{}=@]{0,400},|=\s{0,20}[{\"]|@comment", head, re.I) else 60


BIBTEX = Format("bibtex", "BibTeX", (".bib", ".txt"), "entries such as “@article{key,”", sniff, read)
