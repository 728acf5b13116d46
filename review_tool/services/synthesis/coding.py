"""Coding passages and strand items; codes into themes; memos beside them; the code book.

Renaming, merging and splitting are single events: undo puts every passage back as it was, however late.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from review_tool.domain.coding import DOES_NOT_FIT, Codings
from review_tool.domain.errors import ReviewError
from review_tool.domain.evidence import Theme, ThemeLevel, check_theme
from review_tool.domain.text import clean, one_line
from review_tool.store.queries import coding
from review_tool.store.queries.coding import Memo as Memo
from review_tool.store.review import Review
from review_tool.store.unit import Unit

CODES, THEMES = "code", "theme"


def code(review: Review, excerpt: str, name: str, *, present: bool = True, by: str) -> None:
    """Put a code on a marked passage, or take it off.

    Raises:
        ReviewError: the code is empty, or there is no such excerpt.
    """
    with review.writing() as unit:
        write_code(unit, excerpt, name, present=present, by=by)


def write_code(unit: Unit, excerpt: str, name: str, *, present: bool = True, by: str) -> None:
    """As `code`, inside a unit of work of the caller's."""
    unit.record("excerpt.coded", f"excerpt:{excerpt}", {"codes": [[_named(name), present]]}, by=by)


def code_item(review: Review, item: str, name: str, *, present: bool = True, by: str) -> None:
    """Put a code on an item of a strand, or take it off.

    Raises:
        ReviewError: the code is empty, or there is no such item.
    """
    with review.writing() as unit:
        write_item_code(unit, item, name, present=present, by=by)


def write_item_code(unit: Unit, item: str, name: str, *, present: bool = True, by: str) -> None:
    """As `code_item`, inside a unit of work of the caller's."""
    unit.record("item.coded", f"item:{item}", {"codes": [[_named(name), present]]}, by=by)


def _named(name: str) -> str:
    name = one_line(name)
    if not name:
        raise ReviewError("The code is empty.", hint="Write a word or two.")
    return name


@dataclass(frozen=True, slots=True)
class CodeUse:
    """One code: what carries it, who put it there, and the themes it is in."""

    code: str
    excerpts: tuple[str, ...]
    items: tuple[str, ...]
    people: tuple[str, ...]
    themes: tuple[str, ...]


def codes(review: Review) -> list[CodeUse]:
    """Every code in use or in a theme, in the order of the alphabet."""
    with review.reading() as connection:
        marked, placed = coding.codings(connection), coding.item_codings(connection)
        return uses(marked, placed, coding.themes(connection))


def uses(marked: Codings, placed: Codings, themes_: Iterable[Theme]) -> list[CodeUse]:
    """As `codes`, on what is read already: the codings of excerpts and of items, and the themes."""
    carried: list[dict[str, dict[str, tuple[str, ...]]]] = [{}, {}]
    for codings, on_code in zip((marked, placed), carried, strict=True):
        for target, on in codings.of.items():
            for name, people in on.items():
                on_code.setdefault(name, {})[target] = people
    excerpts, items = carried
    within: dict[str, list[str]] = {}
    for theme in themes_:
        for name in theme.codes:
            within.setdefault(name, []).append(theme.name)
    found = []
    for name in sorted({*excerpts, *items, *within}, key=str.casefold):
        marks, places = excerpts.get(name, {}), items.get(name, {})
        who = dict.fromkeys(one for persons in (*marks.values(), *places.values()) for one in persons)
        found.append(CodeUse(name, tuple(marks), tuple(places), tuple(who), tuple(within.get(name, ()))))
    return found


def merge_codes(review: Review, names: Sequence[str], into: str, *, by: str) -> None:
    """Make one code of several, or give one a new name; passages and themes follow.

    Raises:
        ReviewError: no new name, or a code that is not there.
    """
    into, known = _named(into), {use.code for use in codes(review)}
    gone = [name for name in dict.fromkeys(map(one_line, names)) if name != into]
    _there(gone, known, "code")
    with review.writing() as unit:
        unit.record("code.merged", f"code:{into}", {"codes": gone, "into": into}, by=by)


def rename_code(review: Review, old: str, new: str, *, by: str) -> None:
    """Give a code a name that no other has.

    Raises:
        ReviewError: there is no such code, or the name is taken: merge them if they mean the same.
    """
    if one_line(new) in {use.code for use in codes(review)}:
        raise ReviewError(f"There is a code “{one_line(new)}” already.", hint="Merge the two if they mean the same.")
    merge_codes(review, [old], new, by=by)


