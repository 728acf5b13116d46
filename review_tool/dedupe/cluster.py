"""Step 5: from pairs to groups, the strongest first, and no group that holds a contradiction."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass

Pair = tuple[int, int]


@dataclass(slots=True)
class Groups:
    """Records in groups; a join is refused where any two members may not be together."""

    apart: Callable[[int, int], bool]
    """Whether two records contradict each other."""
    settled: frozenset[Pair]
    """Pairs a person told apart, lower id first."""
    _by_hand: dict[int, tuple[int, ...]]
    _group: dict[int, int]
    _members: dict[int, list[int]]

    @classmethod
    def of(
        cls,
        ids: Iterable[int],
        *,
        apart: Callable[[int, int], bool],
        settled: Collection[Pair],
        joined: Collection[tuple[int, ...]],
    ) -> Groups:
        """Every record alone, but for the groups that a person or an earlier run has joined already."""
        alone = {number: number for number in ids}
        told = frozenset((min(pair), max(pair)) for pair in settled)
        groups = cls(apart, told, {}, alone, {number: [number] for number in alone})
        for members in joined:
            known = [number for number in members if number in alone]
            groups._by_hand.update((number, tuple(known)) for number in known)
            for other in known[1:]:
                groups._unite(known[0], other)
        return groups

    def of_record(self, number: int) -> int:
        return self._group[number]

    def told_apart(self, a: int, b: int) -> bool:
        """Whether a person told any record of the one's group from any of the other's."""
        if not self.settled:
            return False
        mine, theirs = self._members[self._group[a]], self._members[self._group[b]]
        return any((min(x, y), max(x, y)) in self.settled for x in mine for y in theirs)

    def join(self, a: int, b: int) -> bool:
        """Put the groups of two records together; False where a contradiction between any two members forbids it."""
        if self._group[a] == self._group[b]:
            return True
        if self.told_apart(a, b):
            return False
        mine, theirs = self._members[self._group[a]], self._members[self._group[b]]
        mine = [x for x in mine if not self._overruled(a, x)]
        theirs = [y for y in theirs if not self._overruled(b, y)]
        if any(self.apart(x, y) for x in mine for y in theirs if (x, y) != (a, b)):
            return False
        self._unite(a, b)
        return True

    def _overruled(self, a: int, mate: int) -> bool:
        """Whether the two were joined against what they say: a copy of the one need not fit the other then."""
        return a != mate and mate in self._by_hand.get(a, ()) and self.apart(a, mate)

    def _unite(self, a: int, b: int) -> None:
        kept, gone = sorted((self._group[a], self._group[b]))
        if kept == gone:
            return
        for number in self._members[gone]:
            self._group[number] = kept
        self._members[kept].extend(self._members.pop(gone))

    def together(self) -> list[list[int]]:
        """Groups of two or more, members by rising id, groups by their lowest."""
        found = (sorted(members) for members in self._members.values() if len(members) > 1)
        return sorted(found, key=lambda members: members[0])
