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
from review_tool.formats import FORMATS, Format, detect
from review_tool.formats.source import Source

HOSTILE = "[Article in German] Dose [mg/kg] [/] [@click=app.quit]x"
BY_NAME = {f.name: f for f in FORMATS}
# How each format writes one record with a title; {n} is its number.
ONE = {
    "ris": "TY  - JOUR\nTI  - {title}\nAU  - Roe, Ann\nPY  - 2020\nER  - \n\n",
    "bibtex": "@article{{k{n},\n title = {{{title}}},\n author = {{Roe, Ann}},\n year = 2020\n}}\n\n",
    "nbib": "PMID- 10{n}\nTI  - {title}\nFAU - Roe, Ann\nDP  - 2020 Jan\n\n",
    "pubmed-xml": "<PubmedArticle><MedlineCitation><PMID>10{n}</PMID><Article>\n<ArticleTitle>{title}</ArticleTitle>\n"
    "<AuthorList><Author><LastName>Roe</LastName><ForeName>Ann</ForeName></Author></AuthorList>\n"
    "<Journal><JournalIssue><PubDate><Year>2020</Year></PubDate></JournalIssue></Journal></Article></MedlineCitation>"
    "</PubmedArticle>\n",
    "wos": "PT J\nTI {title}\nAU Roe, Ann\n   Doe, Dan\nPY 2020\nER\n\n",
    "ovid": "<{n}. >\nVN  - Ovid Technologies\nTI  - {title}\nAU  - Roe, Ann\nYR  - 2020\n\n",
    "endnote-xml": "<record>\n<titles><title><style>{title}</style></title></titles>\n<contributors><authors><author>"
    "Roe, Ann</author></authors></contributors><dates><year>2020</year></dates></record>\n",
    "refer": "%0 Journal Article\n%T {title}\n%A Roe, Ann\n%D 2020\n\n",
    "refworks": "RT Journal Article\nT1 {title}\nA1 Roe,Ann\nYR 2020\n\n",
    "csv": '"{title}","Roe, Ann",2020\n',
    "tsv": '"{title}"\t"Roe, Ann"\t2020\n',
    "csl-json": '{{"type": "book", "title": "{title}",\n"author": [{{"family": "Roe", "given": "Ann"}}],\n'
    '"issued": {{"date-parts": [[2020]]}}}},\n',
    "crossref-json": '{{"message-type": "work", "message": {{"title": ["{title}"],\n'
    '"author": [{{"family": "Roe", "given": "Ann"}}], "issued": {{"date-parts": [[2020, 1]]}}}}}},\n',
    "crossref-xml": "<doi_record><journal_article>\n<titles><title>{title}</title></titles><contributors><person_name "
    'contributor_role="author"><given_name>Ann</given_name><surname>Roe</surname></person_name></contributors>\n'
    "<publication_date><year>2020</year></publication_date></journal_article></doi_record>\n",
    "mods": "<mods>\n<titleInfo><title>{title}</title></titleInfo><name><namePart>Roe, Ann</namePart></name>\n"
    "<originInfo><dateIssued>2020</dateIssued></originInfo></mods>\n",
    "marcxml": '<record><controlfield tag="001">{n}</controlfield>\n<datafield tag="245"><subfield code="a">{title}'
    '</subfield></datafield>\n<datafield tag="100"><subfield code="a">Roe, Ann</subfield></datafield>\n'
    '<datafield tag="260"><subfield code="c">2020</subfield></datafield></record>\n',
    "publish-or-perish": '{{"title": "{title}",\n"authors": ["Roe, Ann"], "year": 2020, "cites": 3,\n'
    '"rank": 1, "article_url": "", "uid": "{n}"}},\n',
    "other-xml": '<article key="{n}"><author>Roe, Ann</author>\n<title>{title}</title><year>2020</year></article>\n',
    "labelled": "Record #{n} of 9\nTI: {title}\nID: {n}\nAU: Roe, Ann\nYR: 2020\n\n",
}
TOP = {
    "csv": "Title,Authors,Year\n",
    "tsv": "Title\tAuthors\tYear\n",
    "wos": "FN A database\nVR 1.0\n",
    "pubmed-xml": "<PubmedArticleSet>\n",
    "endnote-xml": "<xml><records>\n",
    "crossref-xml": "<doi_records>\n",
    "mods": "<modsCollection>\n",
    "marcxml": "<collection>\n",
    "csl-json": "[\n",
    "crossref-json": "[\n",
    "publish-or-perish": "[\n",
    "other-xml": "<dblp>\n",
}
END = {
    "pubmed-xml": "</PubmedArticleSet>\n",
    "endnote-xml": "</records></xml>\n",
    "crossref-xml": "</doi_records>\n",
    "mods": "</modsCollection>\n",
    "marcxml": "</collection>\n",
    "csl-json": "]\n",
    "crossref-json": "]\n",
    "publish-or-perish": "]\n",
    "other-xml": "</dblp>\n",
}
BINARY = {"xlsx"}  # has its own tests


def entries(found: Iterable[Entry | Problem]) -> list[Entry]:
    return [item for item in found if isinstance(item, Entry)]


def refusals(found: Iterable[Entry | Problem]) -> list[Problem]:
    return [item for item in found if isinstance(item, Problem) and item.refused]


def file_of(name: str, titles: list[str]) -> str:
    records = "".join(ONE[name].format(title=t, n=n) for n, t in enumerate(titles))
    return TOP.get(name, "") + records + END.get(name, "")


@pytest.mark.parametrize("form", FORMATS, ids=lambda f: f.name)
def test_every_format_has_a_sample_here(form: Format) -> None:
    assert form.name in ONE or form.name in BINARY


