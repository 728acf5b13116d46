"""The log as plain sentences."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from review_tool.domain.event import Event
from review_tool.domain.text import one_line, shorten
from review_tool.services.history.deeds import UNNAMED, noun

NO_NAMES: Mapping[str, str] = MappingProxyType({})


def sentence(event: Event, names: Mapping[str, str] = NO_NAMES) -> str:
    """What happened, in one line, without its time: `AK excluded report 12 at full text (wrong population).`

    Args:
        names: id → what it is called, for what the log knows by an id alone; see `naming`.
    """
    about, _, name = event.subject.partition(":")
    subject = names.get(name, UNNAMED[about]) if about in UNNAMED else name
    tell = _WORDS.get(event.kind)
    try:
        said = tell(_named(event, names), subject) if tell else f"{event.kind} {event.subject}"
    except (AttributeError, KeyError, IndexError, TypeError, ValueError):  # somebody changed the log, as a check tells
        said = f"did something that cannot be read any more ({event.kind} of {event.subject})"
    return one_line(f"{event.actor} {said}" + ("" if said.endswith((".", "…", "?", "!")) else "."))


def _named(event: Event, names: Mapping[str, str]) -> dict[str, Any]:
    """The payload with the names of what it speaks of by an id."""
    payload = event.payload
    if event.kind == "claim.linked":
        links = [(kind, names.get(target, f"a {kind}"), *rest) for kind, target, *rest in payload["links"]]
        return {**payload, "links": links}
    if event.kind == "event.undone":
        return {**payload, "named": names.get(payload["subject"].partition(":")[2], "")}
    return payload


def _votes(payload: dict[str, Any], subject: str) -> str:
    verb = {"include": "included", "exclude": "excluded", "maybe": "is unsure of"}[payload["verdict"]]
    stage = "title and abstract" if payload["stage"] == "title-abstract" else "full text"
    learn = "" if payload.get("learn", True) else "; ranking is not to learn from it"
    seen = "; others' votes were in sight by then" if payload.get("seen") else ""
    return f"{verb} report {subject} at {stage}" + _because(payload) + learn + seen


def _stage(subject: str) -> str:
    return "title and abstract" if subject == "title-abstract" else "full text"


def _drawn(payload: dict[str, Any], subject: str) -> str:
    near = len(payload["near disagreements"])
    how = f", {near} of them near disagreements" if near else ""
    n = near + len(payload["by lot"])
    return f"drew calibration set {payload['round']} at {_stage(subject)}: {n} reports{how}"


def _gate(verb: str) -> Callable[[dict[str, Any], str], str]:
    def words(payload: dict[str, Any], subject: str) -> str:
        seen = f" with {payload['same']} of {payload['n']} judged alike" if payload.get("n") else ""
        return f"{verb} the gate at {_stage(subject)}{seen} ({payload['why']})"

    return words


def _reopened(payload: dict[str, Any], subject: str) -> str:
    n = len({report for report, _ in payload["votes"]})
    return f"had {n} report{'s' if n != 1 else ''} looked at again at {_stage(subject)} ({payload['why']})"


def _handed(payload: dict[str, Any], subject: str) -> str:
    n = len(payload["reports"])
    return f"gave {n} report{'s' if n != 1 else ''} at {_stage(payload['stage'])} to {subject}"


def _ranked(payload: dict[str, Any], _subject: str) -> str:
    said = [f"one report in {payload['random']} at random"] if payload["random"] else []
    said += [f"to stop by “{payload['rule']}”"] if payload["rule"] else []
    return f"turned ranking {'on' if payload['is_on'] else 'off'}" + (f" ({', '.join(said)})" if said else "")


def _because(payload: dict[str, Any]) -> str:
    said = "; ".join(part.rstrip(".") for part in (payload.get("reason"), payload.get("note")) if part)
    return f" ({said})" if said else ""


def _settled(payload: dict[str, Any], subject: str) -> str:
    verb = {"include": "including", "exclude": "excluding"}[payload["verdict"]]
    at = _stage(payload["stage"])
    return f"settled report {subject} by {verb} it at {at}" + _because(payload)


def _imported(payload: dict[str, Any], subject: str) -> str:
    rest = [f"{payload['already_present']:,} already present"] if payload["already_present"] else []
    rest += [f"{payload['refused']:,} refused"] if payload["refused"] else []
    more = f" ({', '.join(rest)})" if rest else ""
    records = "1 record" if payload["added"] == 1 else f"{payload['added']:,} records"
    return f"imported {records} of {subject} from {payload['file']}{more}"


def _found(payload: dict[str, Any], _subject: str) -> str:
    merged = sum(len(members) for _, members in payload["merged"])
    linked = f", {n} linked as related" if (n := len(payload.get("related", ()))) else ""
    queued = f"{len(payload['to_review'])} to review{linked}"
    return f"looked for duplicates among {payload['records']} records: {merged} merged, {queued}"


def _judged(payload: dict[str, Any], _subject: str) -> str:
    a, b, verdict = payload["pairs"][0]
    if "score" in payload:
        count = len(payload["pairs"])
        pairs = f"{count} pair{'s' if count != 1 else ''}"
        return f"merged all pairs with a score of {payload['score']:.2f} or more ({pairs})"
    return f"judged records {a} and {b} {verdict}"


def _split(payload: dict[str, Any], subject: str) -> str:
    out = payload["moves"][0][1]
    leaving = sorted(record for record, to in payload["moves"] if to == out)
    records = f"record{'s' if len(leaving) > 1 else ''} {', '.join(map(str, leaving))}"
    return f"split {records} from report {subject}"


def _merged(payload: dict[str, Any], subject: str) -> str:
    others = sorted({move[0] for move in payload["moves"]})
    return f"merged {', '.join(map(str, others))} into report {subject}"


def _extracted(payload: dict[str, Any], subject: str) -> str:
    value = "not reported" if payload["not_reported"] else f"“{shorten(payload['value'], 60)}”"
    return f"extracted {payload['field']} of study {subject}: {value}"


def _people(reviewers: int) -> str:
    return "two reviewers, blind," if reviewers > 1 else "one reviewer and a second person's check"


def _checked(payload: dict[str, Any], subject: str) -> str:
    what = f"{payload['item']} of {payload['checklist']} for study {subject}"
    said = f"corrected {what} to {payload['answer']}" if payload["answer"] else f"verified {what}"
    return said + _because(payload)


def _judged_study(payload: dict[str, Any], subject: str) -> str:
    rule = payload["proposed"]
    against = f", where the rule proposed {rule}" if rule and rule != payload["level"] else ""
    what = f"{payload['target']} of {payload['checklist']} for study {subject}"
    return f"judged {what}: {payload['level']}{against}" + _because(payload)


def _verified(payload: dict[str, Any], subject: str) -> str:
    note = f" ({payload['note']})" if payload["note"] else ""
    return f"verified {payload['field']} of study {subject}{note}"


def _changed(verb: str) -> Callable[[dict[str, Any], str], str]:
    def said(payload: dict[str, Any], subject: str) -> str:
        value = "not reported" if payload["not_reported"] else f"“{shorten(payload['value'], 60)}”"
        why = f" ({payload['why']})" if payload["why"] else ""
        return f"{verb} {payload['field']} of study {subject}: {value}{why}"

    return said


def _regrouped(payload: dict[str, Any], _subject: str) -> str:
    groups = (f"{', '.join(map(str, members))} as study {study}" for study, members in payload["studies"])
    return "parted reports: " + "; ".join(groups)


def _marked_report(payload: dict[str, Any], subject: str) -> str:
    verb = f"marked report {subject} as" if payload["present"] else f"took from report {subject} the mark"
    return f"{verb} {payload['mark']}" + (f" ({payload['why']})" if payload["why"] else "")


def _coded(payload: dict[str, Any], subject: str) -> str:
    return "; ".join(f"{'coded' if on else 'took the code off'} {subject}: {code}" for code, on in payload["codes"])


def _opened(payload: dict[str, Any], _subject: str) -> str:
    return "opened the work of " + ", ".join(sorted({writer.partition("@")[0] for writer in payload["brought"]}))


def _restored(payload: dict[str, Any], _subject: str) -> str:
    at = payload["made"][:16].replace("T", " ")
    if payload["lost"] is None:
        return f"went back to the backup of {at}; what was lost by it could not be read"
    lost = sum(end - start + 1 for start, end in payload["lost"].values())
    return f"went back to the backup of {at}, {lost} {'entry' if lost == 1 else 'entries'} before"


def _linked(payload: dict[str, Any], subject: str) -> str:
    _, target, stance, present = payload["links"][0]
    return f"{'linked' if present else 'unlinked'} {target} ({stance}) {'to' if present else 'from'} {subject}"


def _columns(payload: dict[str, Any], subject: str) -> str:
    chosen = shorten(", ".join(payload["columns"]), 120) or "all"
    passages = {True: ", with the passages", False: ", without the passages"}.get(payload["excerpts"], "")
    return f"chose the columns of {subject}: {chosen}{passages}"


def _turned_away(payload: dict[str, Any], _subject: str) -> str:
    n = sum(payload["reasons"].values())
    why = ", ".join(f"{count} × {reason}" for reason, count in payload["reasons"].items())
    return f"turned away {n} request{'s' if n != 1 else ''} from browsers ({why})"


def _recoded(payload: dict[str, Any], _subject: str) -> str:
    return f"turned the {_listed('code', payload['codes'])} into {payload['into']}"


def _themes_merged(payload: dict[str, Any], _subject: str) -> str:
    return f"turned the {_listed('theme', payload['themes'])} into {payload['into']}"


def _listed(what: str, names: list[str]) -> str:
    return f"{what} {names[0]}" if len(names) == 1 else f"{what}s {', '.join(names)}"


def _theme(payload: dict[str, Any], subject: str) -> str:
    final = ", final" if payload.get("final") else ""
    return f"described the theme {subject} ({len(payload['codes'])} codes{final})"


def _agreed(payload: dict[str, Any], subject: str) -> str:
    counts = f"{payload['agree']} for, {payload['against']} against, {payload['unsure']} unsure"
    return f"wrote down what {payload['people']} say of {subject}: {counts}"


def _undone(payload: dict[str, Any], subject: str) -> str:
    if payload["kind"] == "event.undone":
        return f"brought back {subject}"
    return f"took back {noun(payload['kind'], payload['subject'], payload['named'])}"


_WORDS: dict[str, Callable[[dict[str, Any], str], str]] = {
    "review.created": lambda p, _: f"began the review “{p['title']}”",
    "reviewer.joined": lambda p, s: f"took {s} into the team as {p['role']}",
    "reviewer.withdrew": lambda p, s: f"noted that {s} left the team" + (f" ({p['why']})" if p.get("why") else ""),
    "reviewer.returned": lambda p, s: f"took {s} back into the team as {p['role']}",
    "protocol.amended": lambda p, _: f"put version {p['version']} of the protocol in force ({p.get('why', '')})",
    "instrument.adopted": lambda p, s: f"adopted the {p['kind']} {s}",
    "source.described": lambda p, s: f"described the source {s} ({p['kind']})",
    "records.imported": _imported,
    "duplicates.found": _found,
    "duplicates.merged": _merged,
    "duplicates.split": _split,
    "duplicates.judged": _judged,
    "field.chosen": lambda p, s: f"had report {s} show the {p['field']} of record {p['record']}",
    "calibration.drawn": _drawn,
    "gate.opened": _gate("opened"),
    "gate.closed": _gate("closed"),
    "work.assigned": _handed,
    "decision.made": _votes,
    "decisions.imported": lambda p, _: f"imported {p['votes']} decisions from {p['file']}",
    "report.postponed": lambda p, s: f"put off report {s} at {_stage(p['stage'])}",
    "reports.reopened": _reopened,
    "conflict.resolved": _settled,
    "note.written": lambda p, s: f"noted on report {s}: “{shorten(p['text'], 80)}”",
    "tag.set": lambda p, s: f"{'tagged' if p['present'] else 'untagged'} report {s}: {p['tag']}",
    "ranking.set": _ranked,
    "retrieval.noted": lambda p, s: f"marked report {s} {p['state']}" + (f" ({p['attempt']})" if p["attempt"] else ""),
    "document.attached": lambda p, s: f"attached {p['name']} to report {s}",
    "reports.grouped": lambda p, s: f"grouped reports {', '.join(map(str, p['reports']))} as study {s}",
    "appraisal.planned": lambda p, _: f"planned {_people(p['reviewers'])} for each appraisal",
    "checklist.adopted": lambda _, s: f"adopted the checklist {s}",
    "checklist.assigned": lambda p, s: (
        f"had {s} appraised with {', '.join(p['checklists']) or 'no checklist of its own'}"
    ),
    "design.noted": lambda p, s: f"noted the design of study {s}: {p['design']}" + _because(p),
    "wording.loaded": lambda p, s: f"loaded the official wording of {s} version {p['version']} from {p['file']}",
    "appraisal.verified": _checked,
    "appraisal.settled": lambda p, s: (
        f"settled {p['item']} of {p['checklist']} for study {s}: {p['answer']}" + _because(p)
    ),
    "judgement.made": _judged_study,
    "appraisal.answered": lambda p, s: f"answered {p['item']} of {p['checklist']} for study {s}: {p['answer']}",
    "excerpt.marked": lambda p, s: f"marked a passage of report {s} ({p['locator']}): {shorten(p['text'], 60)}",
    "excerpt.coded": _coded,
    "suggestion.rejected": lambda p, s: (
        f"set aside a passage of report {s} suggested as {p['label']}: {shorten(p['text'], 60)}"
    ),
    "value.extracted": _extracted,
    "value.verified": _verified,
    "value.corrected": _changed("corrected"),
    "value.settled": _changed("settled"),
    "form.adopted": lambda p, s: f"put the form {s} in force" + (f" ({p['why']})" if p["why"] else ""),
    "extraction.planned": lambda p, _: f"chose {p['way']} extraction" + (f" ({p['why']})" if p["why"] else ""),
    "study.piloted": lambda p, s: f"{'tries' if p['present'] else 'no longer tries'} the form on study {s}",
    "report.marked": _marked_report,
    "reports.regrouped": _regrouped,
    "item.coded": _coded,
    "code.merged": _recoded,
    "code.split": lambda p, s: f"split the code {s}: {', '.join(part[0] for part in p['parts'])}",
    "theme.described": _theme,
    "theme.merged": _themes_merged,
    "theme.split": lambda p, s: f"split the theme {s} into {', '.join(part[0] for part in p['parts'])}",
    "theme.dropped": lambda _, s: f"dropped the theme {s}",
    "frame.adopted": lambda p, s: f"adopted the frame {s} ({len(p['themes'])} themes)",
    "memo.written": lambda p, s: f"wrote a memo on {s[:36]}: {shorten(p['text'], 80)}",
    "finding.written": lambda p, s: f"wrote finding {s}: {shorten(p['body']['text'], 80)}",
    "recommendation.written": lambda p, s: f"wrote recommendation {s}: {shorten(p['body']['text'], 80)}",
    "gap.written": lambda p, s: f"wrote gap {s}: {shorten(p['body']['text'], 80)}",
    "claim.reworded": lambda p, s: f"reworded {s}: {shorten(p['body']['text'], 80)}",
    "claim.linked": _linked,
    "claim.withdrawn": lambda p, s: f"withdrew {s}: {shorten(p['body']['text'], 80)}",
    "claim.agreed": _agreed,
    "claim.dissented": lambda p, s: (
        f"wrote down a dissent of {p['who'] or 'somebody'} from {s}: {shorten(p['text'], 80)}"
    ),
    "gap.ranked": lambda p, s: f"wrote down that {p['people']} rank {s} in place {p['place']}",
    "strand.described": lambda p, s: f"described the strand {s} ({p['kind']}, {p['size']} in all)",
    "item.added": lambda p, s: f"added an item to {s}: {p['label']}",
    "columns.chosen": _columns,
    "items.imported": lambda p, s: f"read {len(p['items'])} items of {s} from {p['file']}",
    "worksheet.written": lambda p, s: f"wrote a work sheet for {p['reviewer']} ({s}): {p['file']}",
    "worksheet.read": lambda p, s: (
        f"took in {p['accepted']} cells of {p['reviewer']}'s work sheet ({s}) from {p['file']}, {p['refused']} refused"
    ),
    "export.written": lambda p, s: f"{'backed the review up' if s == 'backup' else f'exported {s}'} to {p['file']}",
    "bundle.opened": _opened,
    "review.restored": _restored,
    "review.mended": lambda p, _: f"mended the review's database: {', '.join(p['what'])}",
    "seal.received": lambda p, _: f"received the seal of {p['writer'].partition('@')[0]}'s work, {p['seq']} events",
    "session.opened": lambda _p, _s: "signed in from a browser",
    "session.refused": _turned_away,
    "event.undone": _undone,
}
KINDS = tuple(_WORDS)
"""Every kind of event there is."""
