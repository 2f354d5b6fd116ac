"""Ground and Inspect, answered by the embedded engine: events with marks in the wire format."""

from __future__ import annotations

from collections import Counter
from collections.abc import Generator, Iterator, Sequence
from dataclasses import replace

from model.backends.embedded.eye.shapes import FoundShape
from model.backends.embedded.eye.shared_work import SharedWork
from model.backends.embedded.pointing.candidates import Candidate
from model.backends.embedded.pointing.locate import Located, locate
from model.backends.embedded.pointing.query import Query
from model.backends.embedded.pointing.question import parse
from model.backends.embedded.pointing.region import tell
from model.backends.embedded.pointing.similar import Lookalikes, find_similar
from model.backends.embedded.pointing.wording import Wording
from model.backends.embedded.screen import Color, Screen
from model.backends.embedded.see import seeing
from model.errors import InputError
from model.events import Answer, Event, Finished, Notice, Progress
from model.geometry import Box, Mark
from model.messages import Picture
from model.settings import Settings
from model.tasks.ground import Ground, Kind
from model.tasks.inspect import Inspect
from model.wire.geometry import write_marks

_shapes: SharedWork[tuple[FoundShape, ...]] = SharedWork()
_lookalikes: SharedWork[Lookalikes] = SharedWork()


def answer_ground(task: Ground, settings: Settings) -> Iterator[Event]:
    """Find what ``task`` asks for: a sentence, the marks, notices on guesses, then ``Finished``.

    Raises ``InputError`` when neither words nor a crop say what to find.
    """
    if task.reference is not None:
        yield from _ground_reference(task, task.reference, settings)
        return
    if not task.query.strip():
        raise InputError("Say what to find, for example 'the Sign in button' or 'all checkboxes'.")
    query = parse(task.query)
    screen = yield from watch_screen(task.picture, settings)
    located = yield from locate_on(query, task.picture, screen, settings)
    sided = query.relation or query.order or query.place
    if located.found and sided and 45 <= screen.turned % 360 <= 315:
        turned = Wording(query.chinese).turned(round(screen.turned))
        located = replace(located, notices=(*located.notices, turned))
    yield from _answer(task, query, located, settings)


def watch_screen(picture: Picture, settings: Settings) -> Generator[Event, None, Screen]:
    """The screen of a picture; yields the progress of seeing it."""
    for step in seeing(picture, settings):
        if isinstance(step, Screen):
            return step
        yield step
    raise AssertionError("seeing() ends with a Screen or an error")


def locate_on(
    query: Query, picture: Picture, screen: Screen, settings: Settings
) -> Generator[Event, None, Located]:
    """What a query finds on a picture; its shapes are looked for once and kept."""
    # Also where this question needs no shapes: the next one may, and should not wait for them.
    shapes: tuple[FoundShape, ...] = ()
    for step in _shape_steps(picture, screen, settings):
        if isinstance(step, Progress):
            yield step
        else:
            shapes = step
    if query.target in ("bar", "code"):
        from model.backends.embedded.pointing.drawn import locate_drawn

        return locate_drawn(query, picture, screen, lambda: shapes)
    return locate(query, screen, lambda: shapes)


def _shape_steps(
    picture: Picture, screen: Screen, settings: Settings
) -> Iterator[Progress | tuple[FoundShape, ...]]:
    def steps() -> Iterator[Progress | tuple[FoundShape, ...]]:
        import numpy as np

        from model.backends.embedded.eye.shapes import find_shapes

        yield Progress("Looking for shapes")
        yield find_shapes(np.asarray(picture.pixels.convert("RGB")), screen.lines)

    return _shapes.watch(
        picture.digest,
        steps,
        keep=settings.screen_cache,
        workers=settings.embedded_workers,
        heartbeat_s=settings.heartbeat_s,
    )


def _answer(task: Ground, query: Query, located: Located, settings: Settings) -> Iterator[Event]:
    say = Wording(query.chinese)
    if not located.found:
        yield Answer(located.missing)
        yield Finished(raw=located.missing)
        return
    found = located.found[: settings.max_marks]
    text = say.found(query, found)
    notices = list(located.notices)
    if len(found) < len(located.found):
        notices.append(say.cut(len(found), len(located.found)))
    marks = to_marks(found, task.kind, say)
    raw = f"{text} {write_marks(marks, task.picture.size)}"
    yield Answer(raw)
    yield from map(Notice, notices)
    yield Finished(raw=raw)


