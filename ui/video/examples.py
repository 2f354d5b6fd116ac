"""The Video tab when it is empty: what it does, and clips of ours to try it on."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from ui.markup import both

CLIPS = Path(__file__).parents[2] / "assets" / "clips"


@dataclass(frozen=True, slots=True)
class Example:
    """A clip of ours whose truth stands in ``assets/clips/truth.json``."""

    id: str

    @property
    def path(self) -> Path:
        """The clip's file."""
        return CLIPS / f"{self.id}.mp4"


EXAMPLES = (Example("form"), Example("slides"))


@lru_cache(maxsize=1)
def welcome_html() -> str:
    """What the tab is for, and a card for every example; a click tells the card's id."""
    cards = "".join(
        f'<button type="button" class="card" data-example="{one.id}">'
        f'<span class="thumbs"><img src="{_thumb(one)}" alt=""></span>'
        f"<span>{both(f'video_card_{one.id}')}</span></button>"
        for one in EXAMPLES
    )
    steps = "".join(f"<li>{both(f'video_step_{number}')}</li>" for number in (1, 2, 3))
    return (
        f'<div class="video-welcome"><h2>{both("video_welcome")}</h2>'
        f"<p>{both('video_welcome_hint')}</p><ol>{steps}</ol>"
        f'<p class="try">{both("video_try")}</p><div class="cards">{cards}</div></div>'
    )


def _thumb(one: Example) -> str:
    data = (CLIPS / f"{one.id}.webp").read_bytes()
    return "data:image/webp;base64," + base64.b64encode(data).decode()
