"""PubMed's XML: articles, books and book chapters, as the search site and E-utilities send them.

Source of the elements: National Library of Medicine, “MEDLINE/PubMed XML data elements”.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element

from review_tool.domain import identifiers
from review_tool.domain.errors import Problem
from review_tool.domain.record import Citation, Entry
from review_tool.formats import fields
from review_tool.formats.format import Format
from review_tool.formats.source import Source
from review_tool.formats.xml_records import every, first, read_records, words

_RECORDS = ("PubmedArticle", "PubmedBookArticle")
_BARE = ("MedlineCitation",)
_FRAMED = re.compile("|".join(_RECORDS).encode())


def read(source: Source) -> Iterator[Entry | Problem]:
    """Every article and book of the file."""
    return read_records(source, _RECORDS if source.holds(_FRAMED) else _BARE, citation)


def citation(record: Element) -> Citation:
    """The common fields of one record."""
    body = record.find("MedlineCitation")
    body = record.find("BookDocument") if body is None else body
    body = record if body is None else body
    article = body.find("Article")
    article = body if article is None else article
    abstract = _abstract(article.find("Abstract")) or _abstract(body.find("OtherAbstract"))
    pmid = identifiers.pmid((every(body, "PMID") or [""])[-1])
    return Citation(
        title=first(article, "ArticleTitle", "BookTitle", "Book/BookTitle", "VernacularTitle"),
        authors=_people(article, "AuthorList") or _people(article, "Book/AuthorList"),
        year=_year(article),
        journal=first(article, "Journal/Title", "Journal/ISOAbbreviation", "Book/BookTitle")
        or first(body, "MedlineJournalInfo/MedlineTA"),
        volume=first(article, "Journal/JournalIssue/Volume", "Book/Volume"),
        issue=first(article, "Journal/JournalIssue/Issue"),
        pages=first(article, "Pagination/MedlinePgn")
        or fields.pages(first(article, "Pagination/StartPage"), first(article, "Pagination/EndPage"))
        or first(article, "ELocationID[@EIdType='pii']"),
        doi=_doi(record, article),
        pmid=pmid,
        abstract=abstract,
        keywords=fields.unique(every(body, "MeshHeadingList/MeshHeading/DescriptorName", "KeywordList/Keyword")),
        type=first(article, "PublicationTypeList/PublicationType", "PublicationType"),
        language=first(article, "Language"),
        source_id=pmid or first(body, "ArticleIdList/ArticleId"),
    )


def _abstract(element: Element | None) -> str:
    """The parts of an abstract in their order, each after its label."""
    if element is None:
        return ""
    parts = []
    for part in element.iterfind("AbstractText"):
        label, text = part.get("Label", ""), words(part)
        parts.append(f"{label}: {text}" if label and label != "UNLABELLED" and text else text)
    return " ".join(filter(None, parts)) or words(element)


def _people(article: Element, path: str) -> tuple[str, ...]:
    names: list[str] = []
    for people in article.iterfind(path):
        if people.get("Type") == "editors" and names:
            continue
        for one in people.iterfind("Author"):
            given = first(one, "ForeName", "FirstName", "Initials")
            names.append(", ".join(filter(None, (first(one, "LastName"), given))) or first(one, "CollectiveName"))
    return fields.unique(names)


def _year(article: Element) -> int | None:
    dates = (
        "Journal/JournalIssue/PubDate", "PubDate", "Book/PubDate", "ArticleDate", "ContributionDate", "DateCreated",
    )  # fmt: skip
    return next((y for path in dates for d in every(article, path) if (y := fields.year(re.sub(r"\s", " ", d)))), None)


def _doi(record: Element, article: Element) -> str:
    found = every(
        record,
        "PubmedData/ArticleIdList/ArticleId[@IdType='doi']",
        "PubmedBookData/ArticleIdList/ArticleId[@IdType='doi']",
        "BookDocument/ArticleIdList/ArticleId[@IdType='doi']",
    )
    return next(
        (
            d
            for v in [*every(article, "ELocationID[@EIdType='doi']", "Book/ELocationID[@EIdType='doi']"), *found]
            if (d := identifiers.doi(v))
        ),
        "",
    )


def sniff(head: str) -> int:
    return 98 if re.search(r"<(?:Pubmed(?:Book)?Article(?:Set)?|MedlineCitation(?:Set)?)[\s>]", head) else 0


PUBMED_XML = Format(
    "pubmed-xml", "PubMed XML", (".xml",), "PubMed's XML elements, such as “<PubmedArticle>”", sniff, read
)
