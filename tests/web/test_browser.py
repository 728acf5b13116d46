"""A real browser without a window: sign in, screen ten records by keys, and find them saved."""

from __future__ import annotations

import asyncio
import re
from pathlib import Path

import pytest
from axe_core_python.base import AXE_FILE_PATH

from review_tool.domain.decision import Stage
from review_tool.domain.report import Which
from review_tool.services import reviews
from review_tool.services.history import auditing
from review_tool.services.judging import screening
from review_tool.services.reviews import Surroundings
from tests.reviews import HOSTILE
from tests.web.browser import CHROMIUM, Page, browser, wait
from tests.web.door import TITLE, Served, serving

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium here")
TA = Stage.TITLE_ABSTRACT


async def drawn(page: Page, words: str, seconds: float = 40) -> None:
    """Wait until these words were drawn since the last time."""
    await page.until_seen(words, seconds)
    page.seen = ""


async def text(page: Page) -> str:
    shown: str = await page.ask("document.body.innerText")
    return " ".join(shown.split())


async def violations(page: Page) -> list[list[str]]:
    """What axe-core finds on the page around the terminal."""
    await page.ask(Path(AXE_FILE_PATH).read_text(encoding="utf-8") + "; 1")
    found: list[list[str]] = await page.ask(
        "axe.run(document, {resultTypes: ['violations']})"
        ".then(told => told.violations.map(one => [one.id, one.nodes[0].html]))"
    )
    return found


@pytest.mark.parametrize("_database", ["sqlite", "postgresql"], indirect=True)
async def test_ten_records_screened_in_a_browser_are_saved(tmp_path: Path) -> None:
    with serving(tmp_path) as served:
        async with browser(tmp_path / "profile") as opened:
            page = await opened.page()
            await page.sign_in(f"{served.url}/enter#{served.links['Zoe']}")
            await drawn(page, "Identified")
            assert await page.ask("document.title") == f"{TITLE} · Zoe · Review Tool"
            assert await page.ask("document.fonts.check('16px \"Roboto Mono\"')")
            assert await page.ask("location.href") == f"{served.url}/"
            await page.press("4")
            await drawn(page, "Made-up")
            for n, key in enumerate("ieieiemiei", 1):
                await page.press(key)
                await drawn(page, f"{12 - n} left", 20)
            await check_closing(page, served)
            assert [one for one in page.trouble if "ERR_CONNECTION_REFUSED" not in one] == []
            # Nothing from elsewhere; and no address of ours ever carried the link's secret.
            assert {address.split("/")[2] for address in page.asked if "://" in address} == {served.host}
            assert not any(served.links["Zoe"] in address.partition("#")[0] for address in page.asked)
    review = reviews.open_review(served.address, around=Surroundings("test"))
    votes = [
        vote
        for number in screening.ids(review, Which(TA, "voted", "Zoe"))
        for vote in screening.report(review, number, reviewer="Zoe").votes
    ]
    assert sorted(vote.verdict.value for vote in votes) == 4 * ["exclude"] + 5 * ["include"] + ["maybe"]
    assert {vote.reviewer for vote in votes} == {"Zoe"}
    told = auditing.tell(review, auditing.numbers(review, auditing.Looking(actor="Zoe")))
    assert sum(one.event.kind == "decision.made" for one in told) == 10
    assert auditing.check(review).problems == ()
    review.close()


async def check_closing(page: Page, served: Served) -> None:
    """The server stops: plain words, and the way back in."""
    assert await violations(page) == []
    await asyncio.to_thread(served.stop)
    await page.until("!document.getElementById('ended').hidden", 20)
    said = await text(page)
    assert "The server was stopped." in said
    assert "What you decided is saved." in said
    assert "Open it again" in said
    assert await page.ask("document.activeElement.id") == "again"
    assert (await page.ask("document.title")).startswith("(closed)")
    assert await violations(page) == []
    for button in ("again", "leave"):
        await page.ask(f"document.getElementById('{button}').click()")
        await page.until("document.getElementById('more').textContent.includes('does not answer')")
        await page.ask("document.getElementById('more').textContent = ''")


