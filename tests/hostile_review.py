"""A review in which every text that a person or a source can write is hostile; or, as its twin, plain words."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable, Iterator, Sequence
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from review_tool.domain.claims import Finding, Gap, Recommendation
from review_tool.domain.decision import Stage, Verdict
from review_tool.domain.errors import ReviewError
from review_tool.domain.evidence import ThemeLevel
from review_tool.domain.extraction import Field, FieldType, Form
from review_tool.domain.gaps import REASONS
from review_tool.domain.protocol import Criterion, Protocol
from review_tool.domain.record import Source
from review_tool.domain.report import Which
from review_tool.domain.synthesis import Agreement, Link, Rank, Stance, Strand, TargetKind
from review_tool.services import people, protocols, reviews
from review_tool.services.fulltexts import marking, retrieving
from review_tool.services.gathering import deduping, importing
from review_tool.services.history import auditing
from review_tool.services.judging import conflicts, screening
from review_tool.services.reporting import summarising
from review_tool.services.reviews import Review
from review_tool.services.studies import agreeing, appraising, extracting, forms
from review_tool.services.studies.extracting import Entry
from review_tool.services.synthesis import coding, strands, synthesising
from review_tool.store.database.lock import queued
from tests.hostile import STRINGS, names_for_files
from tests.reviews import surroundings

LEAD, SECOND = "AK", "BR"
TA, FT = Stage.TITLE_ABSTRACT, Stage.FULL_TEXT


def harmless(text: str) -> str:
    """A text of the same length and with the same blanks and letters, in which no sign is left that means anything."""
    return "".join(c if c in " \n" or (c.isalnum() and c.isascii()) else "o" for c in text)


TWINS: tuple[str, ...] = tuple(map(harmless, STRINGS))
"""Each hostile text's harmless twin."""


class _Texts:
    """One text after another, each with a number behind it, so that none is empty and no two are the same."""

    def __init__(self, texts: Sequence[str]) -> None:
        self._texts, self._count = texts, count()

    def __call__(self) -> str:
        at = next(self._count)
        return f"{self._texts[at % len(self._texts)]} {at}"

    def some(self, how_many: int) -> tuple[str, ...]:
        return tuple(self() for _ in range(how_many))


def filled(folder: Path, texts: Sequence[str] = STRINGS, *, records: int = 40) -> Review:
    """A review made through the services, as a person would, with every kind of thing in it. AK leads.

    `records` citations are imported; every service that takes words is given some of the texts. What a service
    refuses with a ReviewError is left out: its words are the other tests' matter.
    """
    t = _Texts(texts)
    review = reviews.create(folder / "review", t(), by=LEAD, around=surroundings(), protocol=_protocol(t))
    people.join(review, SECOND, by=LEAD)
    for name in t.some(3):
        _try(people.join, review, name, by=LEAD)
    _try(protocols.amend, review, _protocol(t), why=t(), by=LEAD)
    _import(review, folder, t, records)
    deduping.run(review, by=LEAD)
    _screen(review, t)
    _read(review, folder, t, texts)
    _appraise(review, t)
    marked = _extract(review, t)
    _synthesise(review, t, marked)
    return review


def shared(factory: pytest.TempPathFactory, folder: Path, texts: Sequence[str] = STRINGS, *, records: int = 60) -> Path:
    """A copy, in the folder, of such a review: it is made once in a run of the tests, whichever process asks first.

    Returns the folder of the review.
    """
    root = factory.getbasetemp()
    root = root.parent if "PYTEST_XDIST_WORKER" in os.environ else root
    made = root / f"hostile-{'twin' if texts is TWINS else 'texts'}-{records}"
    with queued(root / f"{made.name}.lock"):
        if not (made / "done").exists():
            made.mkdir()
            filled(made, texts, records=records).close()
            (made / "done").touch()
    return shutil.copytree(made / "review", folder / "review")


def _try(deed: Callable[..., Any], *given: Any, **more: Any) -> Any:
    try:
        return deed(*given, **more)
    except ReviewError:
        return None


