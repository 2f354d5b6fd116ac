"""What was measured in a stretch, in order of time; the whole clip in brief; the steps shown."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from model.backends.embedded.talk.prose import Tongue, pick, plural, quote
from model.backends.embedded.watch.asked import Asked
from model.backends.embedded.watch.light import mean_color
from model.backends.embedded.watch.limits import needs_eyes
from model.backends.embedded.watch.stretch import Stretch, lasting, told
from model.clips.parts import EventKind, Happening, Words

_MOST = 30
_TOLD: Final[dict[EventKind, tuple[str, str]]] = {
    "cut": ("cut", "镜头切换"),
    "fade": ("fade", "淡变"),
    "motion": ("motion", "运动"),
    "still": ("nothing moves", "静止"),
    "flash": ("flash", "闪光"),
    "black": ("black", "黑屏"),
    "text appears": ("text appears", "文字出现"),
    "text disappears": ("text disappears", "文字消失"),
    "screen changes": ("the screen changes", "画面变化"),
}
_TITLE = 1.25
"""Times the usual height from which a line is a title."""
_SAME_S = 1.0
"""Changes nearer to each other than this are one."""


def between(stretch: Stretch, asked: Asked) -> str:
    """Cuts, text, motion and light of a stretch in order; what it means is not known."""
    tongue = asked.tongue
    place = told(asked.start_s or 0.0, asked.end_s or 0.0)
    rows = _rows(stretch, tongue)
    already = [one for one in stretch.words if one.start_s < stretch.start_s]
    parts = []
    if already:
        shown = "; ".join(quote(one.text, tongue) for one in already[:6])
        parts.append(
            pick(tongue, f"On the screen from before: {shown}.", f"此前已在屏幕上：{shown}。")
        )
    if rows:
        more = len(rows) - _MOST
        parts.append(pick(tongue, f"Measured at {place}:", f"{place} 测到："))
        parts.append("\n".join(rows[:_MOST]))
        if more > 0:
            parts.append(pick(tongue, f"… and {more} more", f"……另有 {more} 项"))
    else:
        parts.append(
            pick(
                tongue,
                f"No cut, new text, or change of motion or light was measured at {place}.",
                f"{place} 没有测到切换、新文字或明显的运动与亮度变化。",
            )
        )
    if stretch.track:
        parts.append(_mood(stretch, tongue))
    return "\n\n".join([*parts, needs_eyes(tongue)])


def overview(stretch: Stretch, asked: Asked) -> str:
    """The clip in brief: length, shots, light, text; then what it takes to know more."""
    tongue, timeline = asked.tongue, stretch.timeline
    facts = timeline.facts
    cuts = sum(1 for shot in stretch.joins if shot.by == "cut")
    parts = [
        pick(
            tongue,
            f"It is {lasting(facts.seconds)}, {facts.width}×{facts.height} pixels, "
            f"{plural(len(stretch.shots), 'shot')} with {plural(cuts, 'cut')}.",
            f"时长 {facts.seconds:.1f} 秒，{facts.width}×{facts.height} 像素，"
            f"{len(stretch.shots)} 个镜头、{cuts} 次切换。",
        )
    ]
    if stretch.track:
        parts.append(_mood(stretch, tongue))
    if timeline.segments:
        rows = [
            f"- {told(one.start_s, one.end_s)} — {quote(one.title, tongue)}"
            for one in timeline.segments[:_MOST]
        ]
        parts.append("\n".join([pick(tongue, "Segments:", "分段："), "", *rows]))
    elif rows := _rows(stretch, tongue):
        parts.append("\n".join([pick(tongue, "In order of time:", "按时间："), "", *rows[:15]]))
    return "\n\n".join([*parts, needs_eyes(tongue)])


def steps(stretch: Stretch, asked: Asked) -> str:
    """The states a screen goes through, each told by the text that came with it."""
    tongue = asked.tongue
    if not stretch.words:
        return pick(
            tongue,
            "No text was read on the screen, and steps are told by the text that comes with them. ",
            "屏幕上没有读到文字，而步骤要靠新出现的文字来判断。",
        ) + needs_eyes(tongue)
    rows: list[str] = []
    for start_s, end_s, fresh in _states(stretch):
        shown = "; ".join(quote(one.text, tongue) for one in fresh[:4])
        more = len(fresh) - 4
        if more > 0:
            shown += pick(tongue, f" and {plural(more, 'more line')}", f"等 {len(fresh)} 行")
        rows.append(f"{len(rows) + 1}. {told(start_s, end_s)} — {shown}")
    lead = pick(
        tongue,
        f"{plural(len(rows), 'step')}, told by changes of the screen and the text that is new in "
        "each:",
        f"按画面变化和新出现的文字分为 {len(rows)} 步：",
    )
    tail = pick(
        tongue,
        "What was clicked or typed, and why, takes a vision model such as GLM-4.5V.",
        "点击或输入了什么、目的何在，需要视觉模型（如 GLM-4.5V）。",
    )
    return "\n".join([lead, "", *rows[:_MOST], "", tail])


def _states(stretch: Stretch) -> list[tuple[float, float, list[Words]]]:
    """Stretches between changes of the screen that bring text, the largest text first."""
    changes = [stretch.start_s]
    marks = [shot.start_s for shot in stretch.joins]
    marks += [one.start_s for one in stretch.happenings if one.kind == "screen changes"]
    if not marks:  # nothing but text changes: each new line may be a step
        marks = [one.start_s for one in stretch.words]
    for at_s in sorted(marks):
        if at_s - changes[-1] > _SAME_S and at_s < stretch.end_s - 0.05:
            changes.append(at_s)
    states: list[tuple[float, float, list[Words]]] = []
    before: set[str] = set()
    for start_s, end_s in zip(changes, [*changes[1:], stretch.end_s], strict=True):
        # Text is read on samples, so what a change brings is seen a little before or after it.
        here = {
            _key(one): one
            for one in stretch.words
            if one.start_s < end_s - _SAME_S / 2 and one.end_s > start_s + _SAME_S / 2
        }
        fresh = [one for key, one in here.items() if key not in before]
        before = set(here)
        if fresh:
            states.append((start_s, end_s, _title_first(fresh)))
        elif states:
            states[-1] = (states[-1][0], end_s, states[-1][2])
    return states


def _key(one: Words) -> str:
    return "".join(one.text.casefold().split())


def _title_first(lines: Sequence[Words]) -> list[Words]:
    """In reading order, but a line much larger than the others before them."""
    ordered = sorted(lines, key=lambda one: (one.box.y1, one.box.x1))
    heights = sorted(one.box.height for one in ordered)
    largest = max(ordered, key=lambda one: one.box.height)
    if largest.box.height > _TITLE * heights[(len(heights) - 1) // 2]:
        ordered.remove(largest)
        ordered.insert(0, largest)
    return ordered


def _rows(stretch: Stretch, tongue: Tongue) -> list[str]:
    rows: list[tuple[float, str]] = []
    for shot in stretch.joins:
        rows.append(
            (shot.start_s, f"- {told(shot.start_s, shot.start_s)} — {_name(shot.by, tongue)}")
        )
    before = {one.text for one in stretch.words if one.start_s < stretch.start_s}
    for one in stretch.happenings:
        if one.kind in ("cut", "fade") and stretch.timeline.shots:
            continue  # told by the shots
        if one.kind == "text appears" and stretch.words:
            continue  # told by the words
        if one.kind == "text disappears" and one.text not in before:
            continue  # its line says until when it is there
        if one.kind == "screen changes" and any(
            abs(one.start_s - shot.start_s) < _SAME_S for shot in stretch.joins
        ):
            continue  # the cut itself
        rows.append((one.start_s, f"- {_span(one)} — {_happening(one, tongue)}"))
    for line in stretch.words:
        if line.start_s >= stretch.start_s:
            appears = pick(tongue, "text", "文字")
            span = told(line.start_s, line.end_s)
            rows.append((line.start_s, f"- {span} — {appears} {quote(line.text, tongue)}"))
    rows.sort(key=lambda row: row[0])
    return [row for _, row in rows]


def _happening(one: Happening, tongue: Tongue) -> str:
    said = pick(tongue, *_TOLD[one.kind])
    return f"{said} {quote(one.text, tongue)}" if one.text else said


def _name(by: str, tongue: Tongue) -> str:
    return pick(tongue, *_TOLD["fade" if by == "fade" else "cut"])


def _span(one: Happening) -> str:
    if one.kind in ("cut", "flash", "text appears", "text disappears", "screen changes"):
        return told(one.start_s, one.start_s)
    return told(one.start_s, one.end_s)


def _mood(stretch: Stretch, tongue: Tongue) -> str:
    track = stretch.track
    brightness = sum(one.brightness for one in track) / len(track)
    moving = _level([one.motion for one in track], tongue)
    color = mean_color(track, tongue)
    return pick(
        tongue,
        f"Mostly {color} on average, brightness {brightness:.0%}, {moving}.",
        f"平均颜色以{color}为主，亮度 {brightness:.0%}，{moving}。",
    )


def _level(motions: Sequence[float], tongue: Tongue) -> str:
    """How much moves: motion is the share of the picture that changes from frame to frame."""
    mean = sum(motions) / len(motions)
    if mean < 0.02:
        return pick(tongue, "hardly any motion", "几乎没有运动")
    if mean < 0.15:
        return pick(tongue, "little motion", "运动较少")
    if mean < 0.3:
        return pick(tongue, "some motion", "有一定运动")
    return pick(tongue, "much motion", "运动较多")
