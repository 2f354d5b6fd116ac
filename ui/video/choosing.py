"""Which frames a model is to see: read from the form, planned, and told before anything is sent."""

from __future__ import annotations

from html import escape
from typing import Any

from agents.watching.events import Plan
from model.errors import InputError
from model.wire.times import clock, read_time
from ui.markup import both
from ui.video.desk import Choosing, Desk
from ui.words import Language, say


def read_choosing(values: tuple[Any, ...], seconds: float, language: Language) -> Choosing:
    """The form's values, in the order of ``Parts.choosing``, for a clip of ``seconds``.

    Raises ``InputError`` for a time that is none, or a span that holds nothing.
    """
    by, per_s, count, start, end = values
    usual = Choosing()
    choosing = Choosing(
        by if by in ("rate", "count", "shots", "keyframes") else "auto",
        float(per_s or usual.per_s),
        max(2, int(count or usual.count)),
        _time(start, language),
        _time(end, language),
    )
    first, last = choosing.span(seconds)
    if seconds and (last - first <= 0 or choosing.start_s >= seconds):
        raise InputError(
            say(
                language,
                "video_bad_span",
                start=clock(choosing.start_s, tenths=True),
                end=clock(choosing.end_s or seconds, tenths=True),
            )
        )
    return choosing


def _time(text: Any, language: Language) -> float:
    text = str(text or "").strip()
    if not text:
        return 0.0
    if (seconds := read_time(text)) is None:
        raise InputError(say(language, "video_bad_time", text=text[:40]))
    return seconds


def estimate_html(desk: Desk, plan: Plan, embedded: bool) -> str:
    """What a question will send, before it is asked, and what of the clip that leaves out."""
    if desk.facts is None:
        return ""
    start, end = desk.choosing.span(desk.seconds)
    span = f"{clock(start, tenths=True)} – {clock(end, tenths=True)}"
    if embedded:
        return f'<p class="hint">{both("video_estimate_here", span=span)}</p>'
    native = any(look.native for look in plan.looks)
    word = "video_estimate_whole" if native else "video_estimate"
    told = both(word, n=len(plan.times), span=span, tokens=f"{plan.tokens:,}")
    if plan.calls > 1:
        told += " " + both("video_estimate_calls", calls=plan.calls)
    notes = "".join(f'<p class="line note">{escape(note)}</p>' for note in plan.notes)
    return f'<p class="hint">{told}</p>{notes}'
