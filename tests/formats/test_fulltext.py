"""Full texts: pages, joined words, running heads, headings, and files that cannot be read."""

from __future__ import annotations

import sys
import time

import pytest

from review_tool.domain.errors import ReviewError
from review_tool.domain.sentences import split
from review_tool.formats.fulltext import lines, open_fulltext
from review_tool.formats.fulltext.pdf import ByPypdf
from tests.fulltexts import column, paper, pdf


def sentences(text: str) -> list[str]:
    return [text[start:end] for start, end in split(text)]


@pytest.mark.parametrize(
    "expected",
    [
        ["Works were shared (Smith et al. 2019).", "The group met."],
        ["See Fig. 2 for more, e.g. The plan.", "Another."],
        ["It was noted by Lee et al. [32] in 2019 [12].", "The next one (Site 5).", "And (see Table 4).", "Here."],
        ["1. Make a plan.", "2. Share it."],
        ["It was J. Smith who led.", "We took vitamin D.", "The rest is here."],
        ["They used mHealth.", "mHealth works.", "It cost 3.5 pounds."],
        ["People (i.e. those who (i) came. And (ii) stayed) were glad.", "Next."],
        ["It was “good.”", "Then we left!", "Did we?", "Yes."],
        ["This was found before.12,13", "The next was new."],
        ["The U.S. Department said so.", "We used a tool (Makers Inc.).", "The results were clear."],
        ["A stray ( bracket " + "went on and on " * 30 + "here.", "It closes nothing."],
    ],
)
def test_sentences_end_where_they_do(expected: list[str]) -> None:
    assert sentences(" ".join(expected)) == expected


def test_a_line_break_ends_a_sentence_and_places_fit() -> None:
    text = "A heading\nFirst one. Second one"
    assert sentences(text) == ["A heading", "First one.", "Second one"]
    assert sentences("  \n ") == []


def test_a_paper_in_two_columns() -> None:
    text = open_fulltext(paper())
    assert text.count == 3
    found = list(text.every())
    said = [one.text for one in found]
    assert "Gardens are shared by many people in the community, and they co-produce what grows there." in said
    assert "We met (see Fig. 2) in the library." in said
    assert not any("Journal of Shared" in one for one in said)
    assert not any(one.strip().isdigit() for one in said)
    across = next(one for one in found if "runs over" in one.text)
    assert across.text.endswith("this sentence runs over to the next page.")
    assert across.page == 1
    assert text.page(2).text.startswith("Another one follows")
    assert {one.heading for one in found} == {
        *("Introduction", "Methods", "Discussion", "Limitations", "Conclusion", "References")
    }
    for one in found:
        assert text.page(one.page).text[one.start : one.end] == one.text


def test_pypdf_reads_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pypdfium2", None)
    found = [one.text for one in open_fulltext(paper()).every()]
    assert "Councils should pay members for their time from the outset." in found
    assert len(ByPypdf(paper())) == 3


def test_forty_pages_are_readable_at_once() -> None:
    body = [
        "A sentence on the work of many hands stands here, and",
        "it goes on for a while before it ends with a stop.",
    ]
    letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
    pages = [[f"{a} {line}" for line in body * 28] for a in letters[:40]]
    data = pdf([column(60, 760, page) for page in pages])
    open_fulltext(paper()).page(1)  # loads the library
    start = time.perf_counter()
    assert open_fulltext(data).page(1).text.startswith("a A sentence")
    assert time.perf_counter() - start < 1.5, "five times the budget of 0.3 s"


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (pdf([[], []]), "no text"),
        (b"%PDF-1.4\n%broken", "broken"),
        (paper()[:300], "broken"),
        (b"PK\x03\x04 a zip", "cannot be read here"),
        (b"\x00\x01\x02\x03", "cannot be read here"),
    ],
)
def test_what_cannot_be_read_is_said(data: bytes, says: str) -> None:
    with pytest.raises(ReviewError, match=says) as refusal:
        open_fulltext(data)
    assert refusal.value.hint


def test_a_locked_pdf_says_so() -> None:
    from io import BytesIO

    from pypdf import PdfWriter

    writer, out = PdfWriter(clone_from=BytesIO(paper())), BytesIO()
    writer.encrypt("secret", algorithm="RC4-128")
    writer.write(out)
    with pytest.raises(ReviewError, match="password"):
        open_fulltext(out.getvalue())


def test_web_pages() -> None:
    page = b"""<!doctype html><html><head><title>x</title><style>p {}</style></head><body><nav>Menu</nav>
    <h2>Results &amp; more</h2><p>People <b>met</b> each\n week. They\x1b[31m ate.</p><script>alert(1)</script>
    <ul><li>Share power.</li></ul></body></html>"""
    found = list(open_fulltext(page).every())
    assert [one.text for one in found] == ["People met each week.", "They ate.", "Share power."]
    assert found[0].heading == "Results & more"


def test_plain_text() -> None:
    data = "Background\nPeople met\neach week. They ate well and they\nleft.\n\n\fSecond page — here.".encode("cp1252")
    text = open_fulltext(data)
    assert text.count == 2
    assert text.page(2).text == "Second page — here."
    assert [one.text for one in text.sentences(1)] == ["People met each week.", "They ate well and they left."]


def test_parted_words() -> None:
    known = {"co", "production", "community"}
    assert lines.joined("co-", "production", known) == "co-production"
    assert lines.joined("commu\x02", "nity", known) == "community"
    assert lines.joined("London-", "Leeds", known) == "London-Leeds"
    assert lines.joined("in 2010-", "2012", known) == "in 2010- 2012"
    assert lines.plain("e\ufb03cient\u00a0work") == "efficient work"
