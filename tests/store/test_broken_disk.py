"""Calls to the disk fail in turn: refused in plain words, alive, nothing lost. The whole is a benchmark."""

from __future__ import annotations

import pytest

from tests.benchmarks import broken_disk


@pytest.mark.skipif(broken_disk.compiler() is None, reason="this needs Linux and a C compiler")
def test_a_disk_that_is_full_failing_or_read_only_loses_nothing() -> None:
    done = broken_disk.run(5, ["vote", "opening", "backup"], quiet=True)
    assert done.returncode == 0, done.stdout + done.stderr[-2000:]
    assert done.stdout.count("refused") == 9, done.stdout
    assert "0 lost, 0 twice; log whole" in done.stdout
    assert "half files left: none" in done.stdout or "read-only" in done.stdout
