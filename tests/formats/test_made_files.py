"""Files made of citations in each format, as its producers write it, read back as the same citations."""

from __future__ import annotations

import csv
import io
import json
import textwrap
from collections.abc import Callable
from xml.sax.saxutils import escape

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from review_tool.domain.record import Citation, Entry
from review_tool.domain.text import one_line
from review_tool.formats import FORMATS, Source, detect
from review_tool.formats.writers import WRITERS, Item, Raw

READERS = {known.name: known for known in FORMATS}
RIS = next(writer for writer in WRITERS if writer.name == "ris")

LETTERS = st.text("abcdefghijkl mnoprstu,.;:()[]%#'é–ß中ØАא", min_size=2, max_size=90)
TEXTS = LETTERS.map(lambda text: one_line(f"Aa {text} zz"))
FAMILIES = ("Roe", "van der Berg", "Ødegård", "O'Neil-Doe", "李")
NAMES = st.tuples(st.sampled_from(FAMILIES), st.sampled_from(("Ann", "B. C.", "Çelik", "Jean-Luc"))).map(", ".join)
PAGES = st.tuples(st.integers(1, 500), st.integers(501, 999)).map(lambda pair: f"{pair[0]}-{pair[1]}")
CITATIONS = st.builds(
    Citation,
    title=TEXTS,
    authors=st.lists(NAMES, min_size=1, max_size=4, unique=True).map(tuple),
    year=st.integers(1900, 2030),
    journal=st.sampled_from(("Journal of Plans", "Pläne & Wege", "The Lancet")),
    volume=st.integers(1, 400).map(str),
    issue=st.integers(1, 60).map(str),
    pages=PAGES,
    doi=st.integers(1, 9999).map(lambda n: f"10.1234/made.({n})"),
    abstract=TEXTS,
)


def wrapped(text: str, indent: str, width: int = 60) -> str:
    """The value over several lines, of which all but the first are indented."""
    lines = textwrap.wrap(text, width, break_long_words=False, break_on_hyphens=False)
    return f"\n{indent}".join(lines) if "  " not in text else text


def nbib(c: Citation, n: int) -> str:
    names = "".join(f"FAU - {name}\nAU  - {name.split(',')[0]} A\nAD  - Somewhere.\n" for name in c.authors)
    return (
        f"PMID- {n}\nOWN - NLM\nVI  - {c.volume}\nIP  - {c.issue}\nDP  - {c.year} Jan-Feb\n"
        f"TI  - {wrapped(c.title, ' ' * 6)}\nPG  - {c.pages}\nLID - {c.doi} [doi]\n"
        f"AB  - {wrapped(c.abstract, ' ' * 6)}\n{names}JT  - {c.journal}\n"
        f"EDAT- 2031/01/01 06:00\n\n"
    )


def wos(c: Citation, n: int) -> str:
    names = "\n   ".join(c.authors)
    first, last = c.pages.split("-")
    return (
        f"PT J\nAU {names}\nAF {names}\nTI {wrapped(c.title, ' ' * 3)}\nSO {c.journal}\n"
        f"AB {wrapped(c.abstract, ' ' * 3)}\nCR Poe C, 1999, J X, V1, P1\n   Moe M, 1998\n"
        f"PY {c.year}\nVL {c.volume}\nIS {c.issue}\nBP {first}\nEP {last}\n"
        f"DI {c.doi}\nUT WOS:{n}\nER\n\n"
    )


def refer(c: Citation, _: int) -> str:
    names = "".join(f"%A {name}\n" for name in c.authors)
    return (
        f"%0 Journal Article\n{names}%D {c.year}\n%T {c.title}\n%J {c.journal}\n%V {c.volume}\n%N {c.issue}\n"
        f"%P {c.pages}\n%R {c.doi}\n%X {c.abstract}\n%K one\ntwo\n\n"
    )


def refworks(c: Citation, n: int) -> str:
    first, last = c.pages.split("-")
    names = "".join(f"A1 {name.replace(', ', ',')}\n" for name in c.authors)
    return (
        f"RT Journal Article\nSR Electronic(1)\nID {n}\n{names}T1 {c.title}\nJF {c.journal}\nYR {c.year}\n"
        f"VO {c.volume}\nIS {c.issue}\nSP {first}\nOP {last}\nAB {c.abstract}\nDO {c.doi}\n\n"
    )


