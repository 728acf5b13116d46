"""Whatever a writer writes reads back as what it was given; unchanged records go out as they came."""

from __future__ import annotations

from dataclasses import replace
from xml.etree.ElementTree import fromstring

import pytest
from bibtexparser.entrypoint import parse_string
from hypothesis import given, settings
from hypothesis import strategies as st

from review_tool.domain.record import Citation, Entry
from review_tool.formats import FORMATS
from review_tool.formats.ris import tokens
from review_tool.formats.source import Source
from review_tool.formats.writers import SHEETS, WRITERS, Item, Raw, Writer, lost, sheet_table
from review_tool.formats.writers.names import Name, parted
from review_tool.formats.writers.types import KINDS, kind, ris_type

READERS = {known.name: known for known in FORMATS}
BY_NAME = {writer.name: writer for writer in WRITERS}
READ_BACK = ["ris", "bibtex", "csl-json", "endnote-xml"]
HOSTILE = "[Article in German] Dose [mg/kg] [/] [@click=app.quit]x"

words = st.from_regex(r"[A-Za-zÀ-öø-ÿ0-9][A-Za-zÀ-öø-ÿ0-9&%#$'’.:?()\[\]/+=-]{0,11}", fullmatch=True)
plain_words = st.from_regex(r"[a-z]{2,10}", fullmatch=True)
text = st.lists(words, min_size=1, max_size=8).map(" ".join)
names = st.from_regex(r"[A-Z][a-zà-ö]{1,9}(-[A-Z][a-z]{1,6})?, [A-Z][a-z]{1,7}( [A-Z]\.)?", fullmatch=True)
organisations = st.sampled_from(["World Health Organization", "UNICEF", "The {Trial} Group & Friends", "R&D 2"])
citations = st.builds(
    Citation,
    title=text,
    authors=st.lists(names | organisations, max_size=4, unique=True).map(tuple),
    year=st.none() | st.integers(1900, 2029),
    journal=text,
    volume=st.from_regex(r"\d{0,3}", fullmatch=True),
    issue=st.from_regex(r"(\d{1,2}(-\d)?|Suppl 1)?", fullmatch=True),
    pages=st.sampled_from(["", "12-20", "e12", "S1-S9", "12-20, 25"]),
    doi=st.from_regex(r"(10\.\d{4}/[a-z0-9._-]{0,9}[a-z0-9])?", fullmatch=True),
    pmid=st.from_regex(r"([1-9]\d{0,7})?", fullmatch=True),
    abstract=text,
    keywords=st.lists(plain_words, max_size=4, unique=True).map(tuple),
    url=st.sampled_from(["", "https://example.org/a_b?c=d&e=%20#f"]),
    type=st.sampled_from(["JOUR", "article", "Book Chapter", "Thesis", "Conference Paper", "", "odd"]),
    language=st.sampled_from(["", "English"]),
    source_id=st.from_regex(r"[A-Z]{2}\d{3}", fullmatch=True),
)


def written(name: str, *items: Item) -> bytes:
    writer = BY_NAME[name]
    taken: set[str] = set()
    return writer.file([writer.entry(item, taken).data for item in items])


def read(name: str, data: bytes) -> list[Citation]:
    found = list(READERS[name].read(Source.of(data)))
    assert [thing for thing in found if not isinstance(thing, Entry)] == []
    return [entry.citation for entry in found if isinstance(entry, Entry)]


@pytest.mark.parametrize("name", READ_BACK)
@given(given_=st.lists(citations, min_size=1, max_size=4))
@settings(max_examples=60, deadline=None)
def test_made_citations_read_back_the_same(name: str, given_: list[Citation]) -> None:
    back = read(name, written(name, *(Item(c, n) for n, c in enumerate(given_, 1))))
    assert len(back) == len(given_)
    for one, other in zip(given_, back, strict=True):
        assert kind(other.type, True) == kind(one.type, True) or name == "bibtex"
        source_id = other.source_id if BY_NAME[name].lacks or name == "csl-json" else one.source_id
        assert replace(other, type="", url=other.url if one.url else "") == replace(
            one, type="", source_id=source_id, url=one.url
        )


@pytest.mark.parametrize("name", ["ris", "bibtex", "endnote-xml"])
@pytest.mark.parametrize(
    "abstract", ["?`So`, `so' it is", "p < 0.05 & n > 3 <c> &c; {a} \\x _1 $2$ ^3 -- ``q''", "10 % of #1 / a\\b"]
)
def test_signs_of_the_format_itself_are_text(name: str, abstract: str) -> None:
    assert [c.abstract for c in read(name, written(name, Item(Citation("T", abstract=abstract), 1)))] == [abstract]


