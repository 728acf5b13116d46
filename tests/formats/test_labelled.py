"""Text whose lines say what they hold."""

from __future__ import annotations

import pytest

from review_tool.domain.record import Entry
from review_tool.formats import Source, detect

CENTRAL = """Record #1 of 2
ID: CN-01234567
AU: Roe A
AU: Doe D
TI: Peer support: a trial
SO: Plans bulletin
YR: 2017
VL: 43
NO: 2
PG: 300-310
PM: PUBMED 27000001
DOI: 10.1093/plans/sbw101
AB: BACKGROUND: something
Conclusion: it works
US: https://library.example/CN-01234567

Record #2 of 2
ID: CN-2
AU: Poe E
TI: Two
YR: 2018
"""
PROQUEST = """____________________________________________________________

Document 1 of 1

Peer support: a trial

Author: Roe A; Doe D

Abstract: BACKGROUND: something
Conclusion: it works

Title: Peer support: a trial

Publication title: Plans bulletin

Volume: 43

Issue: 2

Pages: 300-310

Publication year: 2017

DOI: http://dx.doi.org/10.1093/plans/sbw101

____________________________________________________________
"""
NOTE_EXPRESS = """{Reference Type}: Journal Article
{Title}: Peer support: a trial
{Author}: Roe A
{Author}: Doe D
{Journal}: Plans bulletin
{Year}: 2017
{Volume}: 43
{Issue}: 2
{Pages}: 300-310
{Abstract}: BACKGROUND: something Conclusion: it works
{DOI}: 10.1093/plans/sbw101
"""
EMBASE = """"TITLE","Peer support: a trial"
"AUTHOR NAMES","Roe A","Doe D"
"SOURCE","Plans bulletin (2017) 43:2 (300-310). Date of Publication: 1 Dec 2017"
"ABSTRACT","BACKGROUND: something Conclusion: it works"
"DOI","10.1093/plans/sbw101"

"TITLE","Two"
"AUTHOR NAMES","Poe E"
"SOURCE TITLE","Plans"
"PUBLICATION YEAR","2018"
"MEDLINE PMID","27000001","http://www.ncbi.nlm.nih.gov/pubmed/27000001"
"""

ENDNOTE = """Reference Type:  Journal Article
Record Number: 12
Author: Roe A and Doe D
Year: 2017
Title: Peer support: a trial
Journal: Plans bulletin
Volume: 43
Issue: 2
Pages: 300-310
DOI: 10.1093/plans/sbw101
Abstract: BACKGROUND: something
Conclusion: it works
"""
EBSCO = """Record: 1
Title:
    Peer support: a trial
Authors:
    Roe A; Doe D
Source:
    Plans bulletin (PLANS BULL), Jan2017; 43(2): 300-310. (11p)
Abstract:
    BACKGROUND: something Conclusion: it works
DOI:
    10.1093/plans/sbw101
"""
CNKI = """SrcDatabase-来源库: 期刊
Title-题名: Peer support: a trial
Author-作者: Roe A;Doe D;
Source-文献来源: Plans bulletin
Summary-摘要: BACKGROUND: something Conclusion: it works
PubTime-发表时间: 2017-01-15
Volume-卷: 43
Period-期: 2
PageCount-页码: 300-310
DOI-DOI: 10.1093/plans/sbw101
"""
TEXTS = {
    "central": CENTRAL, "proquest": PROQUEST, "noteexpress": NOTE_EXPRESS, "embase": EMBASE, "endnote": ENDNOTE,
    "ebsco": EBSCO, "cnki": CNKI,
}  # fmt: skip


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_labels_mean_what_columns_mean(text: str) -> None:
    data = text.encode()
    found, _ = detect(Source.of(data), "x.txt")
    assert found.name == "labelled"
    one = next(item.citation for item in found.read(Source.of(data)) if isinstance(item, Entry))
    assert (one.title, one.authors, one.year) == ("Peer support: a trial", ("Roe A", "Doe D"), 2017)
    assert (one.journal, one.volume, one.issue, one.pages) == ("Plans bulletin", "43", "2", "300-310")
    assert (one.doi, one.abstract) == ("10.1093/plans/sbw101", "BACKGROUND: something Conclusion: it works")


def test_every_record_with_its_number() -> None:
    one, two = (item for item in detect(Source.of(CENTRAL.encode()), "x")[0].read(Source.of(CENTRAL.encode())))
    assert isinstance(one, Entry)
    assert isinstance(two, Entry)
    assert (one.citation.pmid, one.citation.source_id) == ("27000001", "CN-01234567")
    assert (two.citation.title, two.position, two.line) == ("Two", 2, 17)
    assert one.raw.startswith(b"Record #1 of 2\nID")


def test_records_of_embase_s_cells_without_numbers() -> None:
    data = EMBASE.encode()
    found = list(detect(Source.of(data), "records.csv")[0].read(Source.of(data)))
    assert all(isinstance(item, Entry) for item in found)
    one, two = (item for item in found if isinstance(item, Entry))
    assert (one.line, two.line, two.citation.title, two.citation.pmid) == (1, 7, "Two", "27000001")
    assert two.raw.startswith(b'"TITLE","Two"')
