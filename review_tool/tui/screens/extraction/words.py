"""What the extraction screen says of values and excerpts, and the blanks it asks them with."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from textual.content import Content

from review_tool.domain.errors import ReviewError
from review_tool.domain.evidence import Excerpt, ExcerptKind
from review_tool.domain.extraction import Check, Deed, Field, Value
from review_tool.domain.second_eyes import Cell, State, Way
from review_tool.services.studies.appraising import Study
from review_tool.services.studies.forms import Look
from review_tool.tui.dialogs.write import Blank
from review_tool.tui.text import assemble, lines, safe
from review_tool.tui.widgets.field_editor import Asked


def sign(cell: Cell) -> str:
    """One character for where a field stands; `–` for a value that is not reported and nobody checked."""
    if cell.state is State.EXTRACTED and cell.value and cell.value.not_reported:
        return "–"
    return cell.state.sign


def short(cell: Cell) -> str:
    """The value that speaks; of two who differ, both."""
    if cell.value is not None:
        return cell.value.words
    return " | ".join(f"{value.by}: {value.words}" for value in cell.values)


def why_not(action: str, way: Way, field: Field | None, cell: Cell, reviewer: str) -> str:
    """Why a deed cannot be done on this field; "" where it can."""
    if field is None:
        return "There is no field under the cursor."
    if field.retired:
        return "This field is asked no more; its values stay."
    if action == "link" and not (cell.value and not cell.value.not_reported):
        return "Give the value first, then link it."
    if action in ("verify", "correct"):
        if cell.value is None:
            return "There is no value to look at yet."
        if cell.value.by == reviewer:
            return "You wrote it: a second pair of eyes is another person's. Enter changes it."
        if way is Way.DUAL and cell.state is not State.AGREED:
            return "Two extract it blind here; Enter settles where they differ."
        if action == "verify" and any(check.by == reviewer for check in cell.checks):
            return "You verified it already."
    return ""


def heading(field: Field, cell: Cell, deed: Deed) -> str:
    """What the editor does."""
    if deed is Deed.SETTLED:
        return f"{field.label} · which holds? " + " | ".join(f"{v.by}: {v.words}" for v in cell.values)
    correcting = deed is Deed.CORRECTED and cell.value
    return f"{field.label} · correcting {correcting.by}: {correcting.words}" if correcting else field.label


def asked(field: Field, cell: Cell, excerpts: Mapping[str, Excerpt], page: str) -> Asked:
    """What stands in the blanks of a field when it is opened."""
    value = cell.value
    if value is None:
        return Asked(field, place=page)
    passage = excerpts.get(value.excerpt)
    given = "-" if value.not_reported else value.value
    if passage is None:
        return Asked(field, given, place=page)
    return Asked(field, given, passage.text, passage.locator, passage.kind)


def said(excerpt: Excerpt) -> str:
    """A quote in quotation marks; a paraphrase as it is."""
    return f"“{excerpt.text}”" if excerpt.kind is ExcerptKind.QUOTE else excerpt.text


def line(excerpt: Excerpt) -> str:
    codes = " ".join(f"#{code}" for code in excerpt.codes)
    return f"{said(excerpt)} ({excerpt.locator}) {codes}".strip()


def value(field: Field, cell: Cell, excerpts: Mapping[str, Excerpt], look: Look | None, hint: str) -> Content:
    """The field under the cursor in full: its value, the passage and its place, and who looked at it."""
    parts = [assemble((field.label, "bold"), (f"  {field.hint}" if field.hint else "", "$text-muted"))]
    if field.retired:
        parts.append(assemble(("Asked no more; what was extracted stays.", "$text-warning")))
    if look:
        parts.append(assemble(("! look again: ", "bold $text-warning"), "; ".join(look.why)))
    if not cell.values:
        if field.required:
            parts.append(assemble(("Required. ", "$text-muted")))
        parts.append(assemble(("Nothing yet. ", "$text-muted"), ("Enter ", "bold $primary"), "gives the value, "))
        parts[-1] = assemble(parts[-1], ("- ", "bold $primary"), "says that the report does not say.")
        return lines([*parts, assemble((hint, "$text-muted"))] if hint else parts)
    for known in (cell.value,) if cell.value else cell.values:
        excerpt = excerpts.get(known.excerpt)
        parts.append(assemble("" if cell.value else f"{known.by}: ", known.words))
        if excerpt:
            kind = f"  {excerpt.kind.value}, {excerpt.locator}"
            parts += [assemble(("⌁ ", "bold $primary"), said(excerpt), (kind, "$text-muted"))]
            if excerpt.codes:
                parts.append(assemble((" ".join(f"#{code}" for code in excerpt.codes), "$primary")))
        elif not known.not_reported:
            parts += [assemble(("No passage yet: Enter gives one, l links one.", "$text-muted"))]
    return lines([*parts, _history(cell)])


def _history(cell: Cell) -> Content:
    """`✓ verified by BR · AK had 204 (digits swapped)`."""
    parts = [f"{cell.state.sign} {cell.state}"]
    if cell.value:
        parts.append(f"{cell.value.deed} by {cell.value.by}, {cell.value.at[:10]}")
        parts += [cell.value.why] if cell.value.why else []
    parts += [f"verified by {check.by}" + (f" ({check.note})" if check.note else "") for check in cell.checks]
    if cell.value:
        parts += [f"{v.by} had {v.words}" for v in cell.values if v.event != cell.value.event]
    return assemble((" · ".join(parts), "$text-muted"))


def source(study: Study, excerpts: Sequence[Excerpt]) -> Content:
    """What can be read of the study here: title, abstract, and the passages marked in it."""
    parts = [assemble((study.title, "bold")), Content("")]
    parts.append(safe(study.abstract or "No abstract came with this study's records: read its full text."))
    parts += [Content(""), assemble((f"Excerpts ({len(excerpts)})", "bold"))]
    for n, excerpt in enumerate(excerpts, 1):
        parts += [assemble((f"{n} ", "bold $primary"), said(excerpt))]
        codes = " ".join(f"#{code}" for code in excerpt.codes)
        parts += [assemble((f"  {excerpt.kind.value}, {excerpt.locator}  {codes}", "$text-muted"))]
    if not excerpts:
        parts.append(assemble(("none yet: m marks one", "$text-muted")))
    return lines(parts)


def past(known: Value, excerpts: Mapping[str, Excerpt]) -> Content:
    """One value of a field's history."""
    when = f"{known.at[:16].replace('T', ' ')} UTC  {known.by} {known.deed}" + (f": {known.why}" if known.why else "")
    excerpt = excerpts.get(known.excerpt)
    passage = f"\n  ⌁ {line(excerpt)}" if excerpt else ""
    return assemble((when, "$text-muted"), "\n  ", known.words, passage, "\n")


