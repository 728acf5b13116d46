"""A served review as tests use it: the real command in a process of its own, and a browser's part of the talk."""

from __future__ import annotations

import asyncio
import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.cookies import SimpleCookie
from pathlib import Path
from typing import Any

import aiohttp

from review_tool.domain.record import Source
from review_tool.services import people, reviews
from review_tool.services.gathering import importing
from review_tool.services.reviews import Review, Surroundings
from tests.reviews import HOSTILE, place

ROOT = Path(__file__).resolve().parents[2]
PEOPLE = ("Zoe", "Amal")
TITLE = "Sleep in made-up nurses"


def make(folder: Path, *, records: int = 12) -> Review:
    """A review of the person who runs it, Zoe and Amal, with records that wait for their votes."""
    made = reviews.create(place(folder), TITLE, by="AK", around=Surroundings("test", folder=folder))
    for name in PEOPLE:
        people.join(made, name, by="AK")
    (folder / "imports").mkdir(exist_ok=True)
    file = folder / "imports" / "found.ris"
    entry = "TY  - JOUR\nID  - M{0}\nTI  - Made-up study {0} of shift {1}{2}\nPY  - 2020\nAB  - Text {0}.\nER  -\n"
    words = "abcdefghijklmnopqrstuvwxyz"
    lines = [entry.format(n, words[n % 26] * 5, f" {HOSTILE}" if n == 1 else "") for n in range(1, records + 1)]
    file.write_text("\n".join(lines), encoding="utf-8")
    importing.import_file(made, file, Source("Made-up database"), by="AK")
    return made


@dataclass
class Served:
    """A server that runs. `links` holds each person's link's secret."""

    process: subprocess.Popen[str]
    url: str
    links: dict[str, str]
    folder: Path
    state: Path
    address: str
    """What the review is opened by."""
    cookies: dict[str, str] = field(default_factory=dict)

    @property
    def host(self) -> str:
        return self.url.partition("//")[2]

    def run(self, *arguments: str) -> Any:
        """Another command on the same review."""
        command = [sys.executable, "-m", "review_tool", "--review", self.address, *arguments, "--json"]
        done = subprocess.run(command, capture_output=True, text=True, env=surroundings(self.state), cwd=ROOT)
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    def link(self, name: str) -> str:
        """A new link's secret."""
        return str(self.run("serve", "link", name)[0]["link"]).partition("#")[2]

    def stop(self, sign: int = signal.SIGTERM) -> None:
        self.process.send_signal(sign)
        self.process.wait(20)


def surroundings(state: Path) -> dict[str, str]:
    return os.environ | {"XDG_STATE_HOME": str(state), "PYTHONPATH": str(ROOT), "REVIEW_TOOL_REVIEWER": "AK"}


@contextmanager
def serving(tmp: Path, *options: str, records: int = 12) -> Iterator[Served]:
    """Serve a new review on a free port until the block ends."""
    folder, state = tmp / "review", tmp / "state"
    made = make(folder, records=records)
    made.close()
    command = [
        sys.executable,
        "-m",
        "review_tool",
        "--review",
        made.address,
        "serve",
        "--port",
        "0",
        "--json",
        *options,
    ]
    with (tmp / "stderr").open("w") as err:
        process = subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=err, text=True, env=surroundings(state), cwd=folder
        )
    try:
        assert process.stdout is not None
        said = ""
        for line in process.stdout:
            said += line
            if line.startswith("}"):
                break
        assert said, (tmp / "stderr").read_text()
        told = json.loads(said)
        links = {one["name"]: one["link"].partition("#")[2] for one in told["links"]}
        yield Served(process, told["url"], links, folder, state, made.address)
    finally:
        if process.poll() is None:
            process.terminate()
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        if process.stdout is not None:
            process.stdout.close()


def now() -> datetime:
    return datetime.now(UTC)


@asynccontextmanager
async def client() -> AsyncIterator[aiohttp.ClientSession]:
    """Asks without a memory for cookies: what is sent stands in each test."""
    async with aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar()) as http:
        yield http
    await asyncio.sleep(0)


