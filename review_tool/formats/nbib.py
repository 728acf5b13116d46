"""PubMed's tagged text (.nbib, MEDLINE display format), as PubMed and ERIC write it.

Source of the tags: National Library of Medicine, “MEDLINE/PubMed data element (field) descriptions”.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from review_tool.domain import identifiers
from review_tool.domain.errors import Problem
from review_tool.domain.record import Citation, Entry
from review_tool.domain.text import one_line
from review_tool.formats import fields
from review_tool.formats.encoding import Decoder, line_ends, plain
from review_tool.formats.format import MAX_RECORD, Format, outcome, too_large

# A tag takes four places, then a dash and a blank; the blank is missing in files that were mended by hand.
_TAG_LINE = r"(?:[A-Z][A-Z0-9]{1,3} {0,2}-(?=\s|\Z)|(?:PMID|PMC|TI|BTI|AB|FAU|AU|DP|SO) {0,2}-)"
_TAG = re.compile(_TAG_LINE.encode())
_FIRST = re.compile(rb"(?:\A|(?<=[\r\n]))" + _TAG_LINE.encode())
_KEY = re.compile(rb"(?:PMID|[BC]?TI) {0,2}-")
# Line ends before a PMID or title, and runs of blank lines; one class of bytes in front keeps the search fast.
_MARK = re.compile(rb"[\r\n](?!(?<=\r)\n)(?:(?=(?:PMID|[BC]?TI) {0,2}-)|[ \t]*[\r\n]\s*)")
_TAG_VALUE = re.compile(rf"^(?={_TAG_LINE})([A-Z0-9]+) {{0,2}}-(.*(?:\n(?!{_TAG_LINE}).*)*)", re.MULTILINE)
Tags = dict[str, list[str]]


def read(data: bytes) -> Iterator[Entry | Problem]:
    """Every record of the file. PMID begins one; where a producer has none, the first tag after a blank line does."""
    source = plain(data)
    decoder = Decoder(source)
    line, at = 1, 0
    for position, (start, end) in enumerate(_spans(source.data), 1):
        line, at = line + line_ends(source.data, at, start), start
        if end - start > MAX_RECORD:
            yield too_large(line, end - start, position)
            continue
        part = source.data[start:end].rstrip()
        text, problem = decoder.text(part, line, position)
        if problem:
            yield problem
        found = tags(text)
        filled = any(value.strip() for values in found.values() for value in values)
        yield from outcome(citation(found), source.raw(start, start + len(part)), position, line, filled=filled)


def _spans(data: bytes) -> Iterator[tuple[int, int]]:
    """(start, end) of each record."""
    first = _FIRST.search(data)
    if not first:
        return
    begin = first.start()  # where the open record began
    whole = _KEY.match(data, begin) is not None  # its PMID or title was seen
    for mark in _MARK.finditer(data, begin):
        at = mark.end()
        is_blank = at - mark.start() > 1
        key = _KEY.match(data, at)
        if not key and not _TAG.match(data, at):
            continue
        if whole and (is_blank or data[at] == 80):  # P of PMID
            yield begin, at
            begin, whole = at, False
        whole = whole or key is not None
    yield begin, len(data)


def tags(text: str) -> Tags:
    """Each tag's values in their order; a line without a tag continues the value before it."""
    found: Tags = {}
    for tag, value in _TAG_VALUE.findall(text.replace("\r\n", "\n").replace("\r", "\n")):
        found.setdefault(tag, []).append(value)
    return found


def citation(tags: Tags) -> Citation:
    """The common fields of one record's tags."""

    def first(*names: str) -> str:
        return next((line for n in names for v in tags.get(n, ()) if (line := one_line(v))), "")

    def every(*names: str) -> list[str]:
        return [value for name in names for value in tags.get(name, ())]

    return Citation(
        title=first("TI", "BTI", "CTI", "VTI", "TT"),
        authors=fields.unique((tags.get("FAU") or tags.get("AU") or []) + tags.get("CN", []))
        or fields.unique(every("FED", "ED")),
        year=next((y for v in every("DP", "DEP", "DA", "EDAT") if (y := fields.year(v))), None),
        journal=first("JT", "TA"),
        volume=first("VI"),
        issue=first("IP"),
        pages=first("PG") or _marked(every("LID"), "[pii]"),
        doi=identifiers.doi(_marked(every("LID", "AID"), "[doi]"))
        or next((doi for v in every("AID", "LID", "SO") if (doi := identifiers.doi(v))), ""),
        pmid=identifiers.pmid(first("PMID")),
        abstract=" ".join(fields.unique(tags.get("AB", ()))) or first("OAB"),
        keywords=fields.keywords(every("MH", "OT")),
        url=next((v for v in map(one_line, every("LID", "URL")) if v.startswith("http")), ""),
        type=first("PT"),
        language=first("LA"),
        source_id=first("PMID", "OID"),
    )


def _marked(values: list[str], mark: str) -> str:
    """The value that carries a mark such as `[doi]`, without it; "" where none does."""
    return next((v.removesuffix(mark).strip() for v in map(one_line, values) if v.endswith(mark)), "")


def sniff(head: str) -> int:
    if re.search(r"(?:^|[\r\n])PMID ?- ?\d", head):
        return 98
    four = set(re.findall(r"(?:^|[\r\n])(OWN|STAT|FAU|LID|AID|DCOM|PMC|PHST|OID|CRDT|JT|MHDA) {0,2}- ", head))
    return 90 if len(four) >= 2 and not re.search(r"(?:^|[\r\n])TY  ?- ", head) else 0


NBIB = Format("nbib", "PubMed (.nbib)", (".nbib", ".txt"), "PubMed's tags, such as “PMID-” and “FAU -”", sniff, read)
