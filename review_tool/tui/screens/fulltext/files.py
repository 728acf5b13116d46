"""Files on the full-text screen: a path or several, a folder matched to reports, and what is kept already."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from review_tool.domain.errors import ReviewError
from review_tool.domain.report import Document, Report
from review_tool.domain.text import clean, one_line, shorten
from review_tool.services.fulltexts import matching_files, retrieving
from review_tool.services.fulltexts.matching_files import Proposal
from review_tool.tui import places
from review_tool.tui.asking import until_taken
from review_tool.tui.dialogs.choose import Choice, Choose
from review_tool.tui.dialogs.pick import Pick, Pickable
from review_tool.tui.dialogs.write import Blank

_OPEN, _SAVE = "open", "save"


async def ask_for_files(screen: Any, seen: Report) -> list[Path]:
    """The files or the folder of a path that is typed, or dropped on the terminal; [] where the person left."""
    hint = "A PDF or another file; of a folder, each file goes to the report its DOI or title tells."
    blank, draft = Blank("path", "File or folder", required=True), f"attach report:{seen.id}"
    paths: list[Path] = []

    def check(written: dict[str, str]) -> None:
        paths[:] = [places.to_read(screen.app, path) for path in retrieving.dropped(written["path"])]
        if missing := [path for path in paths if not path.exists()]:
            raise ReviewError(f"There is no file {missing[0]}.", hint="Give its whole path.")

    title = f"Attach a full text: {seen.citation.short()}"
    await until_taken(screen, title, [blank], check, detail=hint, draft=draft)
    return paths


async def attach(screen: Any, seen: Report | None, paths: Sequence[Path]) -> None:
    """One file goes to the report under the cursor; a folder is matched first."""
    folders = [path for path in paths if path.is_dir()]
    if folders:
        screen.match_folder(folders[0])
        return
    if seen is None:
        raise ReviewError("There is no report under the cursor.", hint="Go to the report whose full text it is.")
    for path in paths:
        await asyncio.to_thread(retrieving.attach, screen.app.review, seen.id, path, by=screen.app.reviewer)
        screen.written(f"{path.name} attached to {seen.citation.short()}")


async def approve(screen: Any, folder: Path, found: Sequence[Proposal]) -> None:
    """Show which file would go where, and why; write what the person leaves picked."""
    who = {report: citation.short() for report, citation in matching_files.citations(screen.app.review).items()}
    things, picked = [], {}
    for n, proposal in enumerate(found):
        for match in proposal.matches:
            value = f"{n}:{match.report}"
            sure = "" if match.sure else "? "
            name = shorten(one_line(proposal.path.name), 40)
            things.append(Pickable(value, f"{sure}{name} → {who[match.report]}: {match.why}"))
            if match.sure:
                picked[value] = "yes"
    rest = [p for p in found if not p.matches]
    kept = sum(p.kept is not None for p in rest)
    lost = [one_line(p.path.name) for p in rest if p.kept is None]
    if not things:
        screen.refuse(f"{len(lost)} files fit no report, {kept} kept already: a on a report takes one by its path")
        return
    detail = f"{len(picked)} sure and picked; pick the doubtful (?) you know. {kept} kept already"
    detail += f", {len(lost)} of no report" + (f": {', '.join(lost[:3])}" if lost else "") + "."
    chosen = await screen.app.push_screen_wait(Pick(f"Attach from {folder.name}", things, picked=picked, detail=detail))
    if not chosen:
        return
    pairs = []
    for value in chosen:
        n, _, report = value.partition(":")
        proposal = found[int(n)]
        why = next(match.why for match in proposal.matches if match.report == int(report))
        pairs.append((proposal.path, int(report), why))
    review, by = screen.app.review, screen.app.reviewer
    names = await asyncio.to_thread(matching_files.attach_all, review, pairs, by=by)
    screen.written(f"{len(names)} files of {folder.name} attached")


async def documents(screen: Any, seen: Report) -> None:
    """List what is kept with a report; open one, or write it out."""
    kept = retrieving.documents(screen.app.review, seen.id)
    ways = [(_OPEN, "have {}")] if screen.app.served else [(_OPEN, "open {}"), (_SAVE, "save {} to a folder")]
    choices = [
        Choice(
            f"{way} {n}",
            words.format(one.name),
            f"{(one.size + 999) // 1000} kB, {one.by} {one.at[:10]}" if way == _OPEN else "",
        )
        for n, one in enumerate(kept)
        for way, words in ways
    ]
    chosen = await screen.app.push_screen_wait(Choose(f"Full texts: {seen.citation.short()}", choices))
    if not chosen:
        return
    deed, _, n = chosen.partition(" ")
    if deed == _OPEN:
        await view(screen, kept[int(n)])
    else:
        await _save(screen, kept[int(n)])


async def view(screen: Any, document: Document) -> None:
    """Open a kept file with this computer's own program; in a browser, hand it over to that."""
    if screen.app.served:
        data = await asyncio.to_thread(retrieving.document_bytes, screen.app.review, document)
        places.show(screen.app, data, document.name)
        return
    path = await asyncio.to_thread(retrieving.view, screen.app.review, document)
    screen.notify(clean(f"Opened: {path.name}"), markup=False)


async def _save(screen: Any, document: Document) -> None:
    blank = Blank("folder", "Folder", str(screen.app.review.folder / "exports"), required=True)

    def write(written: dict[str, str]) -> None:
        folder = Path(written["folder"].strip().strip("'\"")).expanduser()
        screen.notify(clean(f"Written: {retrieving.save(screen.app.review, document, folder)}"), markup=False)

    await until_taken(screen, f"Save {document.name}", [blank], write, draft="save document")
