"""Demo pages to start on and errands to try with one click."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from agents.sites import SITES
from ui.markup import both
from ui.words import Language, say


@dataclass(frozen=True, slots=True)
class Card:
    """An errand worth seeing: the words ``agent_card_<id>`` on a demo page."""

    id: str
    site: str

    def task(self, language: Language) -> str:
        """What the agent is asked to do."""
        return say(language, f"agent_card_{self.id}")


CARDS: tuple[Card, ...] = ()
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
    titles = dict((name, title) for title, name in site_choices())
    shown = "".join(
        f'<button type="button" class="card" data-card="{card.id}"><b>{titles[card.site]}</b>'
        f"<span>{both(f'agent_card_{card.id}')}</span></button>"
        for card in CARDS
    )
    return f'<p class="try">{both("agent_try")}</p><div class="strip">{shown}</div>'
