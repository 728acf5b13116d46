"""A real browser, driven by its DevTools protocol (chromedevtools.github.io/devtools-protocol)."""

from __future__ import annotations

import asyncio
import base64
import contextlib
import itertools
import json
import shutil
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
_FLAGS = (
    *("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"),
    *("--disable-background-networking", "--disable-component-update", "--remote-debugging-port=0", "--mute-audio"),
)


class Page:
    """One tab. `seen` is all that came by its sockets, `trouble` what the page complained of."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        self._socket = socket
        self._numbers = itertools.count(1)
        self._answers: dict[int, asyncio.Future[dict[str, Any]]] = {}
        self.seen = ""
        self.trouble: list[str] = []
        self.asked: list[str] = []
        """Every address the page fetched from."""
        self._reader = asyncio.create_task(self._read())

    async def _read(self) -> None:
        async for message in self._socket:
            said = json.loads(message.data)
            if "id" in said:
                self._answers.pop(said["id"]).set_result(said)
                continue
            told = said.get("params", {})
            match said["method"]:
                case "Network.webSocketFrameReceived":
                    frame = told["response"]
                    data = frame["payloadData"]
                    self.seen += base64.b64decode(data).decode("utf-8", "replace") if frame["opcode"] == 2 else data
                case "Network.requestWillBeSent":
                    self.asked.append(told["request"]["url"])
                case "Runtime.exceptionThrown":
                    self.trouble.append(json.dumps(told["exceptionDetails"])[:500])
                case "Log.entryAdded" if told["entry"]["level"] == "error":
                    self.trouble.append(f"{told['entry']['text']} {told['entry'].get('url', '')}")

    async def call(self, method: str, **given: Any) -> dict[str, Any]:
        number = next(self._numbers)
        self._answers[number] = asyncio.get_running_loop().create_future()
        await self._socket.send_json({"id": number, "method": method, "params": given})
        answer = await asyncio.wait_for(self._answers[number], 60)
        assert "error" not in answer, answer
        result: dict[str, Any] = answer["result"]
        return result

    async def begin(self, width: int, height: int) -> None:
        for domain in ("Page", "Runtime", "Network", "Log"):
            await self.call(f"{domain}.enable")
        await self.resize(width, height)

    async def resize(self, width: int, height: int) -> None:
        sizes = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": False}
        await self.call("Emulation.setDeviceMetricsOverride", **sizes)

    async def open(self, address: str) -> None:
        await self.call("Page.navigate", url=address)

    async def ask(self, script: str) -> Any:
        """What a script comes to, in the page."""
        answer = await self.call("Runtime.evaluate", expression=script, awaitPromise=True, returnByValue=True)
        assert "exceptionDetails" not in answer, answer["exceptionDetails"]
        return answer["result"].get("value")

    async def until(self, script: str, seconds: float = 30) -> None:
        """Wait until a script comes to something true."""
        await wait(lambda: self._holds(script), seconds, script)

    async def _holds(self, script: str) -> bool:
        try:
            return bool(await self.ask(f"Boolean({script})"))
        except AssertionError:  # between two pages there is nothing to ask
            return False

    async def until_seen(self, words: str, seconds: float = 30) -> None:
        async def is_there() -> bool:
            return words in self.seen

        await wait(is_there, seconds, words)

    async def press(self, key: str) -> None:
        """A letter, as from a keyboard."""
        await self.call("Input.dispatchKeyEvent", type="keyDown", text=key, key=key, unmodifiedText=key)
        await self.call("Input.dispatchKeyEvent", type="keyUp", key=key)

    async def picture(self, path: Path) -> None:
        shot = await self.call("Page.captureScreenshot", format="png")
        path.write_bytes(base64.b64decode(shot["data"]))

    async def sign_in(self, link: str) -> None:
        await self.open(link)
        await self.until("document.getElementById('enter') !== null")
        await self.ask("document.getElementById('enter').click()")

    async def close(self) -> None:
        self._reader.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await self._reader
        await self._socket.close()


async def wait(holds: Callable[[], Any], seconds: float, what: object) -> None:
    loop = asyncio.get_running_loop()
    end = loop.time() + seconds
    while not await holds():
        assert loop.time() < end, f"waited {seconds} s for {what}"
        await asyncio.sleep(0.05)


class Browser:
    """A browser without a window; each page has cookies of its own where asked."""

    def __init__(self, http: aiohttp.ClientSession, port: int, control: Page) -> None:
        self._http, self._port, self._control = http, port, control
        self._pages: list[Page] = []

    async def page(self, width: int = 1280, height: int = 800, *, apart: bool = False) -> Page:
        """A new tab; `apart` shares no cookies with the others."""
        context: dict[str, Any] = {}
        if apart:
            context = {
                "browserContextId": (await self._control.call("Target.createBrowserContext"))["browserContextId"]
            }
        made = await self._control.call("Target.createTarget", url="about:blank", **context)
        address = f"ws://127.0.0.1:{self._port}/devtools/page/{made['targetId']}"
        page = Page(await self._http.ws_connect(address, max_msg_size=0))
        self._pages.append(page)
        await page.begin(width, height)
        return page

    async def close(self) -> None:
        for page in self._pages:
            await page.close()
        with contextlib.suppress(Exception):
            await self._control.call("Browser.close")
        await self._control.close()


@asynccontextmanager
async def browser(profile: Path) -> AsyncIterator[Browser]:
    assert CHROMIUM is not None
    process = await asyncio.create_subprocess_exec(
        *(CHROMIUM, *_FLAGS, f"--user-data-dir={profile}", "about:blank"),
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.DEVNULL,
    )
    try:
        told = profile / "DevToolsActivePort"

        async def is_up() -> bool:
            return told.is_file() and len(told.read_text().splitlines()) == 2

        await wait(is_up, 60, "the browser")
        port, path = told.read_text().splitlines()
        async with aiohttp.ClientSession() as http:
            control = Page(await http.ws_connect(f"ws://127.0.0.1:{port}{path}", max_msg_size=0))
            made = Browser(http, int(port), control)
            try:
                yield made
            finally:
                await made.close()
    finally:
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(process.wait(), 10)
        if process.returncode is None:
            process.kill()
            await process.wait()