@pytest.mark.parametrize("name", [writer.name for writer in WRITERS])
def test_a_hostile_title_goes_out_to_the_letter_and_its_escapes_do_not(name: str) -> None:
    raw = f"TY  - JOUR\nTI  - {HOSTILE}\x1b[2J\nER  - ".encode()
    data = written(name, Item(Citation(title=HOSTILE, journal="J"), 1, (Raw("ris", raw),)))
    assert b"\x1b" not in data
    if name in READ_BACK:
        assert [c.title for c in read(name, data)] == [HOSTILE]
    else:
        assert HOSTILE in data.decode()


ODD = """\ufeffAN  - 12
TY  - JOUR
TI  - A title
 that goes on
AB  - one
AB  - one
N2  - two
ZZ  - unknown
KW  -
SN  - 1
SN  - 2
N1  - a - b
ER  -
"""


def test_a_ris_record_keeps_every_pair_in_its_order_with_repeats() -> None:
    raw = ODD.lstrip("\ufeff").encode()
    out = written("ris", Item(Citation(title="A title that goes on"), 1, (Raw("ris", raw),))).decode()
    lines = out.splitlines()
    assert lines[0] == "TY  - JOUR"
    assert lines[-1] == "ER  - "
    before = [(t.tag, " ".join(t.value.split())) for t in tokens(raw) if t.tag not in ("TY", "ER")]
    after = [(t.tag, " ".join(t.value.split())) for t in tokens(out.encode()) if t.tag not in ("TY", "ER")]
    assert before == after
    assert len(before) == 10


def test_a_record_without_a_type_gets_one_and_utf_16_becomes_utf_8() -> None:
    raw = "TI  - Zoë\nJO  - J\nER  - ".encode("utf-16-le")
    out = written("ris", Item(Citation(title="Zoë", journal="J"), 1, (Raw("ris", raw),))).decode("utf-8")
    assert out == "TY  - JOUR\nTI  - Zoë\nJO  - J\nER  - \n"


@pytest.mark.parametrize(
    ("format", "raw"),
    [
        ("nbib", b"PMID- 12\nTI  - A title\nFAU - Roe, Ann\nAU  - Roe A\nMH  - *Skin\nMH  - Mice\nLID - S1 [pii]\n"),
        ("wos", b"PT J\nAU Roe, A\n   Doe, D\nTI A title\nC1 [Roe, A] Leeds.\nCR One, 1999\n   Two, 2000\nPY 2020\nER"),
    ],
)
def test_what_tagged_records_say_beside_is_in_the_ris(format: str, raw: bytes) -> None:
    (entry,) = [e for e in READERS[format].read(Source.of(raw)) if isinstance(e, Entry)]
    item = Item(entry.citation, 1, (Raw(format, raw),))
    form = BY_NAME["ris"].entry(item, set())
    read_tokens = READERS[format].tokens
    assert read_tokens
    out = " ".join(form.data.decode().split())
    for token in read_tokens(raw):
        if token.tag not in ("PT", "ER"):
            assert all(" ".join(line.split()).strip("*") in out for line in token.value.split("\n")), token
    assert lost(BY_NAME["ris"].lacks, item, form) == set()
    assert lost(frozenset(), replace(item, exact=False), BY_NAME["ris"].entry(replace(item, exact=False), set()))


@pytest.mark.parametrize("written_as", ["bibtex", "csl-json", "endnote-xml"])
def test_a_publisher_and_numbers_of_pubmed_reach_those_who_read_other_formats(written_as: str) -> None:
    raw = b"PMID- 12\nIS  - 1234-5678 (Print)\nISBN- 9781234567897\nTI  - A title\nPB  - House\n"
    (entry,) = [e for e in READERS["nbib"].read(Source.of(raw)) if isinstance(e, Entry)]
    item = Item(entry.citation, 1, (Raw("nbib", entry.raw),))
    form = BY_NAME[written_as].entry(item, set())
    assert all(value in form.data for value in (b"1234-5678", b"9781234567897", b"House"))
    assert b"(Print)" not in form.data
    assert not [name for name in lost(BY_NAME[written_as].lacks, item, form) if "(" in name]


