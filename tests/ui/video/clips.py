"""A desk with a clip whose facts are made up, for tests that decode nothing."""

from dataclasses import replace
from typing import Any

from PIL import Image

from model.clips.parts import Facts, Frame, Timeline
from model.media.images import picture_of
from ui.sessions import Sessions
from ui.video.desk import Desk, Desks

TOKEN = "0123456789abcdef0123456789abcdef"
FACTS = Facts("talk.mp4", "d" * 64, 120.0, 640, 360, 25.0, "h264")


def desk(**changes: Any) -> Desk:
    timeline = Timeline(FACTS, done=0.5)
    begun = Desk(None, FACTS.name, {"path": "/x/talk.mp4"}, "key", FACTS, timeline, "watching")
    return replace(begun, **changes)


def desks(now: Desk | None = None) -> Desks:
    kept = Desks(Sessions(3600))
    if now is not None:
        kept.put(TOKEN, now)
    return kept


def frame(at_s: float) -> Frame:
    return Frame(at_s, picture_of(Image.new("RGB", (64, 36), (round(at_s), 9, 9)), f"{at_s}"))
