"""Taking a conversation along: Markdown and JSON with the pictures, as one zip."""

from __future__ import annotations

import json
import re
import secrets
import shutil
import time
import zipfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from model.geometry import Box, Mark, Point
from model.media.images import png_bytes
from model.messages import Picture
from model.tasks import chat
from ui.conversation import Conversation, Turn
from ui.serve import private_folder

_KEPT_S = 3_600
_UNSAFE = re.compile(r"[^\w.-]+")


def export(conversation: Conversation, now: datetime | None = None) -> Path:
    """A zip of ``conversation.md``, ``conversation.json`` and ``pictures/``; no key is in it."""
    now = now or datetime.now(UTC)
    exports = private_folder() / "exports"
    _forget_old(exports)
    folder = exports / secrets.token_hex(16)
    folder.mkdir(mode=0o700, parents=True)
    path = folder / f"sightline-{now:%Y%m%d-%H%M%S}.zip"
    names = picture_names(conversation)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("conversation.md", as_markdown(conversation, names))
        archive.writestr("conversation.json", as_json(conversation, names, now))
        pictures = {p.digest: p for turn in conversation.turns for p in turn.question.pictures}
        for digest, name in names.items():
            # PNG is compressed already.
            entry = zipfile.ZipInfo(name, now.timetuple()[:6])
            archive.writestr(entry, png_bytes(pictures[digest]), zipfile.ZIP_STORED)
    return path


def _forget_old(exports: Path) -> None:
    """Remove what was exported long enough ago to have been downloaded."""
    oldest = time.time() - _KEPT_S
    for folder in exports.glob("*"):
        if folder.stat().st_mtime < oldest:
            shutil.rmtree(folder, ignore_errors=True)


def picture_names(conversation: Conversation) -> dict[str, str]:
    """A file name in the zip for every picture, by digest, in the order they came."""
    names: dict[str, str] = {}
    for turn in conversation.turns:
        for picture in turn.question.pictures:
            stem = _UNSAFE.sub("-", Path(picture.name).stem).strip("-.")[:60] or "picture"
            names.setdefault(picture.digest, f"pictures/{len(names) + 1:02d}-{stem}.png")
    return names


def as_markdown(conversation: Conversation, names: dict[str, str]) -> str:
    """The conversation to read; thoughts are folded."""
    parts = ["# Sightline conversation\n"]
    if conversation.system.strip():
        parts.append(f"> {conversation.system.strip()}\n")
    for index, turn in enumerate(conversation.turns):
        parts.append("## Question\n")
        parts += [_picture_line(picture, names) for picture in turn.question.pictures]
        parts.append(turn.question.text + "\n")
        parts.append(f"## Answer{f' ({turn.given.by})' if turn.given.by else ''}\n")
        if turn.given.thinking.strip():
            parts.append(
                f"<details><summary>Thinking</summary>\n\n{turn.given.thinking.strip()}\n\n"
                "</details>\n"
            )
        reply = chat.read(turn.given.reply, conversation.task(index))
        parts.append(reply.text + "\n")
        parts += [f"- {note}" for note in turn.given.notices]
        if turn.given.error or turn.given.ended not in ("stop", "running"):
            parts.append(f"*{turn.given.error or turn.given.ended}*\n")
    return "\n".join(parts)


def as_json(conversation: Conversation, names: dict[str, str], now: datetime) -> str:
    """The conversation as data: marks in pixels of their pictures, times in seconds."""
    turns = [
        _turn(conversation, index, turn, names) for index, turn in enumerate(conversation.turns)
    ]
    whole = {
        "app": "Sightline",
        "exported": now.isoformat(timespec="seconds"),
        "system": conversation.system,
        "turns": turns,
    }
    return json.dumps(whole, ensure_ascii=False, indent=2)


def _picture_line(picture: Picture, names: dict[str, str]) -> str:
    alt = picture.name.replace("[", "(").replace("]", ")")
    return f"![{alt}]({names[picture.digest]})\n"


def _turn(
    conversation: Conversation, index: int, turn: Turn, names: dict[str, str]
) -> dict[str, Any]:
    given, usage = turn.given, turn.given.usage
    return {
        "question": turn.question.text,
        "pictures": [names[picture.digest] for picture in turn.question.pictures],
        "answer": chat.read(given.reply, conversation.task(index)).text,
        "reply": given.reply,
        "thinking": given.thinking,
        "by": given.by or "embedded engine",
        "ended": given.ended,
        "error": given.error,
        "notices": list(given.notices),
        "marks": [
            {"picture": names.get(picture.digest), **_mark(mark)}
            for picture, marks in conversation.marks(index)
            for mark in marks
        ],
        "first_token_s": given.first_s,
        "thought_s": given.thought_s,
        "total_s": given.total_s,
        "usage": None
        if usage is None
        else {
            "prompt_tokens": usage.prompt_tokens,
            "answer_tokens": usage.answer_tokens,
            "thinking_tokens": usage.thinking_tokens,
            "cost_usd": usage.cost_usd,
        },
    }


def _mark(mark: Mark) -> dict[str, Any]:
    shape = mark.shape
    if isinstance(shape, Box):
        place: dict[str, Any] = {"box": [shape.x1, shape.y1, shape.x2, shape.y2]}
    elif isinstance(shape, Point):
        place = {"point": [shape.x, shape.y]}
    else:
        place = {"polygon": [[point.x, point.y] for point in shape.points]}
    return {**place, "label": mark.label, "score": mark.score, "note": mark.note}