@pytest.mark.parametrize("exact", [True, False])
@pytest.mark.parametrize(
    ("format", "raw"),
    [
        ("nbib", b"PMID- 12\nIS  - 1234-5678 (Print)\nIS  - 8765-4321 (Electronic)\nTI  - A title\nPB  - House"),
        ("wos", b"PT J\nTI A title\nSN 1234-5678\nEI 8765-4321\nPU House\nER"),
        ("ovid", b"<1>\nTitle\n  A title\nISSN\n  1234-5678\nISSN\n  8765-4321\nPublisher\n  House"),
        ("refer", b"%0 Book\n%T A title\n%@ 1234-5678\n%@ 8765-4321\n%I House"),
        ("refworks", b"RT Book\nT1 A title\nSN 1234-5678\nSN 8765-4321\nPB House"),
        ("bibtex", b"@book{k, title={A title}, issn={1234-5678}, ISBN={8765-4321}, publisher={House}}"),
        ("csl-json", b'[{"id": "k", "title": "A title", "ISSN": ["1234-5678", "8765-4321"], "publisher": "House"}]'),
    ],
)
def test_numbers_and_publishers_of_any_format_reach_those_who_read_ris(format: str, raw: bytes, exact: bool) -> None:
    (entry,) = [e for e in READERS[format].read(Source.of(raw)) if isinstance(e, Entry)]
    item = Item(entry.citation, 1, (Raw(format, entry.raw),), exact=exact)
    form = BY_NAME["ris"].entry(item, set())
    assert [t.value for t in tokens(form.data) if t.tag in ("SN", "PB")] == ["1234-5678", "8765-4321", "House"]
    assert not [name for name in lost(BY_NAME["ris"].lacks, item, form) if "(" in name]


def test_bibtex_keeps_its_fields_and_its_keys_are_unique_ascii() -> None:
    raw = (
        b'@Article{Kim 2020, funding 1 = {c}, title = {The {DNA} of}, note = "a", note = {b}, month = jan, year = 2020}'
    )
    items = [Item(Citation(title="The DNA of", authors=("Kim, J",), year=2020), n, (Raw("bibtex", raw),)) for n in "12"]  # type: ignore[arg-type]
    items.append(Item(Citation(title="Über dies", authors=("Müller, Ö",), year=1999), 3))
    data = written("bibtex", *items)
    library = parse_string(data.decode())
    assert library.failed_blocks == []
    assert [entry.key for entry in library.entries] == ["kim2020", "kim2020a", "muller1999uber"]
    assert {f.key: f.value for f in library.entries[0].fields}["note_b"] == "b"
    assert {f.key: f.value for f in library.entries[0].fields}["funding_1"] == "c"
    assert b"title = {The {DNA} of}" in data
    assert data.isascii() is False


@pytest.mark.parametrize(
    "raw",
    [
        b"@article{k, journal = mymacro, title={T}}",
        b"@article{k, title = {T",
        b"@article{k, title={T} year=2020}",
        b"no",
    ],
)
def test_bibtex_that_would_break_is_written_from_its_fields(raw: bytes) -> None:
    form = BY_NAME["bibtex"].entry(Item(Citation(title="T", source_id="k"), 1, (Raw("bibtex", raw),)), set())
    assert form.data == b"@misc{k,\n  title = {T},\n}\n"
    assert not form.whole


def test_bibtex_that_strict_readers_refuse_is_mended_where_they_stumble() -> None:
    raw = (
        rb"@talk{k, title = {R{\d}oe at ${x}}, note = {$\alpha$ for \$5}, url = {https://a.example/$b}, doi={{10.1/x}}}"
    )
    form = BY_NAME["bibtex"].entry(Item(Citation(title="T", source_id="k"), 1, (Raw("bibtex", raw),)), set())
    assert form.data.decode() == (
        "@misc{k,\n  title = {Roe at \\${x}},\n  note = {$\\alpha$ for \\$5},\n"
        "  url = {https://a.example/$b},\n  doi = {10.1/x},\n  entrysubtype = {talk},\n}\n"
    )
    assert form.whole


def test_capitals_are_protected_and_organisations_stand_in_double_braces() -> None:
    c = Citation(title="Care in South Leeds: what iPads and DNA do", authors=("World Health Organization", "Kim, J"))
    data = written("bibtex", Item(c, 1)).decode()
    assert "title = {Care in {South} {Leeds:} what {iPads} and {DNA} do}" in data
    assert "author = {{World Health Organization} and Kim, J}" in data
    titled = written("bibtex", Item(replace(c, title="Care And Power In The DNA Age"), 1)).decode()
    assert "title = {Care And Power In The {DNA} Age}" in titled


