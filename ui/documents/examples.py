"""Documents of ours to try the tab on; their words, tables and charts stand in ``truth.json``."""

from __future__ import annotations

from pathlib import Path

from ui.welcome import Example

ASSETS = Path(__file__).parents[2] / "assets" / "documents"

EXAMPLES = tuple(
    Example(id, ASSETS / f"{name}.pdf", ASSETS / f"{name}.webp")
    for id, name in (("report", "harbour-report"), ("tariff", "tariff"))
)
