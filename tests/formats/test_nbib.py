"""PubMed's tagged text."""

from __future__ import annotations

import pytest

from review_tool.domain.errors import Problem
from review_tool.domain.record import Entry
from review_tool.formats.nbib import NBIB
from review_tool.formats.source import Source


def test_the_fields_of_a_record() -> None:
    (entry,) = NBIB.read(
        Source.of(
            b"\nPMID- 4567\nOWN - NLM\nTI  - Shared plans that are\n      wrapped.\nDP  - 2020 Jan-Feb\n"
            b"FAU - Roe, Ann\n"
            b"AU  - Roe A\nCN  - Plan Group\nLID - 10.1234/AB [doi]\nLID - e12 [pii]\nAB  - One\nhttp://x.example/wrapped\n"
            b"VI  - 3\nIP  - 2\nJT  - Journal of plans\nTA  - J Plans\nMH  - *Humans\nOT  - plan\n"
            b"PT  - Journal Article\nLA  - eng\n"
        )
    )
    assert isinstance(entry, Entry)
    c = entry.citation
    assert (c.title, c.authors, c.year) == ("Shared plans that are wrapped.", ("Roe, Ann", "Plan Group"), 2020)
    assert (c.doi, c.pmid, c.source_id, c.pages) == ("10.1234/ab", "4567", "4567", "e12")
    assert (c.journal, c.volume, c.issue) == ("Journal of plans", "3", "2")
    assert (c.abstract, c.keywords) == ("One http://x.example/wrapped", ("Humans", "plan"))
    assert (c.type, c.language, entry.line) == ("Journal Article", "eng", 2)


def test_a_keyword_that_was_wrapped_is_one() -> None:
    easy = b"PMID- 1\nTI  - One\nOT  - participatory action\n      research\nOT  - *plans; aims\n"
    for file in (easy, easy + b"no tag\n"):
        (entry,) = NBIB.read(Source.of(file))
        assert isinstance(entry, Entry)
        assert entry.citation.keywords[:3] == ("participatory action research", "plans", "aims")


def test_where_records_begin() -> None:
    found = list(
        NBIB.read(
            Source.of(b"PMID- 1\nTI  - One\nPMID- 2\nTI  -Two\n\nOWN - ERIC\nTI  - Three\n\nOWN - ERIC\nTI  - Four\n")
        )
    )
    assert [f.citation.title for f in found if isinstance(f, Entry)] == ["One", "Two", "Three", "Four"]
    assert not [f for f in found if isinstance(f, Problem)]
    found = list(NBIB.read(Source.of(b"OWN - ERIC\r\nTI  - One\r\n\r\nOWN - ERIC\r\nTI  - Two\r\n")))
    assert [f.citation.title for f in found if isinstance(f, Entry)] == ["One", "Two"]
    found = list(NBIB.read(Source.of(b"PMID- 1\r\nOWN - ELSE\r\nTI  - One\r\n\r\nPMID- 2\r\nTI  - Two\r\n")))
    assert [f.citation.title for f in found if isinstance(f, Entry)] == ["One", "Two"]


@pytest.mark.parametrize("end", [b"\n", b"\r\n", b"\r"])
def test_pubmed_central_s_number_begins_a_record_that_has_no_other(end: bytes) -> None:
    lines = (
        b"|PMC - PMC1|PMID- 1|TI  - One||PMC - PMC2|TI  - Two|||PMID- 3|PMC - PMC3|TI  - Three|"
        b"|PMC - PMC4|PMID- 4|TI  - Four|"
    )
    for part in (40, 1 << 20):
        found = list(NBIB.read(Source.of(lines.replace(b"|", end), part=part)))
        entries = [f for f in found if isinstance(f, Entry)]
        assert found == entries
        assert [(f.citation.title, f.citation.pmid, f.line) for f in entries] == [
            ("One", "1", 2), ("Two", "", 6), ("Three", "3", 10), ("Four", "4", 14),
        ]  # fmt: skip


def test_tags_after_a_blank_line_stay_with_their_record_and_are_said() -> None:
    found = list(NBIB.read(Source.of(b"PMID- 1\nTI  - One\n\nTI  - Stray\nPMID- 2\nTI  - Two\n")))
    assert [f.citation.title for f in found if isinstance(f, Entry)] == ["One", "Two"]
    assert [(p.line, p.record) for p in found if isinstance(p, Problem)] == [(4, 1)]


def test_editors_stand_for_a_book_s_authors_once() -> None:
    ((entry,)) = NBIB.read(Source.of(b"PMID- 1\nBTI - Plans\nFED - Roe, Ann\nED  - Roe A\n"))
    assert isinstance(entry, Entry)
    assert entry.citation.authors == ("Roe, Ann",)
