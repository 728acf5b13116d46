"""Crossref's XML."""

from __future__ import annotations

from review_tool.domain.record import Citation, Entry
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
        ("Roe, Jr, Ann", "Plan Group"),
        2020,
    )
    assert (article.journal, article.volume, article.issue, article.pages) == ("Journal of Plans", "3", "2", "12-20")
    assert (article.doi, article.url, article.abstract) == ("10.1234/ab", "https://plans.example/1", "One.")
    assert (article.type, article.language, article.source_id) == ("journal-article", "en", "10.1234/AB")
    assert (review.title, review.authors) == ("Report", ("Anonymous reviewer",))


def cited(text: str) -> list[Citation]:
    found, _ = detect(Source.of(text.encode()), "x.xml")
    assert found.name == "crossref-xml"
    return [item.citation for item in found.read(Source.of(text.encode())) if isinstance(item, Entry)]


def test_the_parts_of_an_abstract_are_told_apart() -> None:
    abstract = (
        "<sec><title>Aim</title><p>We <italic>p</italic>lan.</p></sec><sec><title>Results</title><p>Shared.</p></sec>"
    )
    (c,) = cited(f"<doi_record><posted_content><abstract>{abstract}</abstract></posted_content></doi_record>")
    assert c.abstract == "Aim We plan. Results Shared."


def test_a_record_within_another_and_the_short_answer_to_a_query() -> None:
    work = "<journal_article><titles><title>Plans</title></titles></journal_article>"
    (c,) = cited(f"<crossref_metadata><doi>10.1234/a</doi><doi_record>{work}</doi_record></crossref_metadata>")
    assert c.title == "Plans"
    (c,) = cited(
        '<crossref_result><query status="resolved"><doi>10.1234/b</doi><journal_title>Journal of Plans</journal_title>'
        "<contributors><contributor><given_name>Ann</given_name><surname>Roe</surname></contributor></contributors>"
        "<volume>1</volume><first_page>3</first_page><last_page>4</last_page><year>2001</year>"
        "<article_title>Shared plans</article_title></query></crossref_result>"
    )
    assert (c.title, c.authors, c.journal, c.year) == ("Shared plans", ("Roe, Ann",), "Journal of Plans", 2001)
    assert (c.volume, c.pages, c.doi) == ("1", "3-4", "10.1234/b")


def test_works_as_its_oai_pmh_service_sends_them() -> None:
    work = (
        "<crossref xmlns='x'><book><book_metadata><titles><title>Book</title></titles>"
        "<publication_date><year>2008</year></publication_date></book_metadata><content_item>"
        "<titles><title>{}</title></titles><doi_data><doi>10.1234/{}</doi></doi_data></content_item></book></crossref>"
    )
    records = "".join(f"<record><metadata>{work.format(n, n)}</metadata></record>" for n in "ab")
    data = f"<OAI-PMH><ListRecords>{records}</ListRecords></OAI-PMH>".encode()
    found, _ = detect(Source.of(data), "x.xml")
    items = [item.citation for item in found.read(Source.of(data)) if isinstance(item, Entry)]
    assert [(one.title, one.journal, one.year, one.doi) for one in items] == [
        ("a", "Book", 2008, "10.1234/a"), ("b", "Book", 2008, "10.1234/b"),
    ]  # fmt: skip
    dblp = b"<dblp><inproceedings key='a'><crossref>conf/x</crossref><title>T</title></inproceedings></dblp>"
    assert detect(Source.of(dblp), "x.xml")[0].name == "other-xml"