def test_csl_has_dates_in_integers_and_literal_organisations_and_keeps_its_own() -> None:
    raw = b'{"id": "a", "type": "book", "title": "T", "issued": {"date-parts": [["2020", "1"]]}, "custom": {"x": 1}}'
    data = written(
        "csl-json", Item(Citation(title="T"), 1, (Raw("csl-json", raw),)), Item(Citation(title="T"), 2)
    ).decode()
    assert '"custom"' in data
    assert '"2020"' not in data
    assert '"literal": "UNICEF"' in written("csl-json", Item(Citation(title="T", authors=("UNICEF",)), 1)).decode()


def test_endnote_xml_keeps_its_own_element_and_numbers_its_types() -> None:
    raw = b"<record><rec-number>7</rec-number><titles><title>T &amp; U</title></titles><custom3>kept</custom3></record>"
    data = written("endnote-xml", Item(Citation(title="T & U"), 1, (Raw("endnote-xml", raw),)), Item(Citation("V"), 2))
    root = fromstring(data)
    assert root.findtext("records/record/custom3") == "kept"
    assert [e.text for e in root.iter("ref-type")] == ["13"]
    assert len(root.findall("records/record")) == 2


def test_plain_text_is_a_numbered_list() -> None:
    c = Citation(
        "A title?", ("Kim, Ji-ho", "UNICEF"), 2020, "J", "1", "2", "3-4", "10.5555/a", "12", keywords=("x", "y")
    )
    data = written("plain", Item(c, 1, outcome="excluded", reason="wrong topic"), Item(c, 2)).decode()
    assert data.startswith(
        "1. Kim JH, UNICEF. A title? J. 2020;1(2):3-4. doi:10.5555/a. PMID: 12.\n   Keywords: x; y\n"
    )
    assert "   Outcome: excluded (wrong topic)\n" in data
    assert "\n2. Kim" in data


@pytest.mark.parametrize("writer", WRITERS, ids=lambda writer: writer.name)
def test_what_finds_no_place_is_named(writer: Writer) -> None:
    raw = b"TY  - JOUR\nTI  - T\nM3  - odd\nER  -"
    item = Item(Citation(title="T", type="JOUR", language="en", source_id="x"), 1, (Raw("ris", raw),))
    form = writer.entry(item, set())
    assert lost(writer.lacks, item, form) == (set() if writer.name == "ris" else {"M3 (ris)", *writer.lacks} & (
        {"M3 (ris)", "type", "language", "source_id"}
    ))  # fmt: skip
    twice = replace(item, raws=item.raws * 2)
    assert "what its other records say differently" in lost(writer.lacks, twice, writer.entry(twice, set()))


def test_labels_replace_older_ones() -> None:
    raw = b"TY  - JOUR\nTI  - T\nN1  - ASReview_relevant\nN1  - mine\nER  - "
    item = Item(Citation(title="T"), 1, (Raw("ris", raw),), labels=("ASReview_irrelevant",), study="Kim 2020")
    out = written("ris", item).decode()
    assert out == "TY  - JOUR\nTI  - T\nN1  - mine\nN1  - ASReview_irrelevant\nNS  - Kim 2020\nER  - \n"


@pytest.mark.parametrize(
    ("author", "name"),
    [
        ("Kim, Ji-ho", Name("Kim", "Ji-ho")),
        ("Kim, Jr, Ji-ho", Name("Kim", "Ji-ho", "Jr")),
        ("van den Roe AB", Name("van den Roe", "AB")),
        ("Ann van Roe", Name("van Roe", "Ann")),
        ("Ann Roe", Name("Roe", "Ann")),
        ("UNICEF", Name(whole="UNICEF")),
        ("World Health Organization", Name(whole="World Health Organization")),
        ("Verein für Pläne", Name(whole="Verein für Pläne")),
        ("Plan Publishers", Name(whole="Plan Publishers")),
        ("Department of Health, England", Name("Department of Health", "England")),
        ("Roe, Ann, Doe, Dan", Name(whole="Roe, Ann, Doe, Dan")),
    ],
)
def test_people_and_organisations_are_told_apart(author: str, name: Name) -> None:
    assert parted(author) == name


def test_types_have_one_word_in_each_format() -> None:
    assert [kind(word, False).ris for word in ("Journal Article", "phdthesis", "Book; Book Chapter", "inbook", "")] == [
        *("JOUR", "THES", "CHAP", "CHAP", "GEN"),
    ]
    assert kind("whatever", True).bibtex == "article"
    assert ris_type("SLIDE", False) == "SLIDE"
    assert len({one.ris for one in KINDS}) == len(KINDS)


