"""What can be measured about a picture: size, kind, colours, text, elements and how it is laid out.

Nothing here claims to know what a picture shows.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from typing import Final

from model.backends.embedded.eye.chart import chart_on
from model.backends.embedded.eye.codes import find_codes
from model.backends.embedded.eye.letters import largest_lines, letter_height
from model.backends.embedded.screen import Color, Element, Line, Screen
from model.backends.embedded.talk.charts import chart_sentence
from model.backends.embedded.talk.prose import (
    Said,
    Tongue,
    Viewed,
    escape,
    listing,
    pick,
    picture_name,
    plural,
    quote,
)
from model.geometry import Box, Mark, union
from model.language.color_names import color_name
from model.language.grid import find_tables

_KINDS: Final = {
    "screenshot": ("a screenshot", "屏幕截图"),
    "document": ("a document", "文档"),
    "photo": ("a photo", "照片"),
    "chart": ("a chart", "图表"),
    "drawing": ("a drawing", "图画"),
    "blank": ("blank: one colour all over", "空白，只有一种颜色"),
}
_ELEMENTS: Final = {
    "button": ("button", "buttons", "按钮"),
    "field": ("field", "fields", "输入框"),
    "checkbox": ("checkbox", "checkboxes", "复选框"),
    "radio": ("radio button", "radio buttons", "单选按钮"),
    "switch": ("switch", "switches", "开关"),
    "icon": ("icon", "icons", "图标"),
    "picture": ("picture", "pictures", "图片"),
    "panel": ("panel", "panels", "面板"),
    "link": ("link", "links", "链接"),
}
_COLOURS_ZH: Final = {
    "red": "红", "orange": "橙", "yellow": "黄", "green": "绿", "teal": "青", "blue": "蓝",
    "purple": "紫", "pink": "粉", "brown": "棕", "black": "黑", "white": "白", "grey": "灰",
}  # fmt: skip
_RATIOS: Final = ((1, 1), (4, 3), (3, 2), (16, 10), (16, 9), (21, 9), (2, 1))
_SHOWN_LINES = 3


def describe(views: Sequence[Viewed], total: int, tongue: Tongue) -> Said:
    """All that was measured about each picture, with marks on its main parts."""
    parts, marks = [], []
    for view in views:
        text, places = _describe(view, tongue)
        if len(views) > 1:
            name = picture_name(view.index, total, tongue)
            text = f"**{name[0].upper()}{name[1:]}** ({escape(view.picture.name)})\n\n{text}"
        parts.append(text)
        marks.extend(places)
    return Said("\n\n".join(parts), tuple(marks))


def in_brief(view: Viewed, tongue: Tongue) -> str:
    """Size, kind, colours and text of a picture in one sentence."""
    screen = view.screen
    colours = listing(_palette_names(screen, tongue)[:3], tongue)
    count = len(screen.lines)
    if tongue == "zh":
        return (
            f"这张图大小为 {view.picture.width} × {view.picture.height} 像素，看起来是"
            f"{_KINDS[screen.kind][1]}，主要颜色为{colours}，共有 {count} 行文字。"
        )
    lines = plural(count, "line") + " of text" if count else "no text"
    return (
        f"it is {view.picture.width} × {view.picture.height} pixels, looks like "
        f"{_KINDS[screen.kind][0]}, mostly {colours}, with {lines}."
    )


def size(views: Sequence[Viewed], total: int, tongue: Tongue) -> Said:
    """Width, height, megapixels and aspect ratio of each picture."""
    lines = []
    for view in views:
        name = picture_name(view.index, total, tongue)
        lines.append(f"{name[0].upper()}{name[1:]}: {_size(view, tongue)}")
    return Said("\n".join(f"- {line}" for line in lines) if len(lines) > 1 else lines[0])


def colours(views: Sequence[Viewed], total: int, tongue: Tongue) -> Said:
    """The dominant colours of each picture with their names, codes and shares."""
    parts = []
    for view in views:
        rows = [
            f"- {_name(color, tongue)} `#{_hex(color)}` {_share(share)}"
            for color, share in view.screen.palette
        ]
        ground = view.screen.background
        lead = pick(
            tongue,
            f"The background is {_name(ground, tongue)} (`#{_hex(ground)}`)"
            + (" – a dark design" if _is_dark(ground) else "")
            + ". Share of the area:",
            f"背景为{_name(ground, tongue)}（`#{_hex(ground)}`）"
            + ("，深色界面" if _is_dark(ground) else "")
            + "。各颜色所占面积：",
        )
        if view.screen.kind == "photo":
            lead = pick(
                tongue,
                "This looks like a photo, which has no single background colour. Its dominant "
                "colours, by share of the area:",
                "这看起来是照片，没有单一的背景色。主要颜色及其所占面积：",
            )
        if len(views) > 1:
            lead = f"**{picture_name(view.index, total, tongue)}** – {lead}"
        parts.append("\n".join([lead, "", *rows]))
    return Said("\n\n".join(parts))


def element_counts(screen: Screen, tongue: Tongue, leave_out: Sequence[Box] = ()) -> list[str]:
    """``3 buttons``, ``1 field`` …, commonest first; none that lie in ``leave_out``."""
    counts = Counter(
        element.kind
        for element in screen.elements
        if not any(box.contains(element.box.center) for box in leave_out)
    )
    found = []
    for kind, count in counts.most_common():
        one, several, chinese = _ELEMENTS[kind]
        found.append(pick(tongue, plural(count, one, several), f"{count} 个{chinese}"))
    return found


def _describe(view: Viewed, tongue: Tongue) -> tuple[str, list[Mark]]:
    screen = view.screen
    kind = pick(tongue, *_KINDS[screen.kind])
    points = [
        pick(
            tongue,
            f"**Looks like** {kind}, {_size(view, tongue)}.",
            f"**看起来是**{kind}，{_size(view, tongue)}。",
        )
    ]
    if screen.kind != "blank":
        names = _palette_names(screen, tongue)[:5]
        ground = _name(screen.background, tongue)
        photo = screen.kind == "photo"
        points.append(
            pick(
                tongue,
                f"**Colours:** {listing(names)}" + ("." if photo else f", on a {ground} ground."),
                f"**颜色：**{listing(names, tongue)}" + ("。" if photo else f"；背景为{ground}。"),
            )
        )
    marks = []
    if heads := _headings(screen.lines):
        said = [quote(line.text, tongue) for line in heads]
        marks += [Mark(line.box, line.text[:60], "measured", view.index) for line in heads]
        largest = pick(tongue, "; the largest reads ", "；最大的字是")
        count = len(screen.lines)
        points.append(
            pick(tongue, f"**Text:** {plural(count, 'line')}", f"**文字：**{count} 行")
            + largest
            + listing(said, tongue)
            + pick(tongue, ".", "。")
        )
    elif not screen.lines:
        points.append(pick(tongue, "**Text:** none that could be read.", "**文字：**没有读到。"))
    if (chart := chart_on(view.picture, screen)) is not None:
        said_chart = chart_sentence(chart, tongue)
        points.append(pick(tongue, f"**Bar chart:** {said_chart}.", f"**柱状图：**{said_chart}。"))
    codes = find_codes(view.picture)
    if codes:
        marks += [Mark(code.box, code.form, "measured", view.index) for code in codes]
        forms = listing([code.form for code in codes], tongue)
        points.append(
            pick(
                tongue,
                f"**Codes:** {forms}; ask what is in it to have it read.",
                f"**码：**{forms}，可以让我读出内容。",
            )
        )
    leave_out = [*(code.box for code in codes), *(bar.box for bar in (chart.bars if chart else ()))]
    if counts := element_counts(screen, tongue, leave_out):
        points.append(
            pick(
                tongue,
                f"**Elements:** {listing(counts)}.",
                f"**元素：**{listing(counts, tongue)}。",
            )
        )
    layout, places = _layout(screen, view.index, tongue)
    if layout:
        points.append(pick(tongue, f"**Layout:** {layout}.", f"**布局：**{layout}。"))
    turned = round(screen.turned) % 360
    if turned and screen.lines:
        points.append(
            pick(
                tongue,
                f"**Turned:** its text stands upright after a turn of {turned}°.",
                f"**方向：**顺时针旋转 {turned}° 后文字才是正的。",
            )
        )
    if screen.kind in ("photo", "drawing", "chart"):
        points.append(
            pick(
                tongue,
                "What it shows, the embedded engine cannot know; a vision model such as GLM-4.5V "
                "(connect an endpoint in the sidebar) can.",
                "画面内容内置引擎无法得知；接入视觉模型（如 GLM-4.5V）后可以。",
            )
        )
    return "\n".join(f"- {point}" for point in points), [*marks, *places]


def _headings(lines: Sequence[Line]) -> list[Line]:
    """The lines set clearly largest, in reading order; without such, the first one."""
    if not lines:
        return []
    heights = sorted(letter_height(line) for line in lines)
    middle = heights[len(heights) // 2]
    large = [line for line in lines if letter_height(line) > 1.35 * middle and len(line.text) > 1]
    large = sorted(large, key=lambda line: -letter_height(line))[:_SHOWN_LINES]
    if not large and heights[-1] > 1.2 * heights[0]:
        large = largest_lines(lines)[:_SHOWN_LINES]
    return [line for line in lines if line in large] or [lines[0]]


def _layout(screen: Screen, index: int, tongue: Tongue) -> tuple[str, list[Mark]]:
    width, height = screen.width, screen.height
    found: list[str] = []
    marks: list[Mark] = []

    def add(english: str, chinese: str, box: Box) -> None:
        found.append(pick(tongue, english, chinese))
        marks.append(Mark(box, pick(tongue, english, chinese), "measured", index))

    for panel in _panels(screen):
        box = panel.box
        if box.width > 0.85 * width and box.height < 0.2 * height and box.y1 < 0.03 * height:
            add("a bar along the top", "顶栏", box)
        elif box.width > 0.85 * width and box.height < 0.2 * height and box.y2 > 0.97 * height:
            add("a bar along the bottom", "底栏", box)
        elif box.height > 0.6 * height and box.width < 0.4 * width and box.x1 < 0.03 * width:
            add("a side bar on the left", "左侧栏", box)
        elif box.height > 0.6 * height and box.width < 0.4 * width and box.x2 > 0.97 * width:
            add("a side bar on the right", "右侧栏", box)
    for table in find_tables(screen.lines, screen.turned):
        if len(table.rows) >= 3:
            rows, columns = len(table.rows), table.width
            add(f"a table of {rows} × {columns} cells", f"{rows} 行 {columns} 列的表格", table.box)
    if screen.lines:
        text = union(line.box for line in screen.lines)
        places = _nine(text, width, height, tongue)
        if places:
            found.append(pick(tongue, f"text in the {places}", f"文字在{places}"))
    return listing(found, tongue), marks


def _panels(screen: Screen) -> list[Element]:
    return [element for element in screen.elements if element.kind == "panel"]


def _nine(box: Box, width: int, height: int, tongue: Tongue) -> str:
    """Which part of the picture a box keeps to, ``""`` when it spreads over most of it."""
    if box.width > 0.6 * width and box.height > 0.6 * height:
        return ""
    x = _third(box.x1, box.x2, width, ("left", "middle", "right"))
    y = _third(box.y1, box.y2, height, ("upper", "middle", "lower"))
    if x == y == "middle":
        return pick(tongue, "middle", "中间")
    chinese = {"left": "左", "right": "右", "upper": "上", "lower": "下"}
    if tongue == "zh":
        return chinese.get(x, "") + chinese.get(y, "") + "部"
    return " ".join(part for part in (y, x) if part and part != "middle") + " part"


def _third(start: float, end: float, length: int, names: tuple[str, str, str]) -> str:
    if end - start > 0.6 * length:
        return "middle"
    middle = (start + end) / 2 / length
    return names[0] if middle < 0.4 else names[2] if middle > 0.6 else names[1]


def _size(view: Viewed, tongue: Tongue) -> str:
    width, height = view.picture.size
    ratio = next(
        (
            f", {a}:{b}" if width >= height else f", {b}:{a}"
            for a, b in _RATIOS
            if math.isclose(max(width, height) / min(width, height), a / b, rel_tol=0.01)
        ),
        "",
    )
    millions = (
        f"{width * height / 1e6:.2f}" if width * height < 1e6 else f"{width * height / 1e6:.1f}"
    )
    return pick(
        tongue,
        f"{width} × {height} pixels ({millions} megapixels{ratio})",
        f"{width} × {height} 像素（{millions} 百万像素{ratio.replace(', ', '，')}）",
    )


def _palette_names(screen: Screen, tongue: Tongue) -> list[str]:
    """Names of the palette's colours, shades of one name added up, largest first."""
    shares: Counter[str] = Counter()
    for color, share in screen.palette:
        shares[_name(color, tongue)] += share  # type: ignore[assignment]
    return [
        f"{name} {_share(share)}"
        for name, share in shares.most_common()
        if share >= 0.01 or len(shares) <= 2
    ]


def _share(share: float) -> str:
    return f"{share:.0%}" if share >= 0.01 else "under 1 %"


def _name(color: Color, tongue: Tongue) -> str:
    name = color_name(color)
    if tongue == "en":
        return name
    plain = name.split()[-1]
    shade = {"dark": "深", "light": "浅"}.get(name.split()[0], "") if " " in name else ""
    return f"{shade}{_COLOURS_ZH.get(plain, plain)}色"


def _hex(color: Color) -> str:
    return "".join(f"{value:02x}" for value in color)


def _is_dark(color: Color) -> bool:
    return max(color) < 100
