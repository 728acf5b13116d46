"""Whatever is in a registry is in the README (or the help) and has a test."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from review_tool.appraisal.loader import load_all
from review_tool.cli.verbs import VERBS
from review_tool.formats import FORMATS
from review_tool.formats.writers.registry import WRITERS
from review_tool.services.reporting.exporting import EXPORTS
from review_tool.services.reporting.handing_on import RECEIVERS
from review_tool.tui.stages import STAGES

ROOT = Path(__file__).resolve().parents[2]


@cache
def readme() -> str:
    return (ROOT / "README.md").read_text(encoding="utf-8")


@cache
def written(folder: str) -> str:
    here = Path(__file__).name
    return "\n".join(
        path.read_text(encoding="utf-8") for path in (ROOT / "tests" / folder).rglob("test_*.py") if path.name != here
    )


@pytest.mark.parametrize("label", [known.label for known in FORMATS])
def test_every_format_is_in_the_readme(label: str) -> None:
    assert label in readme()


@pytest.mark.parametrize("name", [known.name for known in FORMATS])
def test_every_format_has_a_test(name: str) -> None:
    assert f'"{name}"' in written("formats")


@pytest.mark.parametrize("name", [tool.id for tool in load_all()])
def test_every_checklist_is_in_the_readme_and_has_a_test(name: str) -> None:
    assert name in readme()
    assert name in written("appraisal")


@pytest.mark.parametrize("name", [known.name for known in EXPORTS])
def test_every_export_is_in_the_readme_and_has_a_test(name: str) -> None:
    assert f"`{name}`" in readme()
    assert f'"{name}"' in written("services") or f'"{name}"' in written("cli")


@pytest.mark.parametrize("name", [verb.name for verb in VERBS])
def test_every_verb_is_in_the_readme_and_has_a_test(name: str) -> None:
    assert f"`{name}" in readme()
    assert f'"{name}"' in written("cli")


@pytest.mark.parametrize("stage", STAGES, ids=lambda stage: stage.mode)
def test_every_screen_has_a_test(stage: object) -> None:
    mode = stage.mode  # type: ignore[attr-defined]
    assert (ROOT / "tests" / "tui" / f"test_{mode}.py").is_file()


@pytest.mark.parametrize("receiver", [receiver.name for receiver in RECEIVERS])
def test_every_receiver_is_in_the_readme_and_has_a_test(receiver: str) -> None:
    assert f"`{receiver}`" in readme()
    assert f'"{receiver}"' in written("services") or f'"{receiver}"' in written("cli")


@pytest.mark.parametrize("suffix", [writer.suffix.lstrip(".") for writer in WRITERS])
def test_every_writer_is_in_the_readme_and_has_a_test(suffix: str) -> None:
    assert suffix in readme()
    assert suffix in written("formats")
