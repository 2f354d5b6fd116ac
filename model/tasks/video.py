"""Watch: one question to a model about frames of a clip; the reply's times and boxes come out.

Long clips take several such calls; ``agents/watching`` plans them.
"""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from model.clips.parts import Frame, Moment, Segment, Timeline
from model.geometry import Box
from model.messages import Message, Part, Text, Video
from model.tasks import video_prompt as prompt
from model.wire.geometry import read_tracks
from model.wire.times import clock, find_times, read_time
from model.wire.tokens import display_text

Aim = Literal["answer", "segments", "where", "merge"]
"""``segments`` titles stretches, ``where`` tracks things, ``merge`` makes one of ``partials``."""

_OBJECT = re.compile(r"\{[^{}]{1,4000}\}")
_SENTENCE = re.compile(r"[^\n]+?(?:[.!?](?=\s|\Z)|[。！？]|(?=\n)|\Z)")
_BEFORE = " \t-*•#>|:：,，.、)]–—"
_AFTER = " \t-*|:：,，([–—"
_ONLY_TIME = re.compile(r"^[\s\W]*$")
_NOTHING = re.compile(r"(?:```\w*)?[\s\[\]{}]*(?:```)?")
_NONE = "The model finds nothing of that in the clip."
_MISSING: dict[Aim, str] = {
    "where": "The reply holds no boxes that can be read, so nothing is followed through the clip; "
    "ask again, or ask it as a question under Answer.",
    "segments": "The reply holds no segments that can be read; ask again, or ask it as a question "
    "under Answer.",
}
_MAX_TITLE = 120
_MAX_MOMENTS = 500


@dataclass(frozen=True, slots=True)
class Watch:
    """What to say of a clip, or of the seconds from ``start_s`` to ``end_s``.

    A vision-language model gets ``frames`` with their times, or ``video`` itself where its server
    takes one; the embedded engine answers from ``timeline``. ``partials`` are what was said of the
    parts (``merge``), or one first look that these frames are closer than (``answer``).
    """

    aim: Aim
    question: str
    timeline: Timeline
    frames: tuple[Frame, ...] = ()
    start_s: float = 0.0
    end_s: float = 0.0
    video: Video | None = None
    partials: tuple[str, ...] = ()

    @property
    def span(self) -> tuple[float, float]:
        """The seconds asked about; the whole clip where none are named."""
        length_s = self.timeline.facts.seconds
        if self.end_s <= self.start_s:
            return 0.0, length_s
        return max(0.0, self.start_s), min(self.end_s, length_s) if length_s else self.end_s


@dataclass(frozen=True, slots=True)
class Watched:
    """A reply, read: its text, the moments it tells of in their order, segments if asked.

    ``problem`` is a sentence on what it was asked for and does not hold.
    """

    text: str
    moments: tuple[Moment, ...] = ()
    segments: tuple[Segment, ...] = ()
    problem: str = ""


def ask(task: Watch) -> list[Message]:
    """The prompt for a vision-language model: the clip or its frames, then the question."""
    start_s, end_s = task.span
    length_s = task.timeline.facts.seconds
    if task.aim == "merge":
        return [Message("user", (Text(prompt.merge(task.question, task.partials, length_s)),))]
    shown: list[Part] = list(
        prompt.whole(task.video) if task.video else prompt.frames(task.frames, length_s)
    )
    if task.aim != "where" and (words := prompt.words(task.timeline, start_s, end_s)):
        shown.append(Text(words))
    if task.aim == "segments":
        asked = prompt.segments(task.question, start_s, end_s)
    elif task.aim == "where":
        asked = prompt.where(task.question, task.video is not None)
    else:
        asked = prompt.answer(task.question, "\n".join(task.partials))
    return [Message("user", (*shown, Text(asked)))]


def read(reply: str, task: Watch) -> Watched:
    """What a reply says, with its times as moments and its boxes in pixels of the clip.

    The text of segments and tracks is a list made of them instead of their JSON.
    """
    text = display_text(reply)
    if task.aim == "segments":
        found = tuple(_segments(text, task))
        if found:
            moments = tuple(Moment(one.start_s, one.end_s, one.title) for one in found)
            return Watched("\n".join(map(_row, found)), moments, found)
    if task.aim == "where" and (tracked := tuple(_tracked(reply, task))):
        rows = (f"- {_when(one)} {one.text}".rstrip() for one in tracked)
        return Watched("\n".join(rows), tracked)
    problem = _MISSING.get(task.aim, "") if text.strip() else ""
    if problem and _NOTHING.fullmatch(text.strip()):
        problem = _NONE
    return Watched(text, moments_in(text, task.timeline.facts.seconds), problem=problem)