def test_the_sheets_have_their_receivers_headings() -> None:
    c = Citation("T", ("Kim, J", "Roe, A"), 2020, doi="10.5555/a", pmid="12", keywords=("x",), language="en")
    item = Item(c, 7, outcome="excluded", reason="wrong topic", votes=(("EM", "exclude", "no"), ("AK", "maybe", "")),
                tags=("late", "long"))  # fmt: skip
    tables = {sheet.receiver: sheet_table(sheet, [item]) for sheet in SHEETS}
    rayyan = dict(zip((c.key for c in tables["rayyan"].columns), tables["rayyan"].rows[0], strict=True))
    assert ",".join(rayyan) == (
        "key,title,year,month,day,journal,issn,volume,issue,pages,authors,url,language,publisher,location,abstract,notes,"
        "doi,keywords,pubmed_id,pmc_id"
    )
    assert rayyan["authors"] == "Kim, J and Roe, A"
    body = Item(Citation("T", authors=("Kim, J", "Office for Care and Schools")), 1)
    at = [c.key for c in tables["rayyan"].columns].index("authors")
    assert (
        sheet_table(next(s for s in SHEETS if s.receiver == "rayyan"), [body]).rows[0][at]
        == "Kim, J and Office for Care & Schools"
    )
    assert rayyan["notes"] == (
        'RAYYAN-INCLUSION: {"EM"=>"Excluded", "AK"=>"Maybe"} | RAYYAN-LABELS: late,long | '
        'RAYYAN-EXCLUSION-REASONS: wrong topic | USER-NOTES: {"EM"=>["no"]}'
    )
    covidence = dict(zip((c.key for c in tables["covidence"].columns), tables["covidence"].rows[0], strict=True))
    assert ",".join(covidence) == (
        "Title,Authors,Abstract,Published Year,Published Month,Journal,Volume,Issue,Pages,Accession Number,DOI,Ref,"
        "Covidence #,Study,Notes,Tags"
    )
    asreview = dict(zip((c.key for c in tables["asreview"].columns), tables["asreview"].rows[0], strict=True))
    assert (asreview["included"], asreview["asreview_label"]) == ("0", "0")


def test_bibtex_that_took_fields_from_another_entry_stands_by_itself() -> None:
    data = b"""@incollection{child, title = {A chapter}, author = {Roe, Ann}, note = {Own words}, crossref = {whole}}

@book{whole, title = {The whole book}, year = {2019}, publisher = {A press}}
"""
    child, _ = (item for item in READERS["bibtex"].read(Source.of(data)) if isinstance(item, Entry))
    item = Item(child.citation, 1, (Raw("bibtex", child.raw),))
    form = BY_NAME["bibtex"].entry(item, set())
    (entry,) = parse_string(form.data.decode()).entries
    fields = {field.key: field.value for field in entry.fields}
    assert (fields["booktitle"], fields["year"], fields["note"]) == ("The whole book", "2019", "Own words")
    assert "crossref" not in fields
    assert "crossref (bibtex)" in lost(BY_NAME["bibtex"].lacks, item, form)


def test_what_an_abbreviation_stood_for_is_told_as_lost_where_no_field_of_ours_holds_it() -> None:
    data = (
        b"@string{jp = {Journal of Plans}}\n@string{pr = {A press}}\n@article{k, title={T}, journal=jp, publisher=pr}\n"
    )
    (entry,) = (item for item in READERS["bibtex"].read(Source.of(data)) if isinstance(item, Entry))
    item = Item(entry.citation, 1, (Raw("bibtex", entry.raw),))
    form = BY_NAME["bibtex"].entry(item, set())
    assert b"journal = {Journal of Plans}" in form.data
    told = lost(BY_NAME["bibtex"].lacks, item, form)
    assert "publisher (bibtex)" in told
    assert not any(name.startswith("journal") for name in told)


def test_text_that_looks_like_an_end_ends_no_record_elsewhere() -> None:
    raw = b"TY  - JOUR\nTI  - T\nAB  - He said\nER  - visits rose\nER  - \n"
    data = written("ris", Item(Citation("T"), 1, (Raw("ris", raw),)))
    assert data.count(b"\nER") == 1
    assert [c.abstract for c in read("ris", data)] == ["He said ER - visits rose"]
