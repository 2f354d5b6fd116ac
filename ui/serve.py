"""Launching: the page's Blocks behind the guard, on a private folder, calling nobody."""

from __future__ import annotations

import atexit
import gc
import os
import shutil
import socket
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from model.errors import SettingsError
from model.service import ModelService
from model.settings import Settings

_PORTS_TRIED = 100
_STYLED = ("ground", "documents", "video", "webpage", "agent")
"""Tabs with a stylesheet of their own."""


def serve(
    service: ModelService,
    settings: Settings,
    *,
    port: int | None = None,
    share: bool = False,
    block: bool = True,
) -> str:
    """Serve the app and return its address; ``port`` is taken as it is, or refused.

    Without ``port`` the first free one from ``settings.port`` on is taken. Raises
    ``SettingsError`` when there is none.
    """
    private_folder()
    _keep_loopback_direct()
    with _nothing_collected():
        import gradio as gr
        from starlette.middleware import Middleware

        from ui import layout, theme, words
        from ui.guard import Guard

        app = layout.build(service, settings)
        app.queue(
            api_open=False,
            default_concurrency_limit=settings.concurrency,
            max_size=settings.queue_size,
            status_update_rate="auto",
        )
        script = theme.SCRIPT.read_text(encoding="utf-8")
        _, address, shared = app.launch(
            server_name=settings.host,
            server_port=_free_port(settings, port),
            share=share,
            theme=theme.theme(),
            css_paths=[theme.CSS, *(theme.STATIC / f"{name}.css" for name in _STYLED)],
            i18n=words.translations(),
            app_kwargs={"middleware": [Middleware(Guard, script=script)]},
            max_threads=max(40, 2 * settings.concurrency),
            # The largest of all kinds; who opens a file holds it to the limit of its own kind.
            max_file_size=largest_mb(settings) * gr.FileSize.MB,
            blocked_paths=[str(Path(__file__).parent.parent)],
            favicon_path=theme.STATIC / "favicon.svg",
            footer_links=[],
            ssr_mode=False,
            run_history=False,
            enable_monitoring=False,
            show_error=False,
            quiet=True,
            prevent_thread_lock=True,
        )
    print(f"Sightline is at {shared or address}", flush=True)
    if block:
        app.block_thread()
    return str(address)


@contextmanager
def _nothing_collected() -> Iterator[None]:
    """Python looks for no garbage meanwhile, nor ever in what then stands.

    Over 300,000 objects are made that stay: looking through them again and again took a fifth of
    the start.
    """
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()


def largest_mb(settings: Settings) -> int:
    """The largest file that any tab takes."""
    return max(settings.max_upload_mb, settings.document_mb, settings.video_mb)


def private_folder() -> Path:
    """A folder that only this process's user can read, for uploads; gone at exit.

    Gradio's own default is shared by all apps of a machine and readable by everybody.
    """
    if (named := os.environ.get("GRADIO_TEMP_DIR")) is None:
        named = tempfile.mkdtemp(prefix="sightline-")
        os.environ["GRADIO_TEMP_DIR"] = named
        atexit.register(shutil.rmtree, named, ignore_errors=True)
    return Path(named)


def _keep_loopback_direct() -> None:
    """Gradio asks itself over HTTP while launching; a proxy must not get in between."""
    for name in ("NO_PROXY", "no_proxy"):
        hosts = [host for host in os.environ.get(name, "").split(",") if host]
        os.environ[name] = ",".join(dict.fromkeys([*hosts, "127.0.0.1", "localhost"]))


def _free_port(settings: Settings, port: int | None) -> int:
    wanted = [port] if port else range(settings.port, settings.port + _PORTS_TRIED)
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    for candidate in wanted:
        with socket.socket(family, socket.SOCK_STREAM) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((settings.host, candidate))
            except (OSError, OverflowError):
                continue
            return candidate
    shown = f"Port {port}" if port else f"Every port from {wanted[0]} to {wanted[-1]}"
    raise SettingsError(f"{shown} of {settings.host!r} is taken; choose another with --port.")
