"""Clips of ours to try the tab on; their truth stands in ``assets/clips/truth.json``."""

from __future__ import annotations

from pathlib import Path

from ui.welcome import Example

CLIPS = Path(__file__).parents[2] / "assets" / "clips"

EXAMPLES = tuple(
    Example(id, CLIPS / f"{id}.mp4", CLIPS / f"{id}.webp") for id in ("form", "slides")
)
