"""From event to rows: what each kind of fact means for the tables.

Adding a kind is one entry here. A row builder sees the event alone, never the database, so that the same log gives the
same rows on any machine.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from typing import Any

from sqlalchemy import Table

from review_tool.domain.errors import ReviewError
from review_tool.domain.event import Event, canonical
from review_tool.store import tables as t

Row = tuple[Table, dict[str, Any]]
Rows = Iterable[Row]


def _number(subject: str) -> int:
    return int(subject.partition(":")[2])


def _name(subject: str) -> str:
    return subject.partition(":")[2]


def _plain(table: Table, key: str = "") -> Callable[[Event], Rows]:
    """The payload is the row; the subject's number or name goes into the column `key`."""

    def rows(event: Event) -> Rows:
        subject: dict[str, Any] = {}
        if key:
            subject = {key: _number(event.subject) if key in ("report", "study") else _name(event.subject)}
        yield table, {**subject, **event.payload}

    return rows


def _by_reviewer(table: Table, key: str) -> Callable[[Event], Rows]:
    """As `_plain`, with the actor as the reviewer."""

    def rows(event: Event) -> Rows:
        yield table, {key: _number(event.subject), "reviewer": event.actor, **event.payload}

    return rows


def _protocol(event: Event) -> Rows:
    body = {name: value for name, value in event.payload.items() if name != "why"}
    yield t.protocol, {"version": body["version"], "body": canonical(body)}


def _instrument(event: Event) -> Rows:
    yield (
        t.instrument,
        {"kind": event.payload["kind"], "name": _name(event.subject), "body": event.payload["body"]},
    )


def _columns(event: Event) -> Rows:
    yield t.instrument, {"kind": "columns", "name": _name(event.subject), "body": canonical(event.payload)}


def _duplicates(event: Event) -> Rows:
    for root, members in event.payload["merged"]:
        for report in members:
            yield t.move, {"report": report, "root": root}
    for a, b, score, why, related in (*event.payload["to_review"], *event.payload.get("related", ())):
        yield (
            t.pair,
            {"a": a, "b": b, "score": score, "why": json.dumps(why, ensure_ascii=False), "related": related},
        )


def _moves(event: Event) -> Rows:
    for report, root in event.payload["moves"]:
        yield t.move, {"report": report, "root": root}
    for a, b, verdict in event.payload.get("pairs", ()):
        yield t.pair_verdict, {"a": a, "b": b, "verdict": verdict}
    for report, field, record in event.payload.get("fields", ()):
        yield t.choice, {"report": report, "field": field, "record": record}


def _grouped(event: Event) -> Rows:
    for report in event.payload["reports"]:
        yield t.membership, {"report": report, "study": _number(event.subject)}


def _answer(event: Event) -> Rows:
    """What an answer rests on, and the checklist's version, came later than answers: rows of their own."""
    payload = dict(event.payload)
    excerpt, version = payload.pop("excerpt", None), payload.pop("version", "")
    yield t.answer, {"study": _number(event.subject), "reviewer": event.actor, **payload}
    if excerpt or version:
        yield t.answer_basis, {"excerpt": excerpt, "version": version}


def _assigned(event: Event) -> Rows:
    checklists = json.dumps(event.payload["checklists"], ensure_ascii=False)
    yield t.checklist_choice, {"design": _name(event.subject), "checklists": checklists}


def _regrouped(event: Event) -> Rows:
    for study, members in event.payload["studies"]:
        for report in members:
            yield t.membership, {"report": report, "study": study}


def _document(event: Event) -> Rows:
    """A file kept with a report; `state` says where that leaves the search for it (older events say so apart)."""
    report, payload = _number(event.subject), event.payload
    yield t.document, {"report": report, "sha": payload["sha"], "name": payload["name"]}
    if "state" in payload:
        yield t.retrieval, {"report": report, "state": payload["state"], "attempt": payload["name"]}


def _form(event: Event) -> Rows:
    yield t.instrument, {"kind": "form", "name": _name(event.subject), "body": event.payload["body"]}


def _value(event: Event) -> Rows:
    """A value, and how it came to stand; of older events only the value is known."""
    payload = event.payload
    said = {name: payload[name] for name in ("field", "value", "not_reported", "excerpt")}
    yield t.value, {"study": _number(event.subject), **said}
    if "form" in payload:
        deed = event.kind.partition(".")[2]
        more = {name: payload.get(name, "") for name in ("corrects", "why", "form")}
        yield t.value_origin, {"deed": deed, **more}


