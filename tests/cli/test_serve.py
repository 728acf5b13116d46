"""`serve`: what it refuses to be reached by, who gets links, and who is put out."""

from __future__ import annotations

import socket
import sys
from pathlib import Path

import pytest

from tests.cli.conftest import Run, data


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.7", "example.org", "", "127.0.0.1.example.org"])
def test_others_are_not_let_near_without_encryption(run: Run, folder: Path, host: str) -> None:
    told = run("serve", "--host", host, "--review", folder, "--as", "Ada", code=1).stderr
    assert "does not encrypt" in told
    assert "--behind-proxy" in told


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (("--behind-proxy",), "must know the public address"),
        (("--public-url", "https://review.example.org"), "needs a proxy"),
        (("--behind-proxy", "--public-url", "http://review.example.org"), "cannot be the public address"),
        (("--behind-proxy", "--public-url", "https://review.example.org/path"), "cannot be the public address"),
        (("--behind-proxy", "--public-url", "https://"), "cannot be the public address"),
        (("--for", "Nobody"), "is not a reviewer"),
        (("--sessions", "0"), "more than nothing"),
        (("--hours", "0"), "more than nothing"),
    ],
)
def test_what_cannot_be_is_refused_before_anything_listens(
    run: Run, folder: Path, options: tuple[str, ...], words: str
) -> None:
    assert words in run("serve", *options, "--review", folder, "--as", "Ada", code=1).stderr


def test_a_taken_port_is_told(run: Run, folder: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        assert "--port" in run("serve", "--port", port, "--review", folder, "--as", "Ada", code=1).stderr


def test_without_the_extra_it_says_how_to_have_it(run: Run, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "textual_serve", None)
    assert "review-tool[web]" in run("serve", "--review", folder, "--as", "Ada", code=1).stderr


def test_links_are_written_listed_and_taken_away(run: Run, folder: Path) -> None:
    here: list[str | Path] = ["--review", folder, "--as", "Ada"]
    made = data(run("serve", "link", "Ben", "Ada", "--url", "https://review.example.org/", *here, "--json"))
    assert [one["name"] for one in made] == ["Ben", "Ada"]
    assert all(one["link"].startswith("https://review.example.org/enter#") for one in made)
    assert len({one["link"] for one in made}) == 2
    held = run("serve", "list", *here).stdout
    assert "Ben" in held
    assert "link" in held
    assert not any(one["link"].partition("#")[2] in held for one in made)
    assert data(run("serve", "revoke", "Ben", *here, "--json")) == {"name": "Ben", "revoked": 1}
    assert [one["name"] for one in data(run("serve", "list", *here, "--json"))] == ["Ada"]
    assert "0 links and sign-ins" in run("serve", "revoke", "Ben", *here).stdout


def test_who_left_gets_no_link(run: Run, folder: Path) -> None:
    here: list[str | Path] = ["--review", folder, "--as", "Ada"]
    run("team", "withdraw", "Ben", *here)
    assert "Ben" in run("serve", "link", "Ben", *here, code=1).stderr
