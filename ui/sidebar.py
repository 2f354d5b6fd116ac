"""The sidebar: who answers, how, and what it cost.

The key's way: typed into a password box, moved by Connect into a ``Connection`` on the server (a
``gr.State`` and the session's memory), and the box emptied. It never comes back to the page.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import gradio as gr
from gradio.components import Component

from model.backends.base import Connection
from model.endpoints import PRESETS, preset_for
from model.events import Event, Progress
from model.service import ModelService
from model.settings import Settings
from ui import connecting, header
from ui.connecting import ENVIRONMENT, OTHER
from ui.errors import sentence
from ui.markup import both
from ui.meter import Meter
from ui.sessions import Sessions
from ui.shell import Spent
from ui.words import label

_QUIET: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}


@dataclass(frozen=True)
class Sidebar:
    """``inputs`` are those of ``shell.read_sidebar``; ``session`` holds the tab's token."""

    inputs: tuple[Component, ...]
    spent: gr.State
    session: gr.State


def build(
    app: gr.Blocks,
    service: ModelService,
    settings: Settings,
    sessions: Sessions,
    chip: gr.HTML,
    start: Connection,
) -> Sidebar:
    """Place the sidebar and wire it."""
    nothing: Spent | None = None
    connection = gr.State(start)
    session, spent, meter = gr.State(""), gr.State(nothing), gr.State(Meter())
    offered = start if start.backend == "endpoint" else Connection()  # what the form begins with
    remembered = gr.BrowserState({}, storage_key="sightline-settings", secret="sightline")
    token = gr.Textbox(visible=False)

    with gr.Sidebar(width=320, elem_id="sidebar"):
        gr.HTML(f"<h2>{both('side_answers')}</h2>")
        backend = gr.Radio(
            _backend_choices(settings),
            value=start.backend,
            label=label("backend"),
            elem_id="backend",
            container=False,
        )
        about = gr.HTML(connecting.about(start), elem_id="about-backend")
        with gr.Column(visible=start.backend == "local", elem_id="local-model") as here:
            test_here = gr.Button(label("test_local"), elem_id="test-local")
            status_here = gr.HTML(elem_id="local-status")
        with gr.Column(visible=start.backend == "endpoint", elem_id="endpoint") as form:
            preset = gr.Dropdown(
                _preset_choices(settings),
                value=connecting.preset_name(settings, offered.base_url),
                label=label("preset"),
                elem_id="preset",
            )
            base_url = gr.Textbox(
                offered.base_url,
                label=label("base_url"),
                placeholder="https://…/v1",
                elem_id="base-url",
                max_lines=1,
            )
            model = gr.Dropdown(
                list(preset_for(offered.base_url).models),
                value=offered.model or None,
                allow_custom_value=True,
                label=label("model"),
                elem_id="model",
            )
            key = gr.Textbox(
                label=label("key"),
                info=label("key_hint"),
                type="password",
                elem_id="key",
                html_attributes=gr.InputHTMLAttributes(autocomplete="off", spellcheck=False),
            )
            with gr.Row(elem_classes="buttons"):
                connect = gr.Button(label("connect"), variant="primary", elem_id="connect")
                test = gr.Button(label("test"), elem_id="test-connection")
            status = gr.HTML(
                connecting.status(start, settings) if start.backend == "endpoint" else "",
                elem_id="connection-status",
            )
        gr.HTML(f"<h2>{both('side_how')}</h2>")
        is_model = start.backend != "embedded"
        thinking = gr.Checkbox(
            True,
            label=label("thinking"),
            elem_id="thinking",
            visible=is_model,
            interactive=connecting.can_choose_thinking(start),
        )
        about_thinking = gr.HTML(connecting.thinking_hint(start), elem_id="about-thinking")
        with gr.Accordion(
            label("sampling"), open=False, elem_id="sampling", visible=is_model
        ) as sampling:
            temperature = gr.Slider(
                0, 1, settings.temperature, step=0.05, label=label("temperature")
            )
            top_p = gr.Slider(0.01, 1, settings.top_p, step=0.01, label=label("top_p"))
            max_tokens = gr.Number(
                settings.max_answer_tokens,
                label=label("max_tokens"),
                info=label("sampling_hint"),
                precision=0,
                minimum=16,
                elem_id="max-tokens",
                maximum=131_072,
            )
        gr.HTML(f"<h2>{both('side_meter')}</h2>")
        meter_view = gr.HTML(Meter().html(), elem_id="meter")

    kept: list[Any] = [backend, preset, base_url, model, thinking, temperature, top_p, max_tokens]

    def on_backend(chosen: str, url: str, named: str, token: str) -> tuple[Any, ...]:
        held: Connection | None = sessions.get(token, "endpoint")
        if chosen == "embedded":
            now = Connection()
        elif chosen == "local":
            now = connecting.on_this_machine(settings)
        else:
            now = held or connecting.connect(settings, url, named or "", "")
        sessions.put(token, "connection", now)
        return (now, *shown(now))

    def shown(now: Connection) -> tuple[Any, ...]:
        remote = now.backend == "endpoint"
        return (
            gr.Column(visible=remote),
            connecting.about(now),
            gr.Column(visible=now.backend == "local"),
            connecting.status(now, settings) if remote else "",
            header.chip(now),
        )

    def on_preset(chosen: str) -> tuple[Any, ...]:
        url, models, first = connecting.fill(settings, chosen)
        return url, gr.Dropdown(choices=models, value=first)

    def on_form(url: str, named: str | None, now: Connection, token: str) -> str:
        # Connecting may be on its way at the same time; the session knows of it before the page.
        now = sessions.get(token, "connection") or now
        return connecting.form_status(url, named or "", now, settings)

    def on_connect(url: str, named: str, typed: str, old: Connection, token: str) -> Any:
        now = connecting.connect(settings, url, named or "", typed, old)
        sessions.put(token, "connection", now)
        sessions.put(token, "endpoint", now)
        # A key that cannot be one stays in its box, to be mended there.
        typed_left = gr.skip() if connecting.mistake(now, settings) else ""
        return now, typed_left, connecting.status(now, settings), header.chip(now)

    def on_test(now: Connection) -> Iterator[str]:
        yield connecting.progress("testing")
        try:
            for report in service.test_connection(now):
                if isinstance(report, Progress):
                    yield connecting.progress(report.text)
                elif not isinstance(report, Event):
                    yield connecting.diagnosis(report)
        except Exception as error:
            yield connecting.failure(sentence(error))

    def on_load(token: str, saved: dict[str, Any] | None) -> list[Any]:
        saved = connecting.checked(saved)
        held: Connection | None = sessions.get(token, "connection")
        total: Meter = sessions.get(token, "meter") or Meter()
        if held is None and (kept := saved.get("backend", start.backend)) != "endpoint":
            held = connecting.on_this_machine(settings) if kept == "local" else Connection()
        if held is None:
            url = saved.get("base_url", offered.base_url)
            held = connecting.connect(settings, url, saved.get("model", offered.model), "")
        remote = held.backend == "endpoint"
        url = held.base_url if remote else saved.get("base_url", offered.base_url)
        named = held.model if remote else saved.get("model", offered.model)
        return [
            token,
            held,
            total,
            total.html(),
            *shown(held),
            held.backend,
            connecting.preset_name(settings, url),
            url,
            gr.Dropdown(choices=list(preset_for(url).models), value=named or None),
            saved.get("thinking", True),
            saved.get("temperature", settings.temperature),
            saved.get("top_p", settings.top_p),
            saved.get("max_tokens", settings.max_answer_tokens),
        ]

    def on_connection(now: Connection) -> tuple[Any, ...]:
        is_model = now.backend != "embedded"
        can_choose = connecting.can_choose_thinking(now)
        return (
            gr.Checkbox(visible=is_model, interactive=can_choose),
            connecting.thinking_hint(now),
            gr.Accordion(visible=is_model),
        )

    def on_spent(now: Spent | None, total: Meter, token: str) -> tuple[Meter, str]:
        if now is not None:
            total = total.plus(now.usage)
            sessions.put(token, "meter", total)
        return total, total.html()

    backend.input(
        on_backend,
        [backend, base_url, model, session],
        [connection, form, about, here, status, chip],
        **_QUIET,
    )
    preset.input(on_preset, preset, [base_url, model], **_QUIET)
    # Not `input`: Gradio does not tell it of text that was pasted at once.
    gr.on(
        [base_url.change, model.change],
        on_form,
        [base_url, model, connection, session],
        status,
        trigger_mode="always_last",
        **_QUIET,
    )
    connecting_inputs = [base_url, model, key, connection, session]
    connected = [connection, key, status, chip]
    # What the form says of itself comes last: a reply to typing may have been on its way still.
    gr.on([connect.click, key.submit], on_connect, connecting_inputs, connected, **_QUIET).then(
        on_form, [base_url, model, connection, session], status, **_QUIET
    )
    test.click(on_connect, connecting_inputs, connected, **_QUIET).then(
        on_test, connection, status, concurrency_id="model", **_QUIET
    )
    test_here.click(on_test, connection, status_here, concurrency_id="model", **_QUIET)
    gr.on(
        [control.change for control in kept],
        lambda *values: dict(zip(connecting.KEPT, values, strict=True)),
        kept,
        remembered,
        trigger_mode="always_last",
        **_QUIET,
    )
    connection.change(on_connection, connection, [thinking, about_thinking, sampling], **_QUIET)
    spent.change(on_spent, [spent, meter, session], [meter, meter_view], **_QUIET)
    app.load(
        on_load,
        [token, remembered],
        [session, connection, meter, meter_view, form, about, here, status, chip, *kept],
        js="(token, saved) => [window.sightline.session(), saved]",
        **_QUIET,
    ).then(None, js="() => window.sightline.ready()")
    return Sidebar((connection, thinking, temperature, top_p, max_tokens), spent, session)


def _backend_choices(settings: Settings) -> list[Any]:
    """Weights on this machine are for who starts the app to offer, not for visitors to name."""
    names = ["local"] if settings.backend == "local" else []
    return [(label(f"backend_{name}"), name) for name in (*names, "embedded", "endpoint")]


def _preset_choices(settings: Settings) -> list[Any]:
    own = [(label("preset_environment"), ENVIRONMENT)] if settings.base_url else []
    return [*own, *((row.name, row.name) for row in PRESETS), (label("preset_other"), OTHER)]
