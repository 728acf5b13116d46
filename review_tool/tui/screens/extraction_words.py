"""What the extraction screen says of values and excerpts, and the blanks it asks them with."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from textual.content import Content

from review_tool.domain.errors import ReviewError
from review_tool.domain.evidence import Excerpt, ExcerptKind
from review_tool.domain.extraction import Field, Value
from review_tool.services.appraising import Study
from review_tool.tui.dialogs.write import Blank
from review_tool.tui.text import assemble, lines, safe

NOT_REPORTED = "not reported"


def sign(value: Value | None) -> str:
    """`·` to do, `✓` a value, `–` not reported."""
    return "·" if value is None else "–" if value.not_reported else "✓"


def short(value: Value | None) -> str:
    return "" if value is None else NOT_REPORTED if value.not_reported else value.value


def said(excerpt: Excerpt) -> str:
    """A quote in quotation marks; a paraphrase as it is."""
    return f"“{excerpt.text}”" if excerpt.kind is ExcerptKind.QUOTE else excerpt.text


def line(excerpt: Excerpt) -> str:
    codes = " ".join(f"#{code}" for code in excerpt.codes)
    return f"{said(excerpt)} ({excerpt.locator}) {codes}".strip()


def value(field: Field, known: Value | None, excerpt: Excerpt | None) -> Content:
    """The field under the cursor in full."""
    parts = [assemble((field.label, "bold"), (f"  {field.hint}" if field.hint else "", "$text-muted"))]
    if known is None:
        parts.append(assemble(("Nothing yet. ", "$text-muted"), ("Enter ", "bold $primary"), "gives the value, "))
        parts[-1] = assemble(parts[-1], ("- ", "bold $primary"), "says that the report does not say.")
        return lines(parts)
    parts.append(safe(short(known)))
    if excerpt:
        kind = f"  {excerpt.kind.value}, {excerpt.locator}"
        parts += [Content(""), assemble(("⌁ ", "bold $primary"), said(excerpt), (kind, "$text-muted"))]
        if excerpt.codes:
            parts.append(assemble((" ".join(f"#{code}" for code in excerpt.codes), "$primary")))
    elif not known.not_reported:
        parts += [Content(""), assemble(("No passage yet: Enter gives one, l links one.", "$text-muted"))]
    return lines([*parts, assemble((f"by {known.by}, {known.at[:10]}", "$text-muted"))])


def source(study: Study, excerpts: Sequence[Excerpt]) -> Content:
    """What can be read of the study here: title, abstract, and the passages marked in it."""
    parts = [assemble((study.title, "bold")), Content("")]
    parts.append(safe(study.abstract or "No abstract came with this study's records: read its full text."))
    parts += [Content(""), assemble((f"Excerpts ({len(excerpts)})", "bold"))]
    for excerpt in excerpts:
        parts += [assemble(("❝ ", "bold $primary"), said(excerpt))]
        codes = " ".join(f"#{code}" for code in excerpt.codes)
        parts += [assemble((f"  {excerpt.kind.value}, {excerpt.locator}  {codes}", "$text-muted"))]
    if not excerpts:
        parts.append(assemble(("none yet: m marks one", "$text-muted")))
    return lines(parts)


def past(known: Value, excerpts: Mapping[str, Excerpt]) -> Content:
    """One value of a field's history."""
    when = f"{known.at[:16].replace('T', ' ')} UTC  {known.by}"
    excerpt = excerpts.get(known.excerpt)
    passage = f"\n  ⌁ {line(excerpt)}" if excerpt else ""
    return assemble((when, "$text-muted"), "\n  ", short(known), passage, "\n")


def blanks(given: str | None, passage: Excerpt | None, *, hint: str) -> list[Blank]:
    """For a value; without a value's blank where it was chosen already."""
    first = [] if given is None else [Blank("value", "Value", given, hint=hint, required=True)]
    return [*first, *_passage(passage, needed=False)]


def excerpt_blanks(known_codes: Sequence[str], excerpt: Excerpt | None = None) -> list[Blank]:
    """For an excerpt with its codes."""
    hint = "parted by ;  known: " + "; ".join(known_codes) if known_codes else "parted by ;"
    given = "; ".join(excerpt.codes) if excerpt else ""
    return [*_passage(excerpt, needed=True), Blank("codes", "Codes", given, hint=hint)]


def _passage(excerpt: Excerpt | None, *, needed: bool) -> list[Blank]:
    text, locator, given = (excerpt.text, excerpt.locator, excerpt.kind.value) if excerpt else ("", "", "quote")
    return [
        Blank("excerpt", "Passage", text, hint="quoted or paraphrased", long=True, required=needed),
        Blank("locator", "Where it stands", locator, hint="p. 4, Results; abstract", required=needed),
        Blank("kind", "Quote or paraphrase", given, suggestions=tuple(ExcerptKind), required=True),
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
