"""RIS in its dialects."""

from __future__ import annotations

import pytest

from review_tool.domain.errors import Problem
from review_tool.domain.record import Entry
from review_tool.formats.ris import RIS, tokens
from review_tool.formats.source import Source


def read(text: str) -> tuple[list[Entry], list[Problem]]:
    found = list(RIS.read(Source.of(text.encode())))
    return [f for f in found if isinstance(f, Entry)], [f for f in found if isinstance(f, Problem)]


def test_the_fields_of_a_record() -> None:
    ((entry,), problems) = read(
        "TY  - JOUR\nID  - R7\nT1  - Shared\n  plans\nA1  - Roe, Ann\nA1  - Doe, Dan\nY1  - 2019/03/04/\nY2  - 2024\n"
        "JF  - Journal of Plans\nVL  - 3\nIS  - 2\nSP  - 12\nEP  - 20\nN2  - One.\nN2  - Two.\nKW  - a; b\nc\n"
        "M3  - doi:10.1234/AB.\nUR  - https://pubmed.ncbi.nlm.nih.gov/4567/     U2  - L20\nLA  - en\nER  - \n"
    )
    c = entry.citation
    assert not problems
    assert (c.title, c.authors, c.year) == ("Shared plans", ("Roe, Ann", "Doe, Dan"), 2019)
    assert (c.journal, c.volume, c.issue, c.pages) == ("Journal of Plans", "3", "2", "12-20")
    assert (c.doi, c.pmid, c.abstract) == ("10.1234/ab", "4567", "One. Two.")
    assert (c.keywords, c.url) == (("a", "b", "c"), "https://pubmed.ncbi.nlm.nih.gov/4567/")
    assert (c.type, c.language, c.source_id) == ("JOUR", "en", "R7")


def test_junk_between_records_is_no_record() -> None:
    found, problems = read(
        "Record #1 of 2\nProvider: A Library\n\nTY  - JOUR\nTI  - One\nER  - \n\nLink to the text:\nhttp://x.example\n"
        "\n2. \nTY  - JOUR\nTI  - Two\nER  - \n\nC1  - Database: Things\nSearch Strategy:\n1 plans (12)\n"
    )
    assert [e.citation.title for e in found] == ["One", "Two"]
    assert [e.line for e in found] == [4, 12]
    left, furniture = problems  # what follows the last record; what the library writes between them
    assert (left.line, furniture.line) == (16, 1)
    assert "C1 - Database: Things" in left.what
    assert "Record #1 of 2" in furniture.what


def test_a_line_that_belongs_to_no_record_is_told() -> None:
    found, problems = read("TY  - JOUR\nTI  - One\nER  - \n\nLost words\nTY  - JOUR\nTI  - Two\nER  - \n")
    assert [e.citation.title for e in found] == ["One", "Two"]
    assert [(p.line, "Lost words" in p.what) for p in problems] == [(5, True)]


def test_frames_that_are_broken() -> None:
    found, problems = read(
        "DB  - A\nTY  - JOUR\nTI  - Tags before\nER  - \nTY  - JOUR\nTI  - No end\nTY  - JOUR\nTI  - Next\nER  - \n"
        "TI  - No type\nER  - \nTY  - JOUR\nTI  - Cut of"
    )
    assert [e.citation.title for e in found] == ["Tags before", "No end", "Next", "No type", "Cut of"]
    assert [p.record for p in problems] == [2, 4, 5]
    assert found[0].raw.startswith(b"DB  - A")


def test_text_that_looks_like_tags() -> None:
    ((entry,), _) = read("TY  - JOUR\nTI  - One\nAB  - First\nER - positive tumours\nUS - led trial\nER  - \n")
    assert entry.citation.abstract == "First ER - positive tumours US - led trial"
    ((one_blank,), _) = read("TY - JOUR\nTI - One\nAB - First\nER - \n")
    assert one_blank.citation.abstract == "First"


def test_odd_years() -> None:
    years = ["2012/13//", "2020a", "Start date: 20170812", "99999999", "in press", "0000/00/00"]
    found, _ = read("".join(f"TY  - JOUR\nTI  - t\nPY  - {y}\nER  - \n" for y in years))
    assert [e.citation.year for e in found] == [2012, 2020, 2017, None, None, None]


def test_an_empty_record_and_one_without_title_are_kept_and_said() -> None:
    found, problems = read("TY  - JOUR\nER  - \nTY  - JOUR\nAB  - Text\nER  - \n")
    assert [e.position for e in found] == [1, 2]
    assert [(p.line, p.record, p.refused) for p in problems] == [(1, 1, False), (3, 2, False)]
    assert "empty" in problems[0].what


