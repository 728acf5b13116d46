from __future__ import annotations

import sys

import pytest

from review_tool.domain.record import Citation
from review_tool.formats.fulltext.matching import Match, first_pages, matches

REPORTS = {
    1: Citation("Effects of night shifts on sleep in nurses [a trial]", ("Kim, J.",), 2021, doi="10.5555/jan.1"),
    2: Citation("Effects of night shifts on sleep in nurses", ("Lee, S.",), 2020, doi="10.5555/jan.12", pmid="123456"),
    3: Citation("Rest", ("Osei, Ama",), 2019),
}


def first(stem: str, text: str = "") -> Match | None:
    found = matches(stem, text, REPORTS)
    return found[0] if found else None


@pytest.mark.parametrize(
    ("stem", "text", "report", "sure", "why"),
    [
        ("10.5555_jan.1", "", 1, True, "DOI is in the file's name"),
        ("10.5555%2Fjan.12", "", 2, True, "DOI is in the file's name"),
        ("doi-10-5555-jan-12-final", "", 2, True, "DOI is in the file's name"),
        ("Effects of night shifts on sleep in nurses", "", 2, True, "title is the file's name"),
        ("kim_EFFECTS-of-night-shifts-on-sleep-in-nurses-a-trial", "", 1, True, "title is in the file's name"),
        ("123456", "", 2, True, "PMID"),
        ("scan0001", "Journal\nhttps://doi.org/10.5555/jan.1\nAbstract", 1, True, "DOI is on the first pages"),
        ("scan0001", "Effects of night\nshifts on sleep in nurses\nLee S", 2, True, "title begins the text"),
        ("scan0001", "x " * 900 + "Effects of night shifts on sleep in nurses", 2, False, "title is on the first"),
        ("Rest", "", 3, False, "title is the file's name"),
        ("Kim 2021", "", 1, False, "first author and the year"),
        ("night shifts sleep nurses effects in of", "", 2, False, "most words"),
        ("Effects of night shifts on", "", 1, False, "begins the title"),
    ],
)
def test_a_file_finds_its_report(stem: str, text: str, report: int, sure: bool, why: str) -> None:
    found = first(stem, text)
    assert found is not None
    assert (found.report, found.sure) == (report, sure)
    assert why in found.why


def test_what_speaks_for_two_is_doubtful_and_what_speaks_for_none_is_told() -> None:
    assert first("minutes of a meeting", "nothing of the kind") is None
    found = matches("10.5555_jan.1", "", {1: REPORTS[1], 4: REPORTS[1]})
    assert [(match.report, match.sure) for match in found] == [(1, False), (4, False)]
    assert first("10.5555/jan.123") is None


def test_what_is_no_pdf_has_no_first_pages() -> None:
    assert first_pages(b"%PDF made up") == ""
    assert first_pages(b"") == ""


def made_pdf(lines: list[str]) -> bytes:
    """A PDF of one page, written by hand."""
    shown = " ".join(f"({line}) Tj T*" for line in lines)
    content = f"BT /F1 12 Tf 14 TL 50 700 Td {shown} ET".encode("latin-1")
    page = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R"
    page += b" /Resources << /Font << /F1 5 0 R >> >> >>"
    parts = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        page,
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    data, places = b"%PDF-1.4\n", []
    for n, part in enumerate(parts, 1):
        places.append(len(data))
        data += b"%d 0 obj\n%s\nendobj\n" % (n, part)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    return data + b"xref\n0 6\n0000000000 65535 f \n%strailer\n<< /Size 6 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (
        table,
        len(data),
    )


def test_a_pdf_with_a_name_that_says_nothing_is_known_by_its_first_page() -> None:
    text = first_pages(
        made_pdf(["Journal of Made-up Care 12", "Effects of night shifts on", "sleep in nurses", "Lee S"])
    )
    assert "night shifts" in text
    found = matches("s0001-main", text, REPORTS)
    assert [(match.report, match.sure, match.why) for match in found] == [(2, True, "the title begins the text")]
    doi = first_pages(made_pdf(["Original article", "https://doi.org/10.5555/jan.1"]))
    assert matches("download", doi, REPORTS)[0] == Match(1, "the DOI is on the first pages", True)


def test_first_pages_are_read_where_pdfium_is_not_there_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pypdfium2", None)
    assert "10.5555/jan.1" in first_pages(made_pdf(["Original article", "https://doi.org/10.5555/jan.1"]))
