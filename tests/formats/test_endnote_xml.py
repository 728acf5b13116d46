"""EndNote's XML, and what XML files must not do to us."""

from __future__ import annotations

import pytest

from review_tool.domain.errors import Problem, ReviewError
from review_tool.domain.record import Entry
from review_tool.formats import detect
from review_tool.formats.endnote_xml import ENDNOTE_XML
from review_tool.formats.source import Source


def read(text: str) -> tuple[list[Entry], list[Problem]]:
    found = list(ENDNOTE_XML.read(Source.of(text.encode())))
    return [f for f in found if isinstance(f, Entry)], [f for f in found if isinstance(f, Problem)]


def test_the_fields_of_a_record() -> None:
    ((entry,), problems) = read(
        '<?xml version="1.0" encoding="UTF-8" ?><xml><records><record><database name="a.enl">a.enl</database>'
        '<rec-number>7</rec-number><ref-type name="Journal Article">17</ref-type><contributors><authors>'
        '<author><style face="normal">Roe, </style><style face="bold">Ann</style></author>'
        "<author>World Plan Organization,</author></authors></contributors><titles><title>"
        '<style>Effect of CO</style><style face="subscript">2</style><style> on </style><style>E. coli</style></title>'
        "<secondary-title>J Plans</secondary-title></titles><periodical><full-title>Journal of Plans</full-title>"
        "</periodical><pages>12-20</pages><volume>3</volume><number>2</number><keywords><keyword>a; b</keyword>"
        "<keyword>c</keyword></keywords><dates><year><style>2020</style></year></dates><abstract>Text&#xD;more</abstract>"
        "<electronic-resource-num>https://doi.org/10.1234/AB</electronic-resource-num><urls><related-urls>"
        "<url>https://pubmed.ncbi.nlm.nih.gov/4567/</url></related-urls></urls><language>eng</language>"
        "<custom1>c1</custom1></record></records></xml>"
    )
    c = entry.citation
    assert not problems
    assert (c.title, c.authors, c.year) == (
        "Effect of CO2 on E. coli",
        ("Roe, Ann", "World Plan Organization"),
        2020,
    )
    assert (c.journal, c.volume, c.issue, c.pages) == ("Journal of Plans", "3", "2", "12-20")
    assert (c.doi, c.pmid, c.abstract, c.keywords) == ("10.1234/ab", "4567", "Text more", ("a", "b", "c"))
    assert (c.type, c.language, c.source_id) == ("Journal Article", "eng", "7")
    assert b"<custom1>c1" in entry.raw


def test_what_xml_forbids_is_mended() -> None:
    found, problems = read(
        "<xml><records><record><titles><title>One \x01&#x2; end</title></titles></record>"
        "<record><titles><title>R&D &eacute;t&eacute; &bogus; x:y</title></titles></record>"
        '<record><titles><title xl:face="b">Three</title></titles></record>'
        "<record><titles><title>Four: p <5 or < 1</title></titles></record></records></xml>"
    )
    assert [e.citation.title for e in found] == ["One end", "R&D été &bogus; x:y", "Three", "Four: p <5 or < 1"]
    assert not problems


def test_comments_and_cdata_hold_no_record() -> None:
    found, _ = read(
        "<xml><records><!-- <record> --><record><titles><title><![CDATA[A </record> in text]]></title></titles>"
        "</record><record/></records></xml>"
    )
    assert [e.citation.title for e in found] == ["A </record> in text", ""]


def test_the_declared_encoding_is_believed_where_text_is_not_utf8() -> None:
    text = "<xml><records><record><titles><title>Žofie</title></titles></record></records></xml>"
    data = ('<?xml version="1.0" encoding="windows-1250"?>' + text).encode("cp1250")
    found = list(ENDNOTE_XML.read(Source.of(data)))
    assert [item.citation.title for item in found if isinstance(item, Entry)] == ["Žofie"]
    assert len(found) == 1


@pytest.mark.parametrize(
    "declared",
    ['<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">', '<!ENTITY a SYSTEM "file:///etc/hostname">', '<!ENTITY % p "x">'],
)
def test_entities_are_refused_with_the_remedy(declared: str) -> None:
    record = "<xml><records><record><titles><title>One &a; end</title></titles></record></records></xml>"
    ((), (problem,)) = read(f'<?xml version="1.0"?><!DOCTYPE xml [{declared}]>{record}')
    assert "entities" in problem.what
    assert problem.hint
    big = f'<!DOCTYPE xml [{declared}<!ENTITY c "{"A" * 100_000}">]>{record}'.encode()
    with pytest.raises(ReviewError, match="entities"):
        detect(Source.of(big), "bomb.xml")


def test_people_entered_as_one() -> None:
    names = "".join(f"<author>{name}</author>" for name in ("Roe, A.; Doe, D.", "Group for X; part of Y", "Poe, E.;"))
    people = f"<contributors><authors>{names}</authors></contributors>"
    text = f"<xml><record>{people}<titles><title>T</title></titles></record></xml>"
    assert detect(Source.of(text.encode()), "x.xml")[0].name == "endnote-xml"
    ((entry,), _) = read(text)
    assert entry.citation.authors == ("Roe, A.", "Doe, D.", "Group for X; part of Y", "Poe, E.")