def ovid(c: Citation, n: int) -> str:
    names = "".join(f"AU  - {name}\n" for name in c.authors)
    return (
        f"<{n}. >\nVN  - Ovid Technologies\nAN  - {n}\n{names}TI  - {wrapped(c.title, ' ' * 6)}\nJN  - {c.journal}\n"
        f"VO  - {c.volume}\nIP  - {c.issue}\nPG  - {c.pages}\nYR  - {c.year}\nAB  - {wrapped(c.abstract, ' ' * 6)}\n"
        f"DO  - https://dx.doi.org/{c.doi}\n\n"
    )


def table(separator: str) -> Callable[[Citation, int], str]:
    def row(c: Citation, _: int) -> str:
        line = io.StringIO()
        cells = [c.title, "; ".join(c.authors), str(c.year), c.journal, c.volume, c.issue, c.pages, c.doi, c.abstract]
        csv.writer(line, delimiter=separator, lineterminator="\n").writerow(cells)
        return line.getvalue()

    return row


def mods(c: Citation, _: int) -> str:
    first, last = c.pages.split("-")
    names = "".join(
        f'<name type="personal"><namePart type="given">{escape(given)}</namePart>'
        f'<namePart type="family">{escape(family)}</namePart></name>'
        for family, given in (name.split(", ") for name in c.authors)
    )
    return (
        f"<mods><titleInfo><title>{escape(c.title)}</title></titleInfo>{names}\n<originInfo><dateIssued>{c.year}"
        f'</dateIssued></originInfo><relatedItem type="host"><titleInfo><title>{escape(c.journal)}</title></titleInfo>'
        f'<part><detail type="volume"><number>{c.volume}</number></detail><detail type="issue">'
        f"<number>{c.issue}</number></detail>"
        f'<extent unit="pages"><start>{first}</start><end>{last}</end></extent></part></relatedItem>\n'
        f'<identifier type="doi">{c.doi}</identifier><abstract>{escape(c.abstract)}</abstract></mods>\n'
    )


def marc(c: Citation, n: int) -> str:
    def field(tag: str, code: str, value: str) -> str:
        return f'<datafield tag="{tag}"><subfield code="{code}">{escape(value)}</subfield></datafield>'

    names = "".join(field("700" if n else "100", "a", name) for n, name in enumerate(c.authors))
    host = f"{c.volume} ({c.year}), {c.issue}, pages {c.pages}"
    return (
        f'<record><controlfield tag="001">{n}</controlfield>{names}{field("245", "a", c.title)}\n'
        f"{field('260', 'c', str(c.year))}{field('773', 't', c.journal)}{field('773', 'g', host)}"
        f"{field('520', 'a', c.abstract)}{field('024', 'a', c.doi)}</record>\n"
    )


def pubmed(c: Citation, n: int) -> str:
    names = "".join(
        f"<Author><LastName>{escape(family)}</LastName><ForeName>{escape(given)}</ForeName></Author>"
        for family, given in (name.split(", ") for name in c.authors)
    )
    return (
        f"<PubmedArticle><MedlineCitation><PMID>{n}</PMID><Article><Journal><JournalIssue><Volume>{c.volume}</Volume>"
        f"<Issue>{c.issue}</Issue><PubDate><Year>{c.year}</Year></PubDate></JournalIssue><Title>{escape(c.journal)}</Title>"
        f"</Journal>\n<ArticleTitle>{escape(c.title)}</ArticleTitle><Pagination><MedlinePgn>{c.pages}</MedlinePgn>"
        f'</Pagination><ELocationID EIdType="doi">{c.doi}</ELocationID><Abstract><AbstractText>{escape(c.abstract)}'
        f"</AbstractText></Abstract><AuthorList>{names}</AuthorList></Article></MedlineCitation></PubmedArticle>\n"
    )


def crossref_xml(c: Citation, _: int) -> str:
    first, last = c.pages.split("-")
    names = "".join(
        f'<person_name contributor_role="author"><given_name>{escape(given)}</given_name><surname>{escape(family)}'
        "</surname></person_name>"
        for family, given in (name.split(", ") for name in c.authors)
    )
    return (
        f"<doi_record><crossref><journal><journal_metadata><full_title>{escape(c.journal)}</full_title></journal_metadata>"
        f"<journal_issue><journal_volume><volume>{c.volume}</volume></journal_volume><issue>{c.issue}</issue>"
        f"</journal_issue>\n<journal_article><titles><title>{escape(c.title)}</title></titles><contributors>{names}"
        f"</contributors><abstract>{escape(c.abstract)}</abstract><publication_date><year>{c.year}</year>"
        f"</publication_date><pages><first_page>{first}</first_page><last_page>{last}</last_page></pages><doi_data>"
        f"<doi>{c.doi}</doi></doi_data></journal_article></journal></crossref></doi_record>\n"
    )


