"""The tests of what a review means run on both databases; all others on SQLite."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests import engines, reviews

ON_BOTH = frozenset(
    {
        "services/fulltexts/test_retrieving.py",
        "services/gathering/test_voting_in.py",
        "services/history/test_copying.py",
        "services/judging/test_planning.py",
        "services/judging/test_screening.py",
        "services/studies/test_appraising.py",
        "services/studies/test_second_eyes.py",
        "services/synthesis/test_evidence.py",
        "services/test_role_releases.py",
        "services/safety/test_backing_up_database.py",
        "services/test_roles.py",
        "store/test_log.py",
        "store/test_many_writers.py",
        "store/test_postgresql.py",
        "store/test_stopping_a_check.py",
    }
)
"""The files whose tests run on SQLite and on PostgreSQL; `make_review` makes its review where they run."""


if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    # Shells start what runs in the background deaf to Ctrl+C, and all that it starts would be so too.
    signal.signal(signal.SIGINT, signal.default_int_handler)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if metafunc.definition.path.relative_to(Path(__file__).parent).as_posix() in ON_BOTH:
        named = [name for name in ("sqlite", "postgresql") if metafunc.definition.get_closest_marker(name)]
        metafunc.parametrize("_database", named or ["sqlite", "postgresql"], indirect=True)


@pytest.fixture(scope="session")
def server() -> Iterator[engines.Server]:
    """A PostgreSQL server; where there can be none the test is skipped, but never in CI."""
    if why := engines.missing():
        if os.environ.get("CI") == "true":
            pytest.fail(why)
        pytest.skip(why)
    with engines.running() as running:
        yield running


@pytest.fixture(autouse=True)
def _database(request: pytest.FixtureRequest) -> Iterator[None]:
    """Where `make_review` makes its reviews during this test."""
    if getattr(request, "param", "sqlite") == "sqlite":
        yield
        return
    with reviews.made_in(request.getfixturevalue("server")):
        yield
