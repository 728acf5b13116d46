"""Opens the door: binds, prints the links, serves until it is told to stop, and leaves nothing running."""

from __future__ import annotations

import asyncio
import contextlib
import ipaddress
import logging
import signal
import socket
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from aiohttp import web, web_response

from review_tool.domain.errors import ReviewError
from review_tool.services.reviews import Review
from review_tool.web.guard import SERVER, doorway
from review_tool.web.limits import Limits
from review_tool.web.server import Door
from review_tool.web.session import What


@dataclass(frozen=True, slots=True)
class Served:
    """What to serve and how it is reached."""

    what: What
    passes: Path
    """The folder of the passes."""
    by: str
    """The reviewer who runs the server."""
    clock: Callable[[], datetime]
    host: str = "127.0.0.1"
    port: int = 8000
    """0 takes a free one."""
    behind_proxy: bool = False
    public_url: str = ""
    limits: Limits = field(default_factory=Limits)


def check(asked: Served) -> None:
    """Raises ReviewError where others' computers could reach the server without encryption between."""
    if asked.behind_proxy:
        if not asked.public_url:
            raise ReviewError(
                "Behind a proxy the server must know the public address.",
                hint="Give it with --public-url https://review.example.org",
            )
        doorway(port=asked.port, public_url=asked.public_url)
    elif asked.public_url:
        raise ReviewError(
            "A public address needs a proxy that encrypts before this server.", hint="Say so with --behind-proxy."
        )
    elif not _is_loopback(asked.host):
        raise ReviewError(
            f"On {asked.host} other computers could listen in: this server does not encrypt.",
            hint="Leave --host out and let teammates come by ssh -L, or set up a proxy with TLS and give "
            "--behind-proxy --public-url https://…",
        )


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def run(review: Review, asked: Served, *, ready: Callable[[str], None]) -> None:
    """Serve until SIGINT or SIGTERM. `ready` is called with the address once requests are answered.

    Raises:
        ReviewError: it may not be reached there, or the port is taken.
    """
    check(asked)
    for name, level in (("aiohttp.access", logging.CRITICAL), ("aiohttp.server", logging.CRITICAL)):
        logging.getLogger(name).setLevel(level)  # they would tell addresses and, of odd requests, whole tracebacks
    asyncio.run(_serve(review, asked, ready))


async def _serve(review: Review, asked: Served, ready: Callable[[str], None]) -> None:
    # A request too broken to be one is answered before our own headers are put on it.
    vars(web_response)["SERVER_SOFTWARE"] = SERVER
    bound = _bound(asked.host, asked.port)
    port: int = bound.getsockname()[1]
    way = doorway(port=port, public_url=asked.public_url)
    door = Door(review, asked.what, way, asked.passes, asked.limits, host_name=asked.by, clock=asked.clock)
    app = await door._make_app()
    runner = web.AppRunner(app, access_log=None, keepalive_timeout=15, shutdown_timeout=1)
    await runner.setup()
    await web.SockSite(runner, bound).start()
    noting = asyncio.create_task(door.refusals.keep())
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for sign in (signal.SIGINT, signal.SIGTERM):
        with contextlib.suppress(NotImplementedError):  # on Windows ctrl+c raises KeyboardInterrupt instead
            loop.add_signal_handler(sign, stop.set)
    try:
        if door.nursery is not None:
            await door.nursery.start()
        ready(asked.public_url.rstrip("/") or f"http://{_shown(asked.host)}:{port}")
        await stop.wait()
    finally:
        noting.cancel()
        await door.close()
        await runner.cleanup()


def _bound(host: str, port: int) -> socket.socket:
    """A listening place.

    Raises:
        ReviewError: the address is not this computer's, or the port is taken.
    """
    try:
        family = socket.getaddrinfo(host.strip("[]"), port, type=socket.SOCK_STREAM)[0]
        bound = socket.socket(family[0], family[1])
        try:
            if sys.platform != "win32":
                bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            bound.bind(family[4])
        except BaseException:  # goes on its way; the socket must not stay open behind it
            bound.close()
            raise
    except OSError as error:
        words = error.strerror or str(error)
        raise ReviewError(f"{host}, port {port}: {words}.", hint="Choose another with --port.") from None
    return bound


def _shown(host: str) -> str:
    return f"[{host}]" if ":" in host and not host.startswith("[") else host
