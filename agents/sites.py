"""The demo pages that come with the app: small sites of our own for the agent to be driven on."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from model.errors import BadAddress

if TYPE_CHECKING:
    from agents.sandbox import Site

FOLDER = Path(__file__).parent.parent / "assets" / "sites"


@dataclass(frozen=True, slots=True)
class Bundled:
    """A demo site: its title, what it shows, and errands that can be run on it.

    ``errands`` are in the language of the page; the embedded engine does the first of each, which
    ``tests/agents/test_demo_sites.py`` shows.
    """

    title: str
    about: str
    errands: tuple[str, ...]


SITES: dict[str, Bundled] = {
    "shop": Bundled(
        "Kettle & Leaf, a tea shop",
        "Several pages: search, filters, a basket and a pay button",
        (
            'Click "Herbal", then click "Add to basket" beside "Garden Mint"',
            'Type "Earl" into "Search teas", then click "Add to basket"',
        ),
    ),
    "todo": Bundled(
        "Daylist, a to-do list",
        "Adding, ticking off, deleting, and dragging lines",
        ('Type "Buy stamps" into "What needs doing?", click "Add", tick "Call the dentist"',),
    ),
    "settings": Bundled(
        "Harbour settings",
        "Selects, sliders, a date, switches, and an account to delete",
        (
            'Turn on "Mentions", then click "Save changes"',
            'Select "Deutsch" in "Language", choose "Dark" and click "Save changes"',
        ),
    ),
    "trip": Bundled(
        "Northline Railway, a booking form",
        "A form in four steps that checks what is filled in",
        ('Click "First class", click "Find trains", then click "Choose 14:05"',),
    ),
    "library": Bundled(
        "Lantern Street Library",
        "A long page: scrolling, searching, and facts to be found",
        (
            'Type "Nine Bridges" into "Find a book or an author", press Enter, click "Reserve"',
            'Scroll until you see "Opening hours"',
        ),
    ),
    "teahouse": Bundled(
        "清风茶馆",
        "中文页面：点茶、桌号、提交订单",
        ("点击“龙井”旁边的“加入”，在“桌号”中输入“8”，然后点击“提交订单”",),
    ),
}
"""The sites by name, in the order they are offered."""


def site(name: str) -> Site:
    """The bundled site ``name``; raises ``BadAddress`` when there is none of that name."""
    from agents.sandbox import Site

    if name not in SITES:
        raise BadAddress(
            f"There is no demo page {name!r}; choose one of {', '.join(sorted(SITES))}."
        )
    return Site.of_folder(FOLDER / name, title=SITES[name].title)
