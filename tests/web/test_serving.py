"""How the server is reached, how much one may ask, and what a session's process is given."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

import pytest

from review_tool.domain.errors import ReviewError
from review_tool.services.reviews import Surroundings
from review_tool.web.guard import doorway
from review_tool.web.limits import Pace, clamped
from review_tool.web.process import Nursery, started
from review_tool.web.refusals import Refusals
from review_tool.web.serving import Served, check
from review_tool.web.session import What, environment, own
from tests.web.door import make

NOW = datetime(2026, 3, 1, 9, tzinfo=UTC)
WHAT = What("/somewhere/review", Path("/somewhere/review"), "Sleep")


def served(host: str = "127.0.0.1", *, behind_proxy: bool = False, public_url: str = "") -> Served:
    clock = Surroundings("test").clock
    return Served(WHAT, Path("passes"), "AK", clock, host, 8000, behind_proxy, public_url)


@pytest.mark.parametrize("host", ["127.0.0.1", "127.0.0.9", "localhost", "::1", "[::1]"])
def test_this_computer_alone_needs_nothing(host: str) -> None:
    check(served(host))


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "10.0.0.1", "example.org", "", "0"])
def test_another_address_needs_a_proxy_that_encrypts(host: str) -> None:
    with pytest.raises(ReviewError, match="does not encrypt"):
        check(served(host))
    with pytest.raises(ReviewError, match="cannot be the public address"):
        check(served(host, behind_proxy=True, public_url="http://review.example.org"))
    check(served(host, behind_proxy=True, public_url="https://review.example.org"))


def test_behind_a_proxy_only_the_public_name_is_served() -> None:
    way = doorway(port=8000, public_url="https://Review.example.org:8443")
    assert way.hosts == {"review.example.org:8443"}
    assert way.origins == {"https://review.example.org:8443"}
    assert way.is_secure
    assert way.cookie.startswith("__Host-"), "browsers then hold it to this name, to https, and to no other path"
    assert not doorway(port=8000).is_secure
    assert doorway(port=8000).cookie != doorway(port=8001).cookie


@pytest.mark.parametrize(
    ("given", "size"),
    [
        ((100, 30), (100, 30)),
        ((20000, 20000), (400, 200)),
        ((-1, 0), (20, 10)),
        (("x", None), (80, 24)),
        (("9" * 5000, "1e9"), (80, 24)),
        ((float("nan"), [1]), (80, 24)),
        ((True, {}), (80, 24)),
    ],
)
def test_a_size_is_within_bounds(given: tuple[object, object], size: tuple[int, int]) -> None:
    assert clamped(*given) == size


async def test_who_is_too_fast_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    waited: list[float] = []
    now = 0.0

    async def sleep(seconds: float) -> None:
        nonlocal now
        waited.append(seconds)
        now += seconds

    monkeypatch.setattr(asyncio, "sleep", sleep)
    monkeypatch.setattr(asyncio.get_running_loop(), "time", lambda: now, raising=False)
    pace = Pace(200, 256 * 1024)
    for _ in range(400):
        await pace.keep(10)
    assert waited == [], "a burst is let through"
    for _ in range(400):
        await pace.keep(10)
    assert sum(waited) == pytest.approx(2, abs=0.1)
    before = now
    for _ in range(64):
        await pace.keep(64 * 1024)
    assert now - before == pytest.approx(64 * 64 / 256 - 2, abs=0.6)


async def test_a_flood_of_refusals_is_few_entries() -> None:
    notes: list[dict[str, int]] = []

    def note(counts: Mapping[str, int], since: datetime) -> None:
        assert since == NOW
        notes.append(dict(counts))

    refusals = Refusals(note, lambda: NOW, every=600, at_most=2)
    await refusals.write()
    assert notes == []
    for _ in range(3):
        for _ in range(100_000):
            refusals.count("not signed in")
        await refusals.write()
    assert notes == 2 * [{"not signed in": 100_000}]


def test_the_process_is_given_little_and_who_it_is_for() -> None:
    inherited = {"PATH": "/bin", "HOME": "/home/x", "SECRET_TOKEN": "s3cret", "REVIEW_TOOL_DEBUG": "1"} | {
        "REVIEW_TOOL_REVIEWER": "AK",
        "PYTHONSTARTUP": "evil.py",
        "LD_PRELOAD": "evil.so",
        "TEXTUAL": "devtools",
    }
    inherited |= {"PGHOST": "db.example.org", "PGSSLMODE": "verify-full"}
    given = environment(WHAT, inherited) | own("Zoe", 100, 30)
    in_database = What("postgresql:///review", WHAT.folder, WHAT.title)
    assert {name for name in environment(in_database, inherited) if name not in given} == {"PGHOST", "PGSSLMODE"}
    assert not {"SECRET_TOKEN", "REVIEW_TOOL_DEBUG", "PYTHONSTARTUP", "LD_PRELOAD", "TEXTUAL"} & set(given)
    assert given["REVIEW_TOOL_REVIEWER"] == "Zoe"
    assert given["REVIEW_TOOL_SERVED"] == "1"
    assert (given["COLUMNS"], given["ROWS"]) == ("100", "30")


@pytest.mark.skipif(not Nursery.is_possible(), reason="screens are forked on Linux alone")
async def test_a_screen_leaves_when_nobody_is_at_the_other_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What it draws could still go out; it is the silence that ends it. One made apart does the same."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    make(tmp_path / "review").close()
    what = What(str(tmp_path / "review"), tmp_path / "review", "Sleep")
    given = environment(what, os.environ)
    nursery = Nursery(given, what.folder)
    try:
        for one in (await nursery.new(own("Zoe", 100, 30)), await started(given | own("Zoe", 100, 30), what.folder)):
            assert one.stdin is not None
            assert one.stdout is not None
            assert one.stderr is not None
            drawn = b""
            async with asyncio.timeout(40):
                while b"Identified" not in drawn:
                    drawn += await one.stdout.read(65536)
                one.stdin.close()
                await asyncio.gather(one.stdout.read(), one.stderr.read())
                assert await one.wait() == 0
    finally:
        await nursery.close()
