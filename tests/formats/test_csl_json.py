"""CSL-JSON, as programs write it and as they should not."""

from __future__ import annotations

from review_tool.domain.errors import Problem
from review_tool.domain.record import Entry
from review_tool.formats import detect
from review_tool.formats.csl_json import CSL_JSON
from review_tool.formats.source import Source

ITEM = """{"id": 7, "type": "article-journal", "title": "The <i>shared</i> plan", "container-title": "Journal of Plans",
 "author": [{"family": "Roe", "given": "Ann", "non-dropping-particle": "van"}, {"literal": "Plan Group"}],
 "issued": {"date-parts": [["2020", 3]]}, "volume": 3, "issue": "2", "page": "12–20", "keyword": "a, b",
 "DOI": "https://doi.org/10.1234/AB", "PMID": "4567", "abstract": "<jats:p>One &amp; two.</jats:p>", "language": "en",
 "URL": "https://x.example"}"""


def read(text: str) -> tuple[list[Entry], list[Problem]]:
    found = list(CSL_JSON.read(Source.of(text.encode())))
    return [f for f in found if isinstance(f, Entry)], [f for f in found if isinstance(f, Problem)]


def test_the_fields_of_an_item() -> None:
    assert detect(Source.of(ITEM.encode()), "x.json")[0].name == "csl-json"
    for text in (ITEM, f"[{ITEM}]", f'{{"items": [{ITEM}]}}', f"{ITEM}\n"):
        ((entry,), problems) = read(text)
        c = entry.citation
        assert not problems
        assert (c.title, c.authors, c.year) == ("The shared plan", ("van Roe, Ann", "Plan Group"), 2020)
        assert (c.journal, c.volume, c.issue, c.pages) == ("Journal of Plans", "3", "2", "12-20")
        assert (c.doi, c.pmid, c.abstract, c.keywords) == ("10.1234/ab", "4567", "One & two.", ("a", "b"))
        assert (c.type, c.language, c.url, c.source_id) == ("article-journal", "en", "https://x.example", "7")
        assert entry.raw == ITEM.encode()


def test_odd_items_are_kept() -> None:
    found, problems = read(
        '[{"title": null, "author": "Roe, A"}, {"title": ["A"], "issued": {"raw": "circa 1999"}}, {}]'
    )
    assert [e.citation.title for e in found] == ["", "A", ""]
    assert found[1].citation.year == 1999
    assert [(p.record, p.refused) for p in problems] == [(1, False), (3, False)]


def test_what_is_broken_is_refused_and_what_stood_before_it_kept() -> None:
    for rest in ('{"title": "B', "[" * 100_000, "nonsense"):
        found, problems = read(f'[{{"title": "A"}},\n{rest}')
        assert [e.citation.title for e in found] == ["A"]
        assert [(p.line, p.record, p.refused) for p in problems] == [(2, 2, True)]


def test_records_under_their_keys_and_lists_of_other_services() -> None:
    book = '{"type": "book", "title": "T%d", "author": [{"family": "Roe"}], "issued": {"date-parts": [[2001]]}}'
    found, _ = read('{"a": %s,\n "b": %s}' % (book % 1, book % 2))  # noqa: UP031
    assert [e.citation.title for e in found] == ["T1", "T2"]
    ((entry,), _) = read(
        '{"meta": {"count": 1}, "results": [{"title": "T", "publication_year": 2001, "doi": "10.1234/A",\n'
        '"authorships": [{"author": {"display_name": "Ann Roe"}}],\n'
        '"primary_location": {"source": {"display_name": "J"}}}]}'
    )
    c = entry.citation
    assert (c.title, c.authors, c.year, c.journal, c.doi) == ("T", ("Ann Roe",), 2001, "J", "10.1234/a")


OTHERS = {
    "OpenAlex": """{"meta": {"count": 1}, "results": [{"id": "https://openalex.org/W1", "display_name": "Plans",
 "doi": "https://doi.org/10.1234/ab", "publication_year": 2011, "ids": {"pmid": "https://pubmed.ncbi.nlm.nih.gov/45"},
 "authorships": [{"author": {"display_name": "Ann Roe"}}], "primary_location": {"source": {"display_name": "Ways"}},
 "biblio": {"volume": "3", "first_page": "1", "last_page": "9"},
 "abstract_inverted_index": {"we": [1], "How": [0]}}]}""",
    "Lens": """{"total": 1, "data": [{"lens_id": "1", "title": "Plans", "year_published": 2011, "volume": "3",
 "authors": [{"first_name": "Ann", "last_name": "Roe"}], "source": {"title": "Ways"}, "abstract": "How we",
 "start_page": "1", "end_page": "9",
 "external_ids": [{"type": "pmid", "value": "45"}, {"type": "doi", "value": "10.1234/AB"}]}]}""",
    "Semantic Scholar": """{"data": [{"paperId": "1", "externalIds": {"DOI": "10.1234/ab", "PubMed": "45"},
 "year": 2011, "title": "Plans", "authors": [{"name": "Ann Roe"}],
 "journal": {"name": "Ways", "volume": "3", "pages": "1-9"},
 "abstract": "How we", "references": [{"title": "Another"}]}]}""",
    "Europe PMC": """{"hitCount": 1, "resultList": {"result": [{"id": "45", "pmid": "45", "doi": "10.1234/ab",
 "title": "Plans", "authorString": "Roe A", "journalTitle": "Ways", "journalVolume": "3", "pubYear": "2011",
 "pageInfo": "1-9", "abstractText": "How we"}]}}""",
    "Zotero": """[{"key": "1", "itemType": "journalArticle", "title": "Plans", "date": "2011-03", "pages": "1-9",
 "creators": [{"creatorType": "author", "firstName": "Ann", "lastName": "Roe"}], "publicationTitle": "Ways",
 "volume": "3", "DOI": "10.1234/ab", "PMID": "45", "abstractNote": "How we", "tags": [{"tag": "planning"}]}]""",
}


def test_what_other_services_answer() -> None:
    for name, text in OTHERS.items():
        assert detect(Source.of(text.encode()), "x")[0] is CSL_JSON, name
        ((entry,), problems) = read(text)
        c = entry.citation
        assert not problems, name
        assert (c.title, c.year, c.journal, c.volume, c.pages) == ("Plans", 2011, "Ways", "3", "1-9"), name
        assert (c.doi, c.pmid, c.abstract) == ("10.1234/ab", "45", "How we"), name
        assert c.authors[0] in ("Ann Roe", "Roe, Ann", "Roe A"), name


def test_a_list_inside_one_record_is_a_part_of_it() -> None:
    ((entry,), _) = read('{"type": "book", "title": "Plans", "references": [{"title": "Another"}]}')
    assert entry.citation.title == "Plans"


def test_numbers_in_a_note() -> None:
    ((entry,), _) = read('[{"id": 1, "title": "T", "note": "PMID: 12345678\\nDOI: 10.1234/ab\\nPMCID: PMC1"}]')
    assert (entry.citation.pmid, entry.citation.doi) == ("12345678", "10.1234/ab")
