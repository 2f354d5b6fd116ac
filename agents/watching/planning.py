"""Which looks at a clip a request takes, and what they cost; nothing is decoded or sent here."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from agents.watching.events import Footage, Look, Plan
from agents.watching.merging import merge_calls
from model.backends.base import Connection, Options
from model.budget import (
    STAMP_TOKENS,
    picture_tokens,
    sampled_frames,
    text_tokens,
    video_tokens,
)
from model.clips.parts import Moment, Timeline
from model.endpoints import preset_for
from model.profiles import Profile
from model.settings import Settings
from model.tasks import video_prompt
from model.tasks.video import Aim
from model.wire.times import find_times

CLOSER_PER_S = 4.0
"""Frames a second of a second look at most."""

MIMES: Final = {
    ".mp4": "video/mp4",
    ".m4v": "video/mp4",
    ".mov": "video/quicktime",
    ".webm": "video/webm",
}
"""Clips that servers take whole, by the end of the file's name."""

_PROMPT_TOKENS = 600
"""Left free for the words around the frames, whatever they turn out to be."""
_LEAST_TOKENS = 4_096
"""For frames, however long an answer is allowed; half a window where that is less."""
_HEAD_TOKENS = 24
_MARGIN_S = 2.0
"""Seconds before and after what a question names that are shown too."""
_AROUND_S = 5.0
_NATIVE_S = 300.0
"""GLM-4.5V's own processor thins out the frames of longer clips."""
_GAIN = 0.7
"""A second look is worth its cost when its frames are this much nearer to each other."""
_SNAP = 0.1
"""Windows end at a shot's end if there is one within this share of their length."""

Span = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Room:
    """What one call may hold: frames, and the tokens of each with its time."""

    frames: int
    frame_tokens: int
    tokens: int
    profile: Profile


