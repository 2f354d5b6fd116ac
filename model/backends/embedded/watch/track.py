"""Segments and tracked text, written as GLM-V writes them, so that one reader reads both."""

from __future__ import annotations

import json
import re
from typing import Final

from model.backends.embedded.talk.prose import Tongue, pick, quote
from model.backends.embedded.watch.asked import Asked
from model.backends.embedded.watch.light import ZH_COLORS
from model.backends.embedded.watch.limits import needs_eyes
from model.backends.embedded.watch.stretch import Stretch
from model.backends.embedded.watch.text import seen
from model.clips.parts import Segment
from model.geometry import Box
from model.wire.times import clock

Place = tuple[float, float, str, Box]
"""From when to when something is seen, what it is, and where."""

_MOST_PLACES = 2_000
_ORDER = re.compile(
    r"^\s*(?:(?:please\s+)?(?:track|follow|find|locate|where(?:'s| is| are)?)\s+)?"
    r"(?:the\s+|an?\s+)?|"
    r"^\s*(?:请)?(?:跟踪|追踪|定位|找到)",
    re.I,
)
_CHANGES = re.compile(r"\b(?:chang\w+|mov\w+|motion|differen\w+)\b|变化|运动|移动|改变", re.I)

_ZH_MEASURED: Final = {
    "A still picture": "画面静止", "Much movement": "运动很多", "Some movement": "有些运动",
    "Little movement": "运动很少",
    **{f"mostly {english}": f"以{chinese}为主" for english, chinese in ZH_COLORS.items()},
}  # fmt: skip
"""The sentences of ``model/clips/segments.py``, which are measured before anybody asks."""
_SHOTS = re.compile(r"(\d+) shots")


def where(stretch: Stretch, asked: Asked) -> str:
    """Where text is, or what changes, at every second: a tracking reply; else why not."""
    tongue = asked.tongue
    text = asked.text or _ORDER.sub("", asked.question).strip(" ?？。.")
    size = (stretch.timeline.facts.width, stretch.timeline.facts.height)
    places: list[Place] = []
    if all(size):
        lines = seen(text, stretch.words) if text else []
        places = [(one.start_s, one.end_s, one.text, one.box) for one in lines]
        if not places and _CHANGES.search(text):
            regions = [(one, one.box) for one in stretch.happenings if one.box is not None]
            places = [(one.start_s, one.end_s, one.kind, box) for one, box in regions]
    if not places:
        shown = quote(text, tongue)
        return pick(
            tongue,
            f"No text on the screen says {shown}, and only text and what changes on a screen can "
            "be followed here. ",
            f"屏幕文字中没有{shown}，而这里只能跟踪文字和屏幕上的变化。",
        ) + needs_eyes(tongue)
    frames: dict[str, list[dict[str, object]]] = {}
    for number, (start_s, end_s, name, box) in enumerate(places, 1):
        entry: dict[str, object] = {"label": f"{name}-{number}", "bbox_2d": _grid(box, size)}
        for at_s in _seconds(start_s, end_s)[:_MOST_PLACES]:
            frames.setdefault(clock(at_s, tenths=True), []).append(entry)
    return json.dumps(frames, ensure_ascii=False).replace("<|", "< |")


def segments(stretch: Stretch, tongue: Tongue) -> str:
    """The timeline's own segments, or its shots titled by the largest text in them, as JSON."""
    rows = [one for one in stretch.timeline.segments if one.end_s > stretch.start_s]
    if not rows:
        rows = [
            Segment(shot.start_s, shot.end_s, _title(stretch, shot.start_s, shot.end_s, tongue))
            for shot in stretch.shots
        ]
    return json.dumps(
        [
            {
                "start": clock(one.start_s, tenths=True),
                "end": clock(one.end_s, tenths=True),
                "title": _told(one.title, tongue) if one.told_by == "measured" else one.title,
                "summary": one.summary if one.told_by == "model" else _told(one.summary, tongue),
            }
            for one in rows
        ],
        ensure_ascii=False,
        indent=1,
    ).replace("<|", "< |")


def _title(stretch: Stretch, start_s: float, end_s: float, tongue: Tongue) -> str:
    here = [one for one in stretch.words if one.start_s < end_s and one.end_s > start_s]
    if here:
        return max(here, key=lambda one: (one.box.height, one.end_s - one.start_s)).text
    number = 1 + sum(1 for shot in stretch.timeline.shots if shot.start_s < start_s)
    return pick(tongue, f"Shot {number}", f"镜头 {number}")


def _told(measured: str, tongue: Tongue) -> str:
    """What was measured, in the asker's language."""
    if tongue == "en":
        return measured
    parts = (_SHOTS.sub(r"\1 个镜头", part) for part in measured.split(", "))
    return "，".join(_ZH_MEASURED.get(part, part) for part in parts)


def _seconds(start_s: float, end_s: float) -> list[float]:
    """When it is first seen, every whole second after, and when it is last seen."""
    inner = [float(at_s) for at_s in range(int(start_s) + 1, int(end_s) + 1)]
    return sorted({start_s, *inner, end_s})


def _grid(box: Box, size: tuple[int, int]) -> list[float]:
    width, height = size
    return [
        round(min(max(value / length, 0.0), 1.0) * 1000, 1)
        for value, length in (
            (box.x1, width), (box.y1, height), (box.x2, width), (box.y2, height),
        )
    ]  # fmt: skip
