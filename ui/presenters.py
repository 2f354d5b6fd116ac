"""From a conversation to what the page shows: pure, but for the pictures' addresses.

Every ``Shown`` tells which turn it belongs to, because the page names messages by their place in
the list when the user edits or retries one.
"""

from __future__ import annotations

import html
from dataclasses import dataclass
from typing import Literal, Protocol

from model.geometry import Mark
from model.messages import Picture
from model.tasks import chat
from model.wire.tokens import display_text
from ui.conversation import Conversation, Given, Turn
from ui.markup import both, safe
from ui.words import Language, say
from ui.words.told import both_told, told

_ASKED, _ASKED_TOGETHER, _MARKED = (340, 260), (250, 190), (560, 400)
"""Room in CSS pixels for a question's one picture, for each of several, and for an answer's."""


class Pictures(Protocol):
    """Where pictures get their addresses; ``shelf.Shelf`` in the app."""

    def url(self, picture: Picture, side: int | None = None) -> str:
        """The address of a picture, no side over ``side`` pixels."""
        ...


class Drawn(Protocol):
    """Draws marks onto a copy of a picture, for the scale at which it is shown."""

    def __call__(self, picture: Picture, marks: tuple[Mark, ...], shown_at: float) -> Picture:
        """The copy."""
        ...


@dataclass(frozen=True, slots=True)
class Shown:
    """A message in the page: Markdown, or HTML that we wrote ourselves.

    With a ``title`` it folds; ``status`` is ``pending`` (open, turning) or ``done`` (closed).
    """

    role: Literal["user", "assistant"]
    content: str
    turn: int
    kind: Literal["markdown", "html"] = "markdown"
    title: str = ""
    status: Literal["pending", "done"] | None = None


def present(
    conversation: Conversation, pictures: Pictures, draw: Drawn, language: Language
) -> list[Shown]:
    """The whole conversation as messages, oldest first."""
    shown: list[Shown] = []
    for index in range(len(conversation.turns)):
        shown += present_turn(conversation, index, pictures, draw, language)
    return shown


def present_turn(
    conversation: Conversation, index: int, pictures: Pictures, draw: Drawn, language: Language
) -> list[Shown]:
    """One turn as messages: the question, thoughts, answer, marked pictures, and the facts."""
    question = _question(conversation.turns[index], index, pictures)
    return question + _answer(conversation, index, pictures, draw, language)


def typed(shown: str) -> str:
    """What the user typed, from how it was shown; undoes ``as_typed``."""
    return html.unescape(shown)


def as_typed(text: str) -> str:
    """The user's own words so that they show as typed and load nothing."""
    return html.escape(text, quote=False).replace("![", "!&#91;")


def _question(turn: Turn, index: int, pictures: Pictures) -> list[Shown]:
    shown = []
    if turn.question.pictures:
        within = _ASKED if len(turn.question.pictures) == 1 else _ASKED_TOGETHER
        figures = "".join(
            figure(picture, pictures, picture.name, within) for picture in turn.question.pictures
        )
        notes = "".join(
            f"<p>{both_told(note)}</p>"
            for picture in turn.question.pictures
            for note in picture.notes
        )
        shown.append(Shown("user", f'<div class="pictures">{figures}</div>{notes}', index, "html"))
    if turn.question.text.strip():
        shown.append(Shown("user", as_typed(turn.question.text), index))
    return shown


def _answer(
    conversation: Conversation, index: int, pictures: Pictures, draw: Drawn, language: Language
) -> list[Shown]:
    given = conversation.turns[index].given
    shown: list[Shown] = []
    if given.thinking.strip():
        thought_s = given.thought_s or 0.0
        seconds = f"{thought_s:.1f}" if thought_s >= 0.05 else "< 0.1"
        open_ended = given.running and not given.reply
        title = say(language, "thinking_now" if open_ended else "thought_for", seconds=seconds)
        status: Literal["pending", "done"] = "pending" if open_ended else "done"
        text = safe(display_text(given.thinking, partial=given.running))
        shown.append(Shown("assistant", text, index, title=title, status=status))
    if given.running and not given.reply and not given.thinking:
        doing = told(language, given.progress) or say(language, "working")
        shown.append(Shown("assistant", "", index, title=doing, status="pending"))
    text = _text(conversation, index, given)
    if text.strip():
        shown.append(Shown("assistant", safe(text), index))
    if given.running:
        return shown
    for picture, marks in conversation.marks(index):
        alt = say(language, "marked_alt", n=len(marks), name=picture.name)
        copy = draw(picture, marks, fit(picture, _MARKED))
        drawn = figure(copy, pictures, alt, within=_MARKED)
        shown.append(Shown("assistant", f'<div class="pictures">{drawn}</div>', index, "html"))
    if given.reply.strip() and not text.strip() and not conversation.task(index).pictures:
        note = f'<p class="line note">{both("only_places")}</p>'
        shown.append(Shown("assistant", note, index, "html"))
    shown.append(Shown("assistant", footer(given, text), index, "html"))
    return shown


