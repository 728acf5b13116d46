"""Ovid's two layouts."""

from __future__ import annotations

from review_tool.domain.record import Entry
from review_tool.formats import detect
from review_tool.formats.source import Source


def read(text: str) -> list[Entry]:
    found, _ = detect(Source.of(text.encode()), "citation.txt")
    assert found.name == "ovid"
    return [item for item in found.read(Source.of(text.encode())) if isinstance(item, Entry)]


def test_tags_with_a_dash() -> None:
    one, two = read(
        "<3. >\nVN  - Ovid Technologies\nDB  - Plans\nAN  - 0013-1.\nAU  - Roe, Ann M. PhD, FACS\n"
        "AU  - Doe, Dan 1,2,+\n"
        "TI  - Take ten.  [Article]\nSO  - Plans & Health May/June 2011;43(8):647-653\nLG  - English.\nAB  - One\n"
        "      two.\nDI  - 10.1234/AB\nXL  - https://x.example\n\n<5. >\nVN  - Ovid Technologies\n"
        "TI  - [Plans from the island.]\nAU  - Roe, A\nYR  - 2002\n"
    )
    c = one.citation
    assert (c.title, c.authors, c.year) == ("Take ten.", ("Roe, Ann M.", "Doe, Dan"), 2011)
    assert (c.journal, c.volume, c.issue, c.pages) == ("Plans & Health", "43", "8", "647-653")
    assert (c.doi, c.abstract, c.source_id, c.language) == ("10.1234/ab", "One two.", "0013-1", "English")
    assert (two.citation.title, two.citation.year, two.position) == ("[Plans from the island.]", 2002, 2)
    assert two.line == 15


def test_names_of_fields() -> None:
    (entry,) = read(
        "<8>\nAccession Number\n  00042-1.\nAuthor\n  Roe, Ann 1;  Doe, Dan Q. MD *\n"
        "Institution\n  (1)Leeds\n  (2)York\n"
        "Title\n  Effects of plans: a review.[Review]\nSource\n  Journal of Plans. 12(3):45-6, 2014.\n"
        "Abstract\n  One\n  two.\nDOI Number\n  10.1234/AB\nLink to the text\n https://x.example\n"
    )
    c = entry.citation
    assert (c.title, c.authors, c.year) == ("Effects of plans: a review.", ("Roe, Ann", "Doe, Dan Q."), 2014)
    assert (c.journal, c.volume, c.issue, c.pages) == ("Journal of Plans", "12", "3", "45-6")
    assert (c.abstract, c.doi) == ("One two.", "10.1234/ab")


def test_where_it_appeared_in_other_databases_words() -> None:
    found = read(
        "<1>\nTitle\n  One. [Review] [12 refs]\nSource\n  Plans & Health. Vol.5(1), 2011, pp. 1-9.\n\n"
        "<2>\nTitle\n  Two\nAuthors\n  Roe A; Doe D.\nAuthors Full Name\n  Roe, Ann; Doe, Dan.\n"
        "Source\n  Plans. 375(97) (pp 545-555), 2010. Date of Publication: 13 Feb 2010.\n"
    )
    one, two = (e.citation for e in found)
    assert (one.title, one.journal, one.volume, one.issue, one.pages) == ("One.", "Plans & Health", "5", "1", "1-9")
    assert (two.journal, two.volume, two.issue, two.pages) == ("Plans", "375", "97", "545-555")
    assert two.authors == ("Roe, Ann", "Doe, Dan")


def test_a_volume_without_an_issue_is_no_part_of_the_journal() -> None:
    (entry,) = read("<1>\nTitle\n  One\nSource\n  Plans. 360:k12, 2018 01 05.\n")
    c = entry.citation
    assert (c.journal, c.volume, c.pages, c.year) == ("Plans", "360", "k12", 2018)
