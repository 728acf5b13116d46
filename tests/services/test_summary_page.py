"""The summary page in a real browser: it runs nothing, fetches nothing, and its links lead somewhere."""

from __future__ import annotations

import re
import shutil
import subprocess
from html.parser import HTMLParser
from pathlib import Path

import pytest

from review_tool.domain.decision import Stage, Verdict
from review_tool.domain.synthesis import Link, Recommendation, TargetKind
from review_tool.services import exporting, extracting, screening, synthesising
from tests.reviews import HOSTILE, make_review

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
FLAGS = (
    *("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"),
    *("--disable-background-networking", "--disable-component-update"),
)


@pytest.fixture
def page(tmp_path: Path) -> Path:
    review = make_review(tmp_path)
    for stage in Stage:
        screening.decide(review, 1, stage, Verdict.INCLUDE, by="AK")
    passage = extracting.mark(review, 1, f"<script>document.title='owned'</script> {HOSTILE}", locator="p. 1", by="AK")
    link = (Link(TargetKind.EXCERPT, passage), Link(TargetKind.STUDY, "1"))
    synthesising.write(review, Recommendation(f"Mind {HOSTILE}"), links=link, by="AK")
    exporting.export(review, "summary", tmp_path / "summary.html", by="AK")
    review.close()
    return tmp_path / "summary.html"


class Structure(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.links: list[str] = []
        self.headings: list[int] = []
        self.tags: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        found = dict(attrs)
        if found.get("id"):
            self.ids.append(str(found["id"]))
        if tag == "a":
            self.links.append(str(found["href"]))
        if re.fullmatch("h[1-6]", tag):
            self.headings.append(int(tag[1]))


def structure(html: str) -> Structure:
    parser = Structure()
    parser.feed(html)
    return parser


def test_every_link_leads_somewhere_and_headings_are_in_order(page: Path) -> None:
    found = structure(page.read_text(encoding="utf-8"))
    assert len(found.ids) == len(set(found.ids))
    assert [link for link in found.links if link.startswith("#") and link[1:] not in found.ids] == []
    assert found.headings[0] == 1
    assert all(after - before <= 1 for before, after in zip(found.headings, found.headings[1:], strict=False))
    assert {"main", "nav", "html", "details"} <= found.tags
    assert "script" not in found.tags


@pytest.mark.skipif(CHROMIUM is None, reason="no Chromium here")
def test_a_browser_shows_the_title_literally_and_runs_nothing(page: Path, tmp_path: Path) -> None:
    assert CHROMIUM is not None
    done = subprocess.run(
        [CHROMIUM, *FLAGS, f"--user-data-dir={tmp_path / 'profile'}", "--dump-dom", page.as_uri()],
        capture_output=True,
        text=True,
        timeout=120,
    )
    shown = structure(done.stdout)
    assert "script" not in shown.tags
    assert HOSTILE in done.stdout
    assert "<title>owned" not in done.stdout
