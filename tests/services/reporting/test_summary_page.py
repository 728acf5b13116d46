"""The summary in a real browser: it runs nothing, everybody can read it, and a mutated vote changes it everywhere."""

from __future__ import annotations

import html
import json
import re
import shutil
import subprocess
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from axe_core_python.base import AXE_FILE_PATH

from review_tool.domain.decision import Stage, Verdict
from review_tool.domain.errors import ReviewError
from review_tool.domain.synthesis import Link, Recommendation, TargetKind
from review_tool.services.fulltexts import marking
from review_tool.services.history import undoing
from review_tool.services.judging import screening
from review_tool.services.reporting import exporting, summarising
from review_tool.services.reviews import Review
from review_tool.services.studies import appraising
from review_tool.services.synthesis import synthesising
from review_tool.store.history import log
from tests.reviews import HOSTILE, make_review

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
FLAGS = (
    *("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"),
    *("--disable-background-networking", "--disable-component-update"),
)
browser = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium here")


@pytest.fixture
def review(tmp_path: Path) -> Iterator[Review]:
    made = make_review(tmp_path)
    for stage in Stage:
        for number in (1, 2):
            screening.decide(made, number, stage, Verdict.INCLUDE, by="AK")
    passage = marking.mark(made, 1, f"<script>document.title='owned'</script> {HOSTILE}", locator="p. 1", by="AK")
    link = (Link(TargetKind.EXCERPT, passage), Link(TargetKind.STUDY, "1"))
    synthesising.write(made, Recommendation(f"Mind {HOSTILE}", confidence="low"), links=link, by="AK")
    yield made
    made.close()


@pytest.fixture
def folder(review: Review, tmp_path: Path) -> Path:
    exporting.export(review, "summary", tmp_path / "summary", by="AK")
    return tmp_path / "summary"


HARNESS = """<!doctype html><title>harness</title><pre id="out">not finished</pre><script>
(async () => {
  const found = [];
  for (const page of PAGES) for (const width of [1280, 375]) {
    const frame = document.createElement('iframe');
    frame.style.width = width + 'px'; frame.style.height = '900px'; frame.src = page;
    await new Promise(done => { frame.onload = done; document.body.append(frame); });
    const shown = frame.contentDocument, axe = shown.createElement('script');
    axe.src = '/axe.js';
    await new Promise(done => { axe.onload = done; shown.head.append(axe); });
    shown.querySelectorAll('details').forEach(one => { one.open = true; });
    const result = await frame.contentWindow.axe.run(shown, {resultTypes: ['violations']});
    for (const one of result.violations) found.push([page, width, one.id, one.nodes[0].html]);
    frame.remove();
  }
  document.getElementById('out').textContent = JSON.stringify(found);
})().catch(error => { document.getElementById('out').textContent = 'failed: ' + error; });
</script>"""
KINDS = {".html": "text/html; charset=utf-8", ".css": "text/css", ".svg": "image/svg+xml"}


def violations(folder: Path, pages: list[str], profile: Path, *, dark: bool) -> list[list[str]]:
    """What axe-core finds on these pages at the width of a desk and of a phone."""
    axe = Path(AXE_FILE_PATH).read_bytes()

    class Served(BaseHTTPRequestHandler):
        def log_message(self, format: str, *args: object) -> None:
            del format, args

        def do_GET(self) -> None:
            name = self.path.strip("/")
            if name == "axe.js":
                data, kind = axe, "text/javascript"
            elif name == "harness":
                data, kind = HARNESS.replace("PAGES", json.dumps(pages)).encode(), "text/html"
            else:
                file = folder / name
                data, kind = file.read_bytes() if file.is_file() else b"", KINDS.get(file.suffix, "text/plain")
                # The pages forbid every script; only here one has to run.
                data = re.sub(rb'<meta http-equiv="Content-Security-Policy"[^>]*>', b"", data)
            self.send_response(200)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

    server = ThreadingHTTPServer(("127.0.0.1", 0), Served)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        done = browse(
            profile,
            f"--blink-settings=preferredColorScheme={0 if dark else 1}",
            *("--window-size=1400,1000", "--virtual-time-budget=200000", "--dump-dom"),
            f"http://127.0.0.1:{server.server_port}/harness",
        )
    finally:
        server.shutdown()
        server.server_close()
    out = re.search('<pre id="out">(.*?)</pre>', done, re.DOTALL)
    assert out is not None, done[:500]
    found: list[list[str]] = json.loads(html.unescape(out.group(1)))
    return found


def browse(profile: Path, *arguments: str) -> str:
    assert CHROMIUM is not None
    command = [CHROMIUM, *FLAGS, f"--user-data-dir={profile}", *arguments]
    return subprocess.run(command, capture_output=True, text=True, timeout=300, check=False).stdout


