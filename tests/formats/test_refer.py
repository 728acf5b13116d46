"""refer, EndNote's import format."""

from __future__ import annotations

from review_tool.domain.errors import Problem
from review_tool.domain.record import Entry
from review_tool.formats import detect
from review_tool.formats.refer import REFER
from review_tool.formats.source import Source


def read(text: str) -> tuple[list[Entry], list[Problem]]:
    found = list(REFER.read(Source.of(text.encode())))
    return [f for f in found if isinstance(f, Entry)], [f for f in found if isinstance(f, Problem)]


def test_the_fields_of_a_record() -> None:
    text = (
        "%0 Journal Article\n%A Roe, Ann\n%A Doe, Dan,\n%T Shared plans\n%J Journal of Plans\n%D 2020\n%V 3\n%N 2\n"
        "%P 12-20\n%X One\ntwo, 50 % more\n\nthree.\n%K plan; share\n%R 10.1234/AB\n%U https://x.example a\n%G eng\n"
        "%M 77\n%+ Leeds\n"
    )
    assert detect(Source.of(text.encode()), "x.txt")[0].name == "refer"
    ((entry,), problems) = read(text)
    c = entry.citation
    assert not problems
    assert (c.title, c.authors, c.year) == ("Shared plans", ("Roe, Ann", "Doe, Dan"), 2020)
    assert (c.journal, c.volume, c.issue, c.pages) == ("Journal of Plans", "3", "2", "12-20")
    assert (c.doi, c.abstract, c.keywords) == ("10.1234/ab", "One two, 50 % more three.", ("plan", "share"))
    assert (c.type, c.language, c.url, c.source_id) == ("Journal Article", "eng", "https://x.example", "77")


def test_where_records_begin() -> None:
    old, _ = read("%T One\n%A Roe\n\n%T Two\n%A Doe\n")
    assert [e.citation.title for e in old] == ["One", "Two"]
    doubled, problems = read("%0 Serial\n%0 Audio\n%T One\n%0 Book\n%T Two\n")
    assert [e.citation.title for e in doubled] == ["One", "Two"]
    assert [p.record for p in problems] == [1]
    empty, problems = read("%0 Book\n%0 Report\n%0 Thesis\n%T One\n")
    assert [e.citation.type for e in empty] == ["Book", "Report", "Thesis"]
    assert [p.record for p in problems] == [1, 2]
