"""Crossref's XML."""

from __future__ import annotations

from review_tool.domain.record import Entry
from review_tool.formats import detect
from review_tool.formats.source import Source

WORKS = b"""<?xml version="1.0" encoding="UTF-8"?>
<doi_records><doi_record><crossref><journal><journal_metadata><full_title>Journal of Plans</full_title>
<doi_data><doi>10.1234/journal</doi></doi_data></journal_metadata><journal_issue>
<journal_volume><volume>3</volume></journal_volume><issue>2</issue></journal_issue>
<journal_article language="en"><titles><title> The <i>shared</i>
  plan </title><subtitle>A trial</subtitle></titles><contributors>
<person_name contributor_role="editor"><given_name>Ed</given_name><surname>Itor</surname></person_name>
<person_name contributor_role="author"><given_name>Ann</given_name><surname>Roe</surname>
<suffix>Jr</suffix></person_name>
<organization contributor_role="author">Plan Group</organization></contributors>
<publication_date media_type="online"><year>2021</year></publication_date>
<publication_date media_type="print"><year>2020</year></publication_date>
<pages><first_page>12</first_page><last_page>20</last_page></pages>
<jats:abstract xmlns:jats="x"><jats:p>One.</jats:p></jats:abstract>
<doi_data><doi>10.1234/AB</doi><resource>https://plans.example/1</resource></doi_data></journal_article></journal>
</crossref></doi_record>
<doi_record><crossref><peer_review><contributors><anonymous contributor_role="reviewer"/></contributors>
<titles><title>Report</title></titles></peer_review></crossref></doi_record></doi_records>
"""


def test_an_article_and_a_review() -> None:
    found, _ = detect(Source.of(WORKS), "x.xml")
    assert found.name == "crossref-xml"
    article, review = (item.citation for item in found.read(Source.of(WORKS)) if isinstance(item, Entry))
    assert (article.title, article.authors, article.year) == (
        "The shared plan: A trial",
        ("Roe, Ann", "Plan Group"),
        2020,
    )
    assert (article.journal, article.volume, article.issue, article.pages) == ("Journal of Plans", "3", "2", "12-20")
    assert (article.doi, article.url, article.abstract) == ("10.1234/ab", "https://plans.example/1", "One.")
    assert (article.type, article.language, article.source_id) == ("journal-article", "en", "10.1234/AB")
    assert (review.title, review.authors) == ("Report", ("Anonymous reviewer",))
