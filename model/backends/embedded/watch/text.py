"""Text on the screen over time: when words are seen, what is written at a second, all of it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from model.backends.embedded.talk.prose import Tongue, listing, pick, plural, quote
from model.backends.embedded.watch.asked import TEXT_NOUN, Asked
from model.backends.embedded.watch.limits import needs_eyes
from model.backends.embedded.watch.stretch import Stretch, joined, told
from model.clips.parts import Words

_MOST = 40
_GAP_S = 2.5
"""Words that are gone for less than this between two samples were there all the time."""
_NEAR = 0.6
_PART = re.compile(
    r"\b(?:dialog(?:ue)?|pop-?up|window|menu|message|notification|page|form|prompt|panel|tab|banner|"
    r"alert|box|field)s?\b|对话框|弹窗|窗口|菜单|页面|界面|提示",
    re.I,
)
"""Parts of a screen, which are named after what they say."""


def seen(text: str, words: Sequence[Words]) -> list[Words]:
    """The lines in which ``text`` stands, misreadings forgiven; the exact ones if there are any."""
    from model.backends.embedded.pointing.matching import EXACT, similarity

    scored = [(similarity(text, one.text)[0], one) for one in words]
    exact = [one for score, one in scored if score >= EXACT]
    found = exact or [one for score, one in scored if score > 0]
    bare = _PART.sub("", TEXT_NOUN.sub("", text)).strip()
    # “the Save button”, “the delete dialog” is asked for, and “Save”, “Delete” is what it says.
    return found if found or bare in ("", text) else seen(bare, words)


def when(stretch: Stretch, asked: Asked) -> str:
    """From when to when words are on the screen; what comes nearest where they never are."""
    tongue, text = asked.tongue, asked.text
    if not stretch.timeline.words:
        return f"{_no_text(stretch, tongue)} {needs_eyes(tongue)}"
    found = seen(text, stretch.words)
    if not found:
        return _not_seen(stretch, asked)
    spans = joined(((one.start_s, one.end_s) for one in found), _GAP_S)
    where = listing([f"**{told(*span)}**" for span in spans[:_MOST]], tongue)
    lines = list(dict.fromkeys(quote(one.text, tongue) for one in found))
    shown = quote(text, tongue)
    times = pick(tongue, plural(len(spans), "time"), f"{len(spans)} 次")
    answer = pick(
        tongue,
        f"{shown} is on the screen {where}" + (f" ({times})." if len(spans) > 1 else "."),
        f"{shown}出现在 {where}" + (f"（{times}）。" if len(spans) > 1 else "。"),
    )
    if lines != [shown]:
        answer += pick(
            tongue, f" It was read in {listing(lines[:4])}.", f"所在文字：{'、'.join(lines[:4])}。"
        )
    return answer


def at(stretch: Stretch, asked: Asked) -> str:
    """What is written on the screen in a stretch."""
    tongue, words = asked.tongue, stretch.words
    place = told(asked.start_s or 0.0, asked.end_s or 0.0)
    if not words:
        if not stretch.timeline.words:
            return _no_text(stretch, tongue)
        nearest = min(
            stretch.timeline.words,
            key=lambda one: min(abs(one.start_s - stretch.end_s), abs(stretch.start_s - one.end_s)),
        )
        span = told(nearest.start_s, nearest.end_s)
        return pick(
            tongue,
            f"No text was read at {place}; the nearest is {quote(nearest.text)} at {span}.",
            f"{place} 没有读到文字；最近的是 {span} 的{quote(nearest.text, 'zh')}。",
        )
    lead = pick(tongue, f"On the screen at {place}:", f"{place} 屏幕上的文字：")
    return "\n".join([lead, "", *_rows(words, tongue)])


def everything(stretch: Stretch, asked: Asked) -> str:
    """All text that was read, in order of time."""
    tongue, words = asked.tongue, stretch.words
    if not words:
        return _no_text(stretch, tongue)
    lead = pick(
        tongue,
        f"{plural(len(words), 'line')} of text {'was' if len(words) == 1 else 'were'} read:",
        f"共读到 {len(words)} 行文字：",
    )
    return "\n".join([lead, "", *_rows(words, tongue)])


def searched(stretch: Stretch, asked: Asked) -> str:
    """The last resort: a question's own words looked for on the screen."""
    from model.language.terms import asked_terms, best_likeness, tokens

    terms = asked_terms(asked.question)
    found = [
        one
        for one in stretch.words
        if terms and any(best_likeness(term, tokens(one.text)) >= 0.8 for term in terms)
    ]
    if not found:
        return needs_eyes(asked.tongue)
    lead = pick(
        asked.tongue,
        "The nearest to this in the text on the screen:",
        "屏幕文字中与此最接近的是：",
    )
    return "\n".join([lead, "", *_rows(found, asked.tongue)])


def _not_seen(stretch: Stretch, asked: Asked) -> str:
    tongue = asked.tongue
    shown = quote(asked.text, tongue)
    words = stretch.timeline.words
    if not asked.named:
        # “the dog” may be a thing rather than words: then only eyes would find it.
        return pick(
            tongue,
            f"No text on the screen says {shown}. ",
            f"屏幕文字中没有{shown}。",
        ) + needs_eyes(tongue)
    from rapidfuzz.distance import Indel

    wanted = asked.text.casefold()
    scored = sorted(
        ((Indel.normalized_similarity(wanted, one.text.casefold()), one) for one in words),
        key=lambda pair: -pair[0],
    )
    near = [
        f"{quote(one.text, tongue)} ({told(one.start_s, one.end_s)})"
        for score, one in scored[:3]
        if score >= _NEAR
    ]
    text = pick(
        tongue,
        f"{shown} was not read on the screen, in {plural(len(words), 'line')} of text.",
        f"在读到的 {len(words)} 行文字中没有{shown}。",
    )
    if near:
        text += pick(tongue, f" Nearest: {listing(near)}.", f"最接近的是：{'、'.join(near)}。")
    return text


def _rows(words: Sequence[Words], tongue: Tongue) -> list[str]:
    rows = [
        f"- {told(one.start_s, one.end_s)} — {quote(one.text, tongue)}" for one in words[:_MOST]
    ]
    if len(words) > _MOST:
        more = len(words) - _MOST
        rows.append(pick(tongue, f"- … and {more} more", f"- ……另有 {more} 行"))
    return rows


def _no_text(stretch: Stretch, tongue: Tongue) -> str:
    where = "" if stretch.whole else f" ({told(stretch.start_s, stretch.end_s)})"
    return pick(tongue, f"No text was read on the screen{where}.", f"屏幕上没有读到文字{where}。")
