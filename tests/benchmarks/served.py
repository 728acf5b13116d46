"""Twenty browsers at once on one served review: when each was painted, what each costs, and the twenty-first.

    python -m tests.benchmarks.served [HOW_MANY]

Most are sockets that speak the page's protocol; the wall times mean something only where nothing else runs. CPU time
divided by the processors is what the last one waits at least.
"""

from __future__ import annotations

import asyncio
import os
import sys
import tempfile
import time
from pathlib import Path

from tests.web.browser import CHROMIUM, browser
from tests.web.door import Screen, Served, children, client, memory, screen, serving, signed_in

TICKS = os.sysconf("SC_CLK_TCK")


def cpu(pid: int) -> float:
    """Seconds of processor a process has used."""
    words = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(words[11]) + int(words[12])) / TICKS


def spread(label: str, values: list[float], unit: str) -> None:
    values = sorted(values)
    middle = values[len(values) // 2]
    print(f"{label:<34} min {values[0]:7.1f}  median {middle:7.1f}  max {values[-1]:7.1f} {unit}")


async def one(served: Served, name: str, done: asyncio.Event, began: float, out: dict[str, list[float]]) -> None:
    async with client() as http, screen(http, served, await signed_in(http, served, name), "width=140&height=38") as it:
        await it.until("Home", 180)
        out["painted"].append(time.monotonic() - began)
        await it.until("Identified", 180)
        out["review shown"].append(time.monotonic() - began)
        await keep(it, done)


async def keep(it: Screen, done: asyncio.Event) -> None:
    """Take what comes until all are there."""
    waiting = asyncio.create_task(done.wait())
    while not done.is_set():
        coming = asyncio.create_task(it.socket.receive())
        await asyncio.wait({coming, waiting}, return_when=asyncio.FIRST_COMPLETED)
        coming.cancel()
    await waiting


async def main(count: int) -> None:
    with tempfile.TemporaryDirectory() as folder, serving(Path(folder), "--sessions", str(count)) as served:
        for n in range(count):
            served.run("team", "add", f"R{n}")
        out: dict[str, list[float]] = {"painted": [], "review shown": []}
        async with client() as http:
            for n in range(count):
                await signed_in(http, served, f"R{n}")
            done, began = asyncio.Event(), time.monotonic()
            tasks = [asyncio.create_task(one(served, f"R{n}", done, began, out)) for n in range(count)]
            while len(out["review shown"]) < count:
                await asyncio.sleep(0.1)
                for task in tasks:
                    if task.done():
                        task.result()
            pids = children(served)
            assert len(pids) == count
            print(f"{count} screens, {os.cpu_count()} processors, load {os.getloadavg()[0]:.1f}")
            for label, values in out.items():
                spread(f"{label}, wall", values, "s")
            spent = [cpu(pid) for pid in pids]
            spread("processor until shown, each", spent, "s")
            total = sum(spent) + cpu(served.process.pid)
            print(
                f"all of it / processors: {total / (os.cpu_count() or 1):.1f} s; server {cpu(served.process.pid):.1f} s"
            )
            sizes = [memory(pid) for pid in pids]
            spread("resident, each", [size[0] for size in sizes], "MB")
            spread("of its own, each", [size[1] for size in sizes], "MB")
            print(f"the server: {memory(served.process.pid)[0]:.0f} MB resident")
            async with screen(http, served, await signed_in(http, served, "Zoe")) as late:
                began = time.monotonic()
                code = await late.closed()
                print(f"one more: closed with {code} after {time.monotonic() - began:.1f} s")
            done.set()
            await asyncio.gather(*tasks)
            began = time.monotonic()
            while children(served):
                await asyncio.sleep(0.1)
            print(f"all processes gone {time.monotonic() - began:.1f} s after the last was closed")
        if CHROMIUM:
            await real(served, Path(folder))


async def real(served: Served, folder: Path, count: int = 3) -> None:
    """A few real browsers' pages, apart from one another."""
    async with browser(folder / "profile") as opened:
        pages = [await opened.page(apart=True) for _ in range(count)]
        links = [served.link(f"R{n}") for n in range(count)]
        began = time.monotonic()
        took: list[float] = []
        for page, link in zip(pages, links, strict=True):
            await page.sign_in(f"{served.url}/enter#{link}")
        for page in pages:
            await page.until_seen("Identified", 120)
            took.append(time.monotonic() - began)
        spread(f"{count} pages of a browser, wall", took, "s")


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]) if len(sys.argv) > 1 else 20))
