"""Which checklists the team uses: adopting its own, choosing by design, one or two reviewers, official wording."""

from __future__ import annotations

import hashlib
import os
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from review_tool.appraisal import loader
from review_tool.appraisal.judge import listed
from review_tool.appraisal.wording import check_wording, read_wording
from review_tool.domain.appraisal import DESIGNS, Checklist
from review_tool.domain.errors import ReviewError
from review_tool.domain.text import clean, clean_source
from review_tool.services.people import check_lead
from review_tool.services.studies import appraising
from review_tool.services.studies.appraised import appraised
from review_tool.services.studies.checklist_texts import all_checklists
from review_tool.services.studies.in_sight import released
from review_tool.store.queries import appraisals, evidence
from review_tool.store.review import Review

ANY = "any"
"""In place of a design: studies of every design."""


@dataclass(frozen=True, slots=True)
class Plan:
    """How the team appraises."""

    reviewers: int
    """1: one appraises and a second person checks; 2: two appraise blind and settle what they differ on."""
    assigned: dict[str, tuple[str, ...]]
    """Design (or `any`) → its checklists. Empty: every study may be appraised with every checklist."""
    designs: dict[int, str]
    """Study → its design, where somebody noted it."""

    def takes(self, study: int, checklist: str) -> bool:
        """Whether a study is appraised with a checklist. One whose design nobody noted is, so that it is not missed."""
        if not self.assigned or checklist in self.assigned.get(ANY, ()):
            return True
        design = self.designs.get(study)
        return design is None or checklist in self.assigned.get(design, ())

    def without(self, studies: Sequence[int]) -> list[int]:
        """Studies that no checklist is chosen for."""
        chosen = {name for names in self.assigned.values() for name in names}
        return [number for number in studies if chosen and not any(self.takes(number, name) for name in chosen)]


def plan(review: Review) -> Plan:
    with review.reading() as connection:
        return Plan(appraisals.reviewers(connection), appraisals.assigned(connection), appraisals.designs(connection))


def kept_blind(review: Review) -> dict[tuple[int, str], tuple[str, ...]]:
    """(study, checklist) → who has answered, where nobody else sees it yet: what going back to one would reveal."""
    with review.reading() as connection:
        if (free := released(connection)) is None:
            return {}
        people: dict[tuple[int, str], set[str]] = defaultdict(set)
        for study, checklist, _, reviewer, *_ in evidence.answer_rows(connection):
            people[study, checklist].add(reviewer)
        for one in appraisals.judgements(connection):
            people[one.study, one.checklist].add(one.reviewer)
    return {pair: tuple(sorted(who)) for pair, who in sorted(people.items()) if pair not in free}


def revealing(review: Review) -> str:
    """What going back to one reviewer would show to everybody, in a sentence; "" where nothing is kept blind."""
    if not (kept := kept_blind(review)):
        return ""
    who = sorted({name for people in kept.values() for name in people})
    studies = len({study for study, _ in kept})
    return (
        f"{studies} {'study is' if studies == 1 else 'studies are'} not finished by two reviewers; the answers so far "
        f"of {listed(who)} would be shown to everybody at once, and cannot be made blind again."
    )


def set_reviewers(review: Review, reviewers: int, *, by: str, reveal: bool = False) -> None:
    """Say whether one person appraises and a second checks, or two appraise blind. What was done so far stays.

    Args:
        reveal: going back to one, show everybody what is still blind.

    Raises:
        ReviewError: neither 1 nor 2, it is so already, `by` is no lead, or it would show what is still blind.
    """
    if reviewers == 1 and not reveal and (told := revealing(review)):
        raise ReviewError(told, hint="Let both finish first, or say that it may be shown.")
    if reviewers not in (1, 2):
        raise ReviewError("One or two reviewers appraise each study.", hint="Give 1 or 2.")
    with review.writing() as unit:
        check_lead(unit, by)
        if appraisals.reviewers(unit.connection) == reviewers:
            raise ReviewError("The plan says so already.", hint="`review-tool checklist list` shows the plan.")
        unit.record("appraisal.planned", "appraisal:plan", {"reviewers": reviewers}, by=by)


def adopt(review: Review, path: Path, *, by: str) -> Checklist:
    """Take a checklist of the team's own from a TOML file. A newer version of one keeps the answers given so far.

    Raises:
        ReviewError: no such file, not a checklist (the message names what is wrong), official wording, or an id that
            is taken.
    """
    text = _read(path, "A checklist")
    new = loader.load(text, path.name)
    if new.template:
        raise ReviewError(f"{path.name} is still the template.", hint="Take the line “template = true” out.")
    if new.wording == "official":
        raise ReviewError(
            "A checklist is kept in the log and exported, so that it must be in your own words.",
            hint="Adopt it in your own words, then load the official ones: review-tool checklist wording FILE.",
        )
    if new.id in {tool.id for tool in loader.load_all()}:
        raise ReviewError(f"{new.id} comes along with the tool.", hint="Give yours another id.")
    with review.writing() as unit:
        before = appraisals.adopted(unit.connection).get(new.id)
        if before and before != text and loader.load(before, path.name).version == new.version:
            raise ReviewError(
                f"Version {new.version} of {new.id} is in use and reads otherwise.",
                hint="Give the changed one a new version: answers keep the version they were given under.",
            )
        unit.record("checklist.adopted", f"checklist:{new.id}", {"kind": "checklist", "body": text}, by=by)
    return new


