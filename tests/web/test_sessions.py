"""Screens are bounded in number, size, pace and time, and leave no process behind."""

from __future__ import annotations

import asyncio
import json
import os
import re
import signal
import sys
import time
from collections.abc import Iterator

import pytest

from tests.web.door import Served, children, client, gone, memory, nurseries, running, screen, serving, signed_in

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="processes are counted in /proc")


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with serving(tmp_path_factory.mktemp("sessions"), "--sessions", "3") as made:
        yield made


async def test_one_more_than_there_is_room_for_is_refused_politely(served: Served) -> None:
    async with client() as http:
        zoe, amal = await signed_in(http, served, "Zoe"), await signed_in(http, served, "Amal")
        async with screen(http, served, zoe) as one, screen(http, served, zoe) as two, screen(http, served, amal) as x:
            for shown in (one, two, x):
                await shown.until("Home")
            pids = children(served)
            assert len(pids) == 3
            async with screen(http, served, amal) as late:
                assert await late.closed() == 4003
                assert late.seen == ""
            assert children(served) == pids
            await one.type("4")
            await one.until("Made-up study")
        await gone(pids)
        async with screen(http, served, amal) as again:
            await again.until("Home")


async def test_a_hostile_size_is_clamped(served: Served) -> None:
    async with client() as http:
        zoe = await signed_in(http, served)
        async with screen(http, served, zoe, "width=20000&height=20000") as shown:
            await shown.until("Home")
            await shown.send("resize", {"width": 10**9, "height": -5})
            await shown.send("resize", {"width": "x" * 100, "height": None})
            await shown.send("resize", {"width": 20000, "height": 20000})
            await shown.type("4")
            await shown.until("Made-up study")
            for _ in range(3):
                await shown.send("resize", {"width": 20000, "height": 20000})
                await shown.send("resize", {"width": 1, "height": 1})
            await shown.send("resize", {"width": 20000, "height": 20000})
            await asyncio.sleep(2)
            (pid,) = children(served)
            resident, _ = memory(pid)
            assert resident <= 100, f"{resident:.0f} MB"
            places = re.findall(r"\x1b\[(\d+);(\d+)H", shown.drawn)
            assert places
            assert max(int(row) for row, _ in places) <= 200
            assert max(int(column) for _, column in places) <= 400
        await gone([pid])


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ("x" * 70_000, 1009),
        ("not json", 4006),
        ("[]", 4006),
        ("{}", 4006),
        ('["stdin"]', 4006),
        ('["stdin", 5]', 4006),
        ('["resize", {}]', 4006),
        ('["open_url", "http://evil.example"]', 4006),
        ("[" * 50_000, 4006),
        (b"binary", 4006),
    ],
    ids=lambda value: str(value)[:20],
)
async def test_what_the_page_never_says_closes_the_socket(served: Served, said: str | bytes, code: int) -> None:
    async with client() as http, screen(http, served, await signed_in(http, served)) as shown:
        await shown.until("Home")
        pids = children(served)
        if isinstance(said, bytes):
            await shown.socket.send_bytes(said)
        else:
            await shown.socket.send_str(said)
        assert await shown.closed(10) == code
        await gone(pids)


async def test_a_flood_slows_only_itself(served: Served) -> None:
    """What comes too fast is read no faster: the server's memory stays, and others are served meanwhile."""
    async with client() as http:
        zoe, amal = await signed_in(http, served, "Zoe"), await signed_in(http, served, "Amal")
        async with screen(http, served, zoe) as flooding, screen(http, served, amal) as other:
            await flooding.until("Home")
            await other.until("Home")
            before = memory(served.process.pid)[0]

            async def flood() -> None:
                while True:
                    await flooding.socket.send_str(json.dumps(["ping", "x" * 60_000]))

            task = asyncio.create_task(flood())
            await asyncio.sleep(1)
            for key, words in (("4", "Made-up study"), ("1", "Identified"), ("4", "Made-up study")):
                await other.type(key)
                await other.until(words, 20)
            assert memory(served.process.pid)[0] < before + 30
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)


async def test_a_browser_that_takes_nothing_holds_nobody_up(served: Served) -> None:
    """It asks for much to be drawn and reads none of it; the other goes on, and closing ends its process."""
    async with client() as http:
        zoe, amal = await signed_in(http, served, "Zoe"), await signed_in(http, served, "Amal")
        reader, writer = await asyncio.open_connection("127.0.0.1", int(served.host.partition(":")[2]))
        lines = ["GET /ws?width=400&height=200 HTTP/1.1", f"Host: {served.host}", f"Cookie: {zoe['Cookie']}"]
        lines += [f"Origin: {served.url}", "Connection: Upgrade", "Upgrade: websocket", "Sec-WebSocket-Version: 13"]
        writer.write("\r\n".join([*lines, "Sec-WebSocket-Key: bWFkZS11cCBub25jZSAxNg==", "", ""]).encode())
        assert b"101" in await reader.readline()
        async with screen(http, served, amal) as other:
            await other.until("Home")
            await other.type("4")
            await other.until("Made-up study")
            pids = children(served)
            assert len(pids) == 2
        writer.transport.abort()
        await gone(pids, 15)


