"""The hits that sources reported, held against the records that came from them in however many files."""

from __future__ import annotations

from collections.abc import Sequence

from review_tool.domain.record import Source
from review_tool.services.history import auditing
from review_tool.services.history.auditing import Told
from review_tool.store.review import Review


def imports(review: Review) -> list[Told]:
    """All imports of citation files, also those taken back, oldest first."""
    return auditing.tell(review, auditing.numbers(review, auditing.Looking(kind="records.imported")))


def delivered(imports: Sequence[Told], source: str) -> int:
    """How many different records of a source were met in the imports that stand, those refused among them."""
    of = [told.event.payload for told in imports if not told.undone and told.event.subject == f"source:{source}"]
    refused = {p["sha"]: p["refused"] for p in of}  # of a file that came twice, once
    return int(sum(p["added"] for p in of) + sum(refused.values()))


def compared(source: Source, here: int) -> str:
    """What the source reported beside what is here, with a mark; "" where it reported nothing."""
    if source.hits is None:
        return ""
    if source.hits == here:
        return f"✓ {source.hits:,} hits, as many records"
    differ = f"{abs(source.hits - here):,} {'fewer' if here < source.hits else 'more'}"
    return f"○ {source.hits:,} hits, {here:,} record{'' if here == 1 else 's'}: {differ}"