def _piloted(event: Event) -> Rows:
    yield t.pilot, {"study": _number(event.subject), "present": event.payload["present"]}


def _drawn(event: Event) -> Rows:
    said = event.payload
    for drawn in ("by lot", "near disagreements"):
        for report in said[drawn]:
            yield (
                t.calibration,
                {"report": report, "stage": _name(event.subject), "round": said["round"], "drawn": drawn},
            )


def _gate(event: Event) -> Rows:
    yield t.gate, {"stage": _name(event.subject), "is_open": event.kind == "gate.opened"}


def _reopened(event: Event) -> Rows:
    for report, cast_in in event.payload["votes"]:
        yield t.set_aside, {"report": report, "stage": _name(event.subject), "cast_in": cast_in}


def _handed_over(event: Event) -> Rows:
    """Those who judge a report beside the giver keep it too: dealt anew by lot, it might be taken from them instead."""
    stage = event.payload["stage"]
    kept = event.payload.get("staying", ())
    for report, name in (*kept, *((report, _name(event.subject)) for report in event.payload["reports"])):
        yield t.assignment, {"report": report, "stage": stage, "reviewer": name}


def _vote(event: Event) -> Rows:
    """What the vote was cast under stands in it as `under`: [task, how many must vote, verified], and the version."""
    said = dict(event.payload)
    task, needs, verify = said.pop("under", ("", 0, False))
    yield (
        t.vote,
        {"report": _number(event.subject), "reviewer": event.actor, "learn": True, "version": 0}
        | said
        | {"task": task, "needs": needs, "verify": verify},
    )


def _with_stage(table: Table) -> Callable[[Event], Rows]:
    """As `_by_reviewer`, for what older versions wrote without its stage."""

    def rows(event: Event) -> Rows:
        yield table, {"report": _number(event.subject), "reviewer": event.actor, "stage": "", **event.payload}

    return rows


def _withdrawn(event: Event) -> Rows:
    yield t.reviewer, {"name": _name(event.subject), "role": event.payload.get("role", "withdrawn")}


def _excerpt(event: Event) -> Rows:
    codes = event.payload.get("codes", ())
    yield (
        t.excerpt,
        {"id": event.id, "report": _number(event.subject)}
        | {name: event.payload[name] for name in ("kind", "text", "locator")},
    )
    for code in codes:
        yield t.coding, {"excerpt": event.id, "code": code, "present": True}
    if span := event.payload.get("span"):
        yield t.excerpt_span, {"excerpt": event.id, **span}
    if suggested := event.payload.get("suggested"):
        yield from _suggestion(event, {**suggested, "text": event.payload["text"]}, confirmed=True)


def _suggestion(event: Event, told: dict[str, Any], *, confirmed: bool) -> Rows:
    named = {name: told[name] for name in ("label", "text", "heading")}
    span = event.payload["span"]
    yield t.suggestion, {"report": _number(event.subject), "confirmed": confirmed, **named, **span}


def _suggestion_rejected(event: Event) -> Rows:
    yield from _suggestion(event, event.payload, confirmed=False)


def _coding(event: Event) -> Rows:
    for code, present in event.payload["codes"]:
        yield t.coding, {"excerpt": _name(event.subject), "code": code, "present": present}


def _item_coding(event: Event) -> Rows:
    for code, present in event.payload["codes"]:
        yield t.item_coding, {"item": _name(event.subject), "code": code, "present": present}


def _recoded(event: Event) -> Rows:
    for code in event.payload["codes"]:
        yield t.recode, {"code": code, "becomes": event.payload["into"], "split": False}


def _code_split(event: Event) -> Rows:
    code = _name(event.subject)
    for into, excerpts, items in event.payload["parts"]:
        yield t.recode, {"code": code, "becomes": into, "split": True}
        for table, column, targets in ((t.coding, "excerpt", excerpts), (t.item_coding, "item", items)):
            for target in targets:
                yield table, {column: target, "code": code, "present": False}
                yield table, {column: target, "code": into, "present": True}


_BLANK_THEME: dict[str, Any] = {
    "place": 0,
    "description": "",
    "codes": [],
    "level": "descriptive",
    "above": "",
    "frame": False,
    "disconfirming": "",
    "final": False,
    "becomes": "",
    "gone": False,
}