async def test_the_processes_are_gone_after_a_close(served: Served) -> None:
    async with client() as http:
        async with screen(http, served, await signed_in(http, served)) as shown:
            await shown.until("Home")
            pids = children(served)
        took = await gone(pids, 8)
        assert took < 8
        async with screen(http, served, await signed_in(http, served)):
            pass  # closed before anything was drawn
        await asyncio.sleep(0.5)
        await gone(children(served), 8)


async def test_whoever_quits_is_told_so(served: Served) -> None:
    async with client() as http, screen(http, served, await signed_in(http, served)) as shown:
        await shown.until("Home")
        await shown.type("\x11")
        assert await shown.closed(10) == 4000


async def test_a_process_that_dies_is_told_as_a_fault(served: Served) -> None:
    async with client() as http, screen(http, served, await signed_in(http, served)) as shown:
        await shown.until("Home")
        for pid in children(served):
            os.kill(pid, signal.SIGKILL)
        assert await shown.closed(10) == 4005


async def test_nothing_is_pressed_for_a_while(tmp_path_factory: pytest.TempPathFactory) -> None:
    with serving(tmp_path_factory.mktemp("idle"), "--idle", "0.05") as served:
        async with client() as http, screen(http, served, await signed_in(http, served)) as shown:
            await shown.until("Home")
            for _ in range(6):
                await asyncio.sleep(0.7)
                await shown.type("?")
            pids = children(served)
            assert pids, "three seconds were not over since the last key"
            began = time.monotonic()
            assert await shown.closed(10) == 4001
            assert 2 < time.monotonic() - began < 8
            await gone(pids)


@pytest.mark.parametrize("sign", [signal.SIGTERM, signal.SIGINT, signal.SIGKILL], ids=lambda sign: sign.name)
async def test_no_process_outlives_the_server(tmp_path_factory: pytest.TempPathFactory, sign: signal.Signals) -> None:
    """Also where the server has no time to tell them: each notices that nobody is at the other end."""
    with serving(tmp_path_factory.mktemp("ended")) as served:
        async with client() as http:
            zoe, amal = await signed_in(http, served, "Zoe"), await signed_in(http, served, "Amal")
            async with screen(http, served, zoe) as one, screen(http, served, amal) as two:
                await one.until("Home")
                await two.until("Home")
                pids = children(served)
                assert len(running(pids)) == 2
                pids += nurseries(served)
                told = asyncio.create_task(one.closed(30))
                await asyncio.to_thread(served.stop, sign)
                await gone(pids, 10)
                code = await told
                if sign is not signal.SIGKILL:
                    assert served.process.returncode == 0
                    assert code == 1012


async def test_the_nursery_dies_and_another_one_is_made(served: Served) -> None:
    async with client() as http:
        zoe = await signed_in(http, served)
        async with screen(http, served, zoe) as shown:
            await shown.until("Home")
            (nursery,), pids = nurseries(served), children(served)
            os.kill(nursery, signal.SIGKILL)
            assert await shown.closed(10) == 4005
        await gone([*pids, nursery])
        async with screen(http, served, zoe) as shown:
            await shown.until("Home")


async def test_a_file_is_handed_to_whose_screens_they_are_and_once(served: Served) -> None:
    async with client() as http:
        zoe, amal = await signed_in(http, served, "Zoe"), await signed_in(http, served, "Amal")
        async with screen(http, served, zoe) as shown:
            await shown.until("Identified")
            await shown.type("0")
            await shown.until("team")
            await shown.type("x")
            await shown.until("format")
            await shown.type("\r")
            kind, key = await shown.told(20)
            assert kind == "deliver_file_start"
            address = f"{served.url}/download/{key}"
            for headers in (amal, {}, {**zoe, "Origin": "http://evil.example"}):
                async with http.get(address, headers=headers) as answer:
                    assert answer.status in (401, 403, 404)
            async with http.get(address, headers=zoe) as answer:
                assert answer.status == 200
                assert answer.headers["Content-Disposition"] == "attachment; filename*=UTF-8''audit.jsonl"
                assert answer.headers["Content-Type"] == "application/octet-stream"
                assert "sandbox" in answer.headers["Content-Security-Policy"]
                assert b"review.created" in await answer.read()
            async with http.get(address, headers=zoe) as answer:
                assert answer.status == 404