def split_code(review: Review, name: str, parts: Sequence[tuple[str, Sequence[str]]], *, by: str) -> None:
    """Give some of a code's passages and items another code instead; the new codes join its themes.

    Args:
        parts: (new code, excerpts and items that get it) pairs; what is named in none keeps the old code.

    Raises:
        ReviewError: no such code, a part without name or passages, or a passage that does not carry the code.
    """
    use = next((use for use in codes(review) if use.code == one_line(name)), None)
    if use is None:
        _there([one_line(name)], {known.code for known in codes(review)}, "code")
        return
    said = []
    for new, targets in parts:
        excerpts = [target for target in targets if target in use.excerpts]
        items = [target for target in targets if target in use.items]
        if not targets or _named(new) == use.code:
            raise ReviewError("A part of a split code needs a new name and passages.", hint="Choose some passages.")
        if strange := set(targets) - set(excerpts) - set(items):
            raise ReviewError(f"{min(strange)} does not carry the code {use.code}.", hint="Choose among those that do.")
        said.append([_named(new), excerpts, items])
    with review.writing() as unit:
        unit.record("code.split", f"code:{use.code}", {"parts": said}, by=by)


def describe_theme(
    review: Review, name: str, *, description: str, codes: tuple[str, ...], by: str, **more: object
) -> None:
    """Say which codes belong together and why; the same name again describes the theme anew.

    `more` may say level, above, frame, disconfirming, final; what is left out stays as it was.

    Raises:
        ReviewError: the theme has no name, or is called final without a note on disconfirming evidence.
    """
    with review.writing() as unit:
        write_theme(unit, name, description=description, codes=codes, by=by, **more)


def write_theme(unit: Unit, name: str, *, description: str, codes: tuple[str, ...], by: str, **more: object) -> None:
    """As `describe_theme`, inside a unit of work of the caller's."""
    name = one_line(name)
    known = {theme.name: theme for theme in coding.themes(unit.connection)}
    before = known.get(name, Theme(name))
    new = replace(before, name=name, description=clean(description).strip(), codes=tuple(map(one_line, codes)))
    new = replace(new, **more)  # type: ignore[arg-type]
    new = replace(new, disconfirming=clean(new.disconfirming).strip(), above=one_line(new.above))
    _check(new, known)
    unit.record("theme.described", f"theme:{name}", _said(new), by=by)


def _check(theme: Theme, known: dict[str, Theme]) -> None:
    check_theme(theme)
    if theme.above and (theme.above not in known or known[theme.above].level is not ThemeLevel.ANALYTICAL):
        raise ReviewError(f"There is no analytical theme “{theme.above}”.", hint="Describe it first.")


def _said(theme: Theme) -> dict[str, object]:
    said = asdict(theme)
    return {key: list(value) if key == "codes" else value for key, value in said.items() if key != "name"}


def finish_theme(review: Review, name: str, *, disconfirming: str, by: str) -> None:
    """Call a theme final, with a note on what was looked for that speaks against it, and what was found.

    Raises:
        ReviewError: there is no such theme, or the note is empty.
    """
    known = theme(review, name)
    describe_theme(
        review,
        known.name,
        description=known.description,
        codes=known.codes,
        by=by,
        disconfirming=disconfirming,
        final=True,
    )


def merge_themes(review: Review, names: Sequence[str], into: str, *, by: str) -> None:
    """Make one theme of several, or give one a new name; claims that rest on them follow.

    Raises:
        ReviewError: no new name, or a theme that is not there.
    """
    into = one_line(into)
    if not into:
        raise ReviewError("A theme needs a name.", hint="A few words.")
    gone = [name for name in dict.fromkeys(map(one_line, names)) if name != into]
    _there(gone, {known.name for known in themes(review)}, "theme")
    with review.writing() as unit:
        unit.record("theme.merged", f"theme:{into}", {"themes": gone, "into": into}, by=by)


def rename_theme(review: Review, old: str, new: str, *, by: str) -> None:
    """Give a theme a name that no other has.

    Raises:
        ReviewError: there is no such theme, or the name is taken.
    """
    if one_line(new) in {known.name for known in themes(review)}:
        raise ReviewError(f"There is a theme “{one_line(new)}” already.", hint="Merge the two if they mean the same.")
    merge_themes(review, [old], new, by=by)


def split_theme(review: Review, name: str, parts: Sequence[Theme], *, by: str) -> None:
    """Put several themes in the place of one; each names the codes it takes.

    Raises:
        ReviewError: no such theme, fewer than two parts, a part without name, or a code of the theme in no part.
    """
    known = theme(review, name)
    placed = {code for part in parts for code in part.codes}
    if len({part.name for part in parts}) < 2:
        raise ReviewError("A theme is split into two or more.", hint="Name each, with its codes.")
    if lost := [code for code in known.codes if code not in placed]:
        raise ReviewError(f"The code {lost[0]} would be in no theme.", hint="Put every code into a part.")
    said = []
    for part in parts:
        new = replace(part, name=one_line(part.name), level=known.level, above=known.above, frame=known.frame)
        check_theme(new)
        said.append([new.name, _said(new)])
    with review.writing() as unit:
        unit.record("theme.split", f"theme:{known.name}", {"parts": said}, by=by)


