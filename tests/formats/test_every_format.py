"""What holds for every reader: nothing raises, nothing is lost in silence, raw bytes are the file's own."""

from __future__ import annotations

import time
from collections.abc import Iterable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from review_tool.domain.errors import Problem
from review_tool.domain.record import Entry
from review_tool.domain.text import clean
from review_tool.formats import FORMATS, Format

HOSTILE = "[Article in German] Dose [mg/kg] [/] [@click=app.quit]x"
BY_NAME = {f.name: f for f in FORMATS}
# How each format writes one record with a title; {n} is its number.
ONE = {
    "ris": "TY  - JOUR\nTI  - {title}\nAU  - Roe, Ann\nPY  - 2020\nER  - \n\n",
    "bibtex": "@article{{k{n},\n title = {{{title}}},\n author = {{Roe, Ann}},\n year = 2020\n}}\n\n",
    "nbib": "PMID- 10{n}\nTI  - {title}\nFAU - Roe, Ann\nDP  - 2020 Jan\n\n",
    "csv": '"{title}","Roe, Ann",2020\n',
    "tsv": '"{title}"\t"Roe, Ann"\t2020\n',
}
TOP = {"csv": "Title,Authors,Year\n", "tsv": "Title\tAuthors\tYear\n"}


def entries(found: Iterable[Entry | Problem]) -> list[Entry]:
    return [item for item in found if isinstance(item, Entry)]


def refusals(found: Iterable[Entry | Problem]) -> list[Problem]:
    return [item for item in found if isinstance(item, Problem) and item.refused]


def file_of(name: str, titles: list[str]) -> str:
    return TOP.get(name, "") + "".join(ONE[name].format(title=t, n=n) for n, t in enumerate(titles))


@pytest.mark.parametrize("form", FORMATS, ids=lambda f: f.name)
def test_every_format_has_a_sample_here(form: Format) -> None:
    assert form.name in ONE


@pytest.mark.parametrize("name", ONE)
def test_a_hostile_title_stays_literal_without_its_escapes(name: str) -> None:
    title = HOSTILE.replace("x", "\x1b[2J\x1b]0;owned\x07x")
    (entry,) = entries(BY_NAME[name].read(file_of(name, [title]).encode()))
    assert entry.citation.title == HOSTILE
    assert entry.citation.authors == ("Roe, Ann",)
    assert entry.citation.year == 2020


@pytest.mark.parametrize("name", ONE)
@pytest.mark.parametrize("ends", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-be"])
def test_line_ends_and_encodings_change_nothing(name: str, ends: str, encoding: str) -> None:
    titles = ["Zoë’s plan", "Plan two", "Plan\u2028three"]
    data = file_of(name, titles).replace("\n", ends).encode(encoding)
    found = entries(BY_NAME[name].read(data))
    assert [e.citation.title for e in found] == ["Zoë’s plan", "Plan two", "Plan three"]
    assert [e.position for e in found] == [1, 2, 3]
    assert all(e.raw in data for e in found)
    lines = data.decode(encoding).split(ends)
    assert all("TI" in lines[e.line] or e.citation.title[:4] in lines[e.line - 1 + (name == "bibtex")] for e in found)


@pytest.mark.parametrize("name", ONE)
def test_one_bad_byte_harms_only_its_own_record(name: str) -> None:
    data = file_of(name, ["Zoë one", "ZoX two", "Zoë three"]).encode().replace(b"ZoX", b"Zo\xeb")
    found = list(BY_NAME[name].read(data))
    assert [e.citation.title for e in entries(found)] == ["Zoë one", "Zoë two", "Zoë three"]
    (warning,) = (p for p in found if isinstance(p, Problem))
    assert warning.record == 2
    assert not warning.refused


@pytest.mark.parametrize("name", ONE)
@given(titles=st.lists(st.from_regex(r"[A-Za-z][\w ,;:.()\[\]-]{0,40}", fullmatch=True), min_size=1, max_size=6))
@settings(max_examples=25, deadline=None)
def test_records_are_entries_and_refusals(name: str, titles: list[str]) -> None:
    found = list(BY_NAME[name].read(file_of(name, titles).encode()))
    assert len(entries(found)) + len(refusals(found)) == len(titles)


@pytest.mark.parametrize("name", ONE)
@given(data=st.binary(max_size=300), cut=st.integers(0, 200))
@settings(max_examples=60, deadline=None)
def test_no_bytes_raise(name: str, data: bytes, cut: int) -> None:
    good = file_of(name, ["Plan one", "Plan two"]).encode()
    for item in BY_NAME[name].read(good[:cut] + data + good[cut:]):
        if isinstance(item, Entry):
            assert item.citation.title == clean(item.citation.title)
            assert item.position >= 1
            assert item.line >= 1


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("bibtex", b"@a{" * 50_000),
        ("bibtex", b"@comment{\n" * 20_000),
        ("bibtex", b"@a{k,title={" + b"{" * 50_000 + b"x}}"),
        ("bibtex", b"@a{k,title={" + b"\\'{" * 50_000 + b"}}"),
        ("bibtex", b"@string{a = a # a}\n" * 60 + b"@a{k,title=a}"),
        ("ris", b"TY  - X\n" + b" " * 100_000 + b"\n" * 100_000),
        ("ris", b"ER  - \n" * 50_000),
        ("nbib", b"PMID- 1\nAB  - x\n" + b"      more\n" * 100_000),
        ("csv", b"title,year\n" + b'"a,b\n' * 50_000),
        ("csv", b'title,authors\nx,"' + b"A. " * 50_000 + b'"\n'),
    ],
)
def test_hostile_files_take_linear_time(name: str, data: bytes) -> None:
    begin = time.process_time()
    for _ in BY_NAME[name].read(data):
        pass
    assert time.process_time() - begin < 5
