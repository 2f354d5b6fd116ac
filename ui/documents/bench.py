"""What all work on behalf of a visitor stands on: the shell, the page, the open documents."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from ui.documents.desk import Desk
from ui.documents.library import Library
from ui.documents.page import Page, Update
from ui.runs import Runs
from ui.shell import Shell
from ui.words import Language

if TYPE_CHECKING:
    import gradio as gr

NAME = "documents"
"""Under which a session keeps its desk."""


class Bench:
    """Shared by opening, gathering and asking; one piece of work for each visitor at a time."""

    def __init__(self, shell: Shell, page: Page, library: Library) -> None:
        self._shell = shell
        self._page = page
        self._library = library
        self._runs = Runs()

    def stop(self, request: gr.Request) -> None:
        """End what goes on for this page; what came so far stays."""
        self._runs.stop(str(request.session_hash))

    def _kept(
        self,
        now: Desk,
        token: str,
        language: Language,
        troubles: Sequence[str],
        told: Sequence[str] = (),
    ) -> Update:
        self._shell.sessions.put(token, NAME, now)
        return self._page.show(now, language, troubles, told)
