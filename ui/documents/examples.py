"""The Documents tab when it is empty: what it does, and documents of ours to try it on."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from ui.markup import both

ASSETS = Path(__file__).parents[2] / "assets" / "documents"


@dataclass(frozen=True, slots=True)
class Example:
    """A document of ours whose words, table and chart we know (``truth.json``)."""

    id: str
    file: str

    @property
    def path(self) -> Path:
        """The document's file."""
        return ASSETS / self.file


EXAMPLES = (Example("report", "harbour-report.pdf"), Example("tariff", "tariff.pdf"))


@lru_cache(maxsize=1)
def welcome_html() -> str:
    """What the tab is for, and a card for every example; a click tells the card's id."""
    cards = "".join(
        f'<button type="button" class="card" data-example="{one.id}">'
        f'<span class="thumbs"><img src="{_thumb(one)}" alt=""></span>'
        f"<span>{both(f'doc_card_{one.id}')}<small>{both(f'doc_card_{one.id}_hint')}</small></span>"
        "</button>"
        for one in EXAMPLES
    )
    return (
        f'<div class="doc-welcome"><h2>{both("doc_welcome")}</h2><p>{both("doc_welcome_hint")}</p>'
        f'<p class="try">{both("doc_try")}</p><div class="cards">{cards}</div></div>'
    )


def _thumb(one: Example) -> str:
    data = (ASSETS / f"{one.path.stem}.webp").read_bytes()
    return "data:image/webp;base64," + base64.b64encode(data).decode()
