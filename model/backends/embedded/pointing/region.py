"""What is in a box the user drew: its text, elements, shapes and colours, as far as known."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from model.backends.embedded.eye.shapes import FoundShape
from model.backends.embedded.pointing.candidates import Candidate
from model.backends.embedded.pointing.locate import locate
from model.backends.embedded.pointing.matching import span_box, units
from model.backends.embedded.pointing.places import inside, rows
from model.backends.embedded.pointing.question import parse
from model.backends.embedded.pointing.wording import Wording, short
from model.backends.embedded.screen import Color, Line, Screen
from model.geometry import Box
from model.language.color_names import color_name

_WHOLE = 0.75
"""Share of a line's box from which the line counts as in the region as a whole."""
_WHAT_COLOR = re.compile(r"\bcolou?rs?\b(?!\s+\w+\s+(?:box|circle|button))|颜色|什么色", re.I)
_READ = re.compile(
    r"\b(?:text|say|says|said|read|reads|written|write|writing|transcribe|ocr|words?|spell)\b|"
    r"写|文字|读",
    re.I,
)
_SIZE = re.compile(
    r"\b(?:how (?:big|large|wide|tall|high)|size|dimensions?)\b|多大|尺寸|大小", re.I
)
_COUNT = re.compile(r"\bhow many\b|\bcount\b|多少个?|几个", re.I)
_DESCRIBE = re.compile(
    r"^(?:please )?(?:what(?:'s| is)(?: in)? (?:there|here|this|that|it)|describe.*|"
    r"what(?:'s| is) in (?:here|this.*|the (?:box|region|area).*)|what do you see.*|"
    r"这是什么|这里(?:有什么|是什么)|里面有什么|描述.*)[?？.。!]*$",
    re.I,
)


@dataclass(frozen=True, slots=True)
class Told:
    """An answer about a region and what it rests on, in pixels of the whole picture."""

    text: str
    found: tuple[Candidate, ...] = ()
    notices: tuple[str, ...] = ()


def tell(
    question: str,
    screen: Screen,
    shapes: Sequence[FoundShape],
    palette: Sequence[tuple[Color, float]],
    region: Box,
) -> Told:
    """Answer ``question`` about ``region``; all boxes are in pixels of the whole picture.

    ``palette`` are the colours inside the region with their shares. An empty question, or one
    that only asks what is there, gets everything that is known.
    """
    chinese = bool(re.search(r"[\u3400-\u9fff]", question))
    part = cut(screen, region)
    drawn = [_moved_shape(shape, region) for shape in shapes if inside(shape.box, region)]
    question = question.strip()
    if not question or _DESCRIBE.match(question):
        return Told(_everything(part, drawn, palette, region, chinese))
    if _WHAT_COLOR.search(question) and not _COUNT.search(question):
        return Told(_colors(palette, chinese))
    if _SIZE.search(question):
        return Told(_size(region, chinese))
    query = parse(question)
    say = Wording(chinese or query.chinese)
    located = locate(query, part, lambda: drawn)
    found = tuple(replace(item, box=_back(item.box, region)) for item in located.found)
    asks_value = query.target == "value"
    if _COUNT.search(question):
        if found or query.noun:
            text = say.found(query, found) if found else located.missing
            return Told(text, found, located.notices)
    elif found and (asks_value or query.text or query.noun) and not _asks_to_read(question):
        text = say.found(query, found)
        if len(found) > 1:
            listed = "、".join if chinese else ", ".join
            text += " " + listed(f"“{short(item.text)}”" for item in found if item.text)
        return Told(text.strip(), found, located.notices)
    if _READ.search(question):
        return Told(_text(part, chinese))
    unknown = (
        "内置引擎回答不了这个问题；视觉语言模型（如 GLM-4.5V，接入端点）可以。能确定的是："
        if chinese
        else "The embedded engine cannot answer that; a vision-language model such as GLM-4.5V, "
        "through an endpoint, could. What is known:"
    )
    return Told(f"{unknown} {_everything(part, drawn, palette, region, chinese)}")


def cut(screen: Screen, region: Box) -> Screen:
    """The part of a screen inside ``region``, its corner at (0, 0); lines cut to their words."""
    lines = tuple(line for whole in screen.lines if (line := _line_in(whole, region)) is not None)
    elements = tuple(
        replace(element, box=_moved(element.box, region))
        for element in screen.elements
        if inside(element.box, region, 0.6)
    )
    return replace(
        screen,
        width=max(1, round(region.width)),
        height=max(1, round(region.height)),
        lines=lines,
        elements=elements,
    )


