"""An empty tab: what it does, in what steps, and a card for each example of ours to try it on."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from ui.markup import both
from ui.words import WORDS


@dataclass(frozen=True, slots=True)
class Example:
    """A file of ours; ``thumb`` is a small WebP of how it looks."""

    id: str
    path: Path
    thumb: Path


def welcome_html(tab: str, examples: Sequence[Example], steps: int = 0) -> str:
    """What a tab is for, and its cards; a click on one tells the example's id.

    Its words are ``{tab}_welcome``, ``{tab}_welcome_hint``, ``{tab}_step_1`` … of ``steps``,
    ``{tab}_try``, ``{tab}_card_{id}`` and, where there is one, ``{tab}_card_{id}_hint``.
    """
    does = "".join(f"<li>{both(f'{tab}_step_{number}')}</li>" for number in range(1, steps + 1))
    return (
        f'<div class="welcome in-tab"><h2>{both(f"{tab}_welcome")}</h2>'
        f"<p>{both(f'{tab}_welcome_hint')}</p>{f'<ol>{does}</ol>' if does else ''}"
        f'<p class="try">{both(f"{tab}_try")}</p>'
        f'<div class="cards">{"".join(_card(tab, one) for one in examples)}</div></div>'
    )


def _card(tab: str, example: Example) -> str:
    # The picture stands inside the page: assets need no address of their own.
    data = base64.b64encode(example.thumb.read_bytes()).decode()
    named = f"{tab}_card_{example.id}"
    hint = f"<small>{both(f'{named}_hint')}</small>" if f"{named}_hint" in WORDS else ""
    return (
        f'<button type="button" class="card" data-example="{example.id}">'
        f'<span class="thumbs"><img src="data:image/webp;base64,{data}" alt=""></span>'
        f"<span>{both(named)}{hint}</span></button>"
    )
