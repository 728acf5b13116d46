"""`bundle`: out to an offline reviewer and back."""

from __future__ import annotations

from pathlib import Path

from tests.cli.conftest import Run, data


def test_work_goes_out_and_comes_back(run: Run, folder: Path, tmp_path: Path) -> None:
    out, back, seal, away = (tmp_path / name for name in ("out.zip", "back.zip", "ben.seal", "away"))
    here, there = ["--review", folder, "--as", "Ada"], ["--review", away, "--as", "Ben"]
    assert data(run("bundle", "export", "-o", out, *here, "--json"))["heads"]
    assert data(run("bundle", "import", out, "--into", away, "--json")) == {"review": str(away)}
    run("screen", "--plain", *there, stdin="i\nq\n")
    run("bundle", "export", "-o", seal, "--sealed", *there)
    run("bundle", "export", "-o", back, *there)
    assert "kept" in run("bundle", "import", seal, *here).stdout
    assert "not come yet" in run("bundle", "status", *here).stdout
    assert data(run("bundle", "import", back, *here, "--json"))["events"] == 1
    assert data(run("bundle", "status", *here, "--json"))["awaited"] == []
    assert "Nothing new" in run("bundle", "import", back, *here).stdout
    assert run("bundle", "import", out, "--into", away, code=1).stderr


def test_what_is_no_bundle_is_refused_in_words(run: Run, folder: Path, tmp_path: Path) -> None:
    (tmp_path / "odd.zip").write_bytes(b"PK\x03\x04 and nothing")
    refused = run("bundle", "import", tmp_path / "odd.zip", "--review", folder, "--as", "Ada", code=1)
    assert "not a bundle" in refused.stderr
    assert "Traceback" not in refused.output