def _theme_row(name: str, said: dict[str, Any], **more: Any) -> Row:
    """What an event leaves unsaid is blank: events of older versions say less."""
    row = {key: said.get(key, blank) for key, blank in _BLANK_THEME.items()} | more
    return t.theme, {"name": name} | row | {"codes": json.dumps(row["codes"], ensure_ascii=False)}


def _theme(event: Event) -> Rows:
    yield _theme_row(_name(event.subject), event.payload)


def _theme_merged(event: Event) -> Rows:
    for place, name in enumerate(event.payload["themes"]):
        yield _theme_row(name, {}, place=place, becomes=event.payload["into"])


def _theme_dropped(event: Event) -> Rows:
    yield _theme_row(_name(event.subject), {}, gone=True)


def _theme_split(event: Event) -> Rows:
    yield _theme_row(_name(event.subject), {}, gone=True)
    for place, (name, said) in enumerate(event.payload["parts"], 1):
        yield _theme_row(name, said, place=place)


def _frame(event: Event) -> Rows:
    for place, (name, said) in enumerate(event.payload["themes"]):
        yield _theme_row(name, said, place=place, frame=True)


def _memo(event: Event) -> Rows:
    kind, _, target = event.subject.partition(":")
    yield t.memo, {"kind": kind, "target": target, "text": event.payload["text"]}


def _links(claim: str, payload: dict[str, Any]) -> Rows:
    for kind, target, stance, present in payload.get("links", ()):
        yield t.link, {"claim": claim, "kind": kind, "target": target, "stance": stance, "present": present}


def _wording(claim: str, payload: dict[str, Any], *, withdrawn: bool = False) -> Row:
    return (
        t.wording,
        {
            "claim": claim,
            "body": canonical(payload["body"]),
            "judgement": payload["judgement"],
            "withdrawn": withdrawn,
        },
    )


def _claim_written(event: Event) -> Rows:
    yield (
        t.claim,
        {"id": event.id, "kind": event.subject.partition(":")[0], "number": event.payload["number"]},
    )
    yield _wording(event.id, event.payload)
    yield from _links(event.id, event.payload)


def _claim_reworded(event: Event) -> Rows:
    yield _wording(_name(event.subject), event.payload)
    yield from _links(_name(event.subject), event.payload)


def _claim_linked(event: Event) -> Rows:
    yield from _links(_name(event.subject), event.payload)


def _claim_withdrawn(event: Event) -> Rows:
    yield _wording(_name(event.subject), event.payload, withdrawn=True)


def _item(event: Event) -> Rows:
    said = event.payload
    yield t.item, {"id": event.id, "strand": _name(event.subject), "label": said["label"], "text": said["text"]}
    for code in said.get("codes", ()):
        yield t.item_coding, {"item": event.id, "code": code, "present": True}


def _items(event: Event) -> Rows:
    """Many items at once; each is called by its event and its place in it."""
    for place, (label, text, codes) in enumerate(event.payload["items"], 1):
        id_ = f"{event.id}-{place}"
        yield t.item, {"id": id_, "strand": _name(event.subject), "label": label, "text": text}
        for code in codes:
            yield t.item_coding, {"item": id_, "code": code, "present": True}


def _nothing(_event: Event) -> Rows:
    return ()


