"""What only a real process shows: what is imported, how fast, how it stops."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from review_tool.cli import progress
from review_tool.services.reviews import Review
from tests.cli.conftest import HOSTILE, Run, kinds

ROOT = Path(__file__).resolve().parents[2]
TOOL = [sys.executable, "-m", "review_tool"]


def spawn(*args: str | Path, stdin: str = "", **more: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*TOOL, *map(str, args)],
        input=stdin,
        capture_output=True,
        text=True,
        check=False,
        cwd=ROOT,
        env=os.environ | more,
    )


@pytest.mark.parametrize("code", ["import review_tool.cli", "import review_tool.cli.main"])
def test_the_command_line_loads_nothing_heavy(code: str) -> None:
    heavy = "[m for m in ('textual', 'sqlalchemy', 'sklearn', 'alembic', 'rapidfuzz') if m in sys.modules]"
    done = subprocess.run(
        [sys.executable, "-c", f"{code}; import sys; print({heavy})"],
        capture_output=True,
        text=True,
        cwd=ROOT,
        check=True,
    )
    assert done.stdout.strip() == "[]"


def test_help_imports_no_verb() -> None:
    code = (
        "import sys; sys.argv = ['review-tool', '--help']\n"
        "from review_tool.__main__ import main\n"
        "try: main()\nexcept SystemExit: pass\n"
        "from review_tool.cli.verbs import VERBS\n"
        "print([v.module for v in VERBS if f'review_tool.cli.{v.module}' in sys.modules], 'sqlalchemy' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=True)
    assert done.stdout.splitlines()[-1] == "[] False"


def test_version_does_not_import_click() -> None:
    code = (
        "import sys; sys.argv = ['review-tool', '--version']\n"
        "from review_tool.__main__ import main\nmain()\nprint('click' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=True)
    assert done.stdout.splitlines()[-1] == "False"


def test_a_terminal_that_knows_only_ascii(folder: Path) -> None:
    done = spawn("screen", "--plain", "--review", folder, "--as", "Ada", stdin="?\n\xe9\n", PYTHONIOENCODING="ascii")
    assert "Traceback" not in done.stderr
    assert HOSTILE in done.stdout


def test_a_reader_that_leaves_is_no_fault(folder: Path) -> None:
    with subprocess.Popen(
        [*TOOL, "audit", "log", "--json", "--review", str(folder)],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=ROOT, env=os.environ,
    ) as process:  # fmt: skip
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        said = process.stderr.read()
    assert said == b""


def test_ctrl_c_in_a_conversation_keeps_what_was_saved(run: Run, folder: Path) -> None:
    with subprocess.Popen(
        [*TOOL, "screen", "--plain", "--review", str(folder), "--as", "Ada"],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=ROOT, env=os.environ,
    ) as process:  # fmt: skip
        assert process.stdin is not None
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdin.write("e\n")
        process.stdin.flush()
        for line in process.stdout:
            if line.startswith("saved: exclude 1"):
                break
        time.sleep(0.3)
        process.send_signal(signal.SIGINT)
        rest = process.stdout.read()
        assert process.wait(10) == 130
        assert "Stopped. 1 saved." in rest
        assert process.stderr.read() == ""
    assert "2 reports to do" in run("screen", "--review", folder, "--as", "Ada").stdout


def test_ctrl_c_in_an_import_leaves_nothing(
    run: Run, folder: Path, tmp_path: Path, review: Review, monkeypatch: pytest.MonkeyPatch
) -> None:
    new = tmp_path / "new.ris"
    new.write_text("".join(f"TY  - JOUR\nTI  - Paper {n} on care\nER  -\n\n" for n in range(40)))
    before = kinds(review)

    def interrupt(_line: object, _done: int, _total: int, words: str) -> None:
        if words.startswith("bringing in"):
            os.kill(os.getpid(), signal.SIGINT)

    monkeypatch.setattr(progress._Line, "show", interrupt)
    done = run("import", new, "--source", "Big", "--review", folder, "--as", "Ada", code=130)
    assert (done.stdout, done.stderr) == ("", "Stopped; nothing was written.\n")
    assert kinds(review) == before
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler
