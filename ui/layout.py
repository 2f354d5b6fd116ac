"""The page: header, sidebar, tabs. Adding a tab is one line of ``TABS``."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module

import gradio as gr

from model.service import ModelService
from model.settings import Settings
from ui import connecting, header, sidebar
from ui.sessions import Sessions, weights
from ui.shell import Parcel, Shell
from ui.words import label


@dataclass(frozen=True, slots=True)
class TabEntry:
    """A tab: its id, which is also its word and its module."""

    id: str
    receives: bool = True
    """Whether other tabs may send pictures here."""

    @property
    def build(self) -> Callable[[Shell], None]:
        """The ``build(shell)`` of the tab's module."""
        build: Callable[[Shell], None] = import_module(f"ui.tabs.{self.id}").build
        return build


TABS = (
    TabEntry("chat"),
    TabEntry("ground"),
    TabEntry("video", receives=False),
    TabEntry("documents", receives=False),
    TabEntry("webpage"),
    TabEntry("agent"),
)


def build(service: ModelService, settings: Settings) -> gr.Blocks:
    """The whole app as Blocks, not yet launched."""
    hours = max(1, settings.session_idle_s // 3_600)
    app = gr.Blocks(
        title="Sightline",
        fill_width=True,
        analytics_enabled=False,
        delete_cache=(3_600, 3_600 * (hours + 23)),
    )
    with app:
        sessions = Sessions(
            settings.session_idle_s, most_bytes=settings.session_pictures_mb * 1_000_000
        )
        sessions.on_forgotten = lambda token: _forget(app, side.session, token)
        start = connecting.start(settings)
        chip = header.build(start)
        side = sidebar.build(app, service, settings, sessions, chip, start)
        # States between tabs would shift Gradio's count of them, so they come first.
        inbox = {entry.id: _inbox() for entry in TABS if entry.receives}
        with gr.Column(elem_id="main"):
            tabs = gr.Tabs(selected="chat", elem_id="tabs")
            with tabs:
                shell = Shell(
                    service=service,
                    settings=settings,
                    tabs=tabs,
                    sidebar=side.inputs,
                    spent=side.spent,
                    sessions=sessions,
                    session=side.session,
                    inbox=inbox,
                )
                for entry in TABS:
                    with gr.Tab(
                        label(f"tab_{entry.id}"),
                        id=entry.id,
                        elem_id=f"tab-{entry.id}",
                        render_children=True,
                    ):
                        entry.build(shell)
    return app


def _forget(app: gr.Blocks, session: gr.State, token: str) -> None:
    """Let go of the pictures that Gradio's own states hold for the page of a session."""
    for page in list(app.state_holder.session_data.values()):
        if page.state_data.get(session._id) == token:
            for key, value in list(page.state_data.items()):
                if weights(value):
                    page.state_data.pop(key, None)  # as new when it is next asked for


def _inbox() -> gr.State:
    empty: Parcel | None = None
    return gr.State(empty)
