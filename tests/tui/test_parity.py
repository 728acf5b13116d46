"""Every deed of the screening screens has a line in `--plain` or a command; by keys and by lines they end alike."""

from __future__ import annotations

from pathlib import Path

import pytest

from review_tool.cli import conflicts as conflict_lines
from review_tool.cli import screening as screening_lines
from review_tool.cli import screening_order
from review_tool.cli.verbs import VERBS
from review_tool.domain.decision import Stage, Verdict
from review_tool.domain.report import Which
from review_tool.services.history import auditing
from review_tool.services.judging import screening
from review_tool.services.reviews import Review
from review_tool.tui import keys
from tests.services.rapid import many
from tests.tui.frames import SIZES, settle
from tests.tui.reviewing import app_on, fill, press
from tests.tui.test_screening_plan import reopened, run, told

FT = Stage.FULL_TEXT
LOOKS = frozenset(
    (
        *("screening.list", "screening.highlight", "screening.open", "screening.keys", "fulltext.open"),
        *("conflicts.open", "conflicts.previous", "conflicts.next", "screening.previous", "screening.next"),
    )
)
"""Ways of looking that a line-by-line conversation has no need of: nothing is written by them."""
SAME: dict[str, str] = {
    **{"screening.include": "i", "screening.exclude": "e", "screening.maybe": "m", "screening.note": "n"},
    **{"screening.tag": "t", "screening.later": "p", "screening.criteria": "c", "screening.reason": "e"},
    **{"screening.unlearnt": "d", "screening.ranking": "R", "screening.why": "w", "screening.stopping": "S"},
    **{"screening.state": "screen --state", "screening.plan": "plan"},
    **{"stage.undo": "u", "stage.redo": "r", "stage.filter": "/"},
    **{"conflicts.include": "i", "conflicts.exclude": "e", "conflicts.note": "n", "conflicts.agreement": "agreement"},
    **{"conflicts.why": "i"},  # the lines ask for it there
    **{"fulltext.include": "i", "fulltext.exclude": "e", "fulltext.maybe": "m", "fulltext.later": "p"},
    **{"fulltext.unlearnt": "d", "fulltext.attach": "a", "fulltext.missing": "-", "fulltext.note": "n"},
    **{"fulltext.tag": "t", "fulltext.plan": "plan", "fulltext.states": "screen --state", "fulltext.read": "read"},
    **{"fulltext.sought": "fulltext", "fulltext.documents": "fulltext", "fulltext.view": "fulltext"},
    **{"fulltext.mark": "fulltext", "fulltext.group": "fulltext", "fulltext.ungroup": "fulltext"},
}
"""A key's id → the letter or the verb that does the same."""


def test_every_key_has_its_line() -> None:
    """A new key belongs into `SAME`, or, where it only changes how one looks, into `LOOKS`."""
    bound = {
        str(binding.id)
        for place, binding in keys.every()
        if place in ("screening", "conflicts", "fulltext") or str(binding.id) in SAME
    }
    assert bound - LOOKS - SAME.keys() == set()
    letters = {
        "screening": {one.key for one in (*screening_lines._LETTERS, *screening_order.LETTERS)},
        "fulltext": {one.key for one in (*screening_lines._LETTERS, *screening_lines._FULL_TEXT)},
        "conflicts": {one.key for one in conflict_lines._LETTERS},
        "stage": {one.key for one in screening_lines._LETTERS},
    }
    verbs = {verb.name for verb in VERBS}
    for name, line in SAME.items():
        assert line in letters[name.partition(".")[0]] or line.partition(" ")[0] in verbs, name


def at_full_text(folder: Path) -> Review:
    review = many(folder, 9)
    for number in range(1, 10):
        screening.decide(review, number, Stage.TITLE_ABSTRACT, Verdict.INCLUDE, by="AK")
    return review


@pytest.mark.parametrize("size", SIZES)
async def test_full_text_deeds_by_keys_and_by_lines(tmp_path: Path, size: tuple[int, int]) -> None:
    deeds: tuple[tuple[tuple[str, ...], str], ...] = (
        (("i",), "i\n"),
        (("e", "1"), "e 1\n"),
        (("m",), "m\n"),
        (("p",), "p\n"),
        (("E", "2"), "d 2\n"),
        (("n", "too [small]"), "n too [small]\n"),
        (("t", "pilot"), "t pilot\n"),
        (("u",), "u\n"),
        (("U",), "r\n"),
        (("minus", "asked the library"), "- asked the library\n"),
        (("i",), "i\n"),
    )
    by_keys, by_lines = at_full_text(tmp_path / "keys"), at_full_text(tmp_path / "lines")
    app = app_on(reopened(by_keys))
    async with app.run_test(size=size) as pilot:
        await settle(pilot)
        await press(pilot, "6", "f", "2")
        for deed, _ in deeds:
            await press(pilot, deed[0])
            if deed[0] in ("n", "minus"):
                await fill(pilot, [deed[1]])
            elif deed[0] == "t":
                await press(pilot, *deed[1], "enter")  # no tag is known yet: one is typed
            elif len(deed) > 1:
                await press(pilot, deed[1])
    lines = "".join(line for _, line in deeds) + "q\n"
    run("screen", "--plain", "--stage", "full-text", review=by_lines, who="AK", stdin=lines)
    assert told(by_keys) == told(by_lines)
    for state in ("to do", "postponed", "included", "excluded", "not retrieved"):
        which = Which(FT, state, "AK")
        assert screening.ids(by_keys, which) == screening.ids(by_lines, which), state
    assert screening.known_tags(by_keys, reviewer="AK") == screening.known_tags(by_lines, reviewer="AK") == ["pilot"]
    kinds = [[one.event.kind for one in auditing.tell(r, auditing.numbers(r))] for r in (by_keys, by_lines)]
    assert kinds[0] == kinds[1]
