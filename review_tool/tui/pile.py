"""The pile of records one is going through: where one is, what is decided, what comes next."""

from __future__ import annotations

from collections.abc import Iterable, Sequence


class Pile:
    """Ids in order, a place among them, and which of them are done.

    What was decided stays in the pile until it is filled anew, so that one can step back to it.
    """

    def __init__(self) -> None:
        self.ids: list[int] = []
        self.place = 0
        """Where one is, from 0; the length of the pile where nothing is left."""
        self._done: set[int] = set()
        self._late: list[int] = []
        """Put off since the pile was filled."""

    def fill(self, ids: Iterable[int], *, done: Iterable[int] = (), at: int | None = None) -> None:
        """Put other ids in. One stands on `at` where it is there, else on one's old id, else on the next open one."""
        old = self.current if at is None else at
        kept, coming = set(done), list(ids)
        # What was decided stands before what is left, as it was gone through.
        before = [one for one in self.ids if one in kept] if kept else []
        before += sorted(kept.difference(before))
        self.ids = [*before, *(one for one in coming if one not in kept)] if kept else coming
        self._done, self._late = kept, []
        if old is None or not self.go_to(old):
            self.place = min(self.place, len(self.ids))
            self.place = self._open_from(self.place)

    def arrange(self, order: Iterable[int]) -> None:
        """Put what is to come into another order, in which each id stands once.

        What one reads stays where it is, and what was put off stays last.
        """
        here, kept = self.current, self._done_in_order()
        if here is not None and here not in self._done:
            kept.append(here)
        late = [one for one in self._late if one not in self._done and one != here]
        passed = {*kept, *late}
        self.ids = [*kept, *(one for one in order if one not in passed), *late]
        self.place = len(self.ids) if here is None else self.ids.index(here)
        if here is None:
            self.place = self._open_from(0)

    def _done_in_order(self) -> list[int]:
        """What is done, as it stands in the pile; what lies behind the last of it is not looked at."""
        found: list[int] = []
        for one in self.ids:
            if len(found) == len(self._done):
                break
            if one in self._done:
                found.append(one)
        return found

    @property
    def current(self) -> int | None:
        return self.ids[self.place] if self.place < len(self.ids) else None

    @property
    def left(self) -> int:
        """How many are not done."""
        return len(self.ids) - len(self._done)

    @property
    def done(self) -> Sequence[int]:
        """What was decided since the pile was filled."""
        return sorted(self._done)

    def is_done(self, id: int) -> bool:
        return id in self._done

    def decided(self, id: int) -> None:
        """This one is done, and one goes on to the next that is not."""
        self._done.add(id)
        self.go_on()

    def go_on(self) -> None:
        """To the next that is not done, from the beginning again after the last."""
        self.place = self._open_from(self.place + 1)

    def step(self, by: int) -> None:
        """To a neighbour, done or not."""
        self.place = max(min(self.place + by, len(self.ids) - 1), 0)

    def go_to(self, id: int, *, put: bool = False) -> bool:
        """Stand on an id; False where it is not in the pile, unless it is to be put there."""
        if id not in self.ids:
            if not put:
                return False
            self.ids.insert(self.place, id)
        self.place = self.ids.index(id)
        return True

    def put_off(self, id: int) -> None:
        """This one goes to the end; one stands on what came after it."""
        if len(self.ids) > 1 and self.go_to(id):
            self.ids.append(self.ids.pop(self.place))
            self._late = [*(one for one in self._late if one != id), id]
            self.place = self._open_from(self.place)

    def after(self) -> list[int]:
        """What one may see next: the next one open, the neighbours."""
        places = [self._open_from(self.place + 1), self.place + 1, self.place - 1]
        return [self.ids[place] for place in dict.fromkeys(places) if 0 <= place < len(self.ids)]

    def _open_from(self, start: int) -> int:
        """The first open place from there on, then from the beginning; the length where none is."""
        if self.left <= 0:
            return len(self.ids)
        count = len(self.ids)
        return next((at % count for at in range(start, start + count) if self.ids[at % count] not in self._done), count)
