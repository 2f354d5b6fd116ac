"""Demo pages to start on, and errands to try on them with one click."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from html import escape

from agents.sites import SITES
from ui.markup import both


@dataclass(frozen=True, slots=True)
class Card:
    """An errand on a demo page, in the language of that page."""

    id: str
    site: str
    task: str


CARDS = tuple(
    Card(f"{name}-{number}", name, task)
    for name, site in SITES.items()
    for number, task in enumerate(site.errands[:1])
)
BY_ID = {card.id: card for card in CARDS}


def site_choices() -> list[tuple[str, str]]:
    """The demo pages for a dropdown: what is shown, and the name."""
    return [(site.title, name) for name, site in SITES.items()]


def first_site() -> str:
    """The demo page chosen at the start."""
    return next(iter(SITES))


@cache
def cards_html() -> str:
    """The errands to click on; a click tells the card's id."""
    shown = "".join(
        f'<button type="button" class="card" data-card="{card.id}">'
        f"<b>{escape(SITES[card.site].title)}</b><span>{escape(card.task)}</span></button>"
        for card in CARDS
    )
    return f'<p class="try">{both("agent_try")}</p><div class="strip">{shown}</div>'