def moments_in(text: str, length_s: float) -> tuple[Moment, ...]:
    """Every stretch a text tells of, once, in its order, with the sentence that tells it."""
    moments: dict[tuple[float, float], Moment] = {}
    for sentence in _SENTENCE.finditer(text):
        said = sentence.group()
        times = find_times(said, length_s or None)
        rest = said
        for time in reversed(times):
            rest = rest[: time.start] + rest[time.end :]
        # “[00:12] - A dog enters”: the moment's text is what is left; in a sentence, all of it.
        leading = bool(times) and _ONLY_TIME.match(said[: times[0].start])
        words = said[times[-1].end :] if leading else said
        words = _bare(words) if not _ONLY_TIME.match(rest) else ""
        for time in times:
            place = (time.at_s, time.until_s)
            if place not in moments or not moments[place].text:
                moments[place] = Moment(*place, words)
    return tuple(moments.values())[:_MAX_MOMENTS]


def _bare(text: str) -> str:
    """Without the marks of a list and the dash or colon after a time."""
    return text.lstrip(_BEFORE).rstrip(_AFTER).replace("**", "")


def _row(one: Segment) -> str:
    return f"- {_when(one)} **{one.title}** {one.summary}".rstrip()


def _when(one: Moment | Segment) -> str:
    start, end = clock(one.start_s), clock(one.end_s)
    return start if start == end else f"{start}–{end}"


def _segments(text: str, task: Watch) -> Iterator[Segment]:
    """Segments in order of time, inside what was asked about, none over another."""
    start_s, end_s = task.span
    at = start_s
    rows = list(_listed(text)) or list(_told(text, task.timeline.facts.seconds))
    for begin, end, title, summary in sorted(rows, key=lambda row: row[:2]):
        begin, end = max(begin, at), min(end, end_s)
        if end - begin > 0.05 and title:
            yield Segment(begin, end, title[:_MAX_TITLE], summary, "model")
            at = end


def _listed(text: str) -> Iterator[tuple[float, float, str, str]]:
    """Segments of a JSON list, whole or cut off."""
    for match in _OBJECT.finditer(text):
        item = _object(match.group())
        begin, end = (_field(item, names) for names in (("start", "from", "begin"), ("end", "to")))
        title = " ".join(str(item.get("title") or item.get("caption") or "").split())
        if begin is not None and end is not None:
            yield begin, end, title, " ".join(str(item.get("summary") or "").split())


def _told(text: str, length_s: float) -> Iterator[tuple[float, float, str, str]]:
    """Segments told in lines: ``00:00 - 00:35: The title. What happens.``."""
    for line in text.splitlines():
        times = find_times(line, length_s or None)
        if times and times[0].is_range:
            said = _bare(line[times[0].end :])
            title, _, summary = said.partition(". ") if len(said) > 60 else (said, "", "")
            yield times[0].at_s, times[0].until_s, title, summary.strip()


def _object(text: str) -> dict[str, object]:
    for parse in (json.loads, ast.literal_eval):
        try:
            value = parse(text)
        except (ValueError, SyntaxError, MemoryError, RecursionError):
            continue
        if isinstance(value, dict):
            return {str(name).lower(): entry for name, entry in value.items()}
    return {}


def _field(item: dict[str, object], names: tuple[str, ...]) -> float | None:
    for name in names:
        for key in (name, f"{name}_time", f"{name}_s"):
            if isinstance(value := item.get(key), str | int | float):
                return read_time(value)
    return None


def _tracked(reply: str, task: Watch) -> Iterator[Moment]:
    """One moment a label: from when to when it was seen, and where at each time."""
    facts = task.timeline.facts
    tracks = read_tracks(reply, (facts.width, facts.height))
    keys = [key for key, _ in tracks]
    boxes: dict[str, list[tuple[float, Box, str]]] = {}
    for key, mark in tracks:
        at_s = _second(key, keys, task)
        if at_s is not None and at_s <= facts.seconds + 1 and mark.box.area > 0:
            boxes.setdefault(mark.label, []).append((at_s, mark.box, mark.label))
    for label, places in boxes.items():
        places.sort(key=lambda place: place[0])
        yield Moment(places[0][0], places[-1][0], label, tuple(places))


def _second(key: str | float, keys: list[str | float], task: Watch) -> float | None:
    """The time a key tells.

    A bare number is a second, unless the model counted frames: then the numbers are no times of
    frames, but all below how many there were.
    """
    at_s = read_time(key)
    if at_s is None or task.video is not None or not task.frames:
        return at_s
    numbers = [read_time(other) for other in keys if not isinstance(other, str) or ":" not in other]
    if len(numbers) < len(keys):
        return at_s
    times = {round(frame.at_s) for frame in task.frames}
    counted = all(
        number is not None and number == int(number) < len(task.frames) for number in numbers
    )
    if counted and not all(number in times for number in numbers):
        return task.frames[int(at_s)].at_s
    return at_s
