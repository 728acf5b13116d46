"""One person's screens: a process of its own, spoken with in textual-serve's packets.

The process is made without a shell, with few words of this one's environment, in a process group of its own, and is
gone when the session is: asked first, then made to. Its limits of memory it sets itself, see `tui/served.py`.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import signal
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from aiohttp import web
from textual_serve.app_service import AppService
from textual_serve.download_manager import DownloadManager

import review_tool
from review_tool.services.serving import Pass
from review_tool.web.limits import Limits, clamped
from review_tool.web.process import Nursery, Running, started

GREETING = b"__GANGLION__\n"
"""What Textual's web driver says first."""
_KEPT = (
    *("PATH", "HOME", "TMPDIR", "TZ", "LANG", "LC_ALL", "LC_CTYPE", "XDG_STATE_HOME", "PYTHONPATH"),
    *("SYSTEMROOT", "APPDATA", "LOCALAPPDATA", "TEMP"),
)
"""What the process inherits, where it is set: enough to find Python, the review and the time."""
_OF_DATABASE = "PG"
"""How all begins that PostgreSQL's clients are told by the environment: the server, the password, the certificate."""
_GRACE = 3.0
"""Seconds to leave when asked; nothing can be lost by then, each deed is on the disk when it is shown as saved."""
_TURN = 5.0
"""Seconds after which the next process may start though this one has not painted."""
_TAIL = 4096


@dataclass(frozen=True, slots=True)
class What:
    """What is served: a review, named so that a process started elsewhere finds it."""

    address: str
    folder: Path
    title: str


def environment(what: What, inherited: Mapping[str, str]) -> dict[str, str]:
    """What every screen's process is given. The review's address is in it, not on the command line for all to see."""
    here = str(Path(review_tool.__file__).parents[1])
    kept = {name: inherited[name] for name in _KEPT if name in inherited}
    if "://" in what.address:
        kept |= {name: said for name, said in inherited.items() if name.startswith(_OF_DATABASE)}
    return kept | {
        "PYTHONPATH": os.pathsep.join(filter(None, (here, kept.get("PYTHONPATH")))),
        "PYTHONUTF8": "1",
        "REVIEW_TOOL_SERVED": "1",
        "REVIEW_TOOL_REVIEW": what.address,
        "TEXTUAL_DRIVER": "review_tool.tui.served:ServedDriver",
        "TEXTUAL_COLOR_SYSTEM": "truecolor",
        "TEXTUAL_FPS": "30",
        "TERM": "xterm-256color",
        "TERM_PROGRAM": "textual",
        "MALLOC_ARENA_MAX": "2",
        "OPENBLAS_NUM_THREADS": "1",
    }


def own(who: str, columns: int, rows: int) -> dict[str, str]:
    """What one screen's process is given besides: who acts in it is settled here."""
    return {"REVIEW_TOOL_REVIEWER": who, "COLUMNS": str(columns), "ROWS": str(rows)}


