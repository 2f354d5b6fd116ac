"""The rounds as a strip of cards, the round that is open in a line, and what is going on. Pure."""

from __future__ import annotations

import base64
import io
from dataclasses import replace
from html import escape

from agents.web_builder import Round
from model.media.images import thumbnail
from model.messages import Picture
from ui.markup import both
from ui.presenters import footer, thoughts
from ui.webpage.desk import Desk
from ui.webpage.score_view import grade, points
from ui.words.told import both_told

_THUMB = 240
_TAIL_LINES = 6
_MOST_THUMBS = 500
_thumbs: dict[str, str] = {}
"""Small pictures by digest, a few kilobytes each; never the pictures themselves."""


def strip_html(desk: Desk) -> str:
    """A card for every round, in order; the one open is pressed, the best has its mark."""
    if not desk.rounds and not desk.running:
        return ""
    several = len({one.variant for one in desk.rounds}) > 1
    best = desk.best if len(desk.rounds) > 1 else None
    cards = "".join(
        _card(index, one, index == desk.chosen, index == best, several)
        for index, one in enumerate(desk.rounds)
    )
    if desk.running:
        cards += f'<div class="round next"><i></i><span>{both("web_next")}</span></div>'
    return f'<div class="rounds" role="group">{cards}</div>'


def _card(index: int, one: Round, chosen: bool, best: bool, several: bool) -> str:
    tag = ""
    if best:
        tag = f'<span class="tag best">{both("web_best")}</span>'
    elif not one.kept:
        tag = f'<span class="tag back">{both("web_rolled_back")}</span>'
    score = one.fidelity.score
    pressed = str(chosen).lower()
    return (
        f'<button type="button" class="round" data-round="{index}" aria-pressed="{pressed}">'
        f'<img src="{_thumb(one.rendered.picture)}" alt="">{tag}'
        f'<span class="name">{round_name(one, several)}</span>'
        f'<strong class="{grade(score)}">{points(score)}</strong></button>'
    )


def round_name(one: Round, several: bool) -> str:
    """What a round is called: its variant's letter where there are several, and what made it."""
    letter = f"{chr(ord('A') + one.variant % 26)} · " if several else ""
    return f"{letter}{both('web_origin_' + one.origin, n=one.number)}"


def line_html(desk: Desk) -> str:
    """The open round in a sentence: what it repaired, whether it was kept, how long it took."""
    one = desk.round
    if one is None:
        return ""
    parts = []
    if one.fault is not None:
        parts.append(f"{both('web_repaired')} {both_told(one.fault.sentence)}")
    elif one.instruction and one.origin == "wish":
        parts.append(both("web_wished", what=one.instruction))
    if not one.kept:
        parts.append(both("web_not_kept"))
    elif one.origin in ("wish", "hand"):
        parts.append(both("web_wish_score"))
    if one.mended:
        parts.append(both("web_mended_n", n=len(one.mended)))
    parts.append(both("web_took", s=f"{one.seconds:.1f}"))
    notes = "".join(f'<p class="line note">{both_told(note)}</p>' for note in one.rendered.notes)
    return f'<p class="round-line">{" ".join(parts)}</p>{notes}'


def status_html(desk: Desk, trouble: str = "", warning: str = "") -> str:
    """What is going on or how it ended; ``trouble`` and ``warning`` are sentences before it."""
    parts = [f'<p class="line bad" role="alert">{both_told(trouble)}</p>'] if trouble else []
    if warning:
        parts.append(f'<p class="line note">{both_told(warning)}</p>')
    given = desk.given
    if given is None:
        notes = desk.picture.notes if desk.picture else ()
        return "".join([*parts, *(f'<p class="line note">{both_told(note)}</p>' for note in notes)])
    parts.append(thoughts(given, desk.writing is not None))
    if given.running:
        parts.append(doing_html(_doing(desk)))
        if desk.writing:
            parts.append(f'<pre class="tail" aria-hidden="true">{_tail(desk.writing.html)}</pre>')
        return "".join(parts)
    parts += [f'<p class="line note">{both_told(note)}</p>' for note in desk.notes]
    return "".join([*parts, footer_html(desk)])


def doing_html(what: str) -> str:
    """``what`` is going on, as HTML, with something that turns."""
    return f'<p class="doing" role="status"><i></i><span>{what}</span></p>'


def footer_html(desk: Desk) -> str:
    """How the asking ended and what it took, in one line."""
    if desk.given is None:
        return ""
    # The reply is the page itself, which stands beside: it is told of, not shown again.
    reply = desk.rounds[-1].html if desk.rounds else ""
    return footer(replace(desk.given, reply=reply), "")


def _doing(desk: Desk) -> str:
    given = desk.given
    if given and given.progress:
        return both_told(given.progress)
    if desk.writing:
        kb = len(desk.writing.html) / 1_000
        return both("web_writing", kb=f"{kb:,.1f}")
    return both("working")


def _tail(html: str) -> str:
    """The last lines being written, without what is only data."""
    lines = html[-4_000:].split("\n")[-_TAIL_LINES:]
    return escape("\n".join(line[:160] for line in lines))


def _thumb(picture: Picture) -> str:
    """The top of a page as a small picture in the page itself, made once."""
    if (made := _thumbs.get(picture.digest)) is not None:
        return made
    buffer = io.BytesIO()
    small = thumbnail(picture, _THUMB)
    crop = small.crop((0, 0, small.width, min(small.height, small.width * 5 // 8)))
    crop.save(buffer, "WEBP", quality=75)
    shown = "data:image/webp;base64," + base64.b64encode(buffer.getvalue()).decode()
    if len(_thumbs) >= _MOST_THUMBS:
        _thumbs.clear()
    _thumbs[picture.digest] = shown
    return shown
