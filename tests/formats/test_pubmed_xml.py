"""PubMed's XML: articles and books."""

from __future__ import annotations

from review_tool.domain.errors import Problem
from review_tool.domain.record import Entry
from review_tool.formats import detect
from review_tool.formats.source import Source

ARTICLE = """<?xml version="1.0" ?>
<!DOCTYPE PubmedArticleSet PUBLIC "-//NLM//DTD PubMedArticle//EN" "https://dtd.example.org/pubmed.dtd">
<PubmedArticleSet>
<PubmedArticle><MedlineCitation><PMID Version="1">4567</PMID><Article>
<Journal><JournalIssue><Volume>3</Volume><Issue>2</Issue><PubDate><MedlineDate>2020 Jan-Feb</MedlineDate></PubDate>
</JournalIssue><Title>Journal of plans</Title></Journal>
<ArticleTitle>CO<sub>2</sub> in <i>shared</i> plans
&lt; one &amp; <mml:math><mml:mi>x</mml:mi></mml:math>.</ArticleTitle>
<Pagination><StartPage>12</StartPage><EndPage>20</EndPage></Pagination>
<ELocationID EIdType="pii">e1</ELocationID><ELocationID EIdType="doi">10.1234/AB</ELocationID>
<Abstract><AbstractText Label="AIMS">One.</AbstractText><AbstractText Label="RESULTS">Two.</AbstractText></Abstract>
<AuthorList><Author><LastName>Roe</LastName><ForeName>Ann</ForeName><Initials>A</Initials></Author>
<Author><CollectiveName>Plan Group</CollectiveName></Author></AuthorList><Language>eng</Language>
<PublicationTypeList><PublicationType>Journal Article</PublicationType></PublicationTypeList></Article>
<MeshHeadingList><MeshHeading><DescriptorName>Humans</DescriptorName></MeshHeading></MeshHeadingList>
<KeywordList><Keyword>plan</Keyword></KeywordList></MedlineCitation>
<PubmedData><ArticleIdList><ArticleId IdType="doi">10.1/none</ArticleId></ArticleIdList>
<ReferenceList><Reference><ArticleIdList><ArticleId IdType="doi">10.9999/cited</ArticleId></ArticleIdList></Reference>
</ReferenceList></PubmedData></PubmedArticle>
<PubmedBookArticle><BookDocument><PMID>89</PMID><Book><BookTitle>Plans: a book</BookTitle>
<PubDate><Year>2009</Year></PubDate><AuthorList><Author><LastName>Doe</LastName><Initials>D</Initials></Author>
</AuthorList></Book><Abstract><AbstractText>Text.</AbstractText></Abstract></BookDocument></PubmedBookArticle>
</PubmedArticleSet>
"""


def test_an_article_and_a_book() -> None:
    data = ARTICLE.encode()
    found, why = detect(Source.of(data), "result.txt")
    assert found.name == "pubmed-xml"
    assert "PubMed" in why
    article, book = (item for item in found.read(Source.of(data)) if isinstance(item, Entry))
    c = article.citation
    assert (c.title, c.authors, c.year) == (
        "CO2 in shared plans < one & x.",
        ("Roe, Ann", "Plan Group"),
        2020,
    )
    assert (c.journal, c.volume, c.issue, c.pages) == ("Journal of plans", "3", "2", "12-20")
    assert (c.doi, c.pmid, c.abstract) == ("10.1234/ab", "4567", "AIMS: One. RESULTS: Two.")
    assert (c.keywords, c.type, c.language) == (("Humans", "plan"), "Journal Article", "eng")
    assert article.raw.startswith(b"<PubmedArticle>")
    assert article.raw.endswith(b"</PubmedArticle>")
    b = book.citation
    assert (b.title, b.authors, b.year, b.pmid) == ("Plans: a book", ("Doe, D",), 2009, "89")
    assert (b.abstract, book.position) == ("Text.", 2)


def test_a_broken_record_harms_no_other() -> None:
    one = (
        "<PubmedArticle><MedlineCitation><Article><ArticleTitle>{}</ArticleTitle></Article></MedlineCitation>"
        "</PubmedArticle>"
    )
    data = "\n".join(map(one.format, ["One", "Two </b>", "Three"])).encode()
    found = list(detect(Source.of(data), "x")[0].read(Source.of(data)))
    assert [item.citation.title for item in found if isinstance(item, Entry)] == ["One", "Three"]
    assert [(p.line, p.record, p.refused) for p in found if isinstance(p, Problem)] == [(2, 2, True)]
