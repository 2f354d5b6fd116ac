"""Sandbox: pages in a Chromium of our own, without a network, within bounds, driven by pixels.

``Browser(settings).open()`` gives a ``Sandbox``: ``load`` a page into it, ``act`` on it, ``look``.
"""

from agents.sandbox.browser import Browser
from agents.sandbox.files import FileAnswer
from agents.sandbox.origin import ORIGIN
from agents.sandbox.sandbox import Sandbox
from agents.sandbox.site import Site
from agents.sandbox.values import Entry, EntryKind, Frame, Observed, Viewport

__all__ = [
    "ORIGIN",
    "Browser",
    "Entry",
    "EntryKind",
    "FileAnswer",
    "Frame",
    "Observed",
    "Sandbox",
    "Site",
    "Viewport",
]
