"""`read`: a report's full text or abstract, and the passages that may be gaps, recommendations or limitations."""

from __future__ import annotations

from contextlib import closing

import click

from review_tool.cli.asking import HELP, QUIT, SKIP, UNDO, Letter, Talk, converse
from review_tool.cli.opening import opened, who
from review_tool.cli.progress import shown
from review_tool.cli.saying import labelled, narrate, plural, say, say_json
from review_tool.cli.settings import Verb, settings
from review_tool.domain.errors import ReviewError
from review_tool.services.fulltexts import reading
from review_tool.services.fulltexts.reading import Opened, Source, Suggestion
from review_tool.services.history import undoing
from review_tool.services.reviews import Review

CONFIRM = Letter("c", "confirm", "Keep it as an excerpt, coded with what it was suggested as.")
SET_ASIDE = Letter("x", "set aside", "It is none; later suggestions learn from it.")


@click.command(cls=Verb)
@click.argument("report", type=int)
@click.option("--source", metavar="NAME", help="Which of its texts: a file's name, or `abstract`. Default: the newest.")
@click.option("--page", type=int, metavar="N", help="One page alone.")
@click.option("--find", "words", metavar="WORDS", help="Only the sentences that hold these words.")
@click.option("--suggest", is_flag=True, help="The passages that may count, each with its cue.")
@click.option("--most", type=click.IntRange(1), default=reading.SHOWN, show_default=True, help="How many suggestions.")
@click.option("--confirm", type=int, multiple=True, metavar="N", help="Keep suggestion N as an excerpt; repeatable.")
@click.option("--set-aside", type=int, multiple=True, metavar="N", help="Say that suggestion N is none; repeatable.")
def command(
    report: int,
    source: str | None,
    page: int | None,
    words: str | None,
    suggest: bool,
    most: int,
    confirm: tuple[int, ...],
    set_aside: tuple[int, ...],
) -> None:
    """Read REPORT: its newest full text, or its abstract; with --suggest the passages that may count."""
    asked = settings()
    if (suggest or confirm or set_aside) and asked.plain and not (confirm or set_aside):
        converse(asked, lambda talk: _ask(talk, report, source, most))
        return
    with opened(asked) as review, closing(reading.open_text(review, report, _chosen(review, report, source))) as text:
        if not (suggest or confirm or set_aside):
            _read(text, page, words, as_json=asked.json)
            return
        with shown() as progress:
            found = reading.shown(reading.suggest(review, text, progress=progress), most)
        by = who(review, asked) if confirm or set_aside else ""
        for number in confirm:
            found[_place(found, number)] = reading.confirm(review, text, found[_place(found, number)], by=by)
        for number in set_aside:
            found[_place(found, number)] = reading.set_aside(review, text, found[_place(found, number)], by=by)
    if asked.json:
        say_json({"report": text.report, "source": text.source.name, "suggestions": _as_data(text, found)})
        return
    for number, one in enumerate(found, 1):
        say(labelled(f"{number}. {_about(text, one)}", one.sentence.text))
    narrate(f"{plural(len(found), 'suggestion')} in {text.source.name}. Nothing is kept until you confirm it.")


def _chosen(review: Review, report: int, name: str | None) -> Source | None:
    if name is None:
        return None
    there = reading.sources(review, report)
    for source in there:
        if source.name == name or (source.sha and source.sha.startswith(name)):
            return source
    raise ReviewError(
        f"Report {report} has no text called {name}.",
        hint="It has: " + ", ".join(source.name for source in there) + "." if there else "Attach its full text first.",
    )


def _read(text: Opened, page: int | None, words: str | None, *, as_json: bool) -> None:
    if page is not None and not 1 <= page <= text.pages:
        raise ReviewError(f"There is no page {page}.", hint=f"It has {plural(text.pages, 'page')}.")
    numbers = [page] if page is not None else range(1, text.pages + 1)
    wanted = words.casefold() if words else ""
    sentences = [one for one in text.text.every() if one.page in numbers and wanted in one.text.casefold()]
    if as_json:
        rows = [
            {"page": s.page, "start": s.start, "end": s.end, "heading": s.heading, "text": s.text} for s in sentences
        ]
        about = {"report": text.report, "source": text.source.name, "sha": text.source.sha, "pages": text.pages}
        say_json({**about, "sentences": rows})
        return
    if words:
        for one in sentences:
            say(labelled(f"p. {one.page}" if text.source.sha else "abstract", one.text))
        narrate(f"{plural(len(sentences), 'sentence')} with “{words}”.")
        return
    for number in numbers:
        if text.pages > 1:
            say(f"Page {number} of {text.pages}")
        say(text.page(number).text)
        say()


def _place(found: list[Suggestion], number: int) -> int:
    if not 1 <= number <= len(found):
        raise ReviewError(f"There is no suggestion {number}.", hint=f"They go from 1 to {len(found)}.")
    return number - 1


def _about(text: Opened, one: Suggestion) -> str:
    place = text.span(one.sentence.page, one.sentence.start, one.sentence.end).locator
    return f"{one.label}, {place}, {one.score:.2f}, {one.why}" + (f", {one.state}" if one.state else "")


def _as_data(text: Opened, found: list[Suggestion]) -> list[dict[str, object]]:
    return [
        {
            "number": number,
            "label": one.label,
            "text": one.sentence.text,
            "page": text.span(one.sentence.page, 0, 0).page,
            "start": one.sentence.start,
            "end": one.sentence.end,
            "heading": one.sentence.heading,
            "score": round(one.score, 4),
            "why": one.why,
            "state": one.state,
        }
        for number, one in enumerate(found, 1)
    ]


def _ask(talk: Talk, report: int, source: str | None, most: int) -> None:
    """Each suggestion in the order of the text: confirm, set aside, or leave it."""
    with closing(reading.open_text(talk.review, report, _chosen(talk.review, report, source))) as text:
        found = [one for one in reading.shown(reading.suggest(talk.review, text), most) if not one.state]
    say(f"{plural(len(found), 'suggestion')} in {text.source.name} of report {text.report}: {text.title}")
    at = 0
    while at < len(found):
        one = found[at]
        say(labelled(f"{at + 1} of {len(found)}. {_about(text, one)}", one.sentence.text))
        key, _ = talk.letter((CONFIRM, SET_ASIDE, SKIP, UNDO, HELP, QUIT))
        if key == UNDO.key:
            if talk.take_back(undoing.READING):
                at = max(at - 1, 0)
            continue
        if key != SKIP.key:
            deed, said = (reading.confirm, "confirmed") if key == CONFIRM.key else (reading.set_aside, "set aside")
            with talk.writing(said):
                deed(talk.review, text, one, by=talk.by)
        at += 1
