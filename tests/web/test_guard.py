"""Nothing of the review without a sign-in, and nothing to another page or under another name: on every route."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from review_tool.services import reviews, serving
from review_tool.services.history import auditing
from review_tool.services.reviews import Surroundings
from tests.web.door import PEOPLE, TITLE, Served, client, enter, now, screen, signed_in
from tests.web.door import serving as served_review

ROUTES = (
    ("GET", "/"),
    ("GET", "/ws"),
    ("GET", "/ws?width=80&height=24"),
    ("GET", "/static/page.js"),
    ("GET", "/static/js/textual.js"),
    ("GET", "/static/"),
    ("GET", "/static"),
    ("GET", "/download/made-up"),
    ("POST", "/leave"),
    ("GET", "/nothing"),
    ("PUT", "/"),
    ("OPTIONS", "/ws"),
)
EVERY = (*ROUTES, ("GET", "/enter"), ("POST", "/enter"))
UPGRADE = {"Connection": "Upgrade", "Upgrade": "websocket", "Sec-WebSocket-Version": "13"} | {
    "Sec-WebSocket-Key": "bWFkZS11cCBub25jZSAxNg=="
}


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with served_review(tmp_path_factory.mktemp("guard")) as made:
        yield made


async def ask(
    http: aiohttp.ClientSession, served: Served, route: tuple[str, str], headers: dict[str, str]
) -> tuple[int, str, Any]:
    """Status, body and headers; a socket's route is asked as a browser would."""
    more = UPGRADE if route[1].startswith("/ws") else {}
    async with http.request(route[0], served.url + route[1], headers=more | headers, allow_redirects=False) as answer:
        return answer.status, await answer.text(), answer.headers


def tells_nothing(body: str) -> None:
    assert TITLE not in body
    assert not any(name in body for name in PEOPLE)
    assert "terminal.dataset" not in body
    assert len(body) < 5000


@pytest.mark.parametrize("route", ROUTES, ids=" ".join)
async def test_nothing_without_a_sign_in(served: Served, route: tuple[str, str]) -> None:
    async with client() as http:
        wrong = {"Origin": served.url, "Cookie": f"review-tool-{served.host.partition(':')[2]}={'x' * 43}"}
        link = wrong | {"Cookie": wrong["Cookie"].partition("=")[0] + "=" + served.links["Amal"]}
        for headers in ({"Origin": served.url}, wrong, link):
            status, body, _ = await ask(http, served, route, headers)
            assert status == 401
            tells_nothing(body)


