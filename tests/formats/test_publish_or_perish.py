"""Publish or Perish."""

from __future__ import annotations

from review_tool.domain.record import Entry
from review_tool.formats import detect
from review_tool.formats.source import Source


def test_results_as_json_and_as_csv() -> None:
    data = (
        b'[{"abstract": "One", "article_url": "https://doi.org/10.1234/AB", "authors": ["A Roe", "D Doe"], "cites": 3, '
        b'"rank": 1, "source": "Journal of Plans", "title": "Shared plans", "type": "PDF", "uid": "GS:1", "year": 2020,'
        b' "volume": 3, "startpage": 12, "endpage": 20}]'
    )
    found, _ = detect(Source.of(data), "x.json")
    assert found.name == "publish-or-perish"
    table = (
        b"Cites,Authors,Title,Year,Source,Publisher,ArticleURL,GSRank,Type,StartPage,EndPage,Abstract,Volume,DOI\n"
        b'3,"A Roe, D Doe",Shared plans,2020,Journal of Plans,P,https://x.example,1,PDF,12,20,One,3,10.1234/AB\n'
    )
    for content in (data, table):
        (entry,) = detect(Source.of(content), "x")[0].read(Source.of(content))
        assert isinstance(entry, Entry)
        c = entry.citation
        assert (c.title, c.authors, c.year, c.journal) == ("Shared plans", ("A Roe", "D Doe"), 2020, "Journal of Plans")
        assert (c.doi, c.pages, c.volume, c.abstract, c.type) == ("10.1234/ab", "12-20", "3", "One", "PDF")
