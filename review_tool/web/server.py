"""Answers a browser: the door, the page, its files, its socket. Each route is behind `guard`; the door alone is open.

GET  /enter        the door: a link leads here; its secret stands behind `#`, which no server and no log gets to see
POST /enter        the secret, once; the answer sets the cookie
POST /leave        signs out
GET  /             the page with the terminal
GET  /ws           its socket: one process for each
GET  /static/NAME  what the page is made of, by name; there is no listing
GET  /download/KEY a file that this person's own screens hand over
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
import os
from collections.abc import Awaitable, Callable
from datetime import datetime
from pathlib import Path
from urllib.parse import quote

import jinja2
from aiohttp import WSCloseCode, WSMsgType, web
from textual_serve.server import Server

from review_tool.domain.errors import ReviewError
from review_tool.services import serving
from review_tool.services.reviews import Review
from review_tool.services.serving import Pass
from review_tool.web import guard
from review_tool.web.guard import Doorway
from review_tool.web.limits import Limits, Pace, clamped
from review_tool.web.process import Nursery
from review_tool.web.refusals import Refusals
from review_tool.web.session import Session, What, environment

LOG = logging.getLogger("review_tool.web")
HERE = Path(__file__).parent
QUIT, IDLE, OVER, NO_ROOM, GONE, FAULT, ODD = 4000, 4001, 4002, 4003, 4004, 4005, 4006
"""Why a socket is closed; `static/page.js` has the words. RFC 6455 leaves 4000 to 4999 to applications."""
_PASS: web.RequestKey[Pass] = web.RequestKey("pass", Pass)
_OURS = ("page.css", "page.js")
_THEIRS = ("css/xterm.css", "js/textual.js", "fonts/RobotoMono-VariableFont_wght.ttf")
"""The files of textual-serve that the page uses."""
_KINDS = {".css": "text/css", ".js": "text/javascript", ".ttf": "font/ttf"}

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class Door(Server):
    """textual-serve's server with a door: who comes in is known, and how many there are is bounded."""

    def __init__(
        self,
        review: Review,
        what: What,
        way: Doorway,
        folder: Path,
        limits: Limits,
        *,
        host_name: str,
        clock: Callable[[], datetime],
    ) -> None:
        """`folder` holds the passes; `host_name` is the reviewer who runs the server."""
        super().__init__("review-tool", title=what.title)
        self.review, self.what, self.way, self.folder = review, what, way, folder
        self.limits, self.host_name, self.clock = limits, host_name, clock
        self.sessions: set[Session] = set()
        self.stopping = asyncio.Event()
        self.starting = asyncio.Semaphore(max(2, os.cpu_count() or 1))
        """Processes that start at once: more would only make all of them late."""
        self.nursery = Nursery(environment(what, os.environ), what.folder) if Nursery.is_possible() else None
        self.refusals = Refusals(self._note, clock, every=limits.note_every, at_most=limits.notes)
        self.pages = jinja2.Environment(
            loader=jinja2.FileSystemLoader(HERE / "templates"), autoescape=True, undefined=jinja2.StrictUndefined
        )
        self.files = {name: HERE / "static" / name for name in _OURS}
        self.files |= {name: Path(self.statics_path) / name for name in _THEIRS}

    async def _make_app(self) -> web.Application:
        app = web.Application(middlewares=[self.guarded], client_max_size=4096)
        app.add_routes(
            [
                web.get("/enter", self.show_door),
                web.post("/enter", self.enter),
                web.post("/leave", self.leave),
                web.get("/", self.show_page),
                web.get("/ws", self.handle_websocket),
                web.get("/static/{name:.+}", self.handle_file),
                web.get("/download/{key}", self.handle_download),
            ]
        )
        app.on_response_prepare.append(guard.add_headers)
        return app

    # Who may pass

    @web.middleware
    async def guarded(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        """Every request: from the right place, and but for the door, of somebody signed in."""
        if reason := guard.misplaced(request, self.way):
            self.refusals.count(reason)
            return web.Response(status=403, text="This address is not served here.\n")
        try:
            if request.path != "/enter":
                if (one := self.whose(request)) is None:
                    self.refusals.count(guard.SIGN_IN)
                    return self.gate("out", status=401)
                request[_PASS] = one
            return await handler(request)
        except web.HTTPException as answer:
            return web.Response(status=answer.status, text=f"{answer.reason}\n", headers=_allowed(answer))
        except asyncio.CancelledError:
            raise
        except Exception as error:  # told to the browser without a word of what is inside
            LOG.error("%s %s", request.method, request.path, exc_info=error)
            return web.Response(status=500, text="This program failed at that. Nothing was written.\n")

    def whose(self, request: web.Request) -> Pass | None:
        secret = request.cookies.get(self.way.cookie, "")
        return serving.signed_in(self.folder, secret, now=self.clock()) if secret else None

    async def is_here(self, one: Pass) -> bool:
        return await asyncio.to_thread(serving.is_here, self.review, one.who)

    def _note(self, counts: object, since: datetime) -> None:
        try:
            serving.note_refused(self.review, dict(counts), since=since, by=self.host_name)  # type: ignore[call-overload]
        except ReviewError as refusal:
            LOG.error("%s", refusal)

    # The door

    def gate(self, state: str, *, status: int = 200, **more: str) -> web.Response:
        """A page of plain words; of the review it tells nothing."""
        nonce = guard.new_nonce()
        page = self.pages.get_template("gate.html").render(state=state, nonce=nonce, **more)
        policy = guard.page_policy(nonce)
        headers = {"Content-Security-Policy": policy}
        return web.Response(status=status, text=page, content_type="text/html", headers=headers)

    async def show_door(self, _request: web.Request) -> web.Response:
        return self.gate("door")

    async def enter(self, request: web.Request) -> web.Response:
        secret = (await request.content.read(1024)).decode("utf-8", "replace").strip()
        now = self.clock()
        came = await asyncio.to_thread(serving.sign_in, self.folder, secret, now=now, hours=self.limits.hours)
        if came is None:
            self.refusals.count(guard.LINK)
            return web.Response(status=403, text="This link was used already, or it has ended.\n")
        cookie, one = came
        if not await self.is_here(one):
            serving.sign_out(self.folder, one)
            self.refusals.count(guard.LEFT)
            return web.Response(status=403, text="The person of this link is not in the review's team.\n")
        await asyncio.to_thread(serving.note_signed_in, self.review, one)
        answer = web.Response(status=204)
        seconds = int((one.until - now).total_seconds())
        secure = self.way.is_secure
        answer.set_cookie(self.way.cookie, cookie, max_age=seconds, secure=secure, httponly=True, samesite="Strict")
        return answer

    async def leave(self, request: web.Request) -> web.Response:
        serving.sign_out(self.folder, request[_PASS])
        for session in self.sessions:
            if session.one == request[_PASS]:
                session.ended.set()
        answer = web.Response(status=204)
        answer.del_cookie(self.way.cookie, path="/", secure=self.way.is_secure, httponly=True, samesite="Strict")
        return answer

    # The page

    async def show_page(self, request: web.Request) -> web.Response:
        one = request[_PASS]
        if not await self.is_here(one):
            self.refusals.count(guard.LEFT)
            return self.gate("left", status=403)
        scheme = "wss" if self.way.is_secure else "ws"
        socket = f"{scheme}://{request.headers['Host']}/ws"
        page = self.pages.get_template("page.html").render(title=self.what.title, who=one.who, socket=socket)
        headers = {"Content-Security-Policy": guard.page_policy(sockets=socket)}
        return web.Response(text=page, content_type="text/html", headers=headers)

    async def handle_file(self, request: web.Request) -> web.StreamResponse:
        name = request.match_info["name"]
        if name not in self.files:
            raise web.HTTPNotFound
        file = self.files[name]
        headers = {"Content-Type": _KINDS[file.suffix], "Cache-Control": "private, max-age=3600"}
        return web.Response(body=await asyncio.to_thread(file.read_bytes), headers=headers)

    async def handle_download(self, request: web.Request) -> web.StreamResponse:
        """A file, once, to the person whose screens hand it over: kept, never shown in the page's own name."""
        key = request.match_info["key"]
        try:
            told = await self.download_manager.get_download_metadata(key)
        except KeyError:
            raise web.HTTPNotFound from None
        if not any(told.app_service is session and session.one == request[_PASS] for session in self.sessions):
            raise web.HTTPNotFound
        name = quote(Path(told.file_name).name, safe="")
        headers = {
            "Content-Type": "application/octet-stream",
            "Content-Disposition": f"attachment; filename*=UTF-8''{name}",
            "Content-Security-Policy": "sandbox; default-src 'none'; frame-ancestors 'none'",
        }
        response = web.StreamResponse(headers=headers)
        await response.prepare(request)
        async for chunk in self.download_manager.download(key):
            await response.write(chunk)
        await response.write_eof()
        return response

    # The socket

    async def handle_websocket(self, request: web.Request) -> web.WebSocketResponse:
        """A screen: made, attended, and gone with its socket."""
        one = request[_PASS]
        socket = web.WebSocketResponse(heartbeat=15, max_msg_size=self.limits.message, compress=False)
        is_here = await self.is_here(one)
        await socket.prepare(request)
        if not is_here or not self._room_for(one):
            self.refusals.count(guard.FULL if is_here else guard.LEFT)
            await socket.close(code=NO_ROOM if is_here else GONE)
            return socket
        session = Session(self.what, one, socket, self.download_manager, self.limits, self.nursery)
        self.sessions.add(session)
        code = FAULT
        try:
            size = clamped(request.query.get("width"), request.query.get("height"))
            await session.start_in_turn(*size, self.starting)
            code = await self._attend(session, socket)
        finally:
            try:
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(socket.close(code=code), 2)
                await session.stop()
            finally:
                self.sessions.discard(session)
        return socket

    def _room_for(self, one: Pass) -> bool:
        theirs = sum(session.one.who == one.who for session in self.sessions)
        return len(self.sessions) < self.limits.sessions and theirs < self.limits.per_person

    async def _attend(self, session: Session, socket: web.WebSocketResponse) -> int:
        """Stay with a session until it ends, whoever ends it; returns the code for the browser."""
        heard = asyncio.get_running_loop().time()

        async def hear() -> int:
            nonlocal heard
            pace = Pace(self.limits.messages_a_second, self.limits.bytes_a_second)
            async for message in socket:
                if message.type is not WSMsgType.TEXT:
                    return ODD
                await pace.keep(len(message.data))
                kind = await self._take(session, socket, message.data)
                if kind == "":
                    return ODD
                if kind == "stdin":
                    heard = asyncio.get_running_loop().time()
            return WSCloseCode.GOING_AWAY

        async def watch() -> int:
            while True:
                await asyncio.sleep(min(self.limits.look, self.limits.idle / 4))
                if asyncio.get_running_loop().time() - heard > self.limits.idle:
                    return IDLE
                if not serving.holds(self.folder, session.one, now=self.clock()):
                    return OVER
                if not await self.is_here(session.one):
                    return GONE

        async def through() -> int:
            await session.ended.wait()
            if not session.left and serving.holds(self.folder, session.one, now=self.clock()):
                if session.last_words:
                    LOG.error("%s's screens ended by a fault: %s", session.one.who, session.last_words)
                return FAULT
            return QUIT if session.left else OVER

        async def stopped() -> int:
            await self.stopping.wait()
            return WSCloseCode.SERVICE_RESTART

        tasks = [asyncio.create_task(one()) for one in (hear, watch, through, stopped)]
        try:
            done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
            return next(task for task in tasks if task in done).result()
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def _take(self, session: Session, socket: web.WebSocketResponse, data: str) -> str:
        """Do what one message asks for; returns its kind, "" for what is no message of the page's."""
        try:
            kind, *rest = json.loads(data)
            match kind, rest:
                case "stdin", [str(text)]:
                    async with asyncio.timeout(self.limits.hanging):
                        await session.send_bytes(text.encode("utf-8", "ignore"))
                case "resize", [{"width": columns, "height": rows}]:
                    await session.resize(columns, rows)
                case "ping", [str(text)]:
                    await socket.send_json(["pong", text[:64]])
                case "blur", []:
                    await session.blur()
                case "focus", []:
                    await session.focus()
                case _:
                    return ""
        except (ValueError, TypeError, RecursionError, TimeoutError):
            return ""
        return str(kind)

    async def close(self) -> None:
        """End every session, and tell the log who was turned away."""
        self.stopping.set()
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(15):
                while self.sessions:
                    await asyncio.sleep(0.05)
        if self.nursery is not None:
            await self.nursery.close()
        await self.refusals.write()


def _allowed(answer: web.HTTPException) -> dict[str, str]:
    allow = answer.headers.get("Allow")
    return {"Allow": allow} if allow else {}
