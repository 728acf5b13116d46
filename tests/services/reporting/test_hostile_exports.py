"""Every export in every format, of a review full of hostile texts: nothing in it acts, and what it says reads back.

What may stand in a page, a picture or a document is learnt from the twin: the same review with plain words. A tag, an
attribute or a command that the twin has not was made by a text.
"""

from __future__ import annotations

import csv
import io
import json
import os
import re
import zipfile
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest
from defusedxml.ElementTree import fromstring
from markdown_it import MarkdownIt
from openpyxl import load_workbook

from review_tool.domain.record import Source
from review_tool.domain.text import one_line, plain_cell
from review_tool.formats.spreadsheet import NOTHING
from review_tool.services import reviews
from review_tool.services.gathering import importing
from review_tool.services.history import auditing, bundling
from review_tool.services.reporting import exporting
from review_tool.services.reporting.exports import EXPORTS
from review_tool.services.reviews import Review
from tests.hostile import STRINGS, forbidden, legitimate
from tests.hostile_review import LEAD, TWINS, shared
from tests.reviews import surroundings

WHOLE = bool(os.environ.get("REVIEW_TOOL_HOSTILE"))
EVERY = [(one.name, suffix) for one in EXPORTS for suffix in one.suffixes]


@pytest.fixture(scope="module")
def pair(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Review, Review]]:
    """The hostile review and its twin."""
    records = 400 if WHOLE else 60
    hostile, twin = (
        reviews.open_review(
            shared(tmp_path_factory, tmp_path_factory.mktemp("review"), texts, records=records), around=surroundings()
        )
        for texts in (STRINGS, TWINS)
    )
    yield hostile, twin
    hostile.close()
    twin.close()


def written(review: Review, what: str, suffix: str, folder: Path) -> dict[str, bytes]:
    """The files of an export, by name."""
    path = folder / f"{what}{suffix}"
    exporting.export(review, what, path, by=LEAD)
    files = sorted(path.rglob("*")) if path.is_dir() else [path]
    return {file.name: file.read_bytes() for file in files if file.is_file()}


@pytest.mark.parametrize(("what", "suffix"), EVERY, ids=lambda part: part or "folder")
def test_an_export_of_hostile_texts(pair: tuple[Review, Review], tmp_path: Path, what: str, suffix: str) -> None:
    (tmp_path / "twin").mkdir()
    files, twins = written(pair[0], what, suffix, tmp_path), written(pair[1], what, suffix, tmp_path / "twin")
    allowed = set().union(*(shapes(name, data) for name, data in twins.items()))
    assert files
    for name, data in files.items():
        assert (name, letters(name, data)) == (name, [])
        assert (name, shapes(name, data) - allowed) == (name, set())
        assert (name, live(name, data)) == (name, [])


def letters(name: str, data: bytes) -> list[str]:
    """Characters that no export holds."""
    if name.endswith((".xlsx", ".docx")):
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = [archive.read(part) for part in archive.namelist() if part.endswith((".xml", ".rels"))]
            return sorted({bad for part in parts for bad in forbidden(part.decode("utf-8"), allowed="\r\n\t")})
    return forbidden(data.decode("utf-8-sig"), allowed="\r\n")


_LETTERS = {f"\\{sign}" for sign in "#$%&_{}"} | {
    f"\\text{name}"
    for name in ("backslash", "asciitilde", "asciicircum", "less", "greater", "bar", "quotedbl", "asciigrave")
}
"""Commands of LaTeX that are one letter each."""


def shapes(name: str, data: bytes) -> set[str]:
    """What in a file is more than text: tags with their attributes, commands of LaTeX, parts of an archive."""
    if name.endswith((".xlsx", ".docx")):
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return {tag for part in archive.namelist() if part.endswith("xml") for tag in _tags(archive.read(part))}
    if name.endswith((".svg", ".xml")):
        return _tags(data)
    if name.endswith(".html"):
        return _Page(data.decode()).shapes
    if name.endswith(".tex"):
        return set(re.findall(r"\\(?:[A-Za-z@]+|.)", data.decode())) - _LETTERS
    if name.endswith(".md"):
        return _marks(data.decode())
    return set()


def _tags(data: bytes) -> set[str]:
    return {f"{node.tag} {sorted(node.attrib)}" for node in fromstring(data).iter()}


class _Page(HTMLParser):
    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.shapes: set[str] = set()
        self.live: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = sorted(name for name, _ in attrs)
        self.shapes.add(f"{tag} {names}")
        for name, value in attrs:
            address = re.sub(r"[\x00-\x20]", "", value or "").lower()
            if name.startswith("on") or (
                name in ("href", "src", "action", "xlink:href")
                and re.match(r"(?!https?:|mailto:|#)[a-z.+-]+:", address)
            ):
                self.live.append(f"<{tag} {name}={value!r}>")


