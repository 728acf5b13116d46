"""What the writers write holds by the rules of other readers: the real records of all formats, in counts and fields."""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path
from xml.etree.ElementTree import fromstring

import pytest
from bibtexparser.entrypoint import parse_string

from review_tool.domain.errors import ReviewError
from review_tool.domain.record import Citation, Entry
from review_tool.formats import Source, detect
from review_tool.formats.writers import WRITERS, Item

DEV = Path(__file__).resolve().parents[2].parent / "shared" / "data" / "formats" / "dev"
SMALL = 60_000
"""Bytes of the largest real file that is taken."""
BY_NAME = {writer.name: writer for writer in WRITERS}
RIS_LINE = re.compile(r"[A-Z][A-Z0-9]  - .*")


@cache
def citations() -> tuple[Citation, ...]:
    if not DEV.exists():
        pytest.skip("../shared is not here")
    found: list[Citation] = []
    for one in json.loads((DEV / "manifest.json").read_text(encoding="utf-8"))["files"]:
        data = (DEV / one["file"]).read_bytes()
        if len(data) <= SMALL:
            try:
                known, _ = detect(Source.of(data), one["file"])
            except ReviewError:
                continue
            found += [item.citation for item in known.read(Source.of(data)) if isinstance(item, Entry)]
    assert len(found) > 900
    return tuple(found)


def written(name: str) -> str:
    taken = set[str]()
    items = [Item(citation, n, exact=False) for n, citation in enumerate(citations(), 1)]
    return BY_NAME[name].file([BY_NAME[name].entry(item, taken).data for item in items]).decode()


def test_bibtexparser_reads_every_entry_under_its_own_key() -> None:
    library = parse_string(written("bibtex"))
    assert library.failed_blocks == []
    entries = library.entries
    assert len({entry.key for entry in entries}) == len(entries) == len(citations())
    for entry, citation in zip(entries, citations(), strict=True):
        fields = {name: str(field.value) for name, field in entry.fields_dict.items()}
        assert fields.get("year", "") == str(citation.year or "")
        assert bool(fields.get("title")) == bool(citation.title)
        assert bool(fields.get("abstract")) == bool(citation.abstract)
        assert ("author" in fields) == bool(citation.authors)


def test_ris_is_one_tag_a_line_from_type_to_end() -> None:
    lines = [line for line in written("ris").split("\n") if line]
    assert [line for line in lines if not RIS_LINE.fullmatch(line)] == []
    frame = [line[:2] for line in lines if line[:2] in ("TY", "ER")]
    assert frame == ["TY", "ER"] * len(citations())
    for tag, said in (("TI", "title"), ("DO", "doi"), ("AB", "abstract")):
        assert [line[6:] for line in lines if line.startswith(tag)] == [
            v for c in citations() if (v := getattr(c, said))
        ]
    assert sum(line.startswith("AU") for line in lines) == sum(len(c.authors) for c in citations())


def test_csl_json_has_whole_years_and_named_people() -> None:
    found = json.loads(written("csl-json"))
    assert [one.get("title", "") for one in found] == [c.title for c in citations()]
    years = [one["issued"]["date-parts"][0][0] if "issued" in one else None for one in found]
    assert years == [c.year for c in citations()]
    people = [person for one in found for person in one.get("author", ())]
    assert all(person.get("family") or person.get("literal") for person in people)
    assert len({str(one["id"]) for one in found}) == len(found)


def test_endnote_xml_is_well_formed_and_whole() -> None:
    records = fromstring(written("endnote-xml")).findall(".//record")
    titles = [
        " ".join("".join(t.itertext()).split()) if (t := r.find("titles/title")) is not None else "" for r in records
    ]
    assert titles == [c.title for c in citations()]
    assert sum(len(r.findall("contributors/authors/author")) for r in records) == sum(
        len(c.authors) for c in citations()
    )