class Session(AppService):
    """One socket and one process. `ended` is set when the process is through, `left` when the person quit."""

    def __init__(
        self,
        what: What,
        one: Pass,
        socket: web.WebSocketResponse,
        downloads: DownloadManager,
        limits: Limits,
        nursery: Nursery | None,
    ) -> None:

        async def close() -> None:
            await socket.close()

        super().__init__(
            "review-tool",
            write_bytes=socket.send_bytes,
            write_str=socket.send_str,
            close=close,
            download_manager=downloads,
        )
        self.what, self.one, self.limits, self.nursery = what, one, limits, nursery
        self.running: Running | None = None
        self.ended, self.painted, self.left = asyncio.Event(), asyncio.Event(), False
        self.last_words = ""
        """What the process wrote to stderr, the end of it."""
        self._size: tuple[int, int] = (0, 0)
        self._wanted: tuple[int, int] = (0, 0)
        self._resizing: asyncio.Task[None] | None = None
        self._turn: asyncio.Task[None] | None = None

    async def start(self, width: int, height: int) -> None:
        width, height = clamped(width, height)
        self._size = self._wanted = (width, height)
        mine = own(self.one.who, width, height)
        if self.nursery is not None:
            running: Running = await self.nursery.new(mine)
        else:
            running = await started(environment(self.what, os.environ) | mine, self.what.folder)
        assert running.stdin is not None
        self.running, self._stdin = running, running.stdin
        self._task = asyncio.create_task(self.run())

    async def start_in_turn(self, width: int, height: int, turns: asyncio.Semaphore) -> None:
        """Start the process when it is its turn; the next one's turn comes once this one has painted."""
        await turns.acquire()
        try:
            await self.start(width, height)
        except BaseException:  # goes on its way, a cancelled task too; its turn is somebody else's then
            turns.release()
            raise

        async def pass_on() -> None:
            try:
                await asyncio.wait_for(self.painted.wait(), _TURN)
            except TimeoutError:
                return
            finally:
                turns.release()

        self._turn = asyncio.create_task(pass_on())

    async def run(self) -> None:
        """Carry what the process draws to the browser, until one of them is through."""
        process = self.running
        assert process is not None
        assert process.stdout is not None
        assert process.stderr is not None
        tail = asyncio.create_task(self._listen(process.stderr))
        try:
            while (line := await process.stdout.readline()) != GREETING:
                if not line:
                    return
            while True:
                head = await process.stdout.readexactly(5)
                payload = await process.stdout.readexactly(int.from_bytes(head[1:], "big"))
                await self._carry(head[:1], payload)
        except (asyncio.IncompleteReadError, ConnectionError, TimeoutError, ValueError):
            pass
        finally:
            self.ended.set()
            self.painted.set()
            with contextlib.suppress(asyncio.CancelledError, TimeoutError):
                await asyncio.wait_for(tail, 0.5)

    async def _carry(self, kind: bytes, payload: bytes) -> None:
        """Raises TimeoutError where the browser takes nothing any more."""
        async with asyncio.timeout(self.limits.hanging):
            if kind == b"D":
                await self.on_data(payload)
                if len(payload) > 200:
                    self.painted.set()
            elif kind == b"M":
                await self.on_meta(payload)
            elif kind == b"P":
                await self.on_packed(payload)

    async def _listen(self, stream: asyncio.StreamReader) -> None:
        kept = b""
        while data := await stream.read(_TAIL):
            kept = (kept + data)[-_TAIL:]
            self.last_words = kept.decode("utf-8", "replace")

    async def on_meta(self, data: bytes) -> None:
        """The process wants something of the browser: only to be left, or to hand a file over. No address is opened."""
        said = json.loads(data)
        match said.get("type"):
            case "exit":
                self.left = True
            case "deliver_file_start":
                await super().on_meta(data)

    async def resize(self, columns: object, rows: object) -> None:
        """Change the screen's size, not more often than is sensible; the last wish counts."""
        self._wanted = clamped(columns, rows)
        if self._resizing is None or self._resizing.done():
            self._resizing = asyncio.create_task(self._resize())

    async def _resize(self) -> None:
        while self._size != self._wanted and not self.ended.is_set():
            self._size = self._wanted
            await self.set_terminal_size(*self._size)
            await asyncio.sleep(self.limits.resizes)

    async def stop(self) -> None:
        """Ask the process to leave, then make it: whatever it started goes too."""
        process, self.running = self.running, None
        if process is None:
            return
        await self._download_manager.cancel_app_downloads(app_service_id=self.app_service_id)
        with contextlib.suppress(TimeoutError, OSError):
            async with asyncio.timeout(_GRACE):
                await self.send_meta({"type": "quit"})
                self.stdin.close()
                await process.wait()
        for sign in ("SIGTERM", "SIGKILL"):
            if process.returncode is None:
                process.send_signal(getattr(signal, sign, signal.SIGTERM))
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(process.wait(), 1)
        for task in (self._task, self._resizing):
            if task is not None:
                task.cancel()
                with contextlib.suppress(asyncio.CancelledError):
                    await task
