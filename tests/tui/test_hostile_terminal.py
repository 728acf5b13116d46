"""The program itself on a real pseudo-terminal, ten screens on a review of hostile texts, beside its harmless twin.

Whatever reaches the terminal is taken apart: every kind of control sequence must be one that the twin makes too, no
sequence of a text may come through, and between the sequences there are no characters a terminal would obey.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from tests.benchmarks.terminal import Terminal
from tests.hostile import STRINGS, forbidden, plain_text, sequences
from tests.hostile_review import LEAD, TWINS, shared

WHOLE = bool(os.environ.get("REVIEW_TOOL_HOSTILE"))
SIZES = ((120, 36), (80, 24)) if WHOLE else ((120, 36),)
KEYS = (b"j", b"\r", b"\x1b", b"o", b"\x1b") if WHOLE else (b"j", b"\r", b"\x1b")
STARTED = b"Identified"
LEFT = "CSI <u"
"""What Textual says to the terminal when it leaves."""


def walk(folders: list[Path], size: tuple[int, int]) -> list[bytes]:
    """Everything the program writes while one goes through its ten screens, on each of the reviews at the same time."""
    terminals = [_opened(folder, size) for folder in folders]
    try:
        for terminal in terminals:
            terminal.until(STARTED, within=90)
            terminal.quiet(1.0)
        for digit in b"1234567890":
            for key in (bytes([digit]), *KEYS):
                for terminal in terminals:
                    os.write(terminal.fd, key)
                for terminal in terminals:
                    terminal.rest()
            for terminal in terminals:
                terminal.quiet(0.3)
        for terminal in terminals:
            os.write(terminal.fd, b"?")
            terminal.quiet(0.6)
    finally:
        for terminal in terminals:
            terminal.end()
    return [terminal.output for terminal in terminals]


def _opened(folder: Path, size: tuple[int, int]) -> Terminal:
    command = [sys.executable, "-m", "review_tool", "--review", str(folder), "--as", LEAD]
    return Terminal(command, columns=size[0], rows=size[1])


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """The hostile review's and its twin's."""
    records = 120 if WHOLE else 60
    return [
        shared(tmp_path_factory, tmp_path_factory.mktemp("review"), texts, records=records)
        for texts in (STRINGS, TWINS)
    ]


@pytest.mark.parametrize("size", SIZES)
def test_nothing_of_a_text_reaches_the_terminal_as_a_command(folders: list[Path], size: tuple[int, int]) -> None:
    hostile, twin = walk(folders, size)
    assert len(hostile) > 20_000, "the screens were drawn"
    assert "[@click" in plain_text(hostile), "hostile texts stood on them, to the letter"
    assert LEFT not in sequences(hostile), "the program ended on the way"
    assert sequences(hostile) - sequences(twin) == set()
    assert forbidden(plain_text(hostile), allowed="\r\n") == []
    through = [
        text for text in STRINGS if "\x1b" in text and len(text) > 4 and text.encode("utf-8", "replace") in hostile
    ]
    assert through == []


def test_what_takes_output_apart_sees_what_there_is() -> None:
    made = b"\x1b]52;c;eA==\x07ok\x1b[?1049h\x1b[38;5;1mred\x1b[0m\x1bP+q\x1b\\\x1bc\x1b]0;t\x1b\\"
    assert sequences(made) == {"OSC 52", "CSI ?h", "CSI m", "DCS +q", "ESC c", "OSC 0"}
    assert plain_text(made) == "okred"
    assert forbidden("a\x9b\u202e\n") == ["U+009B", "U+202E"]