def check(seen: Check) -> Content:
    """A check of the value that speaks."""
    note = f": {seen.note}" if seen.note else ""
    return assemble((f"{seen.at[:16].replace('T', ' ')} UTC  {seen.by} verified{note}", "$text-muted"))


def excerpt_blanks(known_codes: Sequence[str]) -> list[Blank]:
    """For a new excerpt with its codes."""
    hint = "parted by ;  known: " + "; ".join(known_codes) if known_codes else "parted by ;"
    return [
        Blank("excerpt", "Passage", hint="quoted or paraphrased", long=True, required=True),
        Blank("locator", "Where it stands", hint="p. 4, Results; abstract", required=True),
        Blank("kind", "Quote or paraphrase", "quote", suggestions=tuple(ExcerptKind), required=True),
        Blank("codes", "Codes", hint=hint),
    ]


def kind(written: str) -> ExcerptKind:
    """The kind that the beginning of a word names.

    Raises:
        ReviewError: it begins neither.
    """
    wanted = written.strip().casefold()
    for known in ExcerptKind:
        if wanted and known.value.startswith(wanted):
            return known
    raise ReviewError(f"A passage cannot be a “{written}”.", hint="Write quote or paraphrase; q or p will do.")


def codes(written: str) -> tuple[str, ...]:
    """The codes in a line, parted by semicolons or commas; a # before one is dropped."""
    found = (" ".join(code.split()).lstrip("#") for code in written.replace(",", ";").split(";"))
    return tuple(dict.fromkeys(code for code in found if code))
