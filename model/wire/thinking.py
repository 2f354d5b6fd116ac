"""One streaming splitter of thinking and answer for every way servers send them.

Thinking arrives in a field of its own (``reasoning_content``, ``reasoning``,
``reasoning_details``) or inline: ``<think>…</think>``, an orphan ``</think>`` whose opener stood
in the prompt, a block nested in another, a second block in the middle of the answer, one that
never closes, and GLM-4.1V's ``<answer>…</answer>`` round the rest. Some servers put the whole
reply into the reasoning field.
"""

from __future__ import annotations

import re

from model.events import Answer, Notice, Reason, Reclassified, Thinking
from model.wire.tokens import held_back

_TAGS = ("<think>", "</think>", "<answer>", "</answer>")
_QUOTES = "`'\""
_TAG = re.compile(r"(?<![`'\"])</?(?:think|answer)>|</?(?:think|answer)>(?![`'\"])")

ALL_THINKING = "The model wrote its whole reply as thinking; it is shown here as the answer."
CUT_THINKING = (
    "The answer is missing: the model spent all its tokens on thinking. "
    "Raise the answer's token limit, or switch Thinking off."
)

Piece = Thinking | Answer | Reclassified


class Splitter:
    """Feed it deltas in any cut; the pieces it gives add up to the same thinking and answer.

    The sum is ``Transcript``'s: an orphan ``</think>`` is known only when it comes, so a
    ``Reclassified`` then turns the answer's last characters into thinking.
    """

    def __init__(self) -> None:
        self._pending = ""
        self._inside = False  # between <think> and </think>
        self._open = 0  # openers that no closer has answered yet
        self._blocks = 0  # blocks seen, counted at their opener or orphan closer
        self._since_block = 0  # answer characters given since the last block ended
        self._thought = ""
        self._said = ""
        self._has_field = False
        self._last = ""

    def feed(self, content: str = "", reasoning: str = "") -> list[Piece]:
        """Pieces that are certain now; the beginning of a possible tag is held back."""
        pieces: list[Piece] = []
        if reasoning:
            self._has_field = True
            self._think(pieces, reasoning)
        if content:
            self._pending += content
            self._scan(pieces)
        return pieces

    def close(self, reason: Reason = "stop") -> list[Piece | Notice]:
        """What was still held back, and a notice when there is no answer but thinking."""
        pieces: list[Piece] = []
        self._scan(pieces, ending=True)
        self._emit(pieces, self._pending)
        self._pending = ""
        if self._said.strip() or not self._thought.strip():
            return list(pieces)
        if reason == "length":
            return [*pieces, Notice(CUT_THINKING)]
        if reason == "stop":
            return [*pieces, Answer(self._thought), Notice(ALL_THINKING)]
        return list(pieces)

    def _scan(self, pieces: list[Piece], *, ending: bool = False) -> None:
        while True:
            places = [(self._pending.find(tag), tag) for tag in _TAGS]
            at, tag = min((place for place in places if place[0] >= 0), default=(-1, ""))
            if at < 0:
                keep = len(self._pending) - held_back(self._pending, _TAGS)
                self._emit(pieces, self._pending[:keep])
                self._pending = self._pending[keep:]
                return
            self._emit(pieces, self._pending[:at])
            self._pending = self._pending[at:]
            quoted = self._last != "" and self._last in _QUOTES
            if quoted and len(self._pending) == len(tag) and not ending:
                return  # the next character tells whether the tag is only quoted
            self._pending = self._pending[len(tag) :]
            if quoted and self._pending[:1] == self._last:
                self._emit(pieces, tag)  # the reply talks about the tag
            else:
                self._turn(pieces, tag)
                self._last = ">"

    def _turn(self, pieces: list[Piece], tag: str) -> None:
        if tag == "<think>":
            self._open += 1
            self._blocks += 1
            self._inside = True
        elif tag == "<answer>":
            # An unclosed block before it stays open: a </think> to come takes this back.
            self._inside = False
            self._since_block = 0
        elif tag == "</think>":
            if self._inside:
                self._open -= 1
            elif self._open or not (self._blocks or self._has_field):
                self._reclassify(pieces)
                self._open = max(0, self._open - 1)
                self._blocks += 1
            elif self._said.strip():
                self._emit(pieces, tag)  # no block is open: words about the tag
            self._inside = False
            self._since_block = 0

    def _reclassify(self, pieces: list[Piece]) -> None:
        if self._since_block == 0:
            return
        moved = self._said[-self._since_block :]
        self._said = self._said[: -self._since_block]
        self._thought += moved
        pieces.append(Reclassified(len(moved)))

    def _emit(self, pieces: list[Piece], text: str) -> None:
        if not text:
            return
        self._last = text[-1]
        if self._inside:
            self._think(pieces, text)
            return
        if not self._said:
            text = text.lstrip()
        if text:
            self._said += text
            self._since_block += len(text)
            pieces.append(Answer(text))

    def _think(self, pieces: list[Piece], text: str) -> None:
        if not self._thought:
            text = text.lstrip()
        if text:
            self._thought += text
            pieces.append(Thinking(text))


def without_thinking(text: str) -> str:
    """The reply without thinking blocks and answer tags; an orphan closer ends thinking too."""
    kept: list[str] = []
    at, inside = 0, False
    for tag in _TAG.finditer(text):
        if not inside:
            kept.append(text[at : tag.start()])
        name = tag.group()
        if name == "<think>":
            inside = True
        elif name == "</think>":
            if not inside:
                kept.clear()
            inside = False
        else:
            inside = False
            kept.append("\n")
        at = tag.end()
    if not inside:
        kept.append(text[at:])
    return "".join(kept)
