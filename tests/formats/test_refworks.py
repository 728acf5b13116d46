"""RefWorks's tagged text."""

from __future__ import annotations

from review_tool.domain.record import Entry
from review_tool.formats import detect
from review_tool.formats.source import Source


def test_records_under_their_legend() -> None:
    data = (
        b"Refworks Export Tagged Format\n\nTag legend\n*****\nRT=Reference Type\nT1=Primary Title\n\nBEGIN EXPORTED "
        b"REFERENCES\n\n\nRT Journal Article\nSR Electronic(1)\nID 12\nA1 Roe,Ann\nA1 van Doe,null\nT1 Shared plans\n"
        b"JF Journal of Plans\nYR 2020\nVO 3\nIS 2\nSP 12\nOP 20\nK1 plan\nK1 share\nAB One\ntwo.\nDO 10.1234/AB\n"
        b"LA English\nPMID 4567\n\nRT Book, Whole\nT1 Two\n"
    )
    found, _ = detect(Source.of(data), "x.txt")
    assert found.name == "refworks"
    one, two = (item for item in found.read(Source.of(data)) if isinstance(item, Entry))
    c = one.citation
    assert (c.title, c.authors, c.year) == ("Shared plans", ("Roe, Ann", "van Doe"), 2020)
    assert (c.journal, c.volume, c.issue, c.pages) == ("Journal of Plans", "3", "2", "12-20")
    assert (c.doi, c.pmid, c.abstract, c.keywords) == ("10.1234/ab", "4567", "One two.", ("plan", "share"))
    assert (c.type, c.language, c.source_id, one.line) == ("Journal Article", "English", "12", 11)
    assert two.citation.type == "Book, Whole"


def test_people_in_one_tag_are_parted() -> None:
    data = "RT Journal Article\nSR 1\nA1 王伟;李娜\nA1 Roe,Ann; Doe,Dan\nT1 计划\nYR 2019\n".encode()
    (entry,) = detect(Source.of(data), "x.txt")[0].read(Source.of(data))
    assert isinstance(entry, Entry)
    assert entry.citation.authors == ("王伟", "李娜", "Roe, Ann", "Doe, Dan")


def test_the_volume_that_cnki_writes_in_small_letters() -> None:
    data = b"RT Journal Article\nSR 1\nA1 Roe Ann;Doe Dan\nT1 One\nYR 2020\nIS 02\nvo 3\nOP 12-20\n"
    (entry,) = (item for item in detect(Source.of(data), "x")[0].read(Source.of(data)) if isinstance(item, Entry))
    c = entry.citation
    assert (c.authors, c.volume, c.issue, c.pages) == (("Roe Ann", "Doe Dan"), "3", "02", "12-20")
