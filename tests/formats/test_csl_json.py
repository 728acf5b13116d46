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