@browser
@pytest.mark.parametrize("dark", [False, True])
def test_axe_finds_nothing_on_any_page(folder: Path, tmp_path: Path, dark: bool) -> None:
    pages = sorted(path.name for path in folder.glob("*.html"))
    assert len(pages) >= 10
    assert violations(folder, pages, tmp_path / "profile", dark=dark) == []


@browser
def test_the_check_itself_sees_what_is_wrong(folder: Path, tmp_path: Path) -> None:
    (folder / "odd.html").write_text(
        "<html><title>x</title><main><h1>x</h1><img src='flow.svg'>"
        "<p style='color:#ccc;background:#fff'>pale</p></main>"
    )
    found = violations(folder, ["odd.html"], tmp_path / "profile", dark=False)
    assert {"image-alt", "color-contrast", "html-has-lang"} <= {one[2] for one in found}


@browser
def test_a_browser_shows_the_title_literally_and_runs_nothing(folder: Path, tmp_path: Path) -> None:
    shown = browse(tmp_path / "profile", "--dump-dom", (folder / "study-1.html").as_uri())
    assert HOSTILE in shown
    assert "<script" not in shown
    assert "<title>owned" not in shown


@browser
def test_the_style_is_there_from_a_stick_too(folder: Path, tmp_path: Path) -> None:
    picture = tmp_path / "page.png"
    browse(tmp_path / "p1", f"--screenshot={picture}", "--window-size=600,600", (folder / "index.html").as_uri())
    styled = picture.read_bytes()
    (folder / "style.css").write_text("")
    browse(tmp_path / "p2", f"--screenshot={picture}", "--window-size=600,600", (folder / "index.html").as_uri())
    assert picture.read_bytes() != styled


def test_one_changed_vote_changes_figure_table_text_and_file(review: Review, folder: Path) -> None:
    def told() -> list[str]:
        names = ("flow.svg", "evidence.html", "index.html", "data/flow.csv")
        return [(folder / name).read_text(encoding="utf-8") for name in names]

    before = told()
    screening.decide(review, 2, Stage.FULL_TEXT, Verdict.EXCLUDE, by="AK", reason="wrong topic")
    exporting.export(review, "summary", folder, by="AK")
    assert all(one != other for one, other in zip(before, told(), strict=True))
    assert not (folder / "study-2.html").exists()


def test_the_appraisal_is_drawn_told_and_tabled(review: Review, folder: Path) -> None:
    assert not (folder / "appraisal.svg").exists()
    appraising.answer(review, 1, "weight-of-evidence", "D", "low", by="AK")
    exporting.export(review, "summary", folder, by="AK")
    page = (folder / "evidence.html").read_text(encoding="utf-8")
    assert 'src="appraisal.svg" alt="A traffic-light plot' in page
    assert "How well each study was done" in page
    assert "<svg" in (folder / "appraisal.svg").read_text(encoding="utf-8")


def test_a_claim_whose_evidence_is_undone_is_not_published(review: Review, folder: Path, tmp_path: Path) -> None:
    only = synthesising.claims(review)[0]
    synthesising.link(review, only.id, Link(TargetKind.STUDY, "1"), present=False, by="AK")
    with review.reading() as connection:
        (marked,) = (one for _, one in log.every_event(connection) if one.kind == "excerpt.marked")
    undoing.undo(review, marked.id, by="AK")
    before = (folder / "overview.html").read_bytes()
    for where in (folder, tmp_path / "s.txt", tmp_path / "s.docx"):
        with pytest.raises(ReviewError, match="R1 has lost its evidence"):
            exporting.export(review, "summary", where, by="AK")
    assert (folder / "overview.html").read_bytes() == before


def test_something_else_in_the_folder_is_never_replaced(review: Review, tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "thesis.txt").write_text("mine")
    with pytest.raises(ReviewError, match="something else"):
        exporting.export(review, "summary", tmp_path / "mine", by="AK")
    assert (tmp_path / "mine" / "thesis.txt").read_text() == "mine"


def test_the_teams_own_words(review: Review, tmp_path: Path) -> None:
    told = tmp_path / "told.toml"
    told.write_text(summarising.TEMPLATE.replace('authors = ""', 'authors = "The whole team"'), encoding="utf-8")
    summarising.adopt(review, told, by="AK")
    exporting.export(review, "summary", tmp_path / "s.txt", by="AK")
    assert "The whole team" in (tmp_path / "s.txt").read_text(encoding="utf-8")
    for wrong, why in (("colour = 1", "no place|no “colour”"), ("video = 'x'", "https"), ("video = ", "not a TOML")):
        told.write_text(wrong, encoding="utf-8")
        with pytest.raises(ReviewError, match=why):
            summarising.adopt(review, told, by="AK")
