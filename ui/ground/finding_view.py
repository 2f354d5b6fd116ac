"""A finding as HTML beside the picture: what is going on, what was thought, how it ended. Pure."""

from __future__ import annotations

import base64
import io
import json
import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from model.media.images import thumbnail
from model.messages import Picture
from ui.ground.finding import Finding
from ui.markup import both, safe
from ui.presenters import footer, thoughts
from ui.words import Language, say
from ui.words.told import both_told

ASSETS = Path(__file__).parents[2] / "assets"
CHIPS = ("ground_chip_1", "ground_chip_2", "ground_chip_3", "ground_chip_4", "ground_chip_5")
_PREVIEW_SIDE = 160
_EMPTY_FENCE = re.compile(r"```\w*\s*```")
_LOOSE = re.compile(r"\s+([.,;:!?。，；：！？])|[ \t]{2,}")
_OPENING = re.compile(r"[\[{]")
_DECODER = json.JSONDecoder()


@dataclass(frozen=True, slots=True)
class Card:
    """One of our pictures with a query worth asking."""

    id: str
    file: str

    @property
    def path(self) -> Path:
        """The picture's file."""
        return ASSETS / self.file

    def query(self, language: Language) -> str:
        """What to find on it."""
        return say(language, f"ground_card_{self.id}")


CARDS = (
    Card("checkout", "checkout.png"),
    Card("settings", "settings.png"),
    Card("receipt", "receipt.jpg"),
    Card("shapes", "shapes.png"),
    Card("sign", "sign.png"),
    Card("chart", "chart.png"),
    Card("poster", "poster.png"),
)


@lru_cache(maxsize=1)
def cards_html() -> str:
    """Our pictures to click on; a click tells the card's id."""
    shown = "".join(
        f'<button type="button" class="card" data-card="{card.id}">{_thumb(card)}'
        f"<span>{both(f'ground_card_{card.id}')}</span></button>"
        for card in CARDS
    )
    return f'<p class="try">{both("ground_try")}</p><div class="strip">{shown}</div>'


def chips_html() -> str:
    """Queries to click on; a click tells the key of the query's words."""
    return "".join(
        f'<button type="button" class="chip-query" data-chip="{key}">{both(key)}</button>'
        for key in CHIPS
    )


def status_html(finding: Finding, trouble: str = "") -> str:
    """What is going on, or how it went; ``trouble`` is a sentence that comes first."""
    parts = [f'<p class="line bad" role="alert">{both_told(trouble)}</p>'] if trouble else []
    given = finding.given
    if given is None:
        notes = finding.picture.notes if finding.picture else ()
        return "".join([*parts, *(f'<p class="line note">{both_told(note)}</p>' for note in notes)])
    parts.append(thoughts(given, bool(given.reply)))
    if given.running:
        doing = both_told(given.progress) if given.progress else both("working")
        parts.append(f'<p class="doing" role="status"><i></i><span>{doing}</span></p>')
    else:
        parts.append(footer(given, ""))
    return "".join(parts)


def answer_text(finding: Finding, language: Language) -> str:
    """The sentence as Markdown that loads nothing; a count where the reply has no words."""
    given = finding.given
    words = without_coordinates(finding.answer) if finding.marks else finding.answer
    if words.strip():
        return safe(words)
    if given is None or given.running or not finding.marks:
        return ""
    return say(language, "ground_found", n=len(finding.marks))


def without_coordinates(text: str) -> str:
    """``text`` without lists of coordinates: the picture and the table show them better.

    While a reply is still coming, a list that has only begun is left out as well.
    """
    kept: list[str] = []
    at = 0
    for opening in _OPENING.finditer(text):
        if opening.start() < at:
            continue
        try:
            value, end = _DECODER.raw_decode(text, opening.start())
        except ValueError:
            if text.startswith(("[[", "[{"), opening.start()):  # cut off
                kept.append(text[at : opening.start()])
                at = len(text)
            continue
        if _is_coordinates(value):
            kept.append(text[at : opening.start()])
            at = end
    plain = _EMPTY_FENCE.sub("", "".join([*kept, text[at:]]))
    return _LOOSE.sub(lambda found: found.group(1) or " ", plain).strip()


def _is_coordinates(value: object) -> bool:
    if isinstance(value, dict):
        return any(isinstance(one, list) and _is_coordinates(one) for one in value.values())
    if not isinstance(value, list) or not value:
        return False
    if all(isinstance(one, int | float) for one in value):
        return len(value) >= 2
    return all(_is_coordinates(one) for one in value)


def reference_html(reference: Picture | None) -> str:
    """The example whose like is looked for, with a button to remove it."""
    if reference is None:
        return ""
    buffer = io.BytesIO()
    thumbnail(reference, _PREVIEW_SIDE).save(buffer, "PNG")
    source = "data:image/png;base64," + base64.b64encode(buffer.getvalue()).decode()
    return (
        f'<figure><img src="{source}" alt=""><figcaption>{both("ground_example_is")}'
        f"<br><small>{reference.width} × {reference.height}</small></figcaption>"
        f'<button type="button" data-remove>{both("ground_example_remove")}</button></figure>'
    )


def _thumb(card: Card) -> str:
    """A small picture inside the page itself: assets need no address of their own."""
    small = (ASSETS / "thumbnails" / f"{card.id}.webp").read_bytes()
    return f'<img src="data:image/webp;base64,{base64.b64encode(small).decode()}" alt="">'
