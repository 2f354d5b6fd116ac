"""From the sidebar's form to a ``Connection``, and what is said about it; pure."""

from __future__ import annotations

import html
from dataclasses import replace
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from model.addresses import check_base_url
from model.backends.base import Connection, Secret
from model.endpoints import PRESETS, preset_for, same_endpoint
from model.errors import SightlineError
from model.settings import Settings
from ui.markup import both
from ui.words import WORDS
from ui.words.told import both_told

if TYPE_CHECKING:
    from model.backends.endpoint.selftest import Diagnosis

ENVIRONMENT = "environment"
OTHER = "other"
KEPT = ("backend", "preset", "base_url", "model", "thinking", "temperature", "top_p", "max_tokens")
"""Settings that the browser remembers; a key is none of them."""


def start(settings: Settings) -> Connection:
    """The connection a new visitor begins with."""
    if settings.backend == "embedded":
        return Connection()
    if settings.backend == "local":
        return on_this_machine(settings)
    return connect(settings, settings.base_url, settings.model, "")


def on_this_machine(settings: Settings) -> Connection:
    """The connection to the weights the app was started with; the embedded engine without."""
    from model.backends.local.checkpoint import title, window

    if settings.backend != "local":
        return Connection()
    return Connection("local", model=title(settings.model), context=window(settings.model))


def connect(
    settings: Settings, base_url: str, model: str, typed: str, old: Connection | None = None
) -> Connection:
    """A connection to ``base_url``; without a typed key the one already held for it is used.

    A key goes only to the endpoint it was given for: the environment's to ``settings.base_url``,
    the session's to the address it was typed for.
    """
    base_url, model = base_url.strip(), model.strip()
    key = Secret(typed)
    if not key and old is not None and same_endpoint(old.base_url, base_url):
        key = old.key
    if not key and same_endpoint(settings.base_url, base_url):
        key = Secret(settings.api_key)
    if not model and settings.backend != "local":
        model = settings.model if same_endpoint(settings.base_url, base_url) else ""
    if not model and (models := preset_for(base_url).models):
        model = models[0]
    return Connection("endpoint", base_url, model, key)


def fill(settings: Settings, preset: str) -> tuple[str, list[str], str | None]:
    """What choosing ``preset`` puts into the form: address, models to choose from, the first."""
    if preset == ENVIRONMENT:
        models = list(preset_for(settings.base_url).models)
        own = settings.model if settings.backend != "local" else ""
        return settings.base_url, models, own or (models[0] if models else None)
    row = next((row for row in PRESETS if row.name == preset), None)
    return (row.base_url, list(row.models), row.models[0]) if row else ("", [], None)


def preset_name(settings: Settings, base_url: str) -> str:
    """The preset that stands for ``base_url`` in the form; the first when it is empty."""
    if same_endpoint(settings.base_url, base_url):
        return ENVIRONMENT
    if not base_url:
        return ENVIRONMENT if settings.base_url else OTHER
    row = preset_for(base_url)
    return row.name if row in PRESETS and same_endpoint(row.base_url, base_url) else OTHER


def checked(saved: Any) -> dict[str, Any]:
    """What the browser remembered, without values of a wrong kind: anybody may write there."""
    kinds: dict[str, type | tuple[type, ...]] = {
        "backend": str, "preset": str, "base_url": str, "model": str, "thinking": bool,
        "temperature": (int, float), "top_p": (int, float), "max_tokens": (int, float),
    }  # fmt: skip
    if not isinstance(saved, dict):
        return {}
    return {name: saved[name] for name, kind in kinds.items() if isinstance(saved.get(name), kind)}


def status(connection: Connection, settings: Settings) -> str:
    """One line on the connection as HTML: with which key, or what is missing."""
    if not connection.base_url.strip():
        return _line("", both("address_missing"))
    if wrong := mistake(connection, settings):
        return failure(wrong)
    host = urlsplit(check_base_url(connection.base_url, _trusting(settings))).netloc
    if not connection.model:
        return _line("", both("model_missing"))
    if connection.key:
        own = same_endpoint(connection.base_url, settings.base_url)
        of_environment = own and connection.key == Secret(settings.api_key)
        word = "connected_environment" if of_environment else "connected_key"
        return _line("good", both(word, host=host))
    if preset_for(connection.base_url).needs_key:
        return _line("note", both("key_missing", host=host)) + key_page(connection.base_url)
    return _line("good", both("connected_open", host=host))


def mistake(connection: Connection, settings: Settings) -> str:
    """What is wrong with the address or the key as they stand, as a sentence; empty if nothing."""
    from model.backends.endpoint.backend import check_key

    own = same_endpoint(connection.base_url, settings.base_url)
    try:
        check_base_url(connection.base_url, _trusting(settings) if own else settings)
        check_key(connection.key)
    except SightlineError as error:
        return str(error)
    return ""


def _trusting(settings: Settings) -> Settings:
    """Settings for the operator's own endpoint, which may be private."""
    return replace(settings, private_endpoints="yes")


def can_choose_thinking(connection: Connection) -> bool:
    """Whether the Thinking switch does anything for who answers now."""
    switch = connection.profile.thinking
    return connection.backend != "embedded" and switch not in ("always", "none")


def about(connection: Connection) -> str:
    """What there is to know of who answers, as HTML; empty for an endpoint, which has a form."""
    if connection.backend == "endpoint":
        return ""
    return f'<p class="hint">{both(f"about_{connection.backend}", model=connection.model)}</p>'


def thinking_hint(connection: Connection) -> str:
    """What the Thinking switch does for who answers now, or why it does nothing, as HTML."""
    if connection.backend == "embedded":
        return f'<p class="hint">{both("how_embedded")}</p>'
    profile = connection.profile
    word = f"think_{profile.thinking}"
    words = both(word if word in WORDS else "thinking_hint", name=profile.name)
    return f'<p class="hint">{words}</p>'


def form_status(base_url: str, model: str, now: Connection, settings: Settings) -> str:
    """What to say while the form is being filled: connected, or that connecting is still due."""
    if same_endpoint(base_url, now.base_url) and model.strip() == now.model:
        return status(now, settings)
    if not base_url.strip():
        return status(Connection("endpoint"), settings)
    return _line("", both("not_yet")) + key_page(base_url)


def key_page(base_url: str) -> str:
    """A link to where the provider hands out keys, and its note."""
    row = preset_for(base_url)
    note = f" {both_told(row.note)}" if row.note else ""
    if not row.key_url:
        return _line("", note) if note else ""
    return _line(
        "",
        f'<a href="{html.escape(row.key_url, quote=True)}" target="_blank" '
        f'rel="noopener noreferrer">{both("key_page")}</a>.{note}',
    )


def progress(text: str) -> str:
    """A line on what is going on; ``text`` may be a key of the words."""
    return _line("busy", both(text) if text in WORDS else both_told(text))


def diagnosis(found: Diagnosis) -> str:
    """What the self-test found out, as lines of HTML."""
    state = {"sees and grounds": "good", "sees": "good", "answers but cannot see": "note"}
    lines = [_line(state.get(found.level, "bad"), both_told(found.sentence))]
    if found.reply.strip():
        lines.append(_line("", both("test_reply", reply=found.reply.strip()[:300])))
    lines += [_line("note", both_told(notice)) for notice in found.notices]
    lines.append(_line("", both("test_took", s=f"{found.seconds:.1f}")))
    return "".join(lines)


def failure(text: str) -> str:
    """A line on what went wrong."""
    return _line("bad", both_told(text))


def _line(state: str, inner: str) -> str:
    return f'<p class="line {state}" role="status">{inner}</p>'
