"""Web of Science's tagged text."""

from __future__ import annotations

from review_tool.domain.errors import Problem
from review_tool.domain.record import Entry
from review_tool.formats import detect
from review_tool.formats.source import Source
from review_tool.formats.wos import WOS, tokens


def read(text: str) -> tuple[list[Entry], list[Problem]]:
    found = list(WOS.read(Source.of(text.encode())))
    return [f for f in found if isinstance(f, Entry)], [f for f in found if isinstance(f, Problem)]


def test_the_fields_of_a_record() -> None:
    text = (
        "\ufeffFN Clarivate\nVR 1.0\nPT J\nAU Roe, A\n   Doe, D\nAF Roe, Ann (ann@plans.example)\n   Doe, Dan\n"
        "TI Shared plans that\n   are wrapped\nSO JOURNAL OF PLANS\nLA English\nDT Article\nDE plan; share\nID PLANS\n"
        "AB One.\n   AB is a blood group.\nPY 2020\nVL 3\nIS 2\nBP 12\nEP 20\nDI 10.1234/AB\nUT WOS:0007\nPM 4567\n"
        "ER\n\nEF\n"
    )
    assert detect(Source.of(text.encode()), "savedrecs.txt")[0].name == "wos"
    ((entry,), problems) = read(text)
    c = entry.citation
    assert not problems
    assert (c.title, c.authors, c.year) == ("Shared plans that are wrapped", ("Roe, Ann", "Doe, Dan"), 2020)
    assert (c.journal, c.volume, c.issue, c.pages) == ("JOURNAL OF PLANS", "3", "2", "12-20")
    assert (c.doi, c.pmid, c.source_id, c.abstract) == ("10.1234/ab", "4567", "WOS:0007", "One. AB is a blood group.")
    assert (c.keywords, c.type, c.language, entry.line) == (("plan", "share", "PLANS"), "Article", "English", 3)
    found = tokens(entry.raw)
    assert [t.tag for t in found][:3] == ["PT", "AU", "AF"]
    assert ("AU", "Roe, A\n   Doe, D", 2) in [(t.tag, t.value, t.line) for t in found]


def test_frames_that_are_broken_and_lines_that_lost_their_blanks() -> None:
    found, problems = read(
        "PT J\nTI No end\nPT J\nTI Lost\nblanks of US\nUS patients\nAU Roe, Ann\nDoe, Dan\nER\nTI No type\nER\n"
        "PT J\nTI Cut"
    )
    assert [e.citation.title for e in found] == ["No end", "Lost blanks of US US patients", "No type", "Cut"]
    assert found[1].citation.authors == ("Roe, Ann", "Doe, Dan")
    assert [p.record for p in problems] == [1, 3, 4]


def test_the_regional_indexes_tags() -> None:
    ((entry,), problems) = read(
        "FN Clarivate\nVR 1.0\nPT J\nZ1 \u8ba1\u5212\nZ2 \u738b\u4f1f\nZ3 \u671f\u520a\n"
        "Z4 \u6458\u8981\nPY 2011\nER\nEF\n"
    )
    c = entry.citation
    assert not problems
    assert (c.title, c.authors, c.journal, c.abstract) == (
        "\u8ba1\u5212",
        ("\u738b\u4f1f",),
        "\u671f\u520a",
        "\u6458\u8981",
    )
    ((entry,), _) = read("PT J\nTI Plans\nAB How\nZ4 \u6458\u8981\nER\n")
    assert entry.citation.abstract == "How"


def test_tags_of_the_zoological_record_end_the_value_before_them_though_no_line_is_indented() -> None:
    data = (
        b"FN Clarivate\nVR 1.0\nPT J\nAU Roe, A\nTI Birds\nSN 0006-5099\nBD Land zones; Canada\n"
        b"DE Picoides [Nests].\nTN Birds; Chordates\nUT ZOOREC:1\nER\n\nEF\n"
    )
    (entry,) = (item for item in WOS.read(Source.of(data)) if isinstance(item, Entry))
    assert entry.citation.keywords == ("Picoides [Nests].",)
    assert ("BD", "Land zones; Canada") in [(token.tag, token.value) for token in tokens(entry.raw)]
