"""Which files a screen may read and write, and how one is handed over.

In a terminal the person is at their own computer: any path will do. In a browser the computer is somebody else's: files
are read from the review's `imports` folder and written to its `exports`, by their name there, and what the person is to
have goes to their browser.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from review_tool.domain.errors import ReviewError
from review_tool.domain.text import clean, one_line


def to_read(app: Any, path: Path) -> Path:
    """The path; in a browser, as it is called in the imports folder.

    Raises:
        ReviewError: it leads out of there.
    """
    if not app.served:
        return path
    folder = _folder(app, "imports")
    return _inside(
        folder, path, "In the browser, files are read from the review's imports folder.", "Give the name it has there."
    )


def to_write(app: Any, path: Path) -> Path:
    """The path; in a browser, as it is called in the exports folder.

    Raises:
        ReviewError: it leads out of there.
    """
    if not app.served:
        return path
    folder = _folder(app, "exports")
    return _inside(folder, path, "In the browser, files go into the review's exports folder.", "Give a name alone.")


def usual(app: Any, name: str) -> str:
    """What to propose for a file to write: its path, or in a browser its name."""
    return name if app.served else str(Path(app.review.folder) / "exports" / name)


def hand_over(app: Any, path: Path) -> None:
    """In a browser: let the person have the file that was written. Nothing elsewhere, they have it."""
    if app.served and path.is_file():
        app.deliver_binary(path, save_filename=path.name)


def show(app: Any, data: bytes, name: str) -> None:
    """In a browser: let the person have these bytes as a file."""
    from io import BytesIO

    app.deliver_binary(BytesIO(data), save_filename=one_line(clean(name)))


def told(app: Any, path: Path) -> str:
    """A written file in words: its path, or in a browser where it lies in the review."""
    return f"exports/{path.name}" if app.served else str(path)


def _folder(app: Any, name: str) -> Path:
    return (Path(app.review.folder) / name).resolve()


def _inside(folder: Path, path: Path, message: str, hint: str) -> Path:
    real = (folder / path).resolve()
    if not real.is_relative_to(folder):
        raise ReviewError(message, hint=hint)
    return real
