"""Shots and cuts: how many, how long, where."""

from __future__ import annotations

from model.backends.embedded.talk.prose import Tongue, pick, plural
from model.backends.embedded.watch.asked import Asked
from model.backends.embedded.watch.stretch import Stretch, lasting, told
from model.clips.parts import Shot
from model.wire.times import clock

_MOST = 60


def count(stretch: Stretch, asked: Asked) -> str:
    """The number of cuts, fades and shots, with where the cuts are."""
    tongue = asked.tongue
    shots, joins = stretch.shots, stretch.joins
    if not shots:
        return _none(tongue)
    cuts = [shot for shot in joins if shot.by == "cut"]
    fades = [shot for shot in joins if shot.by == "fade"]
    english = f"**{plural(len(cuts), 'cut')}**"
    chinese = f"**{len(cuts)} 次切换**"
    if fades:
        english += f" and {plural(len(fades), 'fade')}"
        chinese += f"、{len(fades)} 次淡变"
    where_en = "" if stretch.whole else f" between {told(stretch.start_s, stretch.end_s)}"
    where_zh = "" if stretch.whole else f"（{told(stretch.start_s, stretch.end_s)}）"
    text = pick(
        tongue,
        f"{english}{where_en}, so {plural(len(shots), 'shot')}.",
        f"{chinese}{where_zh}，共 {len(shots)} 个镜头。",
    )
    if joins:
        times = ", ".join(clock(shot.start_s, tenths=True) for shot in joins[:_MOST])
        more = "" if len(joins) <= _MOST else " …"
        text += pick(tongue, f" They are at {times}{more}.", f"位置：{times}{more}。")
    return text


def length(stretch: Stretch, asked: Asked) -> str:
    """The longest, the shortest, or all shots' usual length."""
    tongue, shots = asked.tongue, list(stretch.shots)
    if not shots:
        return _none(tongue)
    if asked.extreme == "average":
        mean = sum(_seconds(shot) for shot in shots) / len(shots)
        long, short = max(shots, key=_seconds), min(shots, key=_seconds)
        return pick(
            tongue,
            f"{plural(len(shots), 'shot')} with an average length of {mean:.1f} s; the longest is "
            f"{_one(long)}, the shortest {_one(short)}.",
            f"{len(shots)} 个镜头，平均长 {mean:.1f} 秒；最长的是 {_one(long)}，最短的是 "
            f"{_one(short)}。",
        )
    chosen = (max if asked.extreme == "longest" else min)(shots, key=_seconds)
    name_en, name_zh = asked.extreme, "最长" if asked.extreme == "longest" else "最短"
    number = stretch.timeline.shots.index(chosen) + 1
    return pick(
        tongue,
        f"The {name_en} shot is number {number} of {len(stretch.timeline.shots)}: "
        f"**{told(chosen.start_s, chosen.end_s)}**, {lasting(_seconds(chosen))}.",
        f"{name_zh}的镜头是第 {number} 个（共 {len(stretch.timeline.shots)} 个）："
        f"**{told(chosen.start_s, chosen.end_s)}**，长 {_seconds(chosen):.1f} 秒。",
    )


def listed(stretch: Stretch, asked: Asked) -> str:
    """Every shot with its times, and how it begins."""
    tongue, shots = asked.tongue, stretch.shots
    if not shots:
        return _none(tongue)
    lines = [count(stretch, asked).split(". ")[0].rstrip(".") + pick(tongue, ".", ""), ""]
    for shot in shots[:_MOST]:
        number = stretch.timeline.shots.index(shot) + 1
        how = {
            "cut": pick(tongue, "cut", "切换"),
            "fade": pick(tongue, "fade", "淡变"),
            "start": pick(tongue, "start", "开始"),
        }[shot.by]
        lines.append(
            f"{number}. {told(shot.start_s, shot.end_s)} ({how}, {lasting(_seconds(shot))})"
        )
    if len(shots) > _MOST:
        more = len(shots) - _MOST
        lines.append(pick(tongue, f"… and {more} more", f"……另有 {more} 个"))
    return "\n".join(lines)


def _seconds(shot: Shot) -> float:
    return shot.end_s - shot.start_s


def _one(shot: Shot) -> str:
    return f"{told(shot.start_s, shot.end_s)} ({lasting(_seconds(shot))})"


def _none(tongue: Tongue) -> str:
    return pick(
        tongue,
        "The clip has not been watched for cuts yet; ask again in a moment.",
        "尚未检测镜头切换，请稍后再问。",
    )
