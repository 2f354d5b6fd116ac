"""Screenshots of ours to try the tab on, whose pages we know."""

from __future__ import annotations

from pathlib import Path

from ui.welcome import Example

ASSETS = Path(__file__).parents[2] / "assets"

EXAMPLES = tuple(
    Example(id, ASSETS / f"{id}.png", ASSETS / "thumbnails" / f"{id}.webp")
    for id in ("checkout", "dashboard", "settings")
)
