"""Passes: a link once, a sign-in until it ends, secrets kept nowhere."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from review_tool.domain.errors import ReviewError
from review_tool.services import people, serving
from review_tool.services.history import auditing, undoing
from review_tool.services.reviews import Review
from review_tool.services.serving import LINK, SIGN_IN
from tests.reviews import make_review

NOW = datetime(2026, 3, 1, 9, tzinfo=UTC)


@pytest.fixture
def review(tmp_path: Path) -> Iterator[Review]:
    made = make_review(tmp_path / "review")
    yield made
    made.close()


def test_a_link_is_used_up_and_gives_a_sign_in(tmp_path: Path) -> None:
    secret = serving.write_link(tmp_path, "Zoe", now=NOW, hours=48)
    assert len(secret) == 43
    assert serving.signed_in(tmp_path, secret, now=NOW) is None, "a link is no sign-in"
    came = serving.sign_in(tmp_path, secret, now=NOW, hours=12)
    assert came is not None
    cookie, one = came
    assert (one.who, one.kind, one.until) == ("Zoe", SIGN_IN, NOW + timedelta(hours=12))
    assert serving.sign_in(tmp_path, secret, now=NOW, hours=12) is None
    assert serving.sign_in(tmp_path, cookie, now=NOW, hours=12) is None, "a sign-in is no link"
    assert serving.signed_in(tmp_path, cookie, now=NOW) == one


def test_both_end_in_time(tmp_path: Path) -> None:
    late = serving.write_link(tmp_path, "Zoe", now=NOW, hours=1)
    assert serving.sign_in(tmp_path, late, now=NOW + timedelta(hours=1), hours=12) is None
    came = serving.sign_in(tmp_path, late, now=NOW + timedelta(minutes=59), hours=1)
    assert came is not None
    assert serving.signed_in(tmp_path, came[0], now=came[1].until - timedelta(seconds=1)) == came[1]
    assert serving.signed_in(tmp_path, came[0], now=came[1].until) is None
    assert not serving.holds(tmp_path, came[1], now=came[1].until)
    assert serving.passes(tmp_path, now=came[1].until) == []
    assert list(tmp_path.iterdir()) == [], "what has ended is cleared away"


def test_nothing_kept_lets_anybody_in(tmp_path: Path) -> None:
    """Whoever reads the folder learns who has passes, not how to use them."""
    secret = serving.write_link(tmp_path, "Zoe", now=NOW, hours=1)
    (file,) = tmp_path.iterdir()
    assert secret not in file.name + file.read_text()
    assert file.stat().st_mode & 0o777 == 0o600
    for said in (file.stem, file.read_text(), "", "../" + file.stem, "\x00", "\ud800"):
        assert serving.sign_in(tmp_path, said, now=NOW, hours=1) is None
    file.write_text(file.read_text().replace(file.stem, "0" * 64))
    assert serving.sign_in(tmp_path, secret, now=NOW, hours=1) is None


def test_a_person_is_put_out_whole(tmp_path: Path) -> None:
    came = serving.sign_in(tmp_path, serving.write_link(tmp_path, "Zoe", now=NOW, hours=1), now=NOW, hours=1)
    assert came is not None
    serving.write_link(tmp_path, "Zoe", now=NOW, hours=1)
    serving.write_link(tmp_path, "Amal", now=NOW, hours=1)
    assert [(one.who, one.kind) for one in serving.passes(tmp_path, now=NOW)] == [
        ("Amal", LINK),
        ("Zoe", LINK),
        ("Zoe", SIGN_IN),
    ]
    assert serving.revoke(tmp_path, "Zoe", now=NOW) == 2
    assert serving.signed_in(tmp_path, came[0], now=NOW) is None
    assert [one.who for one in serving.passes(tmp_path, now=NOW)] == ["Amal"]


def test_a_folder_that_takes_nothing_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(ReviewError, match="cannot be written"):
        serving.write_link(tmp_path / "file" / "passes", "Zoe", now=NOW, hours=1)


def test_the_log_tells_of_both_and_neither_is_undone(review: Review, tmp_path: Path) -> None:
    came = serving.sign_in(tmp_path, serving.write_link(tmp_path, "BR", now=NOW, hours=1), now=NOW, hours=1)
    assert came is not None
    serving.note_signed_in(review, came[1])
    serving.note_refused(review, {"not signed in": 3, "another site": 1}, since=NOW, by="AK")
    told = auditing.tell(review, auditing.numbers(review, auditing.Looking(kind="session")))
    assert [one.words for one in told] == [
        "BR signed in from a browser.",
        "AK turned away 4 requests from browsers (1 × another site, 3 × not signed in).",
    ]
    assert not any(came[0] in str(one.event.payload) for one in told)
    for one in told:
        with pytest.raises(ReviewError):
            undoing.undo(review, one.event.id, by="AK")
    assert auditing.check(review).problems == ()


def test_who_left_is_not_here(review: Review) -> None:
    assert serving.is_here(review, "BR")
    assert not serving.is_here(review, "nobody")
    people.withdraw(review, "BR", by="AK")
    assert not serving.is_here(review, "BR")