@pytest.mark.parametrize("name", ONE)
def test_a_hostile_title_stays_literal_without_its_escapes(name: str) -> None:
    title = HOSTILE.replace("x", "\x1b[2J\x1b]0;owned\x07x")
    (entry,) = entries(BY_NAME[name].read(Source.of(file_of(name, [title]).encode())))
    assert entry.citation.title == HOSTILE
    assert entry.citation.authors[0] == "Roe, Ann"
    assert entry.citation.year == 2020


@pytest.mark.parametrize("name", ONE)
@pytest.mark.parametrize("ends", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-be"])
def test_line_ends_and_encodings_change_nothing(name: str, ends: str, encoding: str) -> None:
    titles = ["Zoë’s plan", "Second plan", "Plan\u2028three"]
    data = file_of(name, titles).replace("\n", ends).encode(encoding)
    found = entries(BY_NAME[name].read(Source.of(data)))
    assert [e.citation.title for e in found] == ["Zoë’s plan", "Second plan", "Plan three"]
    assert [e.position for e in found] == [1, 2, 3]
    assert all(e.raw in data for e in found)
    lines = data.decode(encoding).split(ends)
    assert all(e.citation.title[:4] in "".join(lines[e.line - 1 : e.line + 2]) for e in found)
    assert all(e.citation.title[:4] not in "".join(lines[: e.line - 1][-3:]) for e in found)


@pytest.mark.parametrize("name", ONE)
def test_content_tells_the_format(name: str) -> None:
    found, why = detect(Source.of(file_of(name, ["Plan one", "Plan two"]).encode()), "wrong.png")
    assert found.name == name
    assert why


@pytest.mark.parametrize("name", ONE)
def test_a_file_cut_short_is_said(name: str) -> None:
    """Whatever was cut off: the whole records before it are there, and nothing is raised."""
    data = file_of(name, ["Plan one", "Plan two", "Plan three"]).encode()
    found = list(BY_NAME[name].read(Source.of(data[: data.index(b"three")])))
    assert [e.citation.title for e in entries(found)][:2] == ["Plan one", "Plan two"]
    assert len(entries(found)) + len(refusals(found)) == 3


@pytest.mark.parametrize("name", ONE)
def test_one_bad_byte_harms_only_its_own_record(name: str) -> None:
    data = file_of(name, ["Zoë one", "ZoX two", "Zoë three"]).encode().replace(b"ZoX", b"Zo\xeb")
    found = list(BY_NAME[name].read(Source.of(data)))
    assert [e.citation.title for e in entries(found)] == ["Zoë one", "Zoë two", "Zoë three"]
    (warning,) = (p for p in found if isinstance(p, Problem))
    assert warning.record == 2
    assert not warning.refused


@pytest.mark.parametrize("name", ONE)
@given(titles=st.lists(st.from_regex(r"[A-Za-z][\w ,;:.()\[\]-]{0,40}", fullmatch=True), min_size=1, max_size=6))
@settings(max_examples=25, deadline=None)
def test_records_are_entries_and_refusals(name: str, titles: list[str]) -> None:
    found = list(BY_NAME[name].read(Source.of(file_of(name, titles).encode())))
    assert len(entries(found)) + len(refusals(found)) == len(titles)


@pytest.mark.parametrize("name", ONE)
@given(data=st.binary(max_size=300), cut=st.integers(0, 200))
@settings(max_examples=60, deadline=None)
def test_no_bytes_raise(name: str, data: bytes, cut: int) -> None:
    good = file_of(name, ["Plan one", "Plan two"]).encode()
    for item in BY_NAME[name].read(Source.of(good[:cut] + data + good[cut:])):
        if isinstance(item, Entry):
            assert item.citation.title == clean(item.citation.title)
            assert item.position >= 1
            assert item.line >= 1


TAGGED = [form.name for form in FORMATS if form.tokens]


@pytest.mark.parametrize("name", TAGGED)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16-le"])
def test_tokens_are_all_values_in_their_order(name: str, encoding: str) -> None:
    tokens = BY_NAME[name].tokens
    assert tokens
    (entry,) = entries(BY_NAME[name].read(Source.of(file_of(name, ["Zoë’s plan"]).encode(encoding))))
    found = tokens(entry.raw)
    assert [t.value.strip() for t in found if "plan" in t.value] == ["Zoë’s plan"]
    assert [t.line for t in found] == sorted(t.line for t in found)
    lines = entry.raw.decode(encoding).split("\n")
    assert all(lines[t.line - 1].startswith((t.tag, f"%{t.tag}")) for t in found)


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("endnote-xml", b"<record>" * 50_000),
        ("endnote-xml", b"<record><title>" + b"<!--" * 100_000 + b"<![CDATA[" * 100_000),
        ("endnote-xml", b"<record>" + b"<a>" * 100_000 + b"</a>" * 100_000 + b"</record>"),
        ("endnote-xml", b"<record><title>" + b"&x:y" * 100_000 + b"</title></record>"),
        ("csl-json", b"[" * 200_000),
        ("csl-json", b'[{"title":' + b"[" * 200_000),
        ("csl-json", b'[{"title":"x","year":' + b"1" * 200_000 + b"}]"),
        ("refer", b"%0\n" * 20_000),
        ("ovid", b"<1>\nTitle\n" + b"  x\n" * 100_000 + b"A\n \n" * 100_000),
        ("ovid", b"<1>\nVN  - Ovid\nAU  - " + b"x 1,2 " * 50_000 + b"\nSO  - " + b"Jan 1 (" * 50_000),
        ("wos", b"PT J\n" * 5_000 + b"ER\n" * 50_000),
        ("refworks", b"RT J\n" + b"T1 x\n" * 100_000),
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
    for _ in BY_NAME[name].read(Source.of(data)):
        pass
    assert time.process_time() - begin < 5
