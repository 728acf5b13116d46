"""Bad input: a clear message, exit 1, and nothing written."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from review_tool.services.reviews import Review
from tests.cli.conftest import RECORDS, Run, data, kinds

PNG = b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 4


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (None, "There is no file"),
        (b"", "is empty"),
        (b" \n\n", "is empty"),
        (PNG, "is a PNG picture"),
        (b"<html><body>Sign in</body></html>", "is a web page"),
        (b"{}", "is JSON"),
    ],
)
def test_a_file_that_is_none_stops_the_import(
    run: Run, folder: Path, review: Review, tmp_path: Path, content: bytes | None, said: str
) -> None:
    bad, good = tmp_path / "bad.ris", tmp_path / "good.ris"
    good.write_text(RECORDS.replace("TI  - ", "TI  - New "), encoding="utf-8")
    if content is not None:
        bad.write_bytes(content)
    before = kinds(review)
    for files in ([bad], [good, bad]):
        result = run("import", *files, "--source", "Scopus", "--review", folder, "--as", "Ada", "--json", code=1)
        assert said in result.stderr
        assert list(data(result)) == ["error", "hint"]
        assert said in data(result)["error"]
        assert data(result)["hint"]
    assert kinds(review) == before


def test_a_file_without_a_readable_record_stops_the_others(
    run: Run, folder: Path, review: Review, tmp_path: Path
) -> None:
    bad, good = tmp_path / "bad.xml", tmp_path / "good.ris"
    good.write_text(RECORDS.replace("TI  - ", "TI  - New "), encoding="utf-8")
    entity = '<!DOCTYPE xml [<!ENTITY x "y">]>'
    record = "<record><titles><title>&x;</title></titles></record>"
    bad.write_text(f'<?xml version="1.0"?>{entity}<xml><records>{record}</records></xml>', encoding="utf-8")
    before = kinds(review)
    said = run("import", good, bad, "--source", "Scopus", "--review", folder, "--as", "Ada", code=1).stderr
    assert "Nothing in bad.xml could be read: line 1" in said
    assert kinds(review) == before


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("none.csv", "title,authors,year\n"),
        ("none.bib", '%% A BibTeX file of which all is a comment\n\nstring{ foo = "bar" }\n'),
    ],
)
def test_a_search_that_found_nothing_is_brought_in_and_said_to_be_empty(
    run: Run, folder: Path, tmp_path: Path, name: str, content: str
) -> None:
    (tmp_path / name).write_text(content, encoding="utf-8")
    done = run("import", tmp_path / name, "--source", "ERIC", "--hits", "0", "--review", folder, "--as", "Ada")
    assert "0 records = 0 added + 0 already present + 0 refused" in done.stdout
    assert "ERIC: 0 hits, as many records" in done.stdout
    assert "no rows" in done.stderr or "holds no records" in done.stderr
    assert "before" not in done.stdout
    assert "The log is whole" in run("audit", "verify", "--review", folder).stdout


def test_an_unknown_format_is_named(run: Run, folder: Path, tmp_path: Path) -> None:
    args = ["import", tmp_path / "records.ris", "--source", "X", "--format", "cake", "--review", folder, "--as", "Ada"]
    assert "There is no format “cake”" in run(*args, code=1).stderr


@pytest.mark.parametrize(
    "verb",
    [
        ["status"],
        ["dedupe"],
        ["screen", "--plain"],
        ["audit", "verify"],
        ["export", "flow"],
        ["backup"],
        ["undo"],
        ["team", "list"],
        ["doctor"],
        [],
    ],
)
def test_a_folder_that_is_not_a_review(run: Run, tmp_path: Path, verb: list[str]) -> None:
    empty = tmp_path / "empty"
    empty.mkdir()
    result = run("--review", empty, *verb, code=1)
    assert "is not a review" in result.stderr
    assert "review-tool init" in result.stderr
    assert list(empty.iterdir()) == []


def test_a_file_that_is_no_database(run: Run, tmp_path: Path) -> None:
    (tmp_path / "review.db").write_bytes(b"no database at all, but long enough to look like one" * 20)
    result = run("status", "--review", tmp_path, code=1)
    assert "damaged or is not a database" in result.stderr


def test_a_database_of_a_newer_version(run: Run, folder: Path) -> None:
    connection = sqlite3.connect(folder / "review.db")
    connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.commit()
    events = connection.execute("SELECT count(*) FROM event").fetchone()
    result = run("import", folder / "x.ris", "--source", "X", "--review", folder, "--as", "Ada", code=1)
    assert "newer version" in result.stderr
    assert "pip install --upgrade" in result.stderr
    assert connection.execute("SELECT count(*) FROM event").fetchone() == events
    connection.close()


def test_an_unknown_reviewer(run: Run, folder: Path, review: Review, tmp_path: Path) -> None:
    before = kinds(review)
    writing = (
        ["import", tmp_path / "records.ris", "--source", "New"],
        ["dedupe"],
        ["duplicates", "split", 3],
        ["duplicates", "merge", 1, 4],
        ["duplicates", "judge", 1, 4, "same"],
        ["team", "add", "Cy"],
        ["undo"],
        ["redo"],
        ["screen", "--plain"],
        ["conflicts", "--plain"],
        ["duplicates", "--plain"],
        ["appraise", "--plain"],
        ["extract", "--plain"],
        ["synthesise", "--plain"],
        ["export", "flow"],
        ["decisions", "import", tmp_path / "records.ris"],
        ["protocol", "amend", tmp_path / "records.ris", "--why", "x"],
    )
    for verb in writing:
        result = run(*verb, "--review", folder, "--as", "Nobody", code=1)
        assert "“Nobody” is not a reviewer" in result.stderr
        assert "Ada, Ben" in result.stderr
        stranger = run(*verb, "--review", folder, code=1).stderr
        assert "Who are you?" in stranger
        assert "Ada, Ben" in stranger
        assert "--as NAME" in stranger
    assert kinds(review) == before


@pytest.mark.parametrize(
    ("sheet", "said"),
    [
        ("record_id,verdict\n1,include\n99,include\n", "votes.csv, line 3: no record of the review is meant"),
        ("record_id,verdict\n1,include\n2,perhaps\n", "votes.csv, line 3: “perhaps” is no verdict"),
        ("record_id,verdict,reviewer\n1,include,Nobody\n", "votes.csv, line 2: “Nobody” is not a reviewer"),
        ("record_id,verdict,stage\n1,include,\n1,exclude,full-text\n", "votes.csv, line 3: "),
        ("record_id,colour\n1,red\n", "votes.csv, line 1: no column holds the decisions"),
        ("record_id,verdict\n1,include,too,many\n", "votes.csv, line 2: more cells"),
        ("", "votes.csv is empty"),
    ],
)
def test_a_bad_decision_sheet(run: Run, folder: Path, review: Review, tmp_path: Path, sheet: str, said: str) -> None:
    votes = tmp_path / "votes.csv"
    votes.write_text(sheet, encoding="utf-8")
    before = kinds(review)
    assert said in run("decisions", "import", votes, "--review", folder, "--as", "Ada", code=1).stderr
    assert kinds(review) == before


def test_init_where_a_review_is(run: Run, folder: Path, review: Review) -> None:
    before = kinds(review)
    assert "holds a review already" in run("init", folder, "--title", "X", code=1).stderr
    assert kinds(review) == before


def test_init_with_one_name_twice_makes_nothing(run: Run, tmp_path: Path) -> None:
    new = tmp_path / "new"
    run("init", new, "--title", "X", "--as", "Ada", "--reviewer", "Ada", code=1)
    assert not new.exists()


def test_init_where_nothing_may_be_written(run: Run, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder", encoding="utf-8")
    assert "cannot be made" in run("init", tmp_path / "file" / "new", "--title", "X", code=1).stderr


def test_what_is_typed_is_cleaned_before_it_is_said(run: Run, folder: Path, tmp_path: Path) -> None:
    """`run` itself looks for escapes in all that is printed."""
    here = ["--review", folder, "--as", "Ada"]
    assert "evil.ris" in run("import", "\x1b[31mevil.ris", "--source", "X", *here, code=1).stderr
    run("--review", tmp_path / "\x1b]0;x\x07", "status", code=1)
    run("export", "\x1b[2J", *here, code=1)
    run("screen", *here, stdin="\x1b[31mboo\nn \x1b[5mnote\n", code=1)
    run("\x1b[31mverb", code=2)


@pytest.mark.parametrize(
    "words", [("undo", "\udcff"), ("form", "adopt", "\ud800"), ("backup", "set", "--place=\ud800")]
)
def test_a_word_that_is_no_text_is_refused(run: Run, folder: Path, review: Review, words: tuple[str, ...]) -> None:
    before = kinds(review)
    refused = run(*words, "--review", folder, "--as", "Ada", code=1)
    assert "not text in UTF-8" in refused.stderr
    assert "fault" not in refused.stderr
    assert kinds(review) == before


def test_a_backup_whose_name_no_file_can_have(run: Run, folder: Path) -> None:
    assert "There is no backup" in run("backup", "restore", "é" * 200, "--review", folder, "--as", "Ada", code=1).stderr


def test_a_new_review_may_have_any_name_and_the_next_step_can_be_pasted(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    said = run("init", "what works?", "--title", "A title", "--as", "Ann O'Neil").stderr
    assert """cd 'what works?', then""" in said
    assert """--as 'Ann O'"'"'Neil'""" in said
    assert "A title" in run("--review", "what works?", "status").stdout
