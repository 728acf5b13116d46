"""One new record against a whole set: the set is made ready once, each look-up then takes milliseconds."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from heapq import nsmallest

from review_tool.dedupe import block
from review_tool.dedupe.finding import Doubt, no_collecting
from review_tool.dedupe.learning import Learnt, learn
from review_tool.dedupe.match import Outcome, Verdict, judge, worth_telling
from review_tool.dedupe.prepare import Prepared, one
from review_tool.domain.record import Citation

WORDS = 6
"""How many of a new title's rarest words are looked up: more than a run pairs, since here a word more costs little."""
COMMON = 3000
"""A word in more titles than this finds too many, and two such words nothing that a longer look would not."""
NEAREST = 200
"""Records that share most of these words, of which no more are compared."""


@dataclass(frozen=True, slots=True)
class Match:
    """What a set holds of one new record."""

    sure: int | None
    """The record it is a copy of: a run of `find` over both would merge them."""
    doubtful: tuple[Doubt, ...]
    """For a person: the likeliest duplicate first; one pair for each group of the set."""
    related: tuple[Doubt, ...]


@dataclass(frozen=True, slots=True)
class Index:
    """A set of records by everything two copies may share. Made by `index`; never changes."""

    records: Mapping[int, Prepared]
    learnt: Learnt
    ranks: block.Ranks
    blocks: tuple[tuple[block.Blocking, Mapping[block.Key, int | list[int]]], ...]
    words: Mapping[int, list[int]]
    """Records by the rank of a word in their title."""
    groups: Mapping[int, tuple[int, ...]]

    def match(self, citation: Citation, *, number: int | None = None) -> Match:
        """What the set holds of a citation. `number` is the id it has or will have, by default the next one.

        The same verdict on each pair as `find` gives, by what the set alone teaches.
        """
        number = max(self.records, default=0) + 1 if number is None else number
        new = self.learnt.applied(one(number, citation))
        near = (other for other in self._near(new) if other != number)
        found = {other: verdict for other in near if (verdict := worth_telling(self.records[other], new))}
        ranked = sorted(found.items(), key=lambda item: (-item[1].points, item[0]))
        copies = [other for other, verdict in ranked if verdict.outcome is Outcome.SAME]
        sure = next((copy for copy in copies if not self._speaks_against(copy, new)), None)
        doubts = self._doubts(new, ranked, sure)
        return Match(
            sure,
            tuple(doubt for doubt in doubts if not doubt.related),
            tuple(doubt for doubt in doubts if doubt.related),
        )

    def _near(self, new: Prepared) -> set[int]:
        """Every record that shares a key."""
        found: set[int] = set()
        for blocking, members in self.blocks:
            for key in blocking.keys(new, self.ranks):
                held = members.get(key, ())
                here = (held,) if isinstance(held, int) else held
                found.update(here if len(here) <= block.CROWD else self._in_the_crowd(here, new))
        shared: Counter[int] = Counter()
        for text in filter(None, (new.title.text, new.title.other)):
            for rank in block.rarest(text, self.ranks, WORDS):
                if len(self.words[rank]) <= COMMON:
                    shared.update(self.words[rank])
        close = [(-hits, other) for other, hits in shared.items() if hits > 1]
        found.update(other for _, other in nsmallest(NEAREST, close))
        return found

    def _in_the_crowd(self, members: Iterable[int], new: Prepared) -> Iterable[int]:
        """Of the many editorials, those on the same page or by the same first author."""
        place = new.place.volume, new.place.first
        for other in members:
            record = self.records[other]
            if (record.place.volume, record.place.first) == place or record.people[:1] == new.people[:1] != ():
                yield other

    def _group(self, other: int) -> tuple[int, ...]:
        return self.groups.get(other, (other,))

    def _speaks_against(self, copy: int, new: Prepared) -> bool:
        """Whether a record of the copy's group contradicts the new one, so that they may not be together."""
        mates = (self.records[mate] for mate in self._group(copy) if mate != copy)
        return any((verdict := judge(mate, new)) is None or verdict.apart for mate in mates)

    def _doubts(self, new: Prepared, ranked: list[tuple[int, Verdict]], sure: int | None) -> list[Doubt]:
        asked = {self._group(sure)[0]} if sure is not None else set()
        doubts = []
        for other, verdict in ranked:
            group = self._group(other)[0]
            if group in asked or (verdict.outcome is Outcome.SAME and self._copies_too(other, sure)):
                continue
            asked.add(group)
            doubts.append(Doubt.of(other, new.id, verdict))
        return doubts

    def _copies_too(self, other: int, sure: int | None) -> bool:
        """Whether two copies of the new record may be together: they are each other's, a matter for `find`."""
        if sure is None:
            return False
        verdict = judge(self.records[other], self.records[sure])
        return verdict is not None and not verdict.apart


def index(citations: Mapping[int, Citation], *, joined: Collection[tuple[int, ...]] = ()) -> Index:
    """Make a set ready for look-ups. `joined` groups were merged before: a new copy must fit all of a group."""
    with no_collecting():
        found = [one(number, citations[number]) for number in sorted(citations)]
        learnt = learn(found)
        records = {record.id: learnt.applied(record) for record in found}
        ranks = block.rank_words(records.values(), least=1)
        words: dict[int, list[int]] = defaultdict(list)
        for record in records.values():
            text = f"{record.title.text} {record.title.other}"
            for rank in {ranks[word] for word in text.split() if word in ranks}:
                words[rank].append(record.id)
        blockings = [blocking for blocking in block.BLOCKINGS if blocking is not block.BY_RARE_WORDS]
        blocks = tuple((blocking, _by_key(blocking, records, ranks)) for blocking in blockings)
    known = (tuple(number for number in group if number in records) for group in joined)
    groups = {number: group for group in known for number in group}
    return Index(records, learnt, ranks, blocks, dict(words), groups)


def _by_key(
    blocking: block.Blocking, records: Mapping[int, Prepared], ranks: block.Ranks
) -> dict[block.Key, int | list[int]]:
    """Records by key: most keys are one record's, so that only the others get a list."""
    found: dict[block.Key, int | list[int]] = {}
    for number, record in records.items():
        for key in blocking.keys(record, ranks):
            held = found.setdefault(key, number)
            if isinstance(held, list):
                held.append(number)
            elif held != number:
                found[key] = [held, number]
    return found
