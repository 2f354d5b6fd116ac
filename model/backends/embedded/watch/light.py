"""Light, colour and motion over time: black, still, flashes, fades, bright, dark, moving, red."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from model.backends.embedded.talk.prose import Tongue, listing, pick, plural
from model.backends.embedded.watch.asked import Asked, State
from model.backends.embedded.watch.stretch import Stretch, joined, step_s, told
from model.clips.parts import Reading

_MOST = 30
_NAMES: Final[dict[State, tuple[str, str]]] = {
    "black": ("black", "黑屏"),
    "still": ("still", "静止"),
    "flash": ("flashing", "闪烁"),
    "fade": ("fading", "淡变"),
}
ZH_COLORS: Final = {
    "black": "黑色", "grey": "灰色", "white": "白色", "red": "红色", "orange": "橙色",
    "yellow": "黄色", "green": "绿色", "teal": "青色", "blue": "蓝色", "purple": "紫色",
    "pink": "粉色", "brown": "棕色",
}  # fmt: skip


def states(stretch: Stretch, asked: Asked) -> str:
    """When the clip is black, still, flashing or fading."""
    tongue = asked.tongue
    if not stretch.timeline.track and not stretch.timeline.happenings:
        return _unwatched(tongue)
    english, chinese = _NAMES[asked.state]
    kinds = {"black": ("black",), "still": ("still",), "flash": ("flash",), "fade": ("fade",)}
    spans = joined(
        (
            (max(one.start_s, stretch.start_s), min(one.end_s, stretch.end_s))
            for one in stretch.happenings
            if one.kind in kinds[asked.state]
        ),
        0.1,
    )
    if asked.state == "fade":
        fades = ((shot.start_s, shot.start_s) for shot in stretch.joins if shot.by == "fade")
        spans = joined([*spans, *fades], 1.0)
    if not spans:
        return pick(
            tongue,
            f"It is never {english}{_within(stretch, tongue)}, as far as was measured.",
            f"{_within(stretch, tongue)}没有检测到{chinese}。",
        )
    total = sum(end - start for start, end in spans)
    where = listing([f"**{told(*span)}**" for span in spans[:_MOST]], tongue)
    more = pick(tongue, f" and {len(spans) - _MOST} more", f"等 {len(spans)} 处")
    where += more if len(spans) > _MOST else ""
    length = pick(
        tongue,
        f", {total:.1f} s in all" if len(spans) > 1 and total >= 0.1 else "",
        f"，共 {total:.1f} 秒" if len(spans) > 1 and total >= 0.1 else "",
    )
    times = pick(tongue, plural(len(spans), "time"), f"{len(spans)} 次")
    return pick(
        tongue,
        f"It is {english} {times}: {where}{length}.",
        f"{chinese} {times}：{where}{length}。",
    )


def light(stretch: Stretch, asked: Asked) -> str:
    """The brightest or darkest moment, and the stretches that are like it."""
    tongue, track = asked.tongue, stretch.track
    if not track:
        return _unwatched(tongue)
    chosen = (min if asked.dark else max)(track, key=lambda one: one.brightness)
    low, high = (fun(one.brightness for one in track) for fun in (min, max))
    edge = low + (high - low) * (0.25 if asked.dark else 0.75)
    spans = _runs(
        stretch, lambda one: one.brightness <= edge if asked.dark else one.brightness >= edge
    )
    english, chinese = ("darkest", "最暗") if asked.dark else ("brightest", "最亮")
    if high - low < 0.05:
        return pick(
            tongue,
            f"The light hardly changes: brightness stays between {low:.0%} and {high:.0%}.",
            f"亮度几乎不变：在 {low:.0%} 与 {high:.0%} 之间。",
        )
    where = listing([told(*span) for span in spans[:_MOST]], tongue)
    return pick(
        tongue,
        f"It is {english} at **{told(chosen.at_s, chosen.at_s)}** ({chosen.brightness:.0%} of "
        f"white; the clip runs from {low:.0%} to {high:.0%}). Near that: {where}.",
        f"{chinese}处在 **{told(chosen.at_s, chosen.at_s)}**（亮度 {chosen.brightness:.0%}，全片为 "
        f"{low:.0%} 到 {high:.0%}）。接近的时段：{where}。",
    )


def motion(stretch: Stretch, asked: Asked) -> str:
    """Where the picture changes most, without a word on what moves."""
    tongue, track = asked.tongue, stretch.track
    if not track:
        return _unwatched(tongue)
    most = max(track, key=lambda one: one.motion)
    if most.motion < 0.01:
        return pick(tongue, "Hardly anything moves in it.", "画面几乎没有变化。")
    spans = _runs(stretch, lambda one: one.motion >= 0.5 * most.motion)
    spans.sort(key=lambda span: span[0] - span[1])
    moving = joined(
        ((one.start_s, one.end_s) for one in stretch.happenings if one.kind == "motion"), 0.1
    )
    where = listing([told(*span) for span in sorted(spans[:8])], tongue)
    text = pick(
        tongue,
        f"The picture changes most at **{told(most.at_s, most.at_s)}**; much of the change is at "
        f"{where}.",
        f"画面变化最大处在 **{told(most.at_s, most.at_s)}**；变化较大的时段：{where}。",
    )
    if moving:
        listed = listing([told(*span) for span in moving[:_MOST]], tongue)
        text += pick(tongue, f" Motion goes on at {listed}.", f"持续运动的时段：{listed}。")
    return text + pick(
        tongue,
        " What moves takes a vision model such as GLM-4.5V.",
        "是什么在动，需要视觉模型（如 GLM-4.5V）。",
    )


def colors(stretch: Stretch, asked: Asked) -> str:
    """The average colours of the frames, by how long they last, and where they are."""
    tongue, track = asked.tongue, stretch.track
    if not track:
        return _unwatched(tongue)
    shares = _shares(track)
    parts = []
    for name, own in shares[:6]:
        spans = _runs(stretch, frozenset(own).__contains__)
        hexes = "#" + "".join(
            f"{round(sum(one.color[channel] for one in own) / len(own)):02x}"
            for channel in range(3)
        )
        where = listing([told(*span) for span in spans[:3]], tongue)
        label = pick(tongue, name, ZH_COLORS.get(name, name))
        parts.append(f"- {label} `{hexes}`, {len(own) / len(track):.0%} — {where}")
    lead = pick(
        tongue,
        f"The frames' average colours{_within(stretch, tongue)}, by how long they last:",
        f"{_within(stretch, tongue)}各画面的平均颜色（按时长排列）：",
    )
    return "\n".join([lead, "", *parts])


def when_color(stretch: Stretch, asked: Asked) -> str:
    """When the frames are of a colour on average; a small red thing does not make them red."""
    from model.language.color_names import is_color

    tongue, track = asked.tongue, stretch.track
    if not track:
        return _unwatched(tongue)
    spans = _runs(stretch, lambda one: is_color(one.color, asked.color))
    name = pick(tongue, asked.color, ZH_COLORS.get(asked.color, asked.color))
    if not spans:
        return pick(
            tongue,
            f"No frame is {name} as a whole. Things that are {name} in it take a vision model such "
            "as GLM-4.5V.",
            f"没有整体为{name}的画面；画面中{name}的物体需要视觉模型（如 GLM-4.5V）辨认。",
        )
    where = listing([f"**{told(*span)}**" for span in spans[:_MOST]], tongue)
    return pick(
        tongue, f"The frames are {name} as a whole {where}.", f"画面整体为{name}的时段：{where}。"
    )


def mean_color(track: Sequence[Reading], tongue: Tongue) -> str:
    """The name of the commonest average colour."""
    name = _shares(track)[0][0]
    return pick(tongue, name, ZH_COLORS.get(name, name))


def _shares(track: Sequence[Reading]) -> list[tuple[str, list[Reading]]]:
    from model.language.color_names import color_name

    groups: dict[str, list[Reading]] = {}
    for one in track:
        groups.setdefault(color_name(one.color), []).append(one)
    return sorted(groups.items(), key=lambda group: -len(group[1]))


def _runs(stretch: Stretch, fits: Callable[[Reading], bool]) -> list[tuple[float, float]]:
    """Stretches of samples that fit; a sample stands for the time until the next."""
    step = step_s(stretch.track)
    return joined(
        (
            (one.at_s, max(one.at_s, min(one.at_s + step, stretch.end_s)))
            for one in stretch.track
            if fits(one)
        ),
        step * 0.5,
    )


def _within(stretch: Stretch, tongue: Tongue) -> str:
    if stretch.whole:
        return ""
    span = told(stretch.start_s, stretch.end_s)
    return pick(tongue, f" between {span}", f"{span} 之间")


def _unwatched(tongue: Tongue) -> str:
    return pick(
        tongue,
        "Light and motion of that part have not been measured yet; ask again in a moment.",
        "这一段的亮度和运动尚未测量，请稍后再问。",
    )
