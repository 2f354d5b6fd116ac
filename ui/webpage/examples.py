"""The Web page tab when it is empty: what it does, and pages of ours to try it on."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from ui.markup import both

ASSETS = Path(__file__).parents[2] / "assets"


@dataclass(frozen=True, slots=True)
class Example:
    """A screenshot of ours whose page we know."""

    id: str

    @property
    def path(self) -> Path:
        """The screenshot's file."""
        return ASSETS / f"{self.id}.png"


EXAMPLES = (Example("checkout"), Example("dashboard"), Example("settings"))


@lru_cache(maxsize=1)
def welcome_html() -> str:
    """What the tab is for, and a card for every example; a click tells the card's id."""
    cards = "".join(
        f'<button type="button" class="card" data-example="{one.id}">'
        f'<span class="thumbs"><img src="{_thumb(one)}" alt=""></span>'
        f"<span>{both(f'web_card_{one.id}')}</span></button>"
        for one in EXAMPLES
    )
    steps = "".join(f"<li>{both(f'web_step_{number}')}</li>" for number in (1, 2, 3))
    return (
        f'<div class="web-welcome"><h2>{both("web_welcome")}</h2><p>{both("web_welcome_hint")}</p>'
        f'<ol>{steps}</ol><p class="try">{both("web_try")}</p>'
        f'<div class="cards">{cards}</div></div>'
    )


def _thumb(one: Example) -> str:
    data = (ASSETS / "thumbnails" / f"{one.id}.webp").read_bytes()
    return "data:image/webp;base64," + base64.b64encode(data).decode()