def _marks(text: str) -> set[str]:
    """What a reader of Markdown makes of it, besides paragraphs and their text."""
    reader = MarkdownIt("commonmark").enable(["table"])
    inner = [child for token in reader.parse(text) for child in (token, *(token.children or ()))]
    said = {f"{one.type} {sorted(one.attrs)}" for one in inner}
    return said | {one.content.lower() for one in inner if one.type.startswith("html")}


def live(name: str, data: bytes) -> list[str]:
    """What a program that opens the file would do."""
    if name.endswith(".csv"):
        rows = csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""))
        return [cell for row in rows for cell in row if cell.startswith(("=", "+", "-", "@", "\t", "\r"))]
    if name.endswith(".xlsx"):
        sheets = load_workbook(io.BytesIO(data), read_only=False).worksheets
        return [
            str(cell.value) for sheet in sheets for row in sheet.iter_rows() for cell in row if cell.data_type == "f"
        ]
    if name.endswith(".html"):
        return _Page(data.decode()).live
    if name.endswith(".svg"):
        return re.findall(r"<(?:script|foreignObject)|\son\w+\s*=\s*[\"']|(?:href|src)=[\"'](?!#)", data.decode())
    if name.endswith(".jsonl"):
        return [line for line in data.decode().splitlines() if not isinstance(json.loads(line), dict)]
    return []


def test_records_read_back_as_they_stand(tmp_path: Path) -> None:
    """Titles with brackets and hostile ones: out as every citation format, in again, and the same to the letter."""
    titles = [*(one_line(text) for text in STRINGS), *legitimate(2_000 if WHOLE else 300)]
    titles = list(dict.fromkeys(title for title in titles if title.strip("\xa0\u3000 ") and title not in NOTHING))
    first = tmp_path / "first.csv"
    with first.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([("id", "title"), *((f"{n}", one) for n, one in enumerate(titles))])
    review = _review_of(first, tmp_path / "review")
    known = table(review, tmp_path / "known.csv")
    assert [title for title in legitimate(300) if title not in known] == []
    # A table of ours says `'=1` for =1, and so does one that says `'=1` itself; HTML that databases leave in is read.
    changed = [title for title in titles if title not in known]
    assert [title for title in changed if not (title.startswith("''") or "&" in title or "<" in title)] == []
    assert len(changed) < 10
    for suffix in (".ris", ".bib", ".json", ".xml"):
        out = tmp_path / f"records{suffix}"
        exporting.export(review, "records", out, by=LEAD)
        again = _review_of(out, tmp_path / f"again{suffix[1:]}")
        read = table(again, tmp_path / f"again{suffix}.csv")
        # Braces that do not pair would end a BibTeX value: they are written as parentheses.
        kept = (one.translate(_ROUND) if suffix == ".bib" and not _pair(one) else one for one in known)
        lost = [title for title in kept if title not in read]
        again.close()
        assert (suffix, lost) == (suffix, [])
    review.close()


_ROUND = str.maketrans("{}", "()")


def _pair(text: str) -> bool:
    """Whether every brace has its other half."""
    depth = 0
    for sign in text:
        depth += (sign == "{") - (sign == "}")
        if depth < 0:
            return False
    return depth == 0


def _review_of(file: Path, folder: Path) -> Review:
    made = reviews.create(folder, "T", by=LEAD, around=surroundings())
    importing.import_file(made, file, Source("S"), by=LEAD)
    return made


def table(review: Review, out: Path) -> set[str]:
    """The titles of its records, as the table of records has them."""
    exporting.export(review, "records", out, by=LEAD)
    with out.open(encoding="utf-8-sig", newline="") as file:
        return {plain_cell(row["title"]) for row in csv.DictReader(file)}


def test_nothing_hostile_is_stored(pair: tuple[Review, Review]) -> None:
    """The log and all that follows from it hold clean text; only the raw bytes of the sources are kept as they came."""
    for told in auditing.tell(pair[0], auditing.numbers(pair[0])):
        said = json.dumps(told.event.payload, ensure_ascii=False)
        assert (told.event.kind, forbidden(told.event.subject + said)) == (told.event.kind, [])
    assert auditing.check(pair[0]).ok


def test_a_bundle_of_hostile_texts_makes_the_same_review(pair: tuple[Review, Review], tmp_path: Path) -> None:
    bundling.export(pair[0], tmp_path / "copy.review.zip")
    with zipfile.ZipFile(tmp_path / "copy.review.zip") as archive:
        assert [name for name in archive.namelist() if forbidden(name) or ".." in name or name.startswith("/")] == []
    bundling.create(tmp_path / "copy.review.zip", tmp_path / "copy")
    copy = reviews.open_review(tmp_path / "copy", around=surroundings())
    assert auditing.check(copy).heads == auditing.check(pair[0]).heads
    copy.close()