def _protocol(t: _Texts) -> Protocol:
    return Protocol(
        question=t(),
        criteria=(Criterion("I1", t(), True, t()), Criterion(t()[:20], t(), False, t())),
        reasons=t.some(4),
        include_words=("partner*", *t.some(3)),
        exclude_words=t.some(3),
    )


def _import(review: Review, folder: Path, t: _Texts, records: int) -> None:
    """As CSL-JSON, which can carry any text whole."""
    items = [
        {
            "id": t(),
            "type": "article-journal",
            "title": t(),
            "abstract": f"{t()} and {t()}. Partners in care. More research is needed on {t()}.",
            "author": [{"family": t(), "given": t()}, {"literal": t()}],
            "container-title": t(),
            "keyword": f"{t()}; {t()}",
            "volume": t(),
            "page": t(),
            "URL": t(),
            "DOI": f"10.5555/{n}.{t()}",
            "language": t(),
            "issued": {"date-parts": [[2000 + n % 20]]},
        }
        for n in range(records)
    ]
    for n, part in enumerate((items[: records // 2], items[records // 2 :])):
        path = folder / f"records-{n}.json"
        path.write_text(json.dumps(part), encoding="utf-8")
        importing.import_file(review, path, Source(t(), platform=t(), query=t()), by=LEAD)


def _screen(review: Review, t: _Texts) -> None:
    reason = protocols.current(review).reasons[0]
    every = screening.ids(review, Which())
    for n, number in enumerate(every):
        _try(screening.note, review, number, t(), by=LEAD)
        _try(screening.tag, review, number, t(), by=LEAD)
        verdict = Verdict.INCLUDE if n < len(every) * 3 // 4 else Verdict.EXCLUDE
        screening.decide(review, number, TA, verdict, by=LEAD, note=t())
        if n < 4:
            screening.decide(review, number, TA, Verdict.EXCLUDE, by=SECOND, note=t())
    for number in conflicts.open_ids(review, TA)[:2]:
        conflicts.resolve(review, number, TA, Verdict.INCLUDE, by=LEAD, note=t())
    for n, number in enumerate(screening.ids(review, Which(FT))):
        if n % 4 == 3:
            retrieving.mark(review, number, "not retrieved", by=LEAD, attempt=t())
        elif n % 4 == 2:
            _try(screening.decide, review, number, FT, Verdict.EXCLUDE, by=LEAD, reason=reason)
        else:
            _try(screening.decide, review, number, FT, Verdict.INCLUDE, by=LEAD, note=t())


def _read(review: Review, folder: Path, t: _Texts, texts: Sequence[str]) -> None:
    names = names_for_files(tuple(texts))
    for number in screening.ids(review, Which(FT))[:6]:
        path = folder / f"{next(names).encode('utf-8', 'replace').decode()}.txt"
        words = f"Discussion\n{t()}. Councils should pay members. {t()}.\nFuture research should ask who is left out."
        path.write_text(words, encoding="utf-8", errors="replace")
        _try(retrieving.attach, review, number, path, by=LEAD)
        _try(retrieving.set_mark, review, number, "retracted", by=LEAD, why=t())


def _appraise(review: Review, t: _Texts) -> None:
    tools = {tool.id: tool for tool in appraising.checklists(review)}
    for study in appraising.studies(review)[:6]:
        for tool in tools.values():
            for item in tool.items[:3]:
                value = tool.options_of(item)[0].id
                about = (review, study.id, tool.id, item.id, value)
                _try(appraising.answer, *about, by=LEAD, note=t(), locator=t())
                _try(agreeing.verify, *about[:4], by=SECOND, note=t())


def _extract(review: Review, t: _Texts) -> list[str]:
    """The ids of the excerpts marked."""
    asked = (
        Field("setting", t(), hint=t(), example=t()),
        Field("design", t(), FieldType.CHOICE, options=t.some(3)),
        Field("rows", t(), FieldType.TABLE, columns=t.some(2)),
        Field("barriers", t()),
    )
    _try(forms.adopt, review, Form("own", t(), asked, about=t()), by=LEAD, why=t())
    form = extracting.form(review)
    marked: list[str] = []
    for study in appraising.studies(review)[:8]:
        for field in form.fields:
            value = field.options[0] if field.options else t()
            about = (review, study.id, field.id)
            _try(extracting.extract, *about, Entry(value, excerpt=t(), locator=t()), by=LEAD)
        _try(extracting.correct, *about, Entry(t(), why=t()), by=SECOND)
        text = t()
        mark = _try(marking.mark, review, study.id, text, locator=t(), by=LEAD, codes=t.some(2))
        marked += [mark] if mark else []
    return marked


def _synthesise(review: Review, t: _Texts, marked: list[str]) -> None:
    names = t.some(2)
    known = [use.code for use in coding.codes(review)]
    coding.describe_theme(review, names[0], description=t(), codes=tuple(known[:3]), by=LEAD, disconfirming=t())
    above = t()
    coding.describe_theme(review, above, description=t(), codes=(), by=LEAD, level=ThemeLevel.ANALYTICAL)
    _try(coding.write_memo, review, "theme", coding.themes(review)[0].name, t(), by=LEAD)
    strands.describe_strand(review, Strand(t(), t(), 9, t()), by=LEAD)
    strand = strands.strands(review)[0][0].name
    items = [strands.add_item(review, strand, t(), t(), by=LEAD, codes=t.some(2)) for _ in range(4)]
    links = (
        *(Link(TargetKind.EXCERPT, one, Stance.SUPPORTS) for one in marked[:3]),
        *(Link(TargetKind.ITEM, one, Stance.OPPOSES) for one in items[:2]),
    )
    for _ in range(3):
        finding = Finding(t(), methodological_reason=t(), coherence_reason=t(), confidence="low", confidence_reason=t())
        _try(synthesising.write, review, finding, links=links, by=LEAD)
        advice = Recommendation(t(), audience=t(), condition=t(), confidence_reason=t(), equity=t())
        _try(synthesising.write, review, advice, links=links, by=LEAD)
        gap = Gap(t(), why=t(), for_whom=t(), population=t(), setting=t(), known=t(), reasons=REASONS[0].code)
        _try(synthesising.write, review, gap, links=links, by=LEAD)
    for claim in synthesising.claims(review):
        _try(synthesising.agree, review, claim.id, Agreement(t(), 3, 1, 0), by=LEAD)
        _try(synthesising.dissent, review, claim.id, t(), who=t(), by=LEAD)
        _try(synthesising.rank, review, claim.id, Rank(t(), 1), by=LEAD)
        _try(coding.write_memo, review, "claim", claim.id, t(), by=SECOND)
    said = {name: t() for name in ("introduction", "transcript", "authors", "funding", "feedback", "licence")}
    _adopt_summary(review, said | {"differences": t.some(3)}, {t(): t() for _ in range(3)})


def _adopt_summary(review: Review, said: dict[str, Any], glossary: dict[str, str]) -> None:
    """What no log can tell, from a TOML file whose strings carry what TOML can carry."""
    lines = [f"{name} = {_toml(value)}" for name, value in said.items()]
    lines += ["[glossary]", *(f"{_toml(word)} = {_toml(means)}" for word, means in glossary.items())]
    path = review.folder / "summary.toml"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    summarising.adopt(review, path, by=LEAD)


def _toml(value: Any) -> str:
    """JSON's strings and lists are TOML's, but for halves of surrogate pairs, which TOML cannot carry."""
    if isinstance(value, str):
        value = value.encode("utf-8", "replace").decode()
        return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
    return "[" + ", ".join(map(_toml, value)) + "]"


def events(review: Review) -> Iterator[str]:
    """The kinds of everything that was written."""
    for told in auditing.tell(review, auditing.numbers(review)):
        yield told.event.kind
