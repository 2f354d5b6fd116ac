"""What stands between the network and Gradio: closed doors, security headers, an early script.

Gradio 6.31 streams any public address through ``/gradio_api/file=http…`` and fetches addresses
named as uploads; both would make the app an open proxy, so both are refused here. The headers
let the page load nothing from afar, whatever a model wrote into it. The early script has to run
before Gradio reads the browser's language and colour scheme, and Gradio's own ``head=`` comes
too late for that.
"""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import unquote

from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

POLICY = "; ".join(
    (
        "default-src 'self'",
        "script-src 'self' 'unsafe-inline' 'unsafe-eval'",  # Gradio compiles its own events
        "style-src 'self' 'unsafe-inline'",
        "img-src 'self' data: blob:",
        "media-src 'self' data: blob:",
        "font-src 'self' data:",
        "connect-src 'self'",
        "worker-src 'self' blob:",
        "frame-src 'self' data: blob:",
        "object-src 'none'",
        "base-uri 'self'",
        "form-action 'self'",
        "frame-ancestors 'self' https://huggingface.co",  # where a Space is shown
    )
)
HEADERS = {
    "content-security-policy": POLICY,
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
    "permissions-policy": "camera=(), microphone=(), geolocation=(), payment=()",
    "cross-origin-opener-policy": "same-origin",
}
MAX_EVENT_BYTES = 16 * 1024 * 1024
"""Largest body of an event; files come through the upload route and do not count."""

_EVENTS = ("/gradio_api/queue/join", "/gradio_api/run/", "/gradio_api/call/", "/gradio_api/api/")
_CLOSED = ("/monitoring", "/gradio_api/monitoring", "/gradio_api/runs", "/gradio_api/deep_link")
_FETCH = "/file="


class Guard:
    """ASGI middleware with all of the above; ``script`` goes first into the page's head."""

    def __init__(self, app: ASGIApp, script: str = ""):
        self.app = app
        self.script = f"<script>{script}</script>".encode() if script else b""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Refuse, or pass on with the headers added."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        send = self._with_headers(scope, send)
        path = unquote(scope["path"])
        if _is_proxying(path) or path.startswith(_CLOSED):
            await PlainTextResponse("Not available here.", 403)(scope, receive, send)
            return
        if scope["method"] == "POST" and path.startswith(_EVENTS):
            body = await _read(receive)
            if body is None:
                await PlainTextResponse("That is too much at once.", 413)(scope, receive, send)
                return
            if names_remote_file(body):
                refusal = "Files are uploaded, not named by address."
                await PlainTextResponse(refusal, 403)(scope, receive, send)
                return
            receive = _replay(body, receive)
        await self.app(scope, receive, send)

    def _with_headers(self, scope: Scope, send: Send) -> Send:
        start: Message = {}
        held = bytearray()

        async def guarded(message: Message) -> None:
            nonlocal start
            if message["type"] == "http.response.start":
                names = {name for name, _ in message["headers"]}
                message["headers"] = [
                    *message["headers"],
                    *(
                        (n.encode(), v.encode())
                        for n, v in HEADERS.items()
                        if n.encode() not in names
                    ),
                ]
                if self.script and scope["path"] == "/" and _is_html(message):
                    start = message
                    return
            elif start:
                held.extend(message.get("body", b""))
                if message.get("more_body"):
                    return
                body = bytes(held).replace(b"<head>", b"<head>" + self.script, 1)
                start["headers"] = [
                    (name, str(len(body)).encode() if name == b"content-length" else value)
                    for name, value in start["headers"]
                ]
                await send(start)
                message = {"type": "http.response.body", "body": body}
            await send(message)

        return guarded


def names_remote_file(body: bytes) -> bool:
    """Whether an event's JSON holds a file whose path is a web address."""
    try:
        waiting: list[Any] = [json.loads(body)]
    except ValueError:
        return False
    while waiting:
        value = waiting.pop()
        if isinstance(value, dict):
            path = value.get("path")
            if isinstance(path, str) and path.strip().lower().startswith(("http:", "https:")):
                return True
            waiting.extend(value.values())
        elif isinstance(value, list):
            waiting.extend(value)
    return False


def _is_proxying(path: str) -> bool:
    """``/file=http…`` in any spelling, and Gradio's ``/proxy=``."""
    _, found, target = path.partition(_FETCH)
    remote = unquote(target).strip().lstrip("/").lower().startswith(("http:", "https:"))
    return "/proxy=" in path or bool(found and remote)


def _is_html(message: Message) -> bool:
    return any(
        name == b"content-type" and value.startswith(b"text/html")
        for name, value in message["headers"]
    )


async def _read(receive: Receive) -> bytes | None:
    """The request's body, or ``None`` if it is longer than ``MAX_EVENT_BYTES``."""
    body = bytearray()
    while True:
        message = await receive()
        body.extend(message.get("body", b""))
        if len(body) > MAX_EVENT_BYTES:
            return None
        if message["type"] == "http.disconnect" or not message.get("more_body"):
            return bytes(body)


def _replay(body: bytes, receive: Receive) -> Receive:
    """``receive`` that gives the body read already, then what really comes (a disconnect)."""
    given = False

    async def again() -> Message:
        nonlocal given
        if given:
            return await receive()
        given = True
        return {"type": "http.request", "body": body, "more_body": False}

    return again