def assign(review: Review, checklist: str, designs: Sequence[str], *, by: str, drop: bool = False) -> None:
    """Have studies of these designs appraised with a checklist too; with `drop`, no longer.

    Raises:
        ReviewError: no such checklist or design.
    """
    known = (ANY, *(name for name, _ in DESIGNS))
    for design in designs:
        if design not in known:
            raise ReviewError(f"There is no design “{design}”.", hint="Say one of " + ", ".join(known) + ".")
    appraising.checklist(review, checklist)
    with review.writing() as unit:
        now = appraisals.assigned(unit.connection)
        for design in dict.fromkeys(designs):
            before = now.get(design, ())
            after = [name for name in before if name != checklist] + ([] if drop else [checklist])
            if tuple(after) != before:
                unit.record("checklist.assigned", f"design:{design}", {"checklists": after}, by=by)


def note_design(review: Review, study: int, design: str, *, by: str, note: str = "") -> None:
    """Say what design a study has, so that it gets the checklists of that design.

    Raises:
        ReviewError: the study is not included, or there is no such design.
    """
    if design not in dict(DESIGNS):
        raise ReviewError(
            f"There is no design “{design}”.", hint="Say one of " + ", ".join(d for d, _ in DESIGNS) + "."
        )
    with review.writing() as unit:
        appraising.included(unit.connection, study)
        payload = {"design": design, "note": clean(note).strip()}
        unit.record("design.noted", f"study:{study}", payload, by=by)


def load_wording(review: Review, path: Path, *, by: str) -> str:
    """Show a checklist's official wording from a local file. The log keeps its hash only; no export carries it.

    The text is copied into the review's folder `wording`, beside the database: a colleague loads their own copy.

    Returns: the checklist's id.

    Raises:
        ReviewError: no such file, it is faulty, or it is for another version than the one in use.
    """
    text = _read(path, "An official wording")
    wording = read_wording(text, path.name)
    tool = appraising.checklist(review, wording.checklist)
    check_wording(wording, tool, path.name)
    data = text.encode("utf-8")
    copy = _wording_file(review, tool)
    try:
        copy.parent.mkdir(parents=True, exist_ok=True)
        partial = copy.with_name(copy.name + ".partial")
        partial.write_bytes(data)
        os.replace(partial, copy)
    except OSError as error:
        raise ReviewError(f"{copy} cannot be written: {error.strerror}.", hint="Make room for it.") from error
    payload = {
        "version": tool.version,
        "sha": hashlib.sha256(data).hexdigest(),
        "file": path.name,
        "licence": wording.licence,
    }
    with review.writing() as unit:
        unit.record("wording.loaded", f"checklist:{tool.id}", payload, by=by)
    return tool.id


@dataclass(frozen=True, slots=True)
class Shown:
    """What a reviewer reads beside an item, and whose words they are."""

    items: dict[str, str]
    """Item → its official text; empty where none is loaded."""
    whose: str
    """`own words`, or the licence of the official ones, or why they are not shown."""


def wording(review: Review, tool: Checklist) -> Shown:
    """The official wording, where it was loaded for this version and its file is here unchanged."""
    with review.reading() as connection:
        pin = appraisals.wordings(connection).get(tool.id)
    if pin is None:
        return Shown({}, "own words")
    if pin.version != tool.version:
        return Shown({}, f"own words: the official wording loaded is for version {pin.version}")
    try:
        data = _wording_file(review, tool).read_bytes()
    except OSError:
        return Shown({}, f"own words: the official wording ({pin.file}) is not on this computer")
    if hashlib.sha256(data).hexdigest() != pin.sha:
        return Shown({}, f"own words: the file of the official wording differs from {pin.file} as it was loaded")
    found = read_wording(data.decode("utf-8"), pin.file)
    return Shown(found.items, f"official wording, {found.licence}; not exported")


def template() -> str:
    """The TOML text of a checklist to copy and fill."""
    return loader.template()


def all_known(review: Review) -> list[tuple[Checklist, str]]:
    """Every checklist with whose it is: `comes along` or `the team's own`."""
    own = {tool.id for tool in loader.load_all()}
    with review.reading() as connection:
        tools = all_checklists(connection)
    return [(tool, "comes along" if tool.id in own else "the team's own") for tool in tools]


def scores(review: Review, checklist: str, *, reviewer: str) -> dict[int, tuple[int, int]]:
    """Study → (items answered with the best answer, items asked), where the team's protocol has a rule for a sum.

    Raises:
        ReviewError: the checklist's source forbids a sum; the hint is the source's own reason.
    """
    tool = appraising.checklist(review, checklist)
    if tool.sum_score == "forbidden":
        raise ReviewError(f"{tool.title} is not added up.", hint=tool.sum_reason or "Its source gives no rule for it.")
    found = {}
    for number, one in appraised(review, tool.id, reviewer=reviewer).items():
        best = [i for i in one.items if one.standings[i.id].answer == tool.options_of(i)[0].id]
        found[number] = (len(best), len(one.items))
    return found


def _wording_file(review: Review, tool: Checklist) -> Path:
    return review.folder / "wording" / f"{tool.id}-{tool.version}.toml"


def _read(path: Path, what: str) -> str:
    try:
        return clean_source(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise ReviewError(f"{path} cannot be read as text.", hint=f"{what} is a UTF-8 TOML file.") from error