def crossref_json(c: Citation, _: int) -> str:
    authors = [dict(zip(("family", "given"), name.split(", "), strict=True)) for name in c.authors]
    message = {"title": [c.title], "author": authors, "issued": {"date-parts": [[c.year, 1]]}, "DOI": c.doi.upper()}
    message |= {"container-title": [c.journal], "volume": c.volume, "issue": c.issue, "page": c.pages}
    return json.dumps({"message-type": "work", "message": message | {"abstract": c.abstract}}) + "\n"


def publish_or_perish(c: Citation, n: int) -> str:
    first, last = c.pages.split("-")
    found = {"title": c.title, "authors": list(c.authors), "year": c.year, "source": c.journal, "doi": c.doi, "rank": n}
    found |= {"volume": c.volume, "issue": c.issue, "startpage": first, "endpage": last, "abstract": c.abstract}
    return json.dumps(found | {"cites": 3, "article_url": ""}) + "\n"


HEADING = ("Title", "Authors", "Year", "Journal", "Volume", "Issue", "Pages", "DOI", "Abstract")
# For each format (what makes one record, the file's beginning, its end).
MADE: dict[str, tuple[Callable[[Citation, int], str], str, str]] = {
    "nbib": (nbib, "", ""),
    "wos": (wos, "FN A database\nVR 1.0\n", "EF\n"),
    "refer": (refer, "", ""),
    "refworks": (refworks, "", ""),
    "ovid": (ovid, "", ""),
    "csv": (table(","), ",".join(HEADING) + "\n", ""),
    "tsv": (table("\t"), "\t".join(HEADING) + "\n", ""),
    "mods": (mods, '<?xml version="1.0"?>\n<modsCollection>\n', "</modsCollection>\n"),
    "marcxml": (marc, '<?xml version="1.0"?>\n<collection>\n', "</collection>\n"),
    "pubmed-xml": (pubmed, '<?xml version="1.0"?>\n<PubmedArticleSet>\n', "</PubmedArticleSet>\n"),
    "crossref-xml": (crossref_xml, '<?xml version="1.0"?>\n<doi_records>\n', "</doi_records>\n"),
    "crossref-json": (crossref_json, "", ""),
    "publish-or-perish": (publish_or_perish, "", ""),
}


def says(c: Citation) -> tuple[object, ...]:
    return c.title, c.authors, c.year, c.journal, c.volume, c.issue, c.pages, c.doi, c.abstract


def entries(name: str, data: bytes, part: int = 1 << 20) -> list[Entry]:
    found = list(READERS[name].read(Source.of(data, part=part)))
    assert [item for item in found if not isinstance(item, Entry)] == []
    return [item for item in found if isinstance(item, Entry)]


@pytest.mark.parametrize("name", sorted(MADE))
@given(
    made=st.lists(CITATIONS, min_size=1, max_size=4),
    ends=st.sampled_from(("\n", "\r\n")),
    encoding=st.sampled_from(("utf-8", "utf-8-sig", "utf-16")),
    part=st.sampled_from((70, 1 << 20)),
)
@settings(max_examples=25, deadline=None)
def test_what_was_made_is_read_and_goes_on_as_ris(
    name: str, made: list[Citation], ends: str, encoding: str, part: int
) -> None:
    make, top, end = MADE[name]
    text = top + "".join(make(citation, n) for n, citation in enumerate(made, 1)) + end
    data = text.replace("\n", ends).encode(encoding)
    assert detect(Source.of(data), "x")[0].name == name
    found = entries(name, data, part)
    assert [says(entry.citation) for entry in found] == [says(citation) for citation in made]
    items = [Item(entry.citation, n, (Raw(name, entry.raw),)) for n, entry in enumerate(found, 1)]
    again = entries("ris", RIS.file([RIS.entry(item, set()).data for item in items]))
    assert [says(entry.citation) for entry in again] == [says(citation) for citation in made]


@given(made=st.lists(CITATIONS, min_size=1, max_size=3))
@settings(max_examples=10, deadline=None)
def test_a_made_workbook_is_read(made: list[Citation]) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(HEADING)
    for c in made:
        sheet.append([c.title, "; ".join(c.authors), c.year, c.journal, c.volume, c.issue, c.pages, c.doi, c.abstract])
    file = io.BytesIO()
    book.save(file)
    assert [says(e.citation) for e in entries("xlsx", file.getvalue())] == [says(c) for c in made]