@pytest.mark.parametrize("route", EVERY, ids=" ".join)
@pytest.mark.parametrize(
    "wrong",
    [
        {"Host": "evil.example"},
        {"Host": "127.0.0.1:1"},
        {"Host": ""},
        {"Origin": "http://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://127.0.0.1:1"},
        {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "no-cors", "Sec-Fetch-Dest": "script"},
        {"Sec-Fetch-Site": "same-site", "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "iframe"},
    ],
    ids=lambda wrong: " ".join(f"{name}={value}" for name, value in wrong.items()),
)
async def test_signed_in_but_from_elsewhere(served: Served, route: tuple[str, str], wrong: dict[str, str]) -> None:
    async with client() as http:
        headers = await signed_in(http, served)
        status, body, answered = await ask(http, served, route, headers | wrong)
        assert status == 403
        assert "Set-Cookie" not in answered
        tells_nothing(body)


@pytest.mark.parametrize("route", [route for route in EVERY if route[0] != "GET" or route[1].startswith("/ws")])
async def test_a_missing_origin_is_refused_where_something_happens(served: Served, route: tuple[str, str]) -> None:
    async with client() as http:
        headers = await signed_in(http, served)
        status, body, _ = await ask(http, served, route, {"Cookie": headers["Cookie"]})
        assert status == 403
        tells_nothing(body)


async def test_the_right_ones_pass(served: Served) -> None:
    """Without this every refusal above could be for another reason."""
    async with client() as http:
        headers = await signed_in(http, served)
        status, body, _ = await ask(http, served, ("GET", "/"), headers)
        assert status == 200
        assert TITLE in body
        assert "Zoe" in body
        for file in ("page.js", "page.css", "js/textual.js", "css/xterm.css"):
            assert (await ask(http, served, ("GET", f"/static/{file}"), headers))[0] == 200
        followed = {"Cookie": headers["Cookie"], "Sec-Fetch-Site": "cross-site"}
        visit = followed | {"Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "document"}
        assert (await ask(http, served, ("GET", "/"), visit))[0] == 200
        async with screen(http, served, headers) as shown:
            await shown.until("Home")


async def test_a_link_lets_in_once(served: Served) -> None:
    async with client() as http:
        secret = served.link("Amal")
        came = await asyncio.gather(*(enter(http, served, secret) for _ in range(8)))
        assert sorted(status for status, _ in came) == [204] + 7 * [403]
        assert [bool(cookie) for status, cookie in came if status == 403] == 7 * [False]
        assert await enter(http, served, secret) == (403, "")
        assert await enter(http, served, "made-up") == (403, "")
        assert await enter(http, served, "") == (403, "")


async def test_the_cookie_is_for_this_server_s_page_alone(served: Served) -> None:
    async with (
        client() as http,
        http.post(f"{served.url}/enter", data=served.link("Amal"), headers={"Origin": served.url}) as answer,
    ):
        told = answer.headers["Set-Cookie"]
    assert {"HttpOnly", "SameSite=Strict", "Path=/"} <= {part.strip() for part in told.split(";")}
    assert "Domain" not in told
    assert "Secure" not in told  # http on this computer alone; behind a proxy it is, see test_serving.py
    secret = told.partition("=")[2].partition(";")[0]
    assert len(secret) == 43, "256 bits in base 64"
    kept = "".join(file.read_text() for file in served.state.rglob("*.json"))
    assert secret not in kept
    assert all(file.stat().st_mode & 0o077 == 0 for file in served.state.rglob("*.json"))


async def test_what_has_ended_lets_nobody_in(served: Served) -> None:
    folder = next((served.state / "review-tool" / "served").iterdir())
    old = serving.write_link(folder, "Zoe", now=now() - timedelta(hours=3), hours=2)
    short = serving.sign_in(folder, serving.write_link(folder, "Zoe", now=now(), hours=1), now=now(), hours=0.0005)
    assert short is not None
    name = f"review-tool-{served.host.partition(':')[2]}"
    async with client() as http:
        assert await enter(http, served, old) == (403, "")
        headers = {"Cookie": f"{name}={short[0]}", "Origin": served.url}
        assert (await ask(http, served, ("GET", "/"), headers))[0] == 200
        await asyncio.sleep(2)
        for route in ROUTES:
            assert (await ask(http, served, route, headers))[0] == 401


async def test_every_answer_has_the_headers_and_tells_no_version(served: Served) -> None:
    async with client() as http:
        headers = await signed_in(http, served)
        for route in (route for route in EVERY if route[1] != "/leave"):
            for given in ({}, headers):
                _, _, answered = await ask(http, served, route, given)
                assert answered["Server"] == "review-tool"
                assert "frame-ancestors 'none'" in answered["Content-Security-Policy"]
                assert answered["X-Content-Type-Options"] == "nosniff"
                assert answered["Referrer-Policy"] == "no-referrer"
        _, _, answered = await ask(http, served, ("GET", "/"), headers)
        policy = answered["Content-Security-Policy"]
        assert "script-src 'self';" in policy
        assert "default-src 'none'" in policy
        assert served.host in policy.partition("connect-src")[2]
    for broken in (b"BOGUS\r\n\r\n", b"GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\nX\r\n\r\n", b"\x16\x03\x01\x02\x00\x01"):
        reader, writer = await asyncio.open_connection("127.0.0.1", int(served.host.partition(":")[2]))
        writer.write(broken)
        writer.write_eof()
        told = await asyncio.wait_for(reader.read(), 10)
        writer.close()
        assert b"aiohttp" not in told
        assert b"Python" not in told
        assert b"Traceback" not in told


async def test_a_whole_address_in_the_first_line_counts_above_the_header(served: Served) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", int(served.host.partition(":")[2]))
    writer.write(f"GET http://evil.example/enter HTTP/1.1\r\nHost: {served.host}\r\nConnection: close\r\n\r\n".encode())
    told = await asyncio.wait_for(reader.read(), 10)
    writer.close()
    assert told.startswith(b"HTTP/1.1 403")


@pytest.mark.parametrize("name", ["", ".", "js", "js/", "../server.py", "%2e%2e/server.py", "..%2f..%2fx", "page.js/"])
async def test_nothing_but_the_page_s_files_is_there(served: Served, name: str) -> None:
    async with client() as http:
        headers = await signed_in(http, served)
        reader, writer = await asyncio.open_connection("127.0.0.1", int(served.host.partition(":")[2]))
        lines = [f"GET /static/{name} HTTP/1.1", f"Host: {served.host}", f"Cookie: {headers['Cookie']}"]
        writer.write("\r\n".join([*lines, "Connection: close", "", ""]).encode())
        told = (await asyncio.wait_for(reader.read(), 10)).decode()
        writer.close()
        assert told.splitlines()[0].split()[1] == "404"
        assert "import" not in told


async def test_the_door_tells_nothing_and_its_secret_stays_in_the_browser(served: Served) -> None:
    async with client() as http:
        status, body, answered = await ask(http, served, ("GET", "/enter"), {})
        assert status == 200
        tells_nothing(body)
        assert "location.hash" in body
        assert "'unsafe-inline'" not in answered["Content-Security-Policy"]


async def test_sign_ins_and_refusals_are_in_the_log(tmp_path: Path) -> None:
    with served_review(tmp_path, "--for", "Zoe") as served:
        assert list(served.links) == ["Zoe"]
        async with client() as http:
            await signed_in(http, served)
            for _ in range(500):
                await ask(http, served, ("GET", "/"), {})
            await ask(http, served, ("GET", "/"), {"Host": "evil.example"})
            assert (await enter(http, served, "made-up"))[0] == 403
        served.stop()
        assert served.process.returncode == 0
    review = reviews.open_review(served.folder, around=Surroundings("test"))
    told = auditing.tell(review, auditing.numbers(review, auditing.Looking(kind="session")))
    sentences = [one.words for one in told]
    assert sentences == [
        "Zoe signed in from a browser.",
        "AK turned away 502 requests from browsers (1 × link used or ended, 500 × not signed in, 1 × unknown host).",
    ]
    assert auditing.check(review).problems == ()
    kept = "".join(str(one.event.payload) + one.event.subject for one in told)
    assert served.links["Zoe"] not in kept
    assert "127.0.0.1" not in kept, "nobody's address belongs into a log that is handed on"
    review.close()


async def test_a_revoked_or_withdrawn_person_is_out_at_once(tmp_path: Path) -> None:
    with served_review(tmp_path) as served:
        async with client() as http:
            zoe, amal = await signed_in(http, served, "Zoe"), await signed_in(http, served, "Amal")
            async with screen(http, served, zoe) as hers, screen(http, served, amal) as his:
                await hers.until("Home")
                await his.until("Home")
                assert served.run("serve", "revoke", "Zoe")["revoked"] == 1
                served.run("team", "withdraw", "Amal")
                assert await hers.closed(15) == 4002
                assert await his.closed(15) == 4004
            assert (await ask(http, served, ("GET", "/"), zoe))[0] == 401
            status, body, _ = await ask(http, served, ("GET", "/"), amal)
            assert status == 403
            tells_nothing(body)
            assert os.listdir(served.state / "review-tool" / "served") != []
