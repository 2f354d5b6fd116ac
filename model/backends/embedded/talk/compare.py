"""Two pictures compared, in words: what changed, where on both, and how sure that is."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Final

from model.backends.embedded.pointing.wording import Wording
from model.backends.embedded.talk.describe import in_brief
from model.backends.embedded.talk.difference import (
    Change,
    ChangeKind,
    Comparison,
    compare,
    shared_lines,
)
from model.backends.embedded.talk.prose import Said, Tongue, Viewed, pick, quote
from model.backends.embedded.talk.spots import Push
from model.geometry import Mark

_SHOWN = 30
_TOGETHER = 3
"""Moves by the same distance from which they are told as one."""
_KINDS: Final[dict[ChangeKind, tuple[str, str]]] = {
    "text": ("Text changed", "文字改变"),
    "added": ("New", "新增"),
    "removed": ("Gone", "消失"),
    "moved": ("Moved", "移动"),
    "colour": ("Colour changed", "颜色改变"),
    "state": ("Switched", "状态改变"),
    "changed": ("Looks different", "外观改变"),
}
_STATES: Final = {"on": ("checked", "已选中"), "off": ("not checked", "未选中")}
_ELEMENTS_ZH: Final = {
    "button": "按钮", "field": "输入框", "checkbox": "复选框", "radio": "单选按钮",
    "switch": "开关", "icon": "图标", "picture": "图片", "panel": "面板", "link": "链接",
}  # fmt: skip


def say_differences(one: Viewed, other: Viewed, tongue: Tongue) -> Said:
    """What changed from the one picture to the other, marked on both."""
    found = compare(one, other)
    names = [
        pick(tongue, f"picture {view.index + 1}", f"第 {view.index + 1} 张图")
        for view in (one, other)
    ]
    if found.identical:
        return Said(
            pick(
                tongue,
                f"**No difference:** {names[0]} and {names[1]} are identical, pixel for pixel.",
                f"**没有差异：**{names[0]}和{names[1]}的每个像素都相同。",
            )
        )
    lead = _lead(found, one, other, names, tongue)
    if not found.changes and not found.pushes:
        return Said(f"{lead}\n\n{_nothing_named(found, one, other, tongue)}".strip())
    items, marks = _items(found.changes, one, other, tongue)
    items += [_push(push, tongue) for push in found.pushes]
    lines = [f"{number}. {text}" for number, text in enumerate(items[:_SHOWN], 1)]
    if len(items) > _SHOWN:
        more = len(items) - _SHOWN
        lines.append(
            pick(tongue, f"\n… and {more} more, all marked.", f"\n……另有 {more} 处，均已标出。")
        )
    return Said("\n".join([lead, "", *lines]), tuple(marks))


def _nothing_named(found: Comparison, one: Viewed, other: Viewed, tongue: Tongue) -> str:
    if found.alignment is None:
        if not (one.screen.lines and other.screen.lines):
            return pick(tongue, "There is no text on both to compare.", "没有可供比较的文字。")
        if not shared_lines(one, other):
            return pick(tongue, "They have no line of text in common.", "两图没有一行文字相同。")
        return pick(tongue, "Their text is the same.", "两图文字相同。")
    return pick(
        tongue,
        "**No visible difference** beyond that: single pixels and faint noise are left out.",
        "除此之外**没有可见的差异**（忽略个别像素和轻微噪点）。",
    )


def _lead(
    found: Comparison, one: Viewed, other: Viewed, names: Sequence[str], tongue: Tongue
) -> str:
    parts = []
    sizes = [f"{view.picture.width} × {view.picture.height}" for view in (one, other)]
    if one.picture.size != other.picture.size:
        parts.append(
            pick(
                tongue,
                f"The sizes differ: {names[0]} is {sizes[0]}, {names[1]} is {sizes[1]} pixels.",
                f"尺寸不同：{names[0]}为 {sizes[0]}，{names[1]}为 {sizes[1]} 像素。",
            )
        )
    alignment = found.alignment
    if alignment is None:
        first, second = in_brief(one, tongue), in_brief(other, tongue)
        parts.append(
            pick(
                tongue,
                "The two do not lie on each other, so only their text was compared, line by line. "
                f"{names[0].capitalize()}: {first} {names[1].capitalize()}: {second}",
                f"两图无法对齐，因此只逐行比较了文字。{names[0]}：{first}{names[1]}：{second}",
            )
        )
        return " ".join(parts)
    if alignment.scaled:
        parts.append(
            pick(
                tongue,
                f"{names[1].capitalize()} was compared at the size of {names[0]}, so the finest "
                "details are left out.",
                f"{names[1]}已缩放到{names[0]}的尺寸再比较，细微之处不计。",
            )
        )
    elif alignment.shifted:
        where = _way(alignment.dx, alignment.dy, tongue)
        parts.append(
            pick(
                tongue,
                f"All of {names[1]} lies {where} on {names[0]}.",
                f"{names[1]}整体对应于{names[0]}的{where}处。",
            )
        )
    count = len(found.changes) + len(found.pushes)
    share = (
        f"{found.share:.1%}" if found.share >= 0.001 else pick(tongue, "under 0.1 %", "不到 0.1 %")
    )
    if found.lighter:
        english = "lighter" if found.lighter > 0 else "darker"
        chinese = "亮" if found.lighter > 0 else "暗"
        parts.append(
            pick(
                tongue,
                f"All of {names[1]} is {english}, by {abs(found.lighter)} of 255.",
                f"{names[1]}整体更{chinese}（{abs(found.lighter)}/255）。",
            )
        )
    if not found.changes and not found.pushes:
        return " ".join(parts)
    parts.append(
        pick(
            tongue,
            f"**{count}** {'difference' if count == 1 else 'differences'} "
            f"({share} of the pixels changed).",
            f"共 **{count}** 处差异（{share} 的像素有变化）。",
        )
    )
    return " ".join(parts)


def _items(
    changes: Sequence[Change], one: Viewed, other: Viewed, tongue: Tongue
) -> tuple[list[str], list[Mark]]:
    """A sentence for every change, moves by one distance together, and its marks on both.

    A mark is labelled with the number of its sentence and nothing more: words would hide what
    lies beside the change.
    """
    groups: dict[object, list[Change]] = defaultdict(list)
    for number, change in enumerate(changes):
        groups[_distance(change) if change.kind == "moved" else number].append(change)
    items: list[str] = []
    marks: list[Mark] = []
    for group in groups.values():
        told = [group] if len(group) >= _TOGETHER else [[change] for change in group]
        for together in told:
            items.append(_sentence(together, tongue))
            label = str(len(items))
            for change in together:
                for box, view in ((change.first, one), (change.second, other)):
                    if box is not None:
                        marks.append(Mark(box.grow(2).clamp(*view.picture.size), label,
                                          "measured", view.index))  # fmt: skip
    return items, marks


def _push(push: Push, tongue: Tongue) -> str:
    way = _way(0, push.distance, tongue)
    return pick(
        tongue,
        f"**Moved:** everything from y = {push.start} on lies {way}",
        f"**移动：**y = {push.start} 以下的内容整体{way}",
    )


def _sentence(group: Sequence[Change], tongue: Tongue) -> str:
    change = group[0]
    kind = pick(tongue, *_KINDS[change.kind])
    if len(group) > 1:
        what = pick(tongue, f"{len(group)} things", f"{len(group)} 项内容")
        return f"**{kind}:** {what} {_way(*_exact(change), tongue)}"
    what = _what(change, tongue)
    if change.kind == "text":
        texts = f"{quote(change.before, tongue)} → {quote(change.after, tongue)}"
        holder = _holder(change, tongue)
        return f"**{kind}**{holder}: {texts}"
    if change.kind == "moved":
        return f"**{kind}:** {what} {_way(*_exact(change), tongue)}"
    if change.kind == "colour":
        return f"**{kind}:** {what} {change.before} → {change.after}"
    if change.kind == "state":
        states = [pick(tongue, *_STATES[state]) for state in (change.before, change.after)]
        return f"**{kind}:** {what}: {states[0]} → {states[1]}"
    return f"**{kind}:** {what}{_where(change, tongue)}"


def _holder(change: Change, tongue: Tongue) -> str:
    element = change.element
    if element is None or element.kind == "panel":
        return ""
    return pick(tongue, f" ({element.kind})", f"（{_ELEMENTS_ZH[element.kind]}）")


def _what(change: Change, tongue: Tongue) -> str:
    element = change.element
    text = "" if change.kind in ("colour", "state") else change.after or change.before
    text = text or (element.text if element else "")
    said = quote(text if len(text) <= 120 else text[:119] + "…", tongue) if text else ""
    if element is not None and not (element.kind == "panel" and text):
        kind = pick(tongue, element.kind, _ELEMENTS_ZH[element.kind])
        return f"{kind} {said}".strip()
    if said:
        return said
    if change.shape is not None:
        say = Wording(tongue == "zh")
        color, shape = change.shape
        return pick(tongue, f"{color} {shape}", f"{say.color(color)}{say.noun(shape, 1)}")
    box = change.second or change.first
    assert box is not None
    size = f"{round(box.width)} × {round(box.height)}"
    return pick(tongue, f"an area of {size} pixels", f"{size} 像素的区域")


def _where(change: Change, tongue: Tongue) -> str:
    box = change.second or change.first
    assert box is not None
    x, y = round(box.x1), round(box.y1)
    return pick(tongue, f" at {x}, {y}", f"，位于 ({x}, {y})")


def _exact(change: Change) -> tuple[float, float]:
    assert change.first is not None
    assert change.second is not None
    return change.second.x1 - change.first.x1, change.second.y1 - change.first.y1


def _distance(change: Change) -> tuple[str, int, int]:
    """How far something moved, in steps of 4 pixels: boxes of one thing may differ a little."""
    dx, dy = _exact(change)
    return "moved", round(dx / 4), round(dy / 4)


def _way(dx: float, dy: float, tongue: Tongue) -> str:
    """``40 pixels down and 12 to the right``."""
    parts = []
    if round(dy):
        way = pick(tongue, "down" if dy > 0 else "up", "下" if dy > 0 else "上")
        parts.append((abs(round(dy)), way))
    if round(dx):
        way = pick(tongue, "to the right" if dx > 0 else "to the left", "右" if dx > 0 else "左")
        parts.append((abs(round(dx)), way))
    if tongue == "zh":
        return "、".join(f"向{way} {length} 像素" for length, way in parts)
    return " and ".join(
        f"{length} {'pixel' if length == 1 else 'pixels'} {way}" for length, way in parts
    )
