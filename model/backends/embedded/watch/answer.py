"""Watch for the embedded engine: the timeline alone answers, and says what it cannot know."""

from __future__ import annotations

import re
from collections.abc import Iterator

from model.backends.embedded.talk.prose import pick, tongue_of
from model.backends.embedded.watch import facts, happens, light, shots, text, track
from model.backends.embedded.watch.asked import Asked, understand
from model.backends.embedded.watch.limits import needs_eyes, no_sound, partly
from model.backends.embedded.watch.stretch import Stretch, stretch_of
from model.events import Answer, Event, Finished, Notice, Progress
from model.tasks.video import Watch

_PIECE = re.compile(r".+?(?:\n+|(?<=[.!?])\s+|(?<=[。！？])|\Z)", re.DOTALL)
_WATCHED = 0.999


def answer_watch(task: Watch) -> Iterator[Event]:
    """Answer from ``task.timeline``: ``Answer`` pieces, then ``Finished``."""
    tongue = tongue_of(task.question)
    yield Progress(pick(tongue, "Looking through the timeline", "正在查看时间线"))
    if task.timeline.done < _WATCHED:
        yield Notice(partly(tongue, task.timeline.done))
    whole = _reply(task)
    if task.aim in ("segments", "where"):
        yield Answer(whole)
    else:
        for piece in _PIECE.findall(whole):
            yield Answer(piece)
    yield Finished("stop", whole)


def _reply(task: Watch) -> str:
    if task.aim == "merge":
        # Nothing here reads prose; what was said of the parts is given as it is.
        return "\n\n".join(task.partials)
    asked = understand(task.question, task.timeline.facts.seconds)
    if task.end_s > task.start_s and not asked.timed:
        stretch = stretch_of(task.timeline, *task.span)
    else:
        around = asked.ability in ("text at", "happens", "color", "light", "motion", "all text")
        stretch = stretch_of(task.timeline, asked.start_s, asked.end_s, around)
    if task.aim == "segments":
        return track.segments(stretch, asked.tongue)
    if task.aim == "where":
        return track.where(stretch, asked)
    return _answer(stretch, asked)


def _answer(stretch: Stretch, asked: Asked) -> str:
    """Let the ability that was asked for answer."""
    match asked.ability:
        case "count shots":
            return shots.count(stretch, asked)
        case "shot length":
            return shots.length(stretch, asked)
        case "list shots":
            return shots.listed(stretch, asked)
        case "text at":
            return text.at(stretch, asked)
        case "when text":
            return text.when(stretch, asked)
        case "all text":
            return text.everything(stretch, asked)
        case "steps":
            return happens.steps(stretch, asked)
        case "state":
            return light.states(stretch, asked)
        case "light":
            return light.light(stretch, asked)
        case "motion":
            return light.motion(stretch, asked)
        case "color":
            return light.colors(stretch, asked)
        case "when color":
            return light.when_color(stretch, asked)
        case "facts":
            return facts.tell(stretch.timeline.facts, asked.tongue)
        case "happens":
            return happens.between(stretch, asked)
        case "overview":
            return happens.overview(stretch, asked)
        case "sound":
            return no_sound(asked.tongue, stretch.timeline.facts.audio)
        case "unknowable":
            return needs_eyes(asked.tongue)
        case "search":
            return text.searched(stretch, asked)
