"""A page rebuilt from a picture, so that the agent has something to drive."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING

from model.events import Transcript
from model.messages import Picture
from model.service import ModelService
from model.tasks import webpage
from model.tasks.webpage import Rebuild

if TYPE_CHECKING:
    from agents.sandbox import Browser


def rebuilt(picture: Picture, service: ModelService, browser: Browser) -> str:
    """The HTML the embedded engine writes for ``picture``; offline, in seconds.

    Raises an error of ``model/errors.py``.
    """
    from agents.rendering import BrowserRenderer

    with closing(BrowserRenderer(browser)) as renderer:
        task = Rebuild(picture, renderer=renderer)
        transcript = Transcript()
        for event in service.stream(task):
            transcript.add(event)
    return webpage.read(transcript.answer, task).html
