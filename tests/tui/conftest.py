"""Textual's pilot looks whether the app has come to rest twice as often as it would by itself."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from textual import _wait


@pytest.fixture(scope="session", autouse=True)
def _short_waits() -> Iterator[None]:
    """Each key of a test waits several times; what is waited for by name (workers, delayed drawing) is `settle`'s."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(_wait, "SLEEP_GRANULARITY", 1 / 100)
        patch.setattr(_wait, "SLEEP_IDLE", 1 / 1000)
        yield
