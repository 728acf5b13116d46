"""Conversations line by line: a thing as labelled lines, then a prompt whose answers begin with a letter.

No drawing, no colour, no cursor: for screen readers, and for scripts that pipe their answers in. Each answer is
written at once and answered with `saved`. The end of the input ends politely, with what was saved.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import NoReturn

import click

from review_tool.cli.opening import opened, who
from review_tool.cli.saying import narrate, plural, say
from review_tool.cli.settings import Settings
from review_tool.domain.errors import ReviewError
from review_tool.domain.text import clean, one_line
from review_tool.services.history import undoing
from review_tool.services.history.undoing import Undone
from review_tool.services.reviews import Review


class Quit(Exception):
    """The person ended the conversation, or their input did."""


@dataclass(frozen=True, slots=True)
class Letter:
    """One answer: its letter, what it does in a word, and for the help in a sentence."""

    key: str
    word: str
    help: str = ""
    takes: bool = False
    """More may follow it on the line, as in `e 2` or `n too small`."""


SKIP = Letter("s", "skip", "Leave it for later.")
UNDO = Letter("u", "undo", "Take your last deed here back; it stays in the log.")
REDO = Letter("r", "redo", "Bring back what you last took back.")
HELP = Letter("?", "help", "Say what each letter does.")
QUIT = Letter("q", "quit", "End; everything is saved.")
FEW = 3
"""Letters that are said with every prompt."""
BACK = Letter("b", "back", "One step back.")


class Talk:
    """One conversation: what is said goes to stdout, answers come from stdin."""

    def __init__(self, review: Review, by: str) -> None:
        self.review = review
        self.by = by
        self.saved = 0
        """Deeds written so far."""
        self.refused = 0
        """Answers that were refused or not understood."""
        self._heard: set[tuple[str, ...]] = set()
        """Which letters were said in full: the second time a few will do, a screen reader says each of them."""

    def line(self, prompt: str) -> str:
        """The next line, clean and trimmed. Raises Quit where there is none."""
        say(prompt + " ", end="")
        sys.stdout.flush()
        line = sys.stdin.readline()
        if not line:
            say()
            raise Quit
        if not sys.stdin.isatty():
            say()
        return clean(line).strip()

    def letter(self, letters: Sequence[Letter], *, ask: str = "") -> tuple[str, str]:
        """One of the letters with what was written after it: `("e", "2")`. Asks until one is given.

        The word does as well as its letter. `?` is answered here; `q` raises Quit.
        """
        prompt = (ask + " " if ask else "") + self._named(letters) + ":"
        while True:
            given = self.line(prompt)
            found = _meant(given, letters)
            if found is None:
                self.refused += bool(given)
                say(
                    f"“{one_line(given)}” is none of the answers; nothing was done." if given else "Answer by a letter."
                )
                continue
            chosen, rest = found
            if chosen == QUIT:
                raise Quit
            if chosen != HELP:
                return chosen.key, rest
            for one in letters:
                say(f"{one.key}: {one.word}. {one.help}".rstrip())

    def _named(self, letters: Sequence[Letter]) -> str:
        """The letters with their words; once they were all said, the first few, and `?` for the rest."""
        keys = tuple(one.key for one in letters)
        heard, more = keys in self._heard, len(letters) > FEW + 2
        self._heard.add(keys)
        said = letters[:FEW] if heard and more and HELP in letters else letters
        return ", ".join(f"{one.key} {one.word}" for one in said) + (", ? all letters" if said is not letters else "")

    def pick(self, what: str, options: Sequence[str], *, given: str = "", none: str = "") -> int | None:
        """The place of one of the numbered options, from 0; None for an empty answer, where `none` says what it means.

        `given` is an answer already made, as the `2` of `e 2`. Options may be named in full too.
        """
        told = bool(given)
        while True:
            if not told:
                for n, option in enumerate(options, 1):
                    say(f"{n}. {one_line(option)}")
                given = self.line(f"{what}, by number" + (f" (Enter: {none})" if none else "") + ":")
            told = False
            if given.lower() in (QUIT.key, QUIT.word):
                raise Quit
            if not given and none:
                return None
            if given.isdecimal() and 1 <= int(given) <= len(options):
                return int(given) - 1
            if given in options:
                return list(options).index(given)
            self.refused += bool(given)
            say(f"Give a number from 1 to {len(options)}.")

    def yes(self, question: str) -> bool:
        return self.line(f"{question} (y or n):").lower().startswith("y")

    def end(self) -> NoReturn:
        """End the conversation."""
        raise Quit

    @contextmanager
    def asking(self) -> Iterator[None]:
        """A question to the review: a refusal is told and the conversation goes on."""
        try:
            yield
        except ReviewError as refusal:
            self.refused += 1
            say(f"Refused: {refusal} {refusal.hint}".strip())

    @contextmanager
    def writing(self, words: str = "") -> Iterator[None]:
        """A deed: said to be saved when the block ends; a refusal is told and the conversation goes on."""
        with self.asking():
            yield
            self.saved += 1
            say(f"saved: {words}" if words else "saved")

    def at_the_end(self, words: str, *more: Letter) -> tuple[str, str]:
        """The list is through: the last deed may still be taken back. The end of the input, or `q`, ends here."""
        say(words)
        return self.letter((UNDO, REDO, *more, HELP, QUIT))

    def take_back(self, kinds: tuple[str, ...], *, redo: bool = False) -> Undone | None:
        """Undo or redo of these kinds; None where it was refused."""
        done: Undone | None = None
        with self.writing("brought back" if redo else "taken back"):
            done = (undoing.redo_last if redo else undoing.undo_last)(self.review, by=self.by, kinds=kinds)
            say(done.words)
        return done

    def sum_up(self, word: str) -> None:
        """The last line."""
        refused = f", {self.refused} not taken" if self.refused else ""
        say(f"{word} {self.saved} saved{refused}.")


def converse(asked: Settings, deed: Callable[[Talk], None]) -> None:
    """Hold a conversation with the reviewer until it ends.

    Raises:
        ReviewError: no review, or nobody of that name in the team.
        click.exceptions.Exit: with 1 where piped answers were not all taken, 130 after Ctrl+C.
    """
    if asked.json:
        raise click.UsageError("This verb is a conversation; --json goes with the others.")
    with opened(asked) as review:
        talk = Talk(review, who(review, asked))
        try:
            deed(talk)
        except Quit:
            pass
        except KeyboardInterrupt:
            say()
            talk.sum_up("Stopped.")
            raise click.exceptions.Exit(130) from None
        talk.sum_up("Ended.")
        if talk.refused and not sys.stdin.isatty():
            narrate(f"{plural(talk.refused, 'answer')} from the input could not be taken: see above.")
            raise click.exceptions.Exit(1)


def _meant(given: str, letters: Sequence[Letter]) -> tuple[Letter, str] | None:
    """Which letter a line means, with the rest of it: `e 2`, `e2`, `exclude 2`, `/words`."""
    first, _, rest = given.partition(" ")
    readings = [(first, rest), (first.lower(), rest)]
    if not given[:1].isalnum() or given[1:].strip().isdecimal():
        readings.append((given[:1], given[1:]))
    for key, left in readings:
        for one in letters:
            if key in (one.key, one.word.partition(" ")[0]) and (one.takes or not left.strip()):
                return one, left.strip()
    return None


def numbers(text: str) -> list[int]:
    """The whole numbers in `1 3, -5`, minus signs kept; what is no number is left out."""
    return [int(part) for part in text.replace(",", " ").split() if part.lstrip("-").isdecimal()]