def to_marks(found: Sequence[Candidate], kind: Kind, say: Wording) -> list[Mark]:
    """Boxes, their middles, or boxes each labelled with its text or its kind and number."""
    if kind == "points":
        return [Mark(item.box.center, scale="measured") for item in found]
    if kind == "boxes":
        return [Mark(item.box, scale="measured") for item in found]
    return [
        Mark(item.box, label, "measured")
        for item, label in zip(found, _labels(found, say), strict=True)
    ]


def _labels(found: Sequence[Candidate], say: Wording) -> list[str]:
    """A different label for each: its text, else its kind; numbered where several are equal."""
    names = [" ".join(item.text.split())[:40] or say.noun(item.what, 1) for item in found]
    totals, seen = Counter(names), Counter[str]()
    labels = []
    for name, item in zip(names, found, strict=True):
        seen[name] += 1
        numbered = totals[name] > 1 or not item.text
        labels.append(f"{name}-{seen[name]}" if numbered else name)
    return labels


def _ground_reference(task: Ground, crop: Picture, settings: Settings) -> Iterator[Event]:
    def steps() -> Iterator[Progress | Lookalikes]:
        import numpy as np

        return find_similar(
            np.asarray(task.picture.pixels.convert("RGB")), np.asarray(crop.pixels.convert("RGB"))
        )

    result: Lookalikes | None = None
    for step in _lookalikes.watch(
        f"{task.picture.digest} {crop.digest}",
        steps,
        keep=settings.screen_cache,
        workers=settings.embedded_workers,
        heartbeat_s=settings.heartbeat_s,
    ):
        if isinstance(step, Lookalikes):
            result = step
        else:
            yield step
    assert result is not None
    query = parse(task.query)
    say = Wording(query.chinese)
    alike = [place for place in result.places if place.same_color]
    other = len(result.places) - len(alike)
    if not alike:
        text = say.nothing_alike(result.problem, other)
        yield Answer(text)
        yield Finished(raw=text)
        return
    found = [Candidate(place.box, "any", score=place.score) for place in alike]
    located = Located(tuple(found), (say.other_colors(other),) if other else ())
    if query.order or query.place:
        from model.backends.embedded.pointing.locate import choose

        size = (float(task.picture.width), float(task.picture.height))
        located = Located(tuple(choose(query, found, size)), located.notices)
        if not located.found:
            located = Located(missing=say.nothing_alike("", 0))
    yield from _answer_alike(task, query, located, say, settings)


def _answer_alike(
    task: Ground, query: Query, located: Located, say: Wording, settings: Settings
) -> Iterator[Event]:
    if not located.found:
        yield from _answer(task, query, located, settings)
        return
    found = located.found[: settings.max_marks]
    text = say.alike(len(found))
    raw = f"{text} {write_marks(to_marks(found, task.kind, say), task.picture.size)}"
    yield Answer(raw)
    yield from map(Notice, located.notices)
    if query.text:
        yield Notice(say.words_ignored(query))
    yield Finished(raw=raw)


def answer_inspect(task: Inspect, settings: Settings) -> Iterator[Event]:
    """Tell what is in a region of a picture, or answer a question about it from its text.

    Raises ``InputError`` for a region that is empty or not on the picture.
    """
    region = task.region.clamp(task.picture.width, task.picture.height)
    if region.width < 1 or region.height < 1:
        raise InputError("The box is empty or lies outside the picture; draw it again.")
    screen = yield from watch_screen(task.picture, settings)
    shapes: tuple[FoundShape, ...] = ()
    for step in _shape_steps(task.picture, screen, settings):
        if isinstance(step, Progress):
            yield step
        else:
            shapes = step
    told = tell(task.question, screen, shapes, _palette(task.picture, region), region)
    marks = to_marks(told.found[: settings.max_marks], "boxes", Wording(False))
    raw = f"{told.text} {write_marks(marks, task.picture.size)}".strip()
    yield Answer(raw)
    yield from map(Notice, told.notices)
    yield Finished(raw=raw)


def _palette(picture: Picture, region: Box) -> tuple[tuple[Color, float], ...]:
    import numpy as np

    from model.backends.embedded.eye.colours import palette

    x1, y1, x2, y2 = region.pixels()
    part = picture.pixels.crop((x1, y1, max(x2, x1 + 1), max(y2, y1 + 1)))
    return palette(np.asarray(part.convert("RGB")))