def room(clip: Footage, connection: Connection, options: Options, settings: Settings) -> Room:
    """How many frames of this clip fit one call to the connection's model."""
    profile = connection.profile
    answer = min(options.max_tokens or settings.max_answer_tokens, profile.max_out)
    least = min(_LEAST_TOKENS, profile.context // 2)
    left = max(least, profile.context - answer - _PROMPT_TOKENS - 2_000)
    each = picture_tokens(*frame_size(clip, settings), profile.image_tokens) + STAMP_TOKENS
    limits = preset_for(connection.base_url).limits
    most = min(settings.watch_frames, left // each, limits.max_count)
    return Room(max(2, most - most % 2), each, left, profile)


def frame_size(clip: Footage, settings: Settings) -> tuple[int, int]:
    """Width and height in pixels at which frames of a clip are shown."""
    width, height = clip.facts.width, clip.facts.height
    scale = min(1.0, settings.watch_side / max(1, width, height))
    return max(1, round(width * scale)), max(1, round(height * scale))


def plan_looks(
    aim: Aim,
    question: str,
    clip: Footage,
    timeline: Timeline,
    span: Span,
    space: Room,
    settings: Settings,
    times: Sequence[float] = (),
    native: bool = False,
) -> Plan:
    """The first looks over ``span``: one where its frames are near enough, else one a window.

    ``times`` are the frames that the user chose. A question that names seconds gets those and a
    little around them. ``native`` sends the clip itself.
    """
    start_s, end_s = span
    text = _words_around(aim, question, timeline, span, native)
    if native:
        return Plan((Look(start_s, end_s, (), _whole(clip, space) + text, native=True),))
    if times:
        chosen = sorted({round(at_s, 1) for at_s in times})
        groups = [chosen[at : at + space.frames] for at in range(0, len(chosen), space.frames)]
        notes = _too_many(len(groups), settings)
        groups = groups[: settings.watch_calls]
        looks = tuple(_look(group, group[0], group[-1], space, text) for group in groups)
        return _with_rest(aim, looks, notes, space)
    rate = 1.0 if aim == "where" else space.profile.video.fps
    named = [] if aim != "answer" else focus(question, clip.facts.seconds, span)
    if named:
        taken = spread(named, space.frames, rate)
        return _with_rest(aim, (_look(taken, named[0][0], named[-1][1], space, text),), (), space)
    windows, notes = _windows(aim, timeline, span, space, settings)
    looks = tuple(
        _look(spread([window], space.frames, rate), *window, space, text) for window in windows
    )
    return _with_rest(aim, looks, notes, space)


def focus(question: str, length_s: float, span: Span) -> list[Span]:
    """The seconds that a question names, widened; empty if it names none or nearly all."""
    spans = []
    for time in find_times(question, length_s):
        margin = _MARGIN_S if time.is_range else _AROUND_S
        begin, end = max(span[0], time.at_s - margin), min(span[1], time.until_s + margin)
        if end > begin:
            spans.append((begin, end))
    merged = joined(spans)
    covered = sum(end - begin for begin, end in merged)
    return merged if covered < 0.9 * (span[1] - span[0]) else []


def closer(
    moments: Iterable[Moment], first: Plan, span: Span, space: Room
) -> tuple[list[Span], tuple[float, ...]]:
    """Where to look again and at which times; empty where no frame would be much nearer."""
    step = first_step(first)
    spans = joined(
        (max(span[0], one.start_s - step), min(span[1], one.end_s + step)) for one in moments
    )
    spans = [one for one in spans if one[1] - one[0] > 0.2]
    length = sum(end - begin for begin, end in spans)
    if not spans or length / min(space.frames, length * CLOSER_PER_S) > _GAIN * step:
        return [], ()
    return spans, tuple(spread(spans, space.frames, CLOSER_PER_S))


def first_step(first: Plan) -> float:
    """Seconds between the frames of a plan's looks where they are furthest apart."""
    gaps = [
        later - earlier
        for look in first.looks
        for earlier, later in zip(look.times, look.times[1:], strict=False)
    ]
    return sorted(gaps)[len(gaps) // 2] if gaps else 1.0


def spread(spans: Sequence[Span], most: int, per_s: float) -> list[float]:
    """Times over ``spans``, ``per_s`` a second or fewer where ``most`` would be passed.

    An even number and at least two; whole seconds where they are a second apart or more.
    """
    length = sum(end - begin for begin, end in spans)
    count = min(most, max(2, math.ceil(length * per_s)))
    count += count % 2
    count = min(count, most - most % 2) if most >= 2 else 2
    step = length / count if count else 0.0
    places = [_along(spans, at * step) for at in range(count)]
    digits = 0 if step >= 1.0 else 2
    rounded = [round(place, digits) for place in places]
    rounded = [min(max(at_s, spans[0][0]), spans[-1][1]) for at_s in rounded]
    return rounded if len(set(rounded)) == len(rounded) else [round(place, 3) for place in places]


def joined(spans: Iterable[Span]) -> list[Span]:
    """Spans in order, those that touch made one."""
    merged: list[Span] = []
    for begin, end in sorted(spans):
        if merged and begin <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((begin, end))
    return merged


def goes_whole(
    clip: Footage, span: Span, connection: Connection, space: Room, wanted: bool | None
) -> str:
    """``""`` if the clip itself may be sent, else a sentence that says why not.

    ``wanted`` is what the user chose; ``None`` leaves it to what the server is known to take.
    """
    preset = preset_for(connection.base_url)
    here = connection.backend == "local"  # which reads the file itself
    if wanted is False:
        return "Frames were asked for."
    if not here and preset.video != "data" and not wanted:
        return f"{preset.name!r} is not known to take a clip as a file."
    if not space.profile.clips and not wanted:
        return f"{space.profile.name} is not known to watch whole clips."
    facts = clip.facts
    if span[0] > 0.05 or span[1] < facts.seconds - 0.05:
        return "Only part of the clip is asked about."
    path = Path(clip.path)
    if path.suffix.lower() not in MIMES:
        return f"Files that end in {path.suffix!r} are not taken whole."
    if facts.seconds > _NATIVE_S:
        return "The clip is too long to go whole."
    if not here and facts.bytes > preset.limits.max_total:
        return f"The file is larger than the {preset.limits.max_total:,} bytes of a request."
    if _whole(clip, space) > space.tokens:
        return f"The whole clip does not fit the window of {space.profile.name}."
    return ""


def _whole(clip: Footage, space: Room) -> int:
    """Tokens of the whole clip as the model's own processor samples it."""
    facts, rule = clip.facts, space.profile.video
    frames = sampled_frames(facts.seconds, rule)
    return video_tokens(frames, facts.width, facts.height, rule.tokens)


def _windows(
    aim: Aim, timeline: Timeline, span: Span, space: Room, settings: Settings
) -> tuple[list[Span], tuple[str, ...]]:
    start_s, end_s = span
    length = end_s - start_s
    if aim == "where":
        # Boxes are wanted a second apart; several looks would name one thing differently.
        step = length / space.frames
        note = f"Its frames are {step:.0f} s apart; choose a shorter stretch for more."
        return [span], (note,) if step > 1.5 else ()
    count = max(1, math.ceil(length / (space.frames * settings.watch_gap_s)))
    notes: tuple[str, ...] = ()
    if count > settings.watch_calls:
        count = settings.watch_calls
        step = length / (count * space.frames)
        notes = (
            f"The clip is long for {count} looks: frames are {step:.0f} s apart, so what is "
            "shorter may be missed. Choose a shorter stretch to see more.",
        )
    width = length / count
    edges = [start_s]
    for number in range(1, count):
        even = start_s + number * width
        nearest = min((shot.start_s for shot in timeline.shots), key=lambda at: abs(at - even),
                      default=even)  # fmt: skip
        edges.append(nearest if abs(nearest - even) < _SNAP * width else even)
    edges.append(end_s)
    return list(zip(edges, edges[1:], strict=False)), notes


def _words_around(aim: Aim, question: str, timeline: Timeline, span: Span, native: bool) -> int:
    """Tokens of all that goes along with the frames."""
    asked = {
        "segments": lambda: video_prompt.segments(question, *span),
        "where": lambda: video_prompt.where(question, native),
    }.get(aim, lambda: video_prompt.answer(question))()
    seen = "" if aim == "where" else video_prompt.words(timeline, *span)
    return text_tokens(asked) + text_tokens(seen) + _HEAD_TOKENS


def _look(times: Sequence[float], begin: float, end: float, space: Room, text: int) -> Look:
    shown = len(times) + len(times) % 2  # a last odd frame is shown twice
    return Look(begin, end, tuple(times), shown * space.frame_tokens + text)


def _with_rest(aim: Aim, looks: tuple[Look, ...], notes: tuple[str, ...], space: Room) -> Plan:
    """The looks with the calls that may follow them."""
    if aim != "answer":
        return Plan(looks, notes=notes)
    plan = Plan(looks, merges=merge_calls(len(looks)), notes=notes)
    if first_step(plan) <= 1.0 / CLOSER_PER_S / _GAIN:
        return plan
    return Plan(looks, plan.merges, 1, space.frames * space.frame_tokens + _PROMPT_TOKENS, notes)


def _too_many(groups: int, settings: Settings) -> tuple[str, ...]:
    if groups <= settings.watch_calls:
        return ()
    return (
        f"The frames chosen take {groups} calls and the limit is {settings.watch_calls}; the rest "
        "is left out.",
    )


def _along(spans: Sequence[Span], distance: float) -> float:
    """The time that lies ``distance`` seconds along spans laid end to end."""
    for begin, end in spans:
        if distance <= end - begin:
            return begin + distance
        distance -= end - begin
    return spans[-1][1]
