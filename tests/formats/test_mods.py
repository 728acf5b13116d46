"""MODS."""

from __future__ import annotations

from review_tool.domain.record import Entry
from review_tool.formats import detect
from review_tool.formats.source import Source

ITEMS = b"""<?xml version="1.0"?>
<m:modsCollection xmlns:m="http://www.loc.gov/mods/v3"><m:mods>
<m:titleInfo type="alternative"><m:title>Other</m:title></m:titleInfo>
<m:titleInfo><m:nonSort>The</m:nonSort><m:title>plan</m:title><m:subTitle>a story</m:subTitle></m:titleInfo>
<m:name><m:namePart type="given">Ann</m:namePart><m:namePart type="family">Roe</m:namePart>
<m:namePart type="date">1950-</m:namePart><m:role><m:roleTerm>Author</m:roleTerm></m:role></m:name>
<m:name><m:namePart>Doe, Dan [1848-1914]</m:namePart><m:role><m:roleTerm>pht</m:roleTerm></m:role></m:name>
<m:genre>article</m:genre><m:originInfo><m:dateCreated>1999</m:dateCreated><m:dateIssued>c2020</m:dateIssued></m:originInfo>
<m:language><m:languageTerm>eng</m:languageTerm></m:language><m:abstract>Text</m:abstract>
<m:subject><m:topic>Plans</m:topic><m:geographic>Leeds</m:geographic></m:subject>
<m:relatedItem type="host"><m:titleInfo><m:title>Journal of Plans</m:title></m:titleInfo>
<m:part><m:detail type="volume"><m:number>3</m:number></m:detail>
<m:detail type="issue"><m:number>2</m:number></m:detail>
<m:extent unit="pages"><m:start>12</m:start><m:end>20</m:end></m:extent></m:part></m:relatedItem>
<m:identifier type="doi">10.1234/AB</m:identifier><m:location><m:url>https://plans.example/1</m:url></m:location>
</m:mods><m:mods><m:titleInfo><m:title>Two</m:title></m:titleInfo>
<m:name><m:namePart>Doe, Dan 1848-1914</m:namePart></m:name></m:mods></m:modsCollection>
"""


def test_items_of_a_collection() -> None:
    found, _ = detect(Source.of(ITEMS), "x.xml")
    assert found.name == "mods"
    one, two = (item.citation for item in found.read(Source.of(ITEMS)) if isinstance(item, Entry))
    assert (one.title, one.authors, one.year) == ("The plan: a story", ("Roe, Ann",), 2020)
    assert (one.journal, one.volume, one.issue, one.pages) == ("Journal of Plans", "3", "2", "12-20")
    assert (one.doi, one.url, one.abstract) == ("10.1234/ab", "https://plans.example/1", "Text")
    assert (one.keywords, one.type, one.language) == (("Plans -- Leeds",), "article", "eng")
    assert (two.title, two.authors) == ("Two", ("Doe, Dan",))


def test_each_given_name_may_stand_by_itself() -> None:
    parts = "".join(
        f'<namePart type="{kind}">{text}</namePart>'
        for kind, text in (("given", "Ann"), ("given", "B."), ("family", "Roe"))
    )
    data = f"<mods><titleInfo><title>T</title></titleInfo><name>{parts}</name></mods>".encode()
    found, _ = detect(Source.of(data), "x.xml")
    (entry,) = (item for item in found.read(Source.of(data)) if isinstance(item, Entry))
    assert entry.citation.authors == ("Roe, Ann B.",)