KINDS: dict[str, Callable[[Event], Rows]] = {
    "review.created": _nothing,
    "reviewer.joined": _plain(t.reviewer, "name"),
    "reviewer.withdrew": _withdrawn,
    "reviewer.returned": _withdrawn,
    "protocol.amended": _protocol,
    "instrument.adopted": _instrument,
    "source.described": _plain(t.source, "name"),
    "records.imported": _nothing,  # its report rows are made from the record rows, see Unit
    "duplicates.found": _duplicates,
    "duplicates.merged": _moves,
    "duplicates.split": _moves,
    "duplicates.judged": _moves,
    "field.chosen": _plain(t.choice, "report"),
    "calibration.drawn": _drawn,
    "gate.opened": _gate,
    "gate.closed": _gate,
    "work.assigned": _handed_over,
    "decision.made": _vote,
    "decisions.imported": _nothing,  # its votes and tags are events of their own
    "report.postponed": _by_reviewer(t.postponement, "report"),
    "reports.reopened": _reopened,
    "conflict.resolved": _plain(t.consensus, "report"),
    "note.written": _with_stage(t.remark),
    "tag.set": _with_stage(t.tag),
    "ranking.set": _plain(t.prioritisation),
    "retrieval.noted": _plain(t.retrieval, "report"),
    "document.attached": _document,
    "report.marked": _plain(t.mark, "report"),
    "reports.grouped": _grouped,
    "reports.regrouped": _regrouped,
    "appraisal.planned": _plain(t.appraisal_plan),
    "checklist.adopted": _instrument,
    "checklist.assigned": _assigned,
    "design.noted": _plain(t.study_design, "study"),
    "wording.loaded": _plain(t.wording_pin, "checklist"),
    "appraisal.answered": _answer,
    "appraisal.verified": _plain(t.answer_check, "study"),
    "judgement.made": _by_reviewer(t.judgement, "study"),
    "appraisal.settled": _plain(t.settlement, "study"),
    "excerpt.marked": _excerpt,
    "excerpt.coded": _coding,
    "suggestion.rejected": _suggestion_rejected,
    "form.adopted": _form,
    "extraction.planned": lambda event: [(t.extraction_way, {"way": event.payload["way"]})],
    "study.piloted": _piloted,
    "value.extracted": _value,
    "value.corrected": _value,
    "value.settled": _value,
    "value.verified": _plain(t.value_check, "study"),
    "item.coded": _item_coding,
    "code.merged": _recoded,
    "code.split": _code_split,
    "theme.described": _theme,
    "theme.merged": _theme_merged,
    "theme.split": _theme_split,
    "theme.dropped": _theme_dropped,
    "frame.adopted": _frame,
    "memo.written": _memo,
    "finding.written": _claim_written,
    "recommendation.written": _claim_written,
    "gap.written": _claim_written,
    "claim.reworded": _claim_reworded,
    "claim.linked": _claim_linked,
    "claim.withdrawn": _claim_withdrawn,
    "claim.agreed": _plain(t.agreement, "claim"),
    "claim.dissented": _plain(t.dissent, "claim"),
    "gap.ranked": _plain(t.ranking, "claim"),
    "strand.described": _plain(t.strand, "name"),
    "item.added": _item,
    "columns.chosen": _columns,
    "items.imported": _items,
    "export.written": _nothing,
    "worksheet.written": _nothing,
    "worksheet.read": _nothing,  # its answers are events of their own, which it names
    "bundle.opened": _nothing,
    "review.restored": _nothing,
    "review.mended": _nothing,
    "seal.received": _plain(t.seal),
    "session.opened": _nothing,
    "session.refused": _nothing,
    "event.undone": _nothing,  # its effect is on the event it names, see Unit
}
"""Every kind of event there is."""

NOT_UNDOABLE = frozenset(
    {
        "review.created",
        "review.restored",
        "review.mended",
        "reviewer.joined",
        "export.written",
        "worksheet.written",
        "bundle.opened",
        "seal.received",
        "session.opened",
        "session.refused",
    }
)


def rows_of(event: Event) -> list[Row]:
    """The rows that follow from an event, in the order they are to be written (without their `n`).

    Raises:
        ReviewError: this version does not know the kind.
    """
    try:
        build = KINDS[event.kind]
    except KeyError:
        raise ReviewError(
            f"The log holds “{event.kind}”, which this version does not know.",
            hint="Install the newest version.",
        ) from None
    return list(build(event))


REPLANS = frozenset({"reviewer.joined", "reviewer.withdrew", "reviewer.returned", "gate.opened", "gate.closed"})
"""After these, under a plan, everybody's work is shared out anew."""


def judged_reports(event: Event) -> set[int]:
    """The reports whose outcome, or whose reviewers, an event may change."""
    payload = event.payload
    match event.kind:
        case "decision.made" | "conflict.resolved" | "retrieval.noted" | "document.attached" | "report.marked":
            return {_number(event.subject)}
        case "calibration.drawn":
            return {*payload["by lot"], *payload["near disagreements"]}
        case "reports.reopened":
            return {report for report, _ in payload["votes"]}
        case "work.assigned":
            return set(payload["reports"])
        case _:
            return set()


def moved_reports(event: Event) -> set[int]:
    """The reports that an event may bring into another group or study."""
    payload = event.payload
    match event.kind:
        case "duplicates.found":
            return {report for root, members in payload["merged"] for report in (root, *members)}
        case "duplicates.merged" | "duplicates.split" | "duplicates.judged":
            return {report for move in payload["moves"] for report in move}
        case "reports.grouped":
            return set(payload["reports"])
        case "reports.regrouped":
            return {report for _, members in payload["studies"] for report in members}
        case _:
            return set()
