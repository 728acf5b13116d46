"""No value is lost: from a file into the review and out as RIS, and through every writer's file and back."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from review_tool.domain.errors import Problem
from review_tool.domain.record import Citation, Entry
from review_tool.domain.text import clean, one_line
from review_tool.formats import FORMATS, Source
from review_tool.formats.ris import tokens
from review_tool.formats.writers import WRITERS, Item, Raw, values

READERS = {known.name: known for known in FORMATS}
BY_NAME = {writer.name: writer for writer in WRITERS}
DEV = Path(__file__).resolve().parents[2].parent / "shared" / "data" / "formats" / "dev"
SMALL = 150_000
"""Bytes of the largest real file that is looked at here."""


def dev_files(folder: str) -> list[Path]:
    if not DEV.exists():
        pytest.skip("../shared is not here")
    names = [file["file"] for file in json.loads((DEV / "manifest.json").read_text(encoding="utf-8"))["files"]]
    return [DEV / n for n in names if n.split("/")[0] == folder and (DEV / n).stat().st_size <= SMALL]


def written(name: str, entry: Entry) -> bytes:
    """The RIS of one record that came in that format."""
    return BY_NAME["ris"].entry(Item(entry.citation, 1, (Raw(name, entry.raw),)), set()).data


def pairs(raw: bytes) -> list[tuple[str, str]]:
    return [(t.tag, one_line(clean(t.value))) for t in tokens(raw) if t.tag != "ER"]


def test_every_pair_of_real_ris_files_goes_out_again_in_order_and_with_repeats() -> None:
    count = 0
    for path in dev_files("ris"):
        for item in READERS["ris"].read(Source.of(path.read_bytes())):
            if isinstance(item, Entry):
                came, went = pairs(item.raw), pairs(written("ris", item))
                own = [value for tag, value in came if tag == "TY"]
                rest = [pair for pair in came if pair[0] != "TY"]
                assert [pair for pair in went if pair[0] != "TY"] == rest, path.name
                assert not own or not own[0] or went[0] == ("TY", own[0]), path.name
                count += len(came)
    assert count > 5000


@pytest.mark.parametrize("name", ["nbib", "wos"])
def test_every_pair_of_real_tagged_files_is_in_the_ris_in_order_and_with_repeats(name: str) -> None:
    """Each tag's values stand under RIS tags in their order, or all of them in `U5  - TAG  - value`, in theirs."""
    count = 0
    for path in dev_files(name):
        for item in READERS[name].read(Source.of(path.read_bytes())):
            if isinstance(item, Entry):
                mapped, beside = _written(name, item)
                came: dict[str, list[str]] = {}
                for tag, value in values.pairs(Raw(name, item.raw)):
                    if value.strip():
                        came.setdefault(tag, []).append(value)
                        count += 1
                assert [tag for tag in beside if beside[tag] != _lines(name, tag, came[tag])] == [], path.name
                for tag in came.keys() - beside.keys():
                    _stand_in_order(came[tag], mapped, f"{path.name} {item.position} {tag}")
    assert count > 1000


def _written(name: str, entry: Entry) -> tuple[list[str], dict[str, list[str]]]:
    """(the values under RIS tags, the values beside them by their own tags) of the RIS of one record."""
    mapped, beside = list[str](), dict[str, list[str]]()
    for token in tokens(written(name, entry)):
        if token.tag == "U5":
            tag, _, value = token.value.partition("  - ")
            beside.setdefault(tag, []).append(value)
        else:
            mapped.append(token.value)
    return mapped, beside


def _lines(name: str, tag: str, came: list[str]) -> list[str]:
    """The values, of tags that have one a line each line."""
    if name == "wos" and tag in ("AU", "AF", "BA", "BF", "BE", "CA", "GP", "C1", "CR"):
        came = [line for value in came for line in value.split("\n")]
    return [*map(one_line, came)]


def _stand_in_order(came: list[str], written: list[str], where: str) -> None:
    rest = iter(written)
    for value in came:
        ways = ([one_line(value)], [*map(one_line, value.split("\n"))], [*map(one_line, value.split(";"))])
        parts = next((way for way in ways if all(part in written for part in way)), ways[0])
        for part in parts:
            assert part in rest, (where, part)


def test_every_line_of_real_ris_files_is_in_a_record_or_in_a_problem() -> None:
    """What stands between records is told of, and the words of the problem say what it is."""
    for path in dev_files("ris"):
        data = path.read_bytes()
        if not data.isascii():
            continue
        rest = data
        items = list(READERS["ris"].read(Source.of(data)))
        for item in items:
            if isinstance(item, Entry):
                rest = rest.replace(item.raw, b"", 1)
        if any(line.strip() not in (b"", b"ER  -") for line in rest.splitlines()):
            told = [p for p in items if isinstance(p, Problem) and "left out" in p.what]
            assert told, (path.name, rest[:200])


WORDS = st.text("abcdefghij KLMNOPé", min_size=1, max_size=30).map(one_line).filter(lambda text: text[:1].isalpha())
NAMES = st.tuples(st.sampled_from(["Roe", "van der Berg", "Ødegård"]), st.sampled_from(["Ann", "B.", "Çelik"]))
CITATIONS = st.builds(
    Citation,
    title=WORDS,
    authors=st.lists(NAMES.map(", ".join), max_size=4, unique=True).map(tuple),
    year=st.one_of(st.none(), st.integers(1900, 2030)),
    journal=WORDS.filter(lambda text: len(text) > 1),
    volume=st.integers(1, 400).map(str),
    issue=st.integers(1, 60).map(str),
    doi=st.integers(1, 9999).map(lambda n: f"10.1234/made.{n}"),
    abstract=WORDS,
    type=st.just("JOUR"),
)
BACK = {"ris": "ris", "bibtex": "bibtex", "csl-json": "csl-json", "endnote-xml": "endnote-xml"}
FIELDS: tuple[Callable[[Citation], object], ...] = (
    lambda c: c.title,
    lambda c: c.authors,
    lambda c: c.year,
    lambda c: c.journal,
    lambda c: (c.volume, c.issue),
    lambda c: c.doi,
    lambda c: c.abstract,
)


@pytest.mark.parametrize("name", sorted(BACK))
@given(made=st.lists(CITATIONS, min_size=1, max_size=4))
@settings(max_examples=25, deadline=None)
def test_what_a_writer_writes_its_reader_reads(name: str, made: list[Citation]) -> None:
    writer, taken = BY_NAME[name], set[str]()
    data = writer.file([writer.entry(Item(citation, n), taken).data for n, citation in enumerate(made, 1)])
    for part in (1 << 20, 50):
        found = [i for i in READERS[BACK[name]].read(Source.of(data, part=part)) if isinstance(i, Entry)]
        assert len(found) == len(made)
        for field in FIELDS:
            assert [field(entry.citation) for entry in found] == [field(citation) for citation in made]