def test_tokens_keep_repeats_and_what_no_field_takes() -> None:
    ((entry,), _) = read("TY  - JOUR\nSN  - 1\nSN  - 2\nZZ  - odd\nAB  - One\n  two\nDB  -\nER  - \n")
    assert [(t.tag, t.value, t.line) for t in tokens(entry.raw)] == [
        ("TY", "JOUR", 1), ("SN", "1", 2), ("SN", "2", 3), ("ZZ", "odd", 4), ("AB", "One\n  two", 5), ("DB", "", 7),
        ("ER", "", 8),
    ]  # fmt: skip


def test_an_encoding_is_told_once_with_a_count() -> None:
    data = "".join(f"TY  - JOUR\nTI  - caf\u00e9 {n}\nER  - \n" for n in range(3)).encode("cp1252")
    (warning,) = (f for f in RIS.read(Source.of(data)) if isinstance(f, Problem))
    assert (warning.line, warning.record) == (1, 1)
    assert "2 more" in warning.what


def test_a_record_without_type_does_not_swallow_the_next() -> None:
    found, problems = read(
        "TY  - JOUR\nTI  - One\nER  -\n\nTI  - No type\nAU  - Bob\n\nTY  - JOUR\nTI  - Three\nER  -\n"
    )
    assert [entry.citation.title for entry in found] == ["One", "No type", "Three"]
    assert [problem.line for problem in problems] == [5]


def test_what_producers_write_into_names_links_and_lines() -> None:
    found, problems = read(
        "TY  - JOUR\nTI  - CO<sub>2</sub> &amp; p &lt; 0.05, a <b c\nAU  - Roe,Ann\nAU  - Ministry of Plans,\n"
        "AU  - Doe, D.; Poe, C.\nAB  - He said\nER  - visits rose\nUR  - <Go to ISI>://WOS:1\n"
        "UR  - https://a.example;https://b.example\nER  - \nTY  -JOUR\nTI  -Glued\nER  -\n"
    )
    one, two = (e.citation for e in found)
    assert not problems
    assert one.title == "CO2 & p < 0.05, a <b c"
    assert one.authors == ("Roe, Ann", "Ministry of Plans", "Doe, D.", "Poe, C.")
    assert (one.abstract, one.url) == ("He said ER - visits rose", "https://a.example")
    assert (two.title, two.type) == ("Glued", "JOUR")


def test_people_in_one_tag_are_parted_by_and() -> None:
    ((entry,), _) = read(
        "TY  - JOUR\nTI  - One\nAU  - Roe, Ann and Doe, D. and Poe, E. A.\nAU  - Ministry of Health and Welfare\n"
        "AU  - Board of Plans, Ways and Means\nER  - \n"
    )
    assert entry.citation.authors == (
        "Roe, Ann", "Doe, D.", "Poe, E. A.", "Ministry of Health and Welfare", "Board of Plans, Ways and Means",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("title", "encoding"),
    [
        ("Plans – and ways of a Library™", "cp1252"),
        ("Guðmundsson, Þór og Jónsdóttir, Ása", "cp1252"),
        ("Hemşirelerin iş yükü ve sağlık bakımı", "cp1254"),
        ("Zażółć gęślą jaźń w opiece zdrowotnej", "cp1250"),
        ("Планы и пути развития", "cp1251"),
        ("Pläne – “für” Ärzte", "mac_roman"),
    ],
)
def test_what_is_not_utf8_is_told_by_its_letters(title: str, encoding: str) -> None:
    entry, problem = RIS.read(Source.of(f"TY  - JOUR\nTI  - {title}\nER  - \n".encode(encoding)))
    assert isinstance(entry, Entry)
    assert isinstance(problem, Problem)
    assert entry.citation.title == title
    assert encoding in problem.what


def test_the_semicolon_of_an_entity_parts_neither_people_nor_keywords() -> None:
    ((entry,), _) = read(
        "TY  - JOUR\nTI  - One\nAU  - M&uuml;ller, J; Roe, A\nKW  - Alzheimer&#39;s; care &amp; cure\nER  - \n"
    )
    assert entry.citation.authors == ("Müller, J", "Roe, A")
    assert entry.citation.keywords == ("Alzheimer's", "care & cure")


def test_a_number_that_there_is_not_is_nothing() -> None:
    ((entry,), _) = read("TY  - JOUR\nTI  - One\nVL  - 4\nIS  - N/A\nSP  - 132\nEP  - N/A\nER  - \n")
    assert (entry.citation.volume, entry.citation.issue, entry.citation.pages) == ("4", "", "132")


def test_the_address_of_a_registered_trial_is_no_journal() -> None:
    (entry,), _ = read("TY  - JOUR\nT1  - A trial\nJA  - https://trials.example/NCT1\nER  - \n")
    assert (entry.citation.journal, entry.citation.url) == ("", "https://trials.example/NCT1")