async def enter(http: aiohttp.ClientSession, served: Served, secret: str) -> tuple[int, str]:
    """Use a link: the status, and the cookie as it is sent back ("" where none was given)."""
    async with http.post(f"{served.url}/enter", data=secret, headers={"Origin": served.url}) as answer:
        cookies = SimpleCookie(answer.headers.get("Set-Cookie", ""))
        return answer.status, "; ".join(f"{name}={one.value}" for name, one in cookies.items() if one.value)


async def signed_in(http: aiohttp.ClientSession, served: Served, name: str = "Zoe") -> dict[str, str]:
    """The headers of somebody who is signed in; each person signs in once in a server's life."""
    if name not in served.cookies:
        status, cookie = await enter(http, served, served.links.get(name) or served.link(name))
        assert status == 204
        served.cookies[name] = cookie
    return {"Cookie": served.cookies[name], "Origin": served.url}


class Screen:
    """A socket as the page holds it. `seen` came since the last words waited for, `drawn` before."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        self.socket, self.seen, self.drawn = socket, "", ""

    async def send(self, *said: object) -> None:
        await self.socket.send_str(json.dumps(said))

    async def type(self, keys: str) -> None:
        for key in keys:
            await self.send("stdin", key)

    async def until(self, words: str, seconds: float = 40) -> None:
        """Read until these words were drawn since the last time."""
        async with asyncio.timeout(seconds):
            while words not in self.text:
                message = await self.socket.receive()
                assert message.type is aiohttp.WSMsgType.BINARY, (message, self.socket.close_code, self.text[-300:])
                self.seen += message.data.decode("utf-8", "replace")
        self.drawn += self.seen
        self.seen = ""

    async def told(self, seconds: float) -> list[str]:
        """The next message that is not drawn."""
        async with asyncio.timeout(seconds):
            while (message := await self.socket.receive()).type is aiohttp.WSMsgType.BINARY:
                pass
        said: list[str] = json.loads(message.data)
        return said

    @property
    def text(self) -> str:
        return re.sub(r"\x1b\[[0-9;?$]*[a-zA-Z]", "", self.seen)

    async def closed(self, seconds: float = 40) -> int:
        """Read to the end; the code it closed with."""
        async with asyncio.timeout(seconds):
            async for message in self.socket:
                if message.type is aiohttp.WSMsgType.BINARY:
                    self.seen += message.data.decode("utf-8", "replace")
        return self.socket.close_code or 0


@asynccontextmanager
async def screen(
    http: aiohttp.ClientSession, served: Served, headers: dict[str, str], size: str = "width=100&height=30"
) -> AsyncIterator[Screen]:
    async with http.ws_connect(f"{served.url}/ws?{size}", headers=headers, max_msg_size=0, heartbeat=30) as socket:
        yield Screen(socket)


def children(served: Served) -> list[int]:
    """The processes of screens that still run: what the nursery forked."""
    return [pid for nursery in nurseries(served) for pid in _children(nursery)]


def nurseries(served: Served) -> list[int]:
    return _children(served.process.pid)


def _children(parent: int) -> list[int]:
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            words = (folder / "stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(words[1]) == parent and words[0] != "Z":
            found.append(int(folder.name))
    return sorted(found)


def running(pids: list[int]) -> list[int]:
    """Those of the processes that have not ended."""
    left = []
    for pid in pids:
        try:
            state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
        except OSError:
            continue
        if state != "Z":
            left.append(pid)
    return left


def memory(pid: int) -> tuple[float, float]:
    """Resident and unshared megabytes of a process."""
    told = dict(
        line.split(":", 1) for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines() if ":" in line
    )
    kilobytes = {name: int(told[name].split()[0]) for name in ("Rss", "Private_Clean", "Private_Dirty")}
    return kilobytes["Rss"] / 1024, (kilobytes["Private_Clean"] + kilobytes["Private_Dirty"]) / 1024


async def gone(pids: list[int], seconds: float = 10) -> float:
    """How long it took until none of these processes ran."""
    began = time.monotonic()
    while running(pids):
        assert time.monotonic() < began + seconds, f"{running(pids)} still run after {seconds} s"
        await asyncio.sleep(0.05)
    return time.monotonic() - began
