"""A screen's process, however it is made: forked by the nursery, or where there is none started by itself."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import json
import os
import signal
import socket
import sys
from asyncio.subprocess import PIPE
from collections.abc import Mapping
from pathlib import Path
from typing import Protocol

_ROOM = 2**20
"""Bytes that are read ahead of a browser that is slow to take them."""


class Running(Protocol):
    """As `asyncio.subprocess.Process`, what of it a session uses."""

    @property
    def pid(self) -> int: ...
    @property
    def returncode(self) -> int | None: ...
    @property
    def stdin(self) -> asyncio.StreamWriter | None: ...
    @property
    def stdout(self) -> asyncio.StreamReader | None: ...
    @property
    def stderr(self) -> asyncio.StreamReader | None: ...
    async def wait(self) -> int: ...
    def send_signal(self, signal: int) -> None: ...


class Forked:
    """One that the nursery made. Signals go by way of it: it alone knows whether the number is still this one's."""

    def __init__(self, nursery: Nursery, number: int, ends: tuple[int, int, int]) -> None:
        self._nursery, self.number, self._ends = nursery, number, ends
        self.pid = 0
        self.returncode: int | None = None
        self.born, self._ended = asyncio.Event(), asyncio.Event()
        self.stdin: asyncio.StreamWriter | None = None
        self.stdout: asyncio.StreamReader | None = None
        self.stderr: asyncio.StreamReader | None = None

    async def connect(self) -> None:
        loop = asyncio.get_running_loop()
        write, *reads = self._ends
        readers = []
        for end in reads:
            reader = asyncio.StreamReader(limit=_ROOM)
            protocol = asyncio.StreamReaderProtocol(reader)
            await loop.connect_read_pipe(lambda protocol=protocol: protocol, os.fdopen(end, "rb", 0))  # type: ignore[misc]
            readers.append(reader)
        self.stdout, self.stderr = readers
        transport, flow = await loop.connect_write_pipe(
            lambda: asyncio.StreamReaderProtocol(asyncio.StreamReader()), os.fdopen(write, "wb", 0)
        )
        self.stdin = asyncio.StreamWriter(transport, flow, None, loop)

    def end(self, code: int) -> None:
        self.returncode = code
        self.born.set()
        self._ended.set()

    async def wait(self) -> int:
        await self._ended.wait()
        return self.returncode or 0

    def send_signal(self, signal: int) -> None:
        if self.returncode is None and self.pid:
            self._nursery.tell({"signal": int(signal), "pid": self.pid})


class Nursery:
    """The server's end of `nursery.py`. Made when it is first needed, and again should it have died."""

    def __init__(self, environment: Mapping[str, str], folder: Path) -> None:
        self._environment, self._folder = dict(environment), folder
        self._process: asyncio.subprocess.Process | None = None
        self._control: socket.socket | None = None
        self._numbers = itertools.count(1)
        self._waiting: dict[int, Forked] = {}
        self._living: dict[int, Forked] = {}
        self._starting = asyncio.Lock()

    @staticmethod
    def is_possible() -> bool:
        """Elsewhere a fork without a new program is not safe, or not there."""
        return sys.platform == "linux"

    async def start(self) -> None:
        """Have it load; what is asked of it meanwhile waits in its socket."""
        async with self._starting:
            if self._control is not None:
                return
            mine, its = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
            mine.setblocking(False)
            with its:
                self._process = await asyncio.create_subprocess_exec(
                    *(sys.executable, "-P", "-m", "review_tool.web.nursery", str(its.fileno())),
                    stdin=asyncio.subprocess.DEVNULL,
                    stdout=asyncio.subprocess.DEVNULL,
                    pass_fds=(its.fileno(),),
                    cwd=self._folder,
                    env=self._environment,
                    start_new_session=True,
                )
            self._control = mine
            asyncio.get_running_loop().add_reader(mine.fileno(), self._hear)

    async def new(self, environment: Mapping[str, str]) -> Forked:
        """A new screen's process; `environment` is what is its own of it.

        Raises:
            ConnectionError: the nursery died.
        """
        await self.start()
        theirs_in, mine_in = os.pipe()
        mine_out, theirs_out = os.pipe()
        mine_err, theirs_err = os.pipe()
        forked = Forked(self, next(self._numbers), (mine_in, mine_out, mine_err))
        self._waiting[forked.number] = forked
        await forked.connect()
        try:
            self.tell({"number": forked.number, "environment": dict(environment)}, (theirs_in, theirs_out, theirs_err))
        finally:
            for end in (theirs_in, theirs_out, theirs_err):
                os.close(end)
        try:
            await forked.born.wait()
        except asyncio.CancelledError:
            if forked.stdin is not None:
                forked.stdin.close()  # once born, it finds nobody at the other end, and leaves
            raise
        if not forked.pid:
            raise ConnectionError("the nursery died")
        return forked

    def tell(self, said: Mapping[str, object], pipes: tuple[int, ...] = ()) -> None:
        if self._control is None:
            raise ConnectionError("the nursery died")
        try:
            socket.send_fds(self._control, [json.dumps(said).encode()], pipes)
        except OSError as error:
            raise ConnectionError("the nursery does not answer") from error

    def _hear(self) -> None:
        assert self._control is not None
        try:
            data = self._control.recv(65536)
        except BlockingIOError:
            return
        except OSError:
            data = b""
        if not data:
            self._died()
            return
        said = json.loads(data)
        if "born" in said:
            forked = self._waiting.pop(said["born"])
            forked.pid = said["pid"]
            self._living[forked.pid] = forked
            forked.born.set()
        elif gone := self._living.pop(said["ended"], None):
            gone.end(said["code"])

    def _died(self) -> None:
        """Its screens go with it: nobody is left to say what became of them."""
        if self._control is None:
            return
        asyncio.get_running_loop().remove_reader(self._control.fileno())
        self._control.close()
        self._control = None
        orphans = list(self._living.values())
        self._living.clear()
        for forked in orphans:
            with contextlib.suppress(ProcessLookupError):
                os.kill(forked.pid, signal.SIGKILL)
        for forked in (*orphans, *self._waiting.values()):
            forked.end(-signal.SIGKILL)
        self._waiting.clear()

    async def close(self) -> None:
        self._died()
        if self._process is not None:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._process.wait(), 3)
            if self._process.returncode is None:
                self._process.kill()
                await self._process.wait()


async def started(environment: Mapping[str, str], folder: Path) -> Running:
    """A process of its own, without a nursery."""
    return await asyncio.create_subprocess_exec(
        *(sys.executable, "-P", "-m", "review_tool"),
        stdin=PIPE,
        stdout=PIPE,
        stderr=PIPE,
        cwd=folder,
        env=dict(environment),
        start_new_session=True,
    )
