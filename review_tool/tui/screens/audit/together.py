"""What several people do with the log together: checkpoints that each holds, and bundles for work done offline."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from review_tool.domain.errors import ReviewError
from review_tool.services.fulltexts.retrieving import dropped
from review_tool.services.history import bundling, witnessing
from review_tool.tui import jobs
from review_tool.tui.dialogs.choose import Choice, Choose
from review_tool.tui.dialogs.tell import Tell
from review_tool.tui.dialogs.write import Blank, Write

if TYPE_CHECKING:
    from review_tool.tui.screens.stage import StageScreen

_READABLE = "Whoever opens a bundle with other tools can read every vote in it. A seal holds none."


def choose_checkpoint(screen: StageScreen) -> None:
    """Make a checkpoint, hold a colleague's, or compare those that are held here."""
    deeds: dict[str, Callable[[], None]] = {
        "make": lambda: _ask_path(screen, "Write a checkpoint", _new(screen, "log", ".checkpoint"), _make),
        "hold": lambda: _ask_path(screen, "Hold a colleague's checkpoint", "", _hold),
        "compare": lambda: _compare(screen),
    }
    choices = [
        Choice("make", "Make one", "where every chain ends now, for a colleague to hold"),
        Choice("hold", "Hold a colleague's", "kept on this computer, outside the review, and compared"),
        Choice("compare", "Compare all that are held here", "tells whether history was rewritten"),
    ]
    detail = "A history rewritten as a whole is found by anybody who holds a checkpoint of it."
    screen.app.push_screen(Choose("Checkpoints", choices, detail=detail), lambda name: name and deeds[name]())


def choose_bundle(screen: StageScreen) -> None:
    """Hand the review to offline reviewers, take their work back, see who is awaited."""
    deeds: dict[str, Callable[[], None]] = {
        "export": lambda: _ask_path(screen, "Write a bundle", _new(screen, "bundle", ".review.zip"), _export),
        "import": lambda: _ask_path(screen, "Merge a bundle or keep a seal", "", _merge),
        "seal": lambda: _ask_path(screen, "Seal your work", _new(screen, "seal", ".seal.json"), _seal),
        "status": lambda: _status(screen),
    }
    choices = [
        Choice("export", "Write a bundle", "the whole review in one file, for somebody who works offline"),
        Choice("import", "Merge a bundle", "another copy's work comes in; the same one twice makes no difference"),
        Choice("seal", "Seal your work", "proof that it was done, without saying what: opened together later"),
        Choice("status", "Who is here, who is awaited", "and who voted after opening another's vote"),
    ]
    screen.app.push_screen(Choose("Bundles", choices, detail=_READABLE), lambda name: name and deeds[name]())


def _new(screen: StageScreen, stem: str, suffix: str) -> str:
    """A name in the exports folder that nothing has yet."""
    folder = Path(screen.app.review.folder) / "exports"
    names = (f"{stem}{'' if n == 1 else f'-{n}'}{suffix}" for n in range(1, 10_000))
    return str(next(folder / name for name in names if not (folder / name).exists()))


def _ask_path(screen: StageScreen, title: str, path: str, then: Callable[[StageScreen, Path], object]) -> None:
    def written(said: dict[str, str] | None) -> None:
        if said is not None:
            given = dropped(said["file"])
            then(screen, given[0] if given else Path(said["file"].strip()))

    blanks = [Blank("file", "File", path, "its path; drop it on the window", required=True)]
    screen.app.push_screen(Write(title, blanks), written)


def _memory(screen: StageScreen) -> Path:
    """Where this computer keeps what it holds. Raises ReviewError where it keeps nothing."""
    around = screen.app.around() if screen.app.around else None
    if around is None or around.memory is None:
        raise ReviewError("This computer has no place to hold checkpoints in.", hint="`review-tool audit hold` has.")
    return Path(around.memory)


def _make(screen: StageScreen, file: Path) -> None:
    with jobs.telling(screen):
        made = witnessing.make(screen.app.review, file)
        said = [f"{file}", f"{made.size:,} events, root {made.root}", "", "Give it to a co-reviewer to hold."]
        screen.app.push_screen(Tell("A checkpoint", said))


def _hold(screen: StageScreen, file: Path) -> None:
    with jobs.telling(screen):
        _tell(screen, [witnessing.hold(screen.app.review, file, _memory(screen))])


def _compare(screen: StageScreen) -> None:
    with jobs.telling(screen):
        _tell(screen, witnessing.held(screen.app.review, _memory(screen)))


def _tell(screen: StageScreen, held: Iterable[witnessing.Held]) -> None:
    said = [line for one in held for line in _lines(one)]
    bad = any("✗" in line for line in said)
    none = ["None is held here yet. A colleague makes one with c; give its file here."]
    screen.app.push_screen(Tell("History was rewritten" if bad else "Held checkpoints", said or none))


def _lines(one: witnessing.Held) -> list[str]:
    state = "✗ the history was rewritten since" if one.problems else "✓ the history is still the one that was held"
    return [f"{one.name}: {one.events:,} events, root {one.root[:16]}", f"  {state}", *map("  {}".format, one.problems)]


def _export(screen: StageScreen, file: Path) -> None:
    @jobs.job("Writing the bundle")
    def write(screen: StageScreen, progress: jobs.Progress) -> None:
        done = bundling.export(screen.app.review, file, progress=progress)
        screen.app.call_from_thread(screen.did, f"Wrote {done.file} ({done.events:,} events)", undoable=False)

    write(screen)


def _merge(screen: StageScreen, file: Path) -> None:
    @jobs.job("Merging")
    def merge(screen: StageScreen, progress: jobs.Progress) -> None:
        done = bundling.merge(screen.app.review, file, by=screen.app.reviewer, progress=progress)
        if done.sealed:
            words = "The seal is kept; it is compared with the work when that comes"
        else:
            words = f"{done.events:,} events came from {file.name}" if done.events else "Nothing new came with it"
        screen.app.call_from_thread(screen.did, words, undoable=False)
        screen.app.call_from_thread(screen.load_when_ready)
        if same := bundling.namesake_words(bundling.namesakes(screen.app.review, done.by_writer)):
            screen.app.call_from_thread(screen.app.push_screen, Tell("One person, or two?", same))
        if twice := bundling.given_twice(screen.app.review, done.by_writer):
            screen.app.call_from_thread(screen.app.push_screen, Tell("Given by more than one", twice))

    merge(screen)


def _seal(screen: StageScreen, file: Path) -> None:
    with jobs.telling(screen):
        done = bundling.seal(screen.app.review, file, by=screen.app.reviewer)
        screen.did(f"Sealed {done.events:,} events of yours in {done.file}", undoable=False)


def _status(screen: StageScreen) -> None:
    with jobs.telling(screen):
        found = bundling.together(screen.app.review)
        said = [f"{writer}: {events:,} events" for writer, events in found.writers.items()]
        said += [f"{writer}: sealed, and has not come yet" for writer in found.awaited]
        said += [
            f"✗ {name} had opened another's vote before first voting on {count:,} reports."
            for name, count in found.peeks.items()
        ]
        screen.app.push_screen(Tell("Whose work is here", said))
