"""Chat for the embedded engine: understand the question, read the pictures, let one ability answer.

An answer comes in pieces, never slower than it could; marks go last, in the wire format, so that
``model/tasks/chat.py`` reads them as it reads a model's.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Generator, Iterator, Sequence
from dataclasses import replace

from model.backends.embedded.screen import Screen
from model.backends.embedded.see import seeing
from model.backends.embedded.talk.asked import Asked, understand
from model.backends.embedded.talk.prose import Said, Viewed, pick, tongue_of
from model.events import Answer, Event, Finished, Notice, Progress
from model.geometry import Mark
from model.messages import Picture
from model.settings import Settings
from model.tasks.chat import Chat
from model.wire.geometry import write_marks

_PIECE = re.compile(r".+?(?:\n+|(?<=[.!?])\s+|(?<=[。！？])|\Z)", re.DOTALL)
_OF_CHARTS = ("evidence", "sum", "count", "compare", "read", "where", "unknowable")
"""Abilities whose questions a bar chart may answer more sharply; others never ask for values."""


def answer_chat(task: Chat, settings: Settings) -> Iterator[Event]:
    """Answer the last message of a conversation: ``Progress``, ``Answer`` pieces, ``Finished``."""
    asked = understand(task.messages)
    pictures = task.pictures
    if asked.ability == "greet" or not pictures:
        from model.backends.embedded.talk.limits import greet, no_picture

        greeting = asked.ability == "greet"
        said = greet(asked.tongue, bool(pictures)) if greeting else no_picture(asked.tongue)
        yield from _speak(said, pictures)
        return
    views: list[Viewed] = []
    if asked.ability != "codes":
        for index in asked.pictures:
            views.append((yield from _view(pictures[index], index, len(asked.pictures), settings)))
    said = yield from _working(lambda: _answer(asked, views, pictures, settings), asked, settings)
    yield from _speak(said, pictures)
    if asked.ability in ("read", "evidence", "compare") and _blurred(views):
        yield Notice(
            pick(
                tongue_of(asked.question),
                "The text was hard to read, so the answer may be wrong in places.",
                "文字不太清晰，答案可能有误。",
            )
        )


def _view(
    picture: Picture, index: int, total: int, settings: Settings
) -> Generator[Event, None, Viewed]:
    for step in seeing(picture, settings):
        if isinstance(step, Screen):
            return Viewed(picture, step, index)
        text = f"{picture.name}: {step.text}" if total > 1 else step.text
        yield Progress(text, step.fraction)
    raise AssertionError("seeing() ends with a Screen or an error")


def _answer(
    asked: Asked, views: Sequence[Viewed], pictures: Sequence[Picture], settings: Settings
) -> Said:
    """Let the ability that was asked for answer; the last resort says what is not known."""
    total, tongue, question = len(pictures), asked.tongue, asked.question
    if asked.ability in _OF_CHARTS and (len(views) == 1 or asked.ability != "compare"):
        from model.backends.embedded.talk.charts import about_chart

        if (said := about_chart(question, views, tongue)) is not None:
            return said
    match asked.ability:
        case "read":
            from model.backends.embedded.talk.transcribe import read_out

            return read_out(views, total, tongue)
        case "describe":
            from model.backends.embedded.talk.describe import describe

            return describe(views, total, tongue)
        case "size":
            from model.backends.embedded.talk.describe import size

            return size(views, total, tongue)
        case "colours":
            from model.backends.embedded.talk.describe import colours

            return colours(views, total, tongue)
        case "compare":
            return _compare(views, asked)
        case "codes":
            from model.backends.embedded.talk.codes import read_codes

            chosen = [(index, pictures[index]) for index in asked.pictures]
            return read_codes(chosen, total, tongue)
        case "count":
            from model.backends.embedded.talk.counting import count

            return count(asked.subject, question, views, total, tongue, settings)
        case "where":
            from model.backends.embedded.talk.counting import where

            return where(asked.subject, question, views, total, tongue, settings)
        case "unknowable":
            from model.backends.embedded.talk.limits import cannot

            assert asked.wish is not None
            return cannot(asked.wish, views, tongue)
        case "sum":
            from model.backends.embedded.talk.sums import add_up

            if (said := add_up(question, views, tongue)) is not None:
                return said
    from model.backends.embedded.talk.evidence import answer, labelled
    from model.backends.embedded.talk.headings import ASKED, say_heading
    from model.backends.embedded.talk.limits import greet, not_found
    from model.language.terms import asked_terms

    if ASKED.search(question) and not labelled(question, views):
        heading = say_heading(question, views, tongue)
        if heading is not None:
            return heading
    if (said := answer(question, views, total, tongue)) is not None:
        return said
    return not_found(question, views, tongue) if asked_terms(question) else greet(tongue, True)


def _compare(views: Sequence[Viewed], asked: Asked) -> Said:
    if len(views) < 2:
        return Said(
            pick(
                asked.tongue,
                "There is only one picture in this conversation; add the other one and ask again.",
                "对话中只有一张图片；请再添加一张后重新提问。",
            )
        )
    from model.backends.embedded.talk.compare import say_differences

    if len(views) == 2:
        return say_differences(views[0], views[1], asked.tongue)
    parts: list[str] = []
    marks: list[Mark] = []
    for one, other in zip(views, views[1:], strict=False):
        said = say_differences(one, other, asked.tongue)
        heading = pick(
            asked.tongue,
            f"**Picture {one.index + 1} → picture {other.index + 1}**",
            f"**第 {one.index + 1} 张 → 第 {other.index + 1} 张**",
        )
        parts.append(f"{heading}\n\n{said.text}")
        marks.extend(said.marks)
    return Said("\n\n".join(parts), tuple(marks))


def _working(
    work: Callable[[], Said], asked: Asked, settings: Settings
) -> Generator[Event, None, Said]:
    """Run ``work`` beside this stream, so that it can be left at any heartbeat."""
    done = threading.Event()
    results: list[Said] = []
    errors: list[BaseException] = []

    def run() -> None:
        try:
            results.append(work())
        except BaseException as error:
            errors.append(error)
        finally:
            done.set()

    threading.Thread(target=run, name=f"chat-{asked.ability}", daemon=True).start()
    while not done.wait(settings.heartbeat_s * 0.8):
        yield Progress(pick(asked.tongue, "Working out the answer", "正在整理答案"))
    if errors:
        raise errors[0]
    return results[0]


def _speak(said: Said, pictures: Sequence[Picture]) -> Iterator[Event]:
    """The answer piece by piece, its marks last."""
    whole = said.text
    if said.marks:
        sizes = [picture.size for picture in pictures]
        # A label is text of the picture: a wire token in it would end the span it stands in.
        marks = [replace(mark, label=mark.label.replace("<|", "< |")) for mark in said.marks]
        written = write_marks(marks, sizes if len(sizes) > 1 else sizes[0])
        whole = f"{whole}\n\n{written}"
        pieces = [*_PIECE.findall(said.text), f"\n\n{written}"]
    else:
        pieces = _PIECE.findall(said.text)
    for piece in pieces:
        yield Answer(piece)
    yield Finished("stop", whole)


def _blurred(views: Sequence[Viewed]) -> bool:
    """Whether most of the text was read with little confidence."""
    scores = sorted(line.confidence for view in views for line in view.screen.lines)
    return bool(scores) and scores[len(scores) // 2] < 0.6