def drop_theme(review: Review, name: str, *, by: str) -> None:
    """Take a theme away; its codes stay on their passages.

    Raises:
        ReviewError: there is no such theme.
    """
    known = theme(review, name)
    with review.writing() as unit:
        unit.record("theme.dropped", f"theme:{known.name}", {}, by=by)


def themes(review: Review) -> list[Theme]:
    with review.reading() as connection:
        return coding.themes(connection)


def theme(review: Review, name: str) -> Theme:
    """Raises ReviewError where there is no such theme."""
    known = {one.name: one for one in themes(review)}
    _there([one_line(name)], set(known), "theme")
    return known[one_line(name)]


def _there(names: Sequence[str], known: set[str], what: str) -> None:
    if not names:
        raise ReviewError(f"Name the {what}s that become another.", hint=f"One {what} or more.")
    for name in names:
        if name not in known:
            there = ", ".join(sorted(known, key=str.casefold)[:12])
            raise ReviewError(
                f"There is no {what} “{name}”.", hint=f"There are {there}." if known else f"There is no {what} yet."
            )


# An a-priori frame


def adopt_frame(review: Review, path: Path, *, by: str) -> list[Theme]:
    """Take the themes of an a-priori frame from a CSV file with the columns theme, description and codes.

    Codes are parted by semicolons and may be empty: a theme without any has its own name as its code.

    Raises:
        ReviewError: no such file, no column `theme`, or no theme in it.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = [{one_line(k or "").casefold(): v or "" for k, v in row.items()} for row in csv.DictReader(file)]
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise ReviewError(f"{path} cannot be read as CSV.", hint="It is UTF-8 with a line of headings.") from error
    found = []
    for row in rows:
        if name := one_line(row.get("theme", "")):
            names = tuple(filter(None, map(one_line, row.get("codes", "").split(";")))) or (name,)
            found.append(Theme(name, clean(row.get("description", "")).strip(), names, frame=True))
    if not found:
        raise ReviewError(f"{path.name} holds no theme.", hint="Its headings are theme, description, codes.")
    with review.writing() as unit:
        payload = {"file": path.name, "themes": [[one.name, _said(one)] for one in found]}
        unit.record("frame.adopted", f"frame:{path.stem}", payload, by=by)
    return found


def outside_the_frame(review: Review) -> tuple[list[str], list[str]]:
    """The ids of coded excerpts and items that no theme of the frame holds: the bin of what does not fit.

    Whatever has the code `does not fit` is in it too. Without a frame the bin is empty.
    """
    with review.reading() as connection:
        codings = (coding.codings(connection), coding.item_codings(connection))
        return outside(*codings, coding.themes(connection))


def outside(marked: Codings, placed: Codings, themes_: Iterable[Theme]) -> tuple[list[str], list[str]]:
    """As `outside_the_frame`, on what is read already."""
    framed = {code for one in themes_ if one.frame for code in one.codes} - {DOES_NOT_FIT}
    if not framed:
        return [], []
    excerpts, items = (
        [target for target, on in codings.of.items() if on and (DOES_NOT_FIT in on or framed.isdisjoint(on))]
        for codings in (marked, placed)
    )
    return excerpts, items


# Memos


def write_memo(review: Review, kind: str, target: str, text: str, *, by: str) -> None:
    """Write a thought beside a `code`, a `theme` or a `claim` (by its id).

    Raises:
        ReviewError: there is nothing in it.
    """
    with review.writing() as unit:
        add_memo(unit, kind, target, text, by=by)


def add_memo(unit: Unit, kind: str, target: str, text: str, *, by: str) -> None:
    """As `write_memo`, inside a unit of work of the caller's."""
    text = clean(text).strip()
    if not text:
        raise ReviewError("The memo is empty.", hint="Write what you thought.")
    unit.record("memo.written", f"{kind}:{target}", {"text": text}, by=by)


def memos(review: Review, kind: str = "", target: str = "") -> list[Memo]:
    """The memos, oldest first: all, those on one kind of thing, or those on one thing."""
    with review.reading() as connection:
        return [
            memo
            for memo in coding.memos(connection)
            if (not kind or memo.kind == kind) and (not target or memo.target == target)
        ]