async def test_who_is_refused_reads_why_in_plain_words(tmp_path: Path) -> None:
    with serving(tmp_path, "--sessions", "1") as served:
        async with browser(tmp_path / "profile") as opened:
            stranger = await opened.page(apart=True)
            await stranger.open(served.url)
            await stranger.until("document.querySelector('h1')")
            assert "You are not signed in" in await text(stranger)
            assert TITLE not in await text(stranger)
            assert await violations(stranger) == []
            await stranger.sign_in(f"{served.url}/enter#{'x' * 43}")
            await stranger.until("document.getElementById('said').textContent")
            assert "used already, or it has ended" in await text(stranger)
            assert await violations(stranger) == []
            await stranger.open(f"{served.url}/enter")
            await stranger.until("document.getElementById('said')?.textContent.includes('not a whole link')")

            zoe, amal = await opened.page(apart=True), await opened.page(375, 700, apart=True)
            await zoe.sign_in(f"{served.url}/enter#{served.links['Zoe']}")
            await drawn(zoe, "Identified")
            await amal.sign_in(f"{served.url}/enter#{served.links['Amal']}")
            await amal.until("document.getElementById('ended') && !document.getElementById('ended').hidden")
            assert "There is no room just now" in await text(amal)
            await zoe.call("Page.close")
            await asyncio.sleep(4)
            await amal.ask("document.getElementById('again').click()")
            await drawn(amal, "Identified")
            assert "too small" not in amal.seen
            await amal.press("4")
            await drawn(amal, "Made-up")


async def test_a_page_elsewhere_cannot_drive_the_review(tmp_path: Path) -> None:
    """The browser is signed in, and another page in it tries: a socket, a fetch, a frame."""
    with serving(tmp_path) as served, serving(tmp_path / "other") as other:
        async with browser(tmp_path / "profile") as opened:
            page = await opened.page()
            await page.sign_in(f"{served.url}/enter#{served.links['Zoe']}")
            await drawn(page, "Identified")
            evil = await opened.page()
            await evil.open(f"{other.url}/enter")
            await evil.until("document.querySelector('h1')")
            await evil.call("Page.setBypassCSP", enabled=True)
            await evil.open(f"{other.url}/enter#{'x' * 43}")
            await evil.until("document.getElementById('enter')")
            code = await evil.ask(
                f"new Promise(done => {{ const s = new WebSocket('ws://{served.host}/ws');"
                " s.onopen = () => done('open'); s.onerror = () => done('refused'); })"
            )
            assert code == "refused"
            got = await evil.ask(f"fetch('{served.url}/', {{credentials: 'include'}}).then(() => 'read', () => 'no')")
            assert got == "no"
            framed = await evil.ask(
                "new Promise(done => { const f = document.createElement('iframe');"
                f" f.src = '{served.url}/'; f.onload = () => {{ try {{ done(f.contentDocument ? 'seen' : 'no') }}"
                " catch { done('no') } }; document.body.append(f); })"
            )
            assert framed == "no"


async def test_a_hostile_title_is_drawn_and_does_nothing(tmp_path: Path) -> None:
    with serving(tmp_path) as served:
        async with browser(tmp_path / "profile") as opened:
            page = await opened.page()
            await page.sign_in(f"{served.url}/enter#{served.links['Zoe']}")
            await drawn(page, "Identified")
            await page.press("4")
            await page.until_seen("[@click=app.quit]x")
            plain = re.sub(r"\x1b\[[0-9;?$]*[a-zA-Z]", "", page.seen)
            assert HOSTILE.split()[0] in plain
            assert await page.ask("document.getElementById('ended').hidden")
            assert page.trouble == []


async def test_an_export_is_saved_by_the_browser(tmp_path: Path) -> None:
    with serving(tmp_path) as served:
        async with browser(tmp_path / "profile") as opened:
            page = await opened.page()
            (tmp_path / "saved").mkdir()
            await page.call("Page.setDownloadBehavior", behavior="allow", downloadPath=str(tmp_path / "saved"))
            await page.sign_in(f"{served.url}/enter#{served.links['Zoe']}")
            await drawn(page, "Identified")
            await page.press("0")
            await drawn(page, "team")
            await page.press("x")
            await drawn(page, "format")
            await page.press("\r")

            async def is_saved() -> bool:
                return any(file.suffix == ".jsonl" for file in (tmp_path / "saved").iterdir())

            await wait(is_saved, 20, "the file")
            (file,) = (tmp_path / "saved").iterdir()
            (there,) = (served.folder / "exports").glob("audit.*")
            assert file.name == there.name
            assert file.read_bytes() == there.read_bytes()
            assert await page.ask("window.open('http://evil.example') === null")
            assert page.trouble == []
