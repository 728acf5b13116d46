"""The page: what it says, that every link leads somewhere, and that it can be read by anyone."""

from __future__ import annotations

import re
from dataclasses import replace
from html.parser import HTMLParser
from importlib.resources import files
from itertools import pairwise

import pytest

from review_tool.domain.flow import Flow
from review_tool.domain.synthesis import Claim, ClaimKind, Gap, Recommendation, Stance, Strand
from review_tool.reporting.claims import ClaimView, Evidence
from review_tool.reporting.flow import flow_svg
from review_tool.reporting.summary import StudyRow, Summary, summary_html

HOSTILE = "[Article in German] Dose [mg/kg] [/] [@click=app.quit]x"
FLOW = Flow(
    database_results=10, records_screened=10, records_excluded=8, dbr_sought_reports=2, dbr_assessed=2,
    new_studies=2, new_reports=2,
)  # fmt: skip
EVIDENCE = (
    Evidence("quote", "Kim 2021", "1", "<script>alert(1)</script> & so on", "p. 4"),
    Evidence("item", "Pilot 3", "", "Paid members stayed."),
    Evidence("study", HOSTILE, "a b", stance=Stance.OPPOSES),
)
PAGE = Summary(
    title=HOSTILE,
    question="For whom?",
    demonstration=True,
    flow=FLOW,
    flow_svg=flow_svg(FLOW, "Flow"),
    claims=(
        ClaimView(Claim("g", ClaimKind.GAP, 1, Gap("What it costs", "too few")), EVIDENCE[:1]),
        ClaimView(
            Claim("r", ClaimKind.RECOMMENDATION, 1, Recommendation("Budget for time", confidence="low")), EVIDENCE
        ),
    ),
    studies=(
        StudyRow("1", "Kim 2021", "Kim J. Sharing power.", "Trust grew.", "report 12", '10.1/a"><b>'),
        StudyRow("a b", HOSTILE, HOSTILE),
    ),
    strands=(Strand("Survey", "online survey", 573),),
    how=("Two screened.", "One checked."),
    head_hash="9f" * 32,
    made_at="2026-03-12",
)
VOID = {"meta", "br", "path", "rect"}


class Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.words: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, {k: v or "" for k, v in attrs}))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, {k: v or "" for k, v in attrs}))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if "style" not in self.open:
            self.words.append(data)


def read(page: Summary = PAGE) -> Reader:
    reader = Reader()
    reader.feed(summary_html(page))
    assert reader.open == []
    return reader


def test_every_link_leads_somewhere_and_every_id_is_given_once() -> None:
    elements = read().elements
    ids = [attrs["id"] for _, attrs in elements if "id" in attrs]
    assert len(ids) == len(set(ids))
    links = [attrs["href"] for tag, attrs in elements if tag == "a"]
    inside = {link[1:] for link in links if link.startswith("#")}
    assert inside <= set(ids)
    assert {"main", "R1", "G1", "study-1"} <= inside
    named = {
        name
        for _, attrs in elements
        for key in ("aria-labelledby", "aria-describedby")
        for name in attrs.get(key, "").split()
    }
    assert named <= set(ids)
    assert all(link.startswith(("#", "https://doi.org/")) for link in links)


def test_landmarks_language_and_headings_in_order() -> None:
    elements = read().elements
    tags = [tag for tag, _ in elements]
    assert ("html", {"lang": "en"}) in elements
    for landmark in ("header", "nav", "main", "footer", "h1"):
        assert tags.count(landmark) == 1
    levels = [int(tag[1]) for tag in tags if re.fullmatch(r"h[1-6]", tag)]
    assert levels[0] == 1
    assert all(later <= earlier + 1 for earlier, later in pairwise(levels))
    first_link = next(attrs for tag, attrs in elements if tag == "a")
    assert first_link["href"] == "#main"
    assert not {"script", "img", "iframe", "link", "form"} & set(tags)


def test_headlines_come_before_how_and_evidence_is_behind_them() -> None:
    text = " ".join(read().words)
    order = ["Recommendations", "Budget for time", "Supports it", "What it costs", "Survey", "Records screened"]
    places = [text.index(words, text.index("Skip to")) for words in order]
    assert places == sorted(places)
    assert "This is a demonstration." in text
    assert "This is a demonstration." not in " ".join(read(replace(PAGE, demonstration=False)).words)
    assert "Rests on 1 study and 1 item of other strands; 1 against" in text
    assert "9f" * 32 in text


def test_outside_text_is_text() -> None:
    html, reader = summary_html(PAGE), read()
    assert reader.words.count(HOSTILE) >= 3
    assert "“<script>alert(1)</script> & so on”" in "".join(reader.words)
    assert "<script" not in html
    assert 'href="https://doi.org/10.1/a%22%3E%3Cb%3E"' in html
    assert "\x1b" not in summary_html(replace(PAGE, title="\x1b]0;x\x07Title"))


def test_what_there_is_none_of_is_left_out() -> None:
    text = " ".join(read(replace(PAGE, claims=(), strands=(), how=(), studies=())).words)
    for heading in ("Recommendations", "Research gaps", "Other evidence", "The studies", "How the review was done"):
        assert heading not in text
    assert "How studies were found and chosen" in text


def test_the_page_says_that_boxes_do_not_add_up() -> None:
    wrong = replace(FLOW, new_reports=3)
    assert "do not add up" in " ".join(read(replace(PAGE, flow=wrong)).words)
    assert "do not add up" not in " ".join(read().words)


@pytest.mark.parametrize("scheme", [0, 1])
@pytest.mark.parametrize("paper", ["page", "card", "notice"])
@pytest.mark.parametrize("ink", ["ink", "soft", "accent"])
def test_contrast_is_at_least_4_5_to_1(scheme: int, paper: str, ink: str) -> None:
    """WCAG 2.2, 1.4.3; scheme 0 is light, 1 is dark."""
    style = (files("review_tool.reporting") / "summary.css").read_text(encoding="utf-8")
    block = re.findall(r":root \{(.*?)\}", style, re.DOTALL)[scheme]
    colours = dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6})", block))
    lighter, darker = sorted((luminance(colours[paper]), luminance(colours[ink])), reverse=True)
    assert (lighter + 0.05) / (darker + 0.05) >= 4.5


def luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
