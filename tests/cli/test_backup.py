"""`backup` as a person uses it: make, list, go back, choose."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

from review_tool.store.database.driver import sqlite_module
from tests.cli.conftest import Run, data


def test_made_listed_and_gone_back_to(run: Run, folder: Path) -> None:
    here = ("--review", folder, "--as", "Ada")
    made = data(run("backup", "--json", *here))
    listed = data(run("backup", "list", "--json", *here))
    assert made["file"] in [one["file"] for one in listed["backups"]]
    assert "sound" in run("backup", "list", *here).stdout
    run("screen", "--plain", *here, stdin="i\nq\n")
    name = Path(made["file"]).name
    refused = run("backup", "restore", name, *here, code=1)
    assert "1 event since would be lost: 1 of Ada." in refused.stderr
    assert "--yes" in refused.stderr
    assert "is kept: " in run("backup", "restore", name, "--yes", *here).stdout
    told = run("audit", "log", *here).stdout
    assert "went back to the backup" in told
    assert "included" not in told
    assert "The log is whole" in run("audit", "verify", *here).stdout
    whys = {one["why"] for one in data(run("backup", "list", "--json", *here))["backups"]}
    assert {"before-restore", "asked"} <= whys


def test_a_review_that_is_gone_is_had_back(run: Run, folder: Path) -> None:
    run("backup", "--review", folder)
    (folder / "review.db").unlink()
    run("status", "--review", folder, code=1)
    run("backup", "restore", "newest", "--yes", "--review", folder, "--as", "Ada")
    assert "Ada" in run("team", "list", "--review", folder).stdout


def test_how_often_and_where_to(run: Run, folder: Path, tmp_path: Path) -> None:
    here = ("--review", folder, "--as", "Ada")
    assert "every 30 minutes" in run("backup", "set", *here).stdout
    chosen = data(run("backup", "set", "--every", "0", "--place", tmp_path / "stick", "--json", *here))
    assert chosen["every"] == 0
    assert Path(chosen["place"]).parent == tmp_path / "stick"
    assert "No backup is due." in run("backup", "make", "--if-due", *here).stdout
    assert Path(data(run("backup", "--json", *here))["file"]).parent == Path(chosen["place"])


def test_doctor_mends_and_says_so(run: Run, folder: Path) -> None:
    here = ("--review", folder, "--as", "Ada")
    run("screen", "--plain", *here, stdin="i\nq\n")
    with closing(sqlite_module().connect(str(folder / "review.db"))) as plain:
        plain.execute("UPDATE vote SET verdict = 'exclude'")
        plain.execute("DROP INDEX ix_record_imported")
        plain.commit()
    told = run("doctor", *here, code=1).stdout
    assert "ILL   schema: the index ix_record_imported is missing" in told
    assert "`review-tool doctor --mend` mends what says so" in told
    assert "“Eve” is not a reviewer" in run("doctor", "--mend", "--review", folder, "--as", "Eve", code=1).stderr
    found = data(run("doctor", "--mend", "--json", *here))
    assert found["ok"]
    assert [one["done"] for one in found["mended"]] == [True, True, True]
    assert "mended the review's database: schema, tables" in run("audit", "log", *here).stdout
    assert "There was nothing to mend." in run("doctor", "--mend", *here).stdout
