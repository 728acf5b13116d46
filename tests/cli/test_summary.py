"""`summary` and `export summary`."""

from __future__ import annotations

from pathlib import Path

from tests.cli.conftest import Run, data


def test_the_teams_own_words_go_in_and_come_out(run: Run, folder: Path, tmp_path: Path) -> None:
    who = ["--review", folder, "--as", "Ada"]
    told = tmp_path / "told.toml"
    told.write_text(run("summary", "template").stdout.replace('feedback = ""', 'feedback = "Write to us."'))
    run("summary", "adopt", told, *who)
    assert data(run("summary", "show", *who, "--json"))["feedback"] == "Write to us."
    assert "Write to us." in run("summary", "show", *who).stdout
    run("export", "summary", "-o", tmp_path / "site", *who)
    assert "Write to us." in (tmp_path / "site" / "method.html").read_text(encoding="utf-8")
    refused = run("export", "summary", "-o", tmp_path / "site.html", *who, code=1)
    assert "name a folder" in refused.stderr