def _text(conversation: Conversation, index: int, given: Given) -> str:
    if given.running:
        return display_text(given.reply, partial=True)
    return chat.read(given.reply, conversation.task(index)).text


def fit(picture: Picture, within: tuple[int, int]) -> float:
    """The scale, at most 1, at which a picture fits into a width and height."""
    return min(1.0, within[0] / picture.width, within[1] / picture.height)


def figure(picture: Picture, pictures: Pictures, alt: str, within: tuple[int, int] = _ASKED) -> str:
    """A thumbnail that enlarges, as HTML; its link is the full-size file.

    ``within`` is the width and height in CSS pixels that it may take.
    """
    scale = fit(picture, within)
    name = html.escape(picture.name, quote=True)
    return (
        f'<a class="picture" href="{html.escape(pictures.url(picture), quote=True)}" '
        f'target="_blank" data-name="{name}" style="width: {max(40, picture.width * scale):.0f}px">'
        f'<img src="{html.escape(pictures.url(picture, 2 * max(within)), quote=True)}" '
        f'alt="{html.escape(alt, quote=True)}" '
        f'style="aspect-ratio: {picture.width} / {picture.height}"></a>'
    )


def thoughts(given: Given, answering: bool) -> str:
    """What the model thought, as HTML that folds; open until it is ``answering``."""
    if not given.thinking.strip():
        return ""
    text = html.escape(display_text(given.thinking, partial=given.running))
    opened = " open" if given.running and not answering else ""
    return (
        f'<details class="thoughts"{opened}><summary>{both("thoughts")}</summary>'
        f"<div>{text}</div></details>"
    )


def footer(given: Given, text: str, *, told: bool = False) -> str:
    """How the answer ended and what it took, and a button that copies ``text``, as HTML.

    ``told`` is whether a notice says already why an answer is empty.
    """
    lines = [f'<p class="line note">{both_told(note)}</p>' for note in given.notices]
    if given.error:
        lines.append(f'<p class="line bad" role="alert">{both_told(given.error)}</p>')
    elif given.ended in ("stopped", "length", "disconnected", "filtered"):
        if given.reply.strip() or not given.notices:  # else the backend has told why
            lines.append(f'<p class="line note">{both(f"ended_{given.ended}")}</p>')
    elif given.ended == "stop" and not given.reply.strip() and not told:
        word = "only_thinking" if given.thinking.strip() else "said_nothing"
        lines.append(f'<p class="line note">{both(word)}</p>')
    facts = [html.escape(given.by) if given.by else both("by_embedded")]
    if given.usage is not None:
        facts.append(
            both("fact_tokens", n=f"{given.usage.answer_tokens + given.usage.thinking_tokens:,}")
        )
    if given.tokens_per_s is not None:
        facts.append(both("fact_speed", n=f"{given.tokens_per_s:.1f}"))
    if given.first_s is not None:
        facts.append(both("fact_first", s=f"{given.first_s:.2f}"))
    facts.append(both("fact_total", s=f"{given.total_s:.1f}"))
    if given.usage is not None and given.usage.cost_usd:
        facts.append(f"${given.usage.cost_usd:.4f}")
    copy = (
        f'<button type="button" class="copy" data-copy="{html.escape(text, quote=True)}">'
        f"{both('copy')}</button>"
        if text.strip()
        else ""
    )
    listed = " · ".join(f'<span class="fact">{fact}</span>' for fact in facts)
    return "".join(lines) + f'<p class="facts">{copy}<span>{listed}</span></p>'
