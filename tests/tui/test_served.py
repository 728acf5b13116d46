"""In somebody else's browser: no way to this computer's other files, to its programs, or to another person."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from review_tool.domain.errors import ReviewError
from review_tool.services.fulltexts import retrieving
from review_tool.services.history import auditing
from review_tool.services.reviews import Review
from review_tool.tui import places
from review_tool.tui.app import ReviewApp
from review_tool.tui.served import ServedDriver
from tests.reviews import make_review
from tests.tui.frames import frame, settle
from tests.tui.reviewing import all_included, at_full_text, fill, press

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def review(tmp_path: Path) -> Iterator[Review]:
    made = make_review(tmp_path / "review")
    yield made
    made.close()


def served(review: Review, reviewer: str = "AK") -> ReviewApp:
    """The app as a browser has it; what it hands over is kept in `handed`."""
    app = ReviewApp("a-folder", reviewer, opener=lambda: review, served=True)
    app.handed = []  # type: ignore[attr-defined]
    app.deliver_binary = lambda *given, **more: app.handed.append((given, more))  # type: ignore
    return app


OUTSIDE = ["/etc/passwd", "../review.db", "../../x.csv", "~/x.csv", "sub/../../../x", "file:///etc/passwd", "imports"]


@pytest.mark.parametrize("path", OUTSIDE[:5])
def test_a_path_leads_nowhere_but_into_the_review(tmp_path: Path, path: str) -> None:
    app = SimpleNamespace(served=True, review=SimpleNamespace(folder=tmp_path))
    given = Path(path).expanduser()
    for checked in (places.to_read, places.to_write):
        with pytest.raises(ReviewError, match="In the browser"):
            checked(app, given)
    at_home = SimpleNamespace(served=False, review=app.review)
    assert places.to_read(at_home, given) == given
    assert places.to_write(at_home, given) == given


def test_a_link_in_the_folder_does_not_lead_out(tmp_path: Path) -> None:
    app = SimpleNamespace(served=True, review=SimpleNamespace(folder=tmp_path))
    (tmp_path / "imports").mkdir()
    (tmp_path / "imports" / "way-out").symlink_to("/etc")
    assert places.to_read(app, Path("found.ris")) == (tmp_path / "imports" / "found.ris").resolve()
    with pytest.raises(ReviewError):
        places.to_read(app, Path("way-out/passwd"))


@pytest.mark.parametrize("path", OUTSIDE)
async def test_no_file_elsewhere_is_read(review: Review, path: str) -> None:
    (review.folder / "x.csv").write_text("title\nA secret\n")
    app = served(review)
    async with app.run_test(size=(100, 30), notifications=True) as pilot:
        await settle(pilot)
        await press(pilot, "2", "o")
        await fill(pilot, [path])
        assert "secret" not in frame(app)
        assert "root:" not in frame(app)
        assert app.screen._read is None  # type: ignore[attr-defined]


async def test_a_file_of_the_imports_folder_is_read_by_its_name(review: Review) -> None:
    (review.folder / "imports" / "more.csv").write_text("title\nFound by its name\n")
    app = served(review)
    async with app.run_test(size=(100, 30)) as pilot:
        await settle(pilot)
        await press(pilot, "2", "o")
        await fill(pilot, ["more.csv"])
        await settle(pilot)
        assert "Found by its name" in frame(app)


async def test_an_export_goes_into_the_review_and_to_the_browser(tmp_path: Path) -> None:
    review = all_included(tmp_path / "review")
    app = served(review)
    async with app.run_test(size=(100, 30), notifications=True) as pilot:
        await settle(pilot)
        await press(pilot, "7", "x")
        await settle(pilot)
        boxes = list(app.screen.query("Input"))
        assert [box.value for box in boxes] in ([], ["appraisal.csv"])  # type: ignore[attr-defined]
        await press(pilot, "escape", "0", "x")
        await press(pilot, "enter")
        await settle(pilot)
        (written,) = (review.folder / "exports").glob("audit.*")
        ((given, more),) = app.handed  # type: ignore[attr-defined]
        assert Path(given[0]).name == written.name == more["save_filename"]
        assert str(review.folder) not in frame(app), "where this computer keeps the review is nobody's business"
    review.close()


async def test_a_full_text_comes_to_the_browser_and_opens_no_program(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    review = at_full_text(tmp_path / "review")
    file = review.folder / "imports" / "paper.txt"
    file.write_text("A whole paper.")
    number = 1
    retrieving.attach(review, number, file, by="AK")

    def never(*_given: Any) -> Path:
        raise AssertionError("a program was opened on the computer that serves")

    monkeypatch.setattr(retrieving, "view", never)
    app = served(review)
    async with app.run_test(size=(100, 30), notifications=True) as pilot:
        await settle(pilot)
        await press(pilot, "6", "v")
        await settle(pilot)
        ((given, more),) = app.handed  # type: ignore[attr-defined]
        assert given[0].read() == b"A whole paper."
        assert more["save_filename"] == "paper.txt"
        await press(pilot, "d")
        assert "save " not in frame(app)
        await press(pilot, "escape", "a")
        await fill(pilot, ["/etc/passwd"])
        assert "root:" not in frame(app)
        kept = auditing.tell(review, auditing.numbers(review, auditing.Looking(kind="document.attached")))
        assert len(kept) == 1
    review.close()


async def test_nobody_chooses_who_they_are(review: Review) -> None:
    app = served(review, "a stranger")
    async with app.run_test(size=(100, 30)) as pilot:
        await settle(pilot)
        assert "You are not in this review's team" in frame(app)
        assert "AK" not in frame(app)


async def test_where_there_is_no_review_no_other_can_be_opened(tmp_path: Path) -> None:
    from review_tool.tui import opening

    app = ReviewApp("x", "AK", opener=lambda: opening.open_there(str(tmp_path), None), served=True)
    async with app.run_test(size=(100, 30)) as pilot:
        await settle(pilot)
        assert "was not opened" in frame(app)
        assert not app.screen.query("Input")


async def test_no_key_and_no_deed_touches_this_computer(review: Review) -> None:
    app = served(review)
    async with app.run_test(size=(100, 30)) as pilot:
        await settle(pilot)
        for stage in "1234567890":
            await press(pilot, stage)
            actions = {active.binding.action for active in app.screen.active_bindings.values()}
            assert not {action for action in actions if "suspend" in action or "screenshot" in action}
        await press(pilot, "ctrl+p")
        await settle(pilot)
        assert "creenshot" not in frame(app)
    driver = object.__new__(ServedDriver)
    driver.open_url("http://evil.example")  # it has nothing to write to: doing anything would fail


DEEDS = (
    "subprocess.Popen(['true'])",
    "subprocess.run('true', shell=True)",
    "os.system('true')",
    "os.execv('/bin/true', ['true'])",
    "os.posix_spawn('/bin/true', ['true'], {})",
    "os.fork()",
    "__import__('pty').spawn(['true'])",
    "open(out, 'w')",
    "open(out, 'a')",
    "open(here, 'r+')",
    "os.open(out, os.O_WRONLY | os.O_CREAT)",
    "pathlib.Path(out).write_text('x')",
    "os.remove(here)",
    "os.rename(here, out)",
    "os.rename(inside, out)",
    "os.mkdir(out)",
    "os.symlink(here, out)",
    "shutil.rmtree(os.path.dirname(here))",
    "shutil.copy(inside, out)",
)


def test_what_a_screen_forgot_the_process_refuses(tmp_path: Path) -> None:
    """In a process of its own: what is confined stays so."""
    folder, elsewhere = tmp_path / "review", tmp_path / "elsewhere"
    folder.mkdir()
    elsewhere.mkdir()
    (elsewhere / "there").write_text("stays")
    code = f"""
import os, pathlib, resource, shutil, subprocess, sys, tempfile
tempfile.tempdir = {str(tmp_path / "tmp")!r}
from review_tool.tui.served import confine
folder, here, out = {str(folder)!r}, {str(elsewhere / "there")!r}, {str(elsewhere / "new")!r}
inside = folder + "/inside"
confine(folder)
pathlib.Path(inside).write_text("x")
os.rename(inside, inside + "2"); os.rename(inside + "2", inside)
assert open(here).read() == "stays"
for deed in {DEEDS!r}:
    try:
        eval(deed)
    except PermissionError:
        continue
    print(deed)
try:
    bytearray(3 * 1024 ** 3)
    print("three gigabytes")
except MemoryError:
    pass
assert resource.getrlimit(resource.RLIMIT_CORE) == (0, 0)
"""
    environment = os.environ | {"PYTHONPATH": str(ROOT), "XDG_STATE_HOME": str(tmp_path / "state")}
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=environment)
    assert (done.stdout, done.stderr) == ("", "")
    assert (elsewhere / "there").read_text() == "stays"
    assert [path.name for path in elsewhere.iterdir()] == ["there"]
