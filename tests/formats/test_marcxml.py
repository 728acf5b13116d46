"""MARC in XML."""

from __future__ import annotations

from review_tool.domain.record import Entry
from review_tool.formats import detect
from review_tool.formats.source import Source


def field(tag: str, **parts: str) -> str:
    inner = "".join(f'<marc:subfield code="{code}">{text}</marc:subfield>' for code, text in parts.items())
    return f'<marc:datafield tag="{tag}" ind1=" " ind2=" ">{inner}</marc:datafield>'


def test_a_record_within_a_harvested_one() -> None:
    fields = [
        '<marc:controlfield tag="001">77</marc:controlfield>',
        '<marc:controlfield tag="008">160824s2016    gw ||||| |||| 10||||ger  </marc:controlfield>',
        field("100", a="Roe, Ann,", d="1950-"),
        field("245", a="The plan :", b="a story /", c="Ann Roe."),
        field("700", a="Doe, Dan."),
        field("520", a="Text"),
        field("650", a="Plans."),
        field("773", t="Journal of Plans.", g="Vol. 3 (2020), 3 (2), S. 12-20"),
        field("856", u="https://doi.org/10.1234/AB"),
    ]
    data = (
        '<OAI-PMH><ListRecords><record><header/><metadata><marc:record xmlns:marc="http://www.loc.gov/MARC21/slim">'
        f"{''.join(fields)}</marc:record></metadata></record></ListRecords></OAI-PMH>"
    ).encode()
    found, _ = detect(Source.of(data), "x.xml")
    assert found.name == "marcxml"
    (entry,) = found.read(Source.of(data))
    assert isinstance(entry, Entry)
    c = entry.citation
    assert (c.title, c.authors, c.year) == ("The plan: a story", ("Roe, Ann", "Doe, Dan"), 2020)
    assert (c.journal, c.pages, c.doi) == ("Journal of Plans", "12-20", "10.1234/ab")
    assert (c.abstract, c.keywords, c.language, c.source_id) == ("Text", ("Plans",), "ger", "77")