def _line_in(line: Line, region: Box) -> Line | None:
    if inside(line.box, region, _WHOLE):
        words = tuple(replace(word, box=_moved(word.box, region)) for word in line.words)
        return replace(line, box=_moved(line.box, region), words=words)
    kept = [unit for unit in units(line) if inside(unit.box, region, 0.6)]
    if not kept:
        return None
    start, end = kept[0].start, kept[-1].end
    box = span_box(line, start, end)
    return replace(line, text=line.text[start:end], box=_moved(box, region), words=())


def _moved(box: Box, region: Box) -> Box:
    return Box(box.x1 - region.x1, box.y1 - region.y1, box.x2 - region.x1, box.y2 - region.y1)


def _back(box: Box, region: Box) -> Box:
    return Box(box.x1 + region.x1, box.y1 + region.y1, box.x2 + region.x1, box.y2 + region.y1)


def _moved_shape(shape: FoundShape, region: Box) -> FoundShape:
    box = _moved(shape.box, region)
    return replace(shape, box=box, center=box.center)


def _asks_to_read(question: str) -> bool:
    return bool(
        re.search(
            r"\b(?:what|read|transcribe)\b.*\b(?:text|say|says|read|written)\b|"
            r"\b(?:read|transcribe|ocr)\b|写着什么|读出|什么字",
            question,
            re.I,
        )
    )


def _everything(
    part: Screen,
    shapes: Sequence[FoundShape],
    palette: Sequence[tuple[Color, float]],
    region: Box,
    chinese: bool,
) -> str:
    say = Wording(chinese)
    parts = [_size(region, chinese), _text(part, chinese)]
    items = []
    for row in rows(part.elements):
        for element in row:
            name = say.noun(element.kind, 1)
            text = "" if element.kind in ("panel", "picture") else short(element.text)
            state = ""
            if element.checked is not None:
                state = say.state("checked" if element.checked else "unchecked") + " "
            items.append(f"{state}{name} “{text}”" if text else f"{state}{name}")
    if items:
        many = Counter(items)
        listed = [f"{count} × {item}" if count > 1 else item for item, count in many.items()]
        parts.append(f"界面元素：{'、'.join(listed)}。" if chinese
                     else f"Elements: {', '.join(listed)}.")  # fmt: skip
    kinds = Counter(
        f"{say.color(color_name(shape.color))}{'' if chinese else ' '}{say.noun(shape.kind, 1)}"
        for shape in shapes
        if shape.kind != "line"
        and not any(element.box.iou(shape.box) > 0.5 for element in part.elements)
    )
    if kinds:
        listed = [f"{count} × {item}" if count > 1 else item for item, count in kinds.items()]
        parts.append(f"图形：{'、'.join(listed)}。" if chinese else f"Shapes: {', '.join(listed)}.")
    parts.append(_colors(palette, chinese))
    if not part.lines and not items:
        parts.append(
            "除此之外画的是什么，内置引擎不知道。"
            if chinese
            else "What else it shows this engine does not know."
        )
    return " ".join(parts) if not chinese else "".join(parts)


def _size(region: Box, chinese: bool) -> str:
    x, y, _, _ = region.pixels()
    width, height = round(region.width), round(region.height)
    if chinese:
        return f"区域大小 {width} × {height} 像素，左上角在 ({x}, {y})。"
    return f"The region is {width} × {height} pixels, its top-left corner at ({x}, {y})."


def _text(part: Screen, chinese: bool) -> str:
    lines = [line.text for line in part.lines]
    if not lines:
        return "没有读到文字。" if chinese else "No text was read in it."
    if len(lines) == 1:
        return f"文字：“{lines[0]}”。" if chinese else f"It says “{lines[0]}”."
    quoted = " / ".join(lines)
    if chinese:
        return f"文字（{len(lines)} 行）：“{quoted}”。"
    return f"Its text, {len(lines)} lines: “{quoted}”."


def _colors(palette: Sequence[tuple[Color, float]], chinese: bool) -> str:
    say = Wording(chinese)
    shares: Counter[str] = Counter()
    for color, share in palette:
        shares[color_name(color)] += share  # type: ignore[assignment]
    named = [
        f"{say.color(name)} {share:.0%}" for name, share in shares.most_common(4) if share >= 0.02
    ]
    return f"颜色：{'、'.join(named)}。" if chinese else f"Colours: {', '.join(named)}."
