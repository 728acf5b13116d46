"""A review in PostgreSQL by the command line: made, worked on, taken into a folder; passwords are shown nowhere."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from tests.cli.conftest import HOSTILE, RECORDS, Run, data
from tests.engines import Server


@pytest.fixture
def url(server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """An empty database, named with a password that this server does not ask for; this folder is a new one."""
    monkeypatch.chdir(tmp_path)
    return server.url(server.new()).replace("postgres@", "postgres:s3cret@")


def test_a_whole_walk(run: Run, url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    said = [run("init", "--database", url, "--title", HOSTILE, "--reviewer", "Ben", "--as", "Ada").output]
    monkeypatch.setenv("REVIEW_TOOL_REVIEW", url)
    monkeypatch.setenv("REVIEW_TOOL_REVIEWER", "Ada")
    (tmp_path / "records.ris").write_text(RECORDS, encoding="utf-8")
    imported = data(run("import", tmp_path / "records.ris", "--source", "Scopus", "--json"))
    assert imported["files"][0]["added"] == 4
    assert data(run("dedupe", "--json"))["merged"] == 1
    said += [run("screen", "--plain", stdin="i\ne\ni\nq\n").output]
    said += [run("undo").output, run("redo").output, run("status").output]
    assert data(run("status", "--json"))["flow"]["records_screened"] == 3
    said += [run("audit", "log").output, run("audit", "verify").output, run("doctor").output]
    said += [run("export", "records", "-o", tmp_path / "records.csv").output, run("team", "list").output]
    assert "by Ada; " in run("doctor").stdout, "the import made one by itself"
    assert [one["why"] for one in data(run("backup", "list", "--json"))["backups"]] == ["while-working"]
    assert "No backup is due" in run("backup", "make", "--if-due").stdout
    kept = data(run("backup", tmp_path / "kept.review.zip", "--json"))
    assert kept["sha256"] == hashlib.sha256((tmp_path / "kept.review.zip").read_bytes()).hexdigest()
    said += [run("backup", tmp_path / "kept.review.zip", code=1).output, run("doctor").stdout, run("backup").output]
    assert "the last, kept.review.zip, of" in said[-2]
    assert "by Ada" in said[-2]
    assert len(list((tmp_path / "backups").glob("*.review.zip"))) == 2
    said += [run("backup", "list").output]
    assert "while working" in said[-1]
    flow = data(run("status", "--json"))["flow"]
    run("undo")
    assert data(run("status", "--json"))["flow"] != flow
    assert "lost: 1 of Ada" in run("backup", "restore", "newest", "--yes").stderr
    assert data(run("status", "--json"))["flow"] == flow
    log = run("audit", "log").stdout
    assert "went back to the backup" in log
    assert "Ada backed the review up to" in log
    run("backup")
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path / "elsewhere")
    assert "lies where Ada made it" in run("backup", "list").stderr
    monkeypatch.chdir(tmp_path)
    assert "lies where" not in run("backup", "list").stderr
    run("bundle", "import", tmp_path / "kept.review.zip", "--into", tmp_path / "again")
    again = data(run("status", "--json", "--review", tmp_path / "again"))
    assert again["flow"] == data(run("status", "--json"))["flow"]
    said += [run("init", "--database", url, "--title", "Two", code=1).output]
    copied = run("copy", tmp_path / "folder")
    assert "4 records" in copied.stdout
    here = ["--review", tmp_path / "folder"]
    assert data(run("status", "--json", *here))["flow"] == data(run("status", "--json"))["flow"]
    assert data(run("audit", "verify", "--json", *here))["ok"]
    said += [copied.output, run("copy", url, *here, code=1).output]
    files = [path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()]
    assert not [text for text in said if "s3cret" in text]
    assert not [text for text in files if b"s3cret" in text]


def test_a_role_is_granted_and_taken_away(run: Run, url: str, server: Server, folder: Path) -> None:
    role = f"ben_{url.partition('?')[0].rpartition('_')[2]}"
    with server.connect() as admin:
        admin.execute(f"CREATE ROLE {role} LOGIN")
    run("init", "--database", url, "--title", "T", "--reviewer", "Ben", "--as", "Ada")
    here = ["--review", url, "--as", "Ada"]
    assert "blind" in run("team", "grant", "Ben", role, *here).stdout
    assert data(run("team", "roles", "--json", *here)) == [{"role": role, "reviewer": "Ben", "sighted": False}]
    as_ben = ["--review", url.replace("postgres:s3cret@", f"{role}@"), "--as", "Ben"]
    assert "Ada" in run("team", "list", *as_ben).stdout
    assert "part of the log" in run("audit", "verify", *as_ben, code=1).stderr
    assert "not checked" in run("doctor", *as_ben).stdout
    assert "is Ben's" in run("team", "add", "Cem", "--review", as_ben[1], "--as", "Ada", code=1).stderr
    run("status", *as_ben)
    assert role in run("team", "revoke", role, *here).stdout
    assert "does not let you" in run("status", *as_ben, code=1).stderr
    assert "PostgreSQL" in run("team", "grant", "Ben", role, "--review", folder, "--as", "Ada", code=1).stderr


def test_a_place_must_be_named(run: Run, tmp_path: Path) -> None:
    run("init", "--title", "T", code=2)
    run("init", tmp_path / "a", "--database", "postgresql:///b", "--title", "T", code=2)


def test_a_server_that_is_not_there_is_said_in_words(run: Run) -> None:
    nowhere = "postgresql+psycopg://ann:s3cret@127.0.0.1:1/review?connect_timeout=2"
    for verb in (("status",), ("init", "--title", "T", "--database", nowhere), ("import", "x.ris", "--source", "S")):
        refused = run(*verb, "--review", nowhere, code=1)
        assert "cannot be reached" in refused.stderr
        assert "s3cret" not in refused.output
        assert "Traceback" not in refused.output
