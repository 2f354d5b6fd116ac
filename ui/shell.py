"""What every tab's ``build(shell)`` gets: the service, the sidebar, and the ways between tabs.

An event that asks a model takes ``*shell.sidebar`` as its last inputs, hands their values to
``read_sidebar`` for a connection and options, and puts ``Spent.now(usage)`` into ``shell.spent``
when it learns what the answer took. It runs with ``concurrency_id="model"``, so that the limit on
questions at once holds for all tabs together.
"""

from __future__ import annotations

import atexit
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from model.backends.base import Connection, Options
from model.events import Usage
from model.geometry import Mark
from model.messages import Picture
from model.service import ModelService
from model.settings import Settings
from ui.sessions import Sessions

if TYPE_CHECKING:
    import gradio as gr
    from gradio.components import Component

    from agents.sandbox import Browser


@dataclass(frozen=True, slots=True)
class Parcel:
    """What one tab sends to another: pictures, words and marks on them.

    ``html`` is a page that was built, for a tab that can use one; ``times`` are seconds of the
    pictures, where they are moments of one recording. ``serial`` makes two parcels with
    the same content differ, so that the second is noticed too.
    """

    pictures: tuple[Picture, ...] = ()
    text: str = ""
    marks: tuple[Mark, ...] = ()
    serial: int = field(default=0)
    html: str = ""
    times: tuple[float, ...] = ()

    @classmethod
    def now(
        cls,
        pictures: tuple[Picture, ...] = (),
        text: str = "",
        marks: tuple[Mark, ...] = (),
        html: str = "",
        times: tuple[float, ...] = (),
    ) -> Parcel:
        """A parcel sent at this moment."""
        return cls(pictures, text, marks, time.monotonic_ns(), html, times)


@dataclass(frozen=True, slots=True)
class Spent:
    """Tokens that one answer cost; a tab puts it into ``shell.spent`` and the meter adds it up."""

    usage: Usage
    serial: int

    @classmethod
    def now(cls, usage: Usage) -> Spent:
        """Tokens spent at this moment."""
        return cls(usage, time.monotonic_ns())


@dataclass(frozen=True)
class Shell:
    """The frame round the tabs.

    ``sidebar`` are the inputs an asking event adds at the end of its own; ``read_sidebar`` turns
    their values into a connection and options. ``inbox`` holds a ``gr.State`` of ``Parcel | None``
    for every furnished tab: to send, output a parcel there together with
    ``gr.Tabs(selected=tab_id)`` to ``tabs``; to receive, listen to the inbox's ``change``.
    ``session`` holds the browser tab's token, under which ``sessions`` keeps what a reload must
    not lose; its ``change`` fires once, when the page has loaded.
    """

    service: ModelService
    settings: Settings
    tabs: gr.Tabs
    sidebar: tuple[Component, ...]
    spent: gr.State
    sessions: Sessions
    session: gr.State
    inbox: Mapping[str, gr.State]

    @cached_property
    def browser(self) -> Browser:
        """The one browser of all tabs and visitors; it starts nothing until a page is opened."""
        from agents.sandbox import Browser

        browser = Browser(self.settings)
        atexit.register(browser.close)
        return browser


def read_sidebar(values: Sequence[Any]) -> tuple[Connection, Options]:
    """The session's connection and options from the values of ``Shell.sidebar``.

    The values are, in this order: the ``Connection`` kept on the server, whether to think,
    temperature, top_p and the longest answer in tokens.
    """
    connection, thinking, temperature, top_p, max_tokens = values
    return connection or Connection(), Options(
        thinking=bool(thinking),
        temperature=None if temperature is None else float(temperature),
        top_p=None if top_p is None else float(top_p),
        max_tokens=None if max_tokens is None else int(max_tokens),
    )
