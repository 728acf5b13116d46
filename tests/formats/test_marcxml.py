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


def test_a_record_in_unimarc() -> None:
    fields = [
        '<marc:controlfield tag="001">78</marc:controlfield>',
        field("100", a="19940830d1994    m  y0frey50      ba"),
        field("101", a="fre"),
        field("200", a="Le plan", e="une histoire", f="Anne Roe"),
        field("210", a="Paris", d="1985"),
        field("330", a="Texte"),
        field("606", a="Plans"),
        field("700", a="Roe", b=", Anne"),
        field("701", a="Doe", b="Dan"),
        field("702", a="Poe", b="Eve"),
    ]
    data = f'<collection><marc:record xmlns:marc="x">{"".join(fields)}</marc:record></collection>'.encode()
    found, _ = detect(Source.of(data), "x.xml")
    ((entry,),) = ([item for item in found.read(Source.of(data)) if isinstance(item, Entry)],)
    c = entry.citation
    assert (c.title, c.authors, c.year) == ("Le plan: une histoire", ("Roe, Anne", "Doe, Dan"), 1985)
    assert (c.abstract, c.keywords, c.language, c.source_id) == ("Texte", ("Plans",), "fre", "78")
