"""The summary: what it says at each depth, that every link leads somewhere, and that all forms say the same."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import replace
from html.parser import HTMLParser

import pytest

from review_tool.domain.flow import Flow
from review_tool.domain.protocol import Criterion, Protocol
from review_tool.domain.synthesis import Agreement, Claim, ClaimKind, Gap, Recommendation, Stance, Strand, StrandItem
from review_tool.reporting.claims import ClaimView, Evidence
from review_tool.reporting.flow import flow_svg
from review_tool.reporting.summary.book import Book, links
from review_tool.reporting.summary.detail import pages
from review_tool.reporting.summary.facts import (
    Decision,
    Drawing,
    Left,
    Marked,
    StudyFacts,
    Summary,
    Telling,
    ThemeFacts,
)
from review_tool.reporting.summary.prose import markdown, plain
from review_tool.reporting.summary.site import address, site
from review_tool.reporting.summary.word import word

HOSTILE = "[Article in German] Dose [mg/kg] [/] [@click=app.quit]x"
SCRIPT = "<script>document.title='owned'</script>"
FLOW = Flow(
    database_results=10, records_screened=10, records_excluded=8, dbr_sought_reports=2, dbr_assessed=2,
    new_studies=2, new_reports=2,
)  # fmt: skip
QUOTE = Evidence("quote", "Kim 2021", "1", f"{SCRIPT} & so on", "p. 4", id="0123456789abcdef")
ITEM = Evidence("item", "Pilot 3", "", "Paid members stayed.", id="fedcba9876543210", strand="Pilots")
AGAINST = Evidence("study", HOSTILE, "a b", stance=Stance.OPPOSES)
SUMMARY = Summary(
    title=HOSTILE,
    protocol=Protocol("For whom?", (Criterion("I1", "Together", True, "A clinic."), Criterion("E1", "A plan.", False))),
    demonstration=True,
    flow=FLOW,
    flow_drawing=Drawing(flow_svg(FLOW, "Flow"), "The flow", "Ten came, two stayed.", file="flow"),
    claims=(
        ClaimView(Claim("g", ClaimKind.GAP, 1, Gap("What it costs", "too few")), (QUOTE,)),
        ClaimView(
            Claim("r", ClaimKind.RECOMMENDATION, 1, Recommendation(f"Mind {HOSTILE}", confidence="low")),
            (QUOTE, ITEM, AGAINST),
        ),
    ),
    studies=(
        StudyFacts(
            "1", "Kim 2021", "Sharing power", ("Kim J. Sharing power.",), '10.1/a"><b>', "Trust grew.",
            (("Setting", "clinic", "p. 2"),), (("1.1 Was it asked?", "Yes", "see p. 2"),), "good", "Well done.",
            (Marked(QUOTE.id, QUOTE.text, True, "p. 4", ("time",), ("R1", "G1"), "AK"),),
            (Decision("2026-03-02T09:00:00", "AK included report 1.", "abcdef"),), ("R1", "G1"),
        ),
        StudyFacts("a b", HOSTILE, HOSTILE),
    ),
    strands=((Strand("Pilots", "pilots", 9), (StrandItem(ITEM.id, "Pilots", "Pilot 3", "Paid members stayed."),)),),
    themes=(ThemeFacts("Power", "Who decides.", ("time",), 1),),
    left_out=(Left("Lee K. Elsewhere.", "wrong topic"),),
    how=("Two screened.",),
    differences=("One person judged.",),
    amendments=(("2026-03-02", "too wide"),),
    sources=(("Embase", "Ovid", "2026-03-01", "co-prod*", 10),),
    downloads=(("data/flow.csv", "The flow"),),
    telling=Telling(glossary=(("Clinic", "A place."),), feedback="Write to us."),
    heads=(("AK@desk", "9f" * 32),),
    root="ab" * 32,
    made_at="2026-03-12",
)  # fmt: skip


def book(summary: Summary = SUMMARY) -> Book:
    return Book(summary.title, pages(summary), (("Made today.",),), "A demonstration.")


class Reader(HTMLParser):
    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.headings: list[int] = []
        self.words: list[str] = []
        self.places: list[str] = []
        """What a link can lead to."""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.places += [value for name, value in attrs if name == "id" and value]
        self.tags.append(tag)
        if re.fullmatch("h[1-6]", tag):
            self.headings.append(int(tag[1]))

    def handle_data(self, data: str) -> None:
        self.words.append(data)


def test_every_link_leads_to_a_page_and_a_place_on_it() -> None:
    made = book()
    written = {page.name: Reader(site(made)[f"{page.name}.html"].decode()).places for page in made.pages}
    places = {name: set(found) for name, found in written.items()}
    files = {name for name, _ in SUMMARY.downloads}
    for page in made.pages:
        assert len(written[page.name]) == len(places[page.name]), page.name
        for link in links(page):
            name, _, anchor = link.to.partition("#")
            if "://" in link.to or name in files:
                continue
            assert name in places, (page.name, link)
            assert not anchor or anchor in places[name], (page.name, link)


def test_two_steps_from_a_headline_to_the_passage_and_back() -> None:
    made = {page.name: page for page in book().pages}
    first = [link.to for link in links(made["headlines"]) if link.text.startswith("R1")]
    assert first == ["overview#R1"]
    second = [link.to for link in links(made["overview"]) if link.to.startswith("study-1#")]
    assert set(second) == {"study-1#e-0123456789abc"}
    assert "overview#R1" in [link.to for link in links(made["study-1"])]
    assert "headlines" in [link.to for link in made["overview"].above]


def test_the_five_depths_are_there_in_order_and_the_front_page_opens_them() -> None:
    made = book().pages
    depths = [page.name for page in made if page.depth]
    assert depths == ["watch", "headlines", "overview", "evidence", "detail"]
    assert [link.to for link in links(made[0])][:5] == depths


def test_pages_are_whole_and_hold_no_live_text_from_outside() -> None:
    files = site(book(replace(SUMMARY, title=f"\x1b]0;x\x07{HOSTILE}")))
    assert {"index.html", "style.css", "flow.svg", "study-1.html"} <= files.keys()
    for name, data in files.items():
        assert b"\x1b" not in data
        if name.endswith(".html"):
            read = Reader(data.decode())
            assert "script" not in read.tags
            assert read.headings[0] == 1
            assert all(b - a <= 1 for a, b in zip(read.headings, read.headings[1:], strict=False)), name
    assert HOSTILE in "".join(Reader(files["overview.html"].decode()).words)
    assert SCRIPT in "".join(Reader(files["study-1.html"].decode()).words)


@pytest.mark.parametrize(
    ("to", "expected"),
    [
        ("overview", "overview.html"),
        ("overview#R1", "overview.html#R1"),
        ("data/flow.csv", "data/flow.csv"),
        ("https://example.org/", "https://example.org/"),
        ("javascript:alert(1)", "#"),
        ("file:///etc/passwd", "#"),
    ],
)
def test_addresses(to: str, expected: str) -> None:
    assert address(to) == expected


def test_a_film_comes_with_its_words_and_without_one_there_are_words_to_hear() -> None:
    without = " ".join(Reader(site(book())["watch.html"].decode()).words)
    assert "There is no film yet" in without
    assert "What it costs." in without
    told = replace(SUMMARY, telling=Telling(video="https://example.org/film", transcript="Hello.\n\nGoodbye."))
    with_film = site(book(told))["watch.html"].decode()
    assert 'href="https://example.org/film"' in with_film
    assert "<p>Goodbye.</p>" in with_film


def test_text_markdown_and_word_say_what_the_pages_say() -> None:
    made = book()
    with zipfile.ZipFile(io.BytesIO(word(made))) as document:
        xml = document.read("word/document.xml").decode()
    for text in ("What it costs", "Paid members stayed.", "One person judged.", "wrong topic", "co-prod*", "ab" * 32):
        assert text in plain(made), text
        assert text in markdown(made).replace("\\", ""), text
        assert text in xml, text
    assert word(made) == word(made)


def test_numbers_change_together() -> None:
    fewer = replace(SUMMARY, flow=replace(FLOW, new_studies=1, new_reports=1, dbr_assessed=1, dbr_sought_reports=1))
    for form in (lambda b: site(b)["index.html"].decode(), plain, markdown):
        assert "2 studies are included" in form(book())
        assert "1 study are included" not in form(book(fewer))
        assert "1 study is included" in form(book(fewer))


def test_a_passage_that_only_tells_where_values_stand_is_folded_and_told_once() -> None:
    alike = [
        Marked(f"{n}" * 13, "Ten nurses.", False, "p. 2", by="AK", fields=(field,)) for n, field in enumerate("AB")
    ]
    first = replace(SUMMARY.studies[0], excerpts=(*SUMMARY.studies[0].excerpts, *alike))
    page = site(book(replace(SUMMARY, studies=(first, SUMMARY.studies[1]))))["study-1.html"].decode()
    before, folded = page.split("<summary>Where the values were found: 1</summary>")
    assert "Ten nurses." not in before
    assert folded.count("Ten nurses.") == 1
    assert "Extracted from it: A, B." in folded


def test_a_studys_title_is_not_told_as_the_reviewers_words() -> None:
    titled = replace(AGAINST, text="Its own title")
    claim = replace(SUMMARY.claims[1], evidence=(QUOTE, ITEM, titled))
    for text in (plain(book(replace(SUMMARY, claims=(claim,)))), markdown(book(replace(SUMMARY, claims=(claim,))))):
        said = text[text.index("Its own title") :][:120]
        assert "Against it. See" in said
        assert "words" not in said
    assert "Quoted from Kim 2021" in plain(book())


def test_a_wide_picture_gets_room_and_agreement_one_heading() -> None:
    wide = Drawing('<svg width="1200" height="10"></svg>', "The map", "Few.", file="map")
    view = SUMMARY.claims[0]
    agreed = replace(view.claim, agreement=(Agreement("staff", 3, 1, 1), Agreement("public", 5, 0, 0)))
    files = site(book(replace(SUMMARY, drawings=(wide,), claims=(replace(view, claim=agreed),))))
    evidence = files["evidence.html"].decode()
    assert evidence.count('<figure class="wide">') == 1
    overview = files["overview.html"].decode()
    assert overview.count("<dt>Agreement</dt>") == 1
    assert overview.count("unsure</dd>") == 2
