from __future__ import annotations

import pytest

from review_tool.tui import key_presets, keys


@pytest.mark.parametrize("preset", key_presets.PRESETS, ids=lambda preset: preset.name)
@pytest.mark.parametrize("mode", keys.SCREENS)
def test_a_key_does_one_thing_on_each_screen(preset: key_presets.KeyPreset, mode: str) -> None:
    taken: dict[str, str] = {}
    for binding in (*keys.SCREENS[mode], *keys.STAGE, *keys.GLOBAL):
        name = str(binding.id)
        for key in preset.keys.get(name, binding.key).split(","):
            assert taken.setdefault(key, name) == name, (key, taken[key], name)


def test_presets_name_deeds_that_there_are() -> None:
    known = {str(binding.id) for _, binding in keys.every()}
    assert {name for preset in key_presets.PRESETS for name in preset.keys} <= known
