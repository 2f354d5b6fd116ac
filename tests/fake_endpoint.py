"""A real OpenAI-compatible HTTP server on loopback that says what a test scripted.

    with FakeEndpoint() as server:
        server.script(Reply.stream("Hello"))
        ...  # point a connection at server.base_url
        assert server.chats[0].body["model"] == "glm-4.5v"

Scripted replies are taken in order; when none is left, ``server.otherwise`` makes one from the
request (so a test can answer from the picture that was sent). A reply is a list of steps: text to
send, a ``Gate`` that holds the stream until the test opens it, or ``HANG_UP``. No step sleeps.
"""

from __future__ import annotations

import base64
import json
import select
import socket
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Literal

Shape = Literal["reasoning_content", "reasoning", "both", "reasoning_details", "inline", "orphan"]
ErrorStyle = Literal["openai", "zai", "openrouter", "vllm", "fastapi", "bigmodel"]

PATIENCE_S = 20.0
"""The longest a gate stays shut, so that a failing test cannot hang the suite."""


class Gate:
    """Holds a stream where it stands until ``open()``; ``reached`` is set when it got there."""

    def __init__(self) -> None:
        self.reached = threading.Event()
        self._opened = threading.Event()

    def open(self) -> None:
        self._opened.set()

    def hold(self, gone: Callable[[], bool]) -> bool:
        """Wait to be opened; ``False`` when the client hung up meanwhile."""
        self.reached.set()
        for _ in range(int(PATIENCE_S / 0.01)):
            if self._opened.wait(0.01):
                return True
            if gone():
                return False
        return True


class _HangUp:
    """A step that cuts the connection without ending the reply."""


HANG_UP = _HangUp()

Step = str | bytes | Gate | _HangUp


@dataclass(frozen=True)
class Reply:
    """One HTTP answer: ``steps`` are sent as chunks one after the other."""

    status: int = 200
    content_type: str = "text/event-stream"
    steps: tuple[Step, ...] = ()
    headers: tuple[tuple[str, str], ...] = ()

    @classmethod
    def stream(
        cls,
        *answer: str | Gate | _HangUp,
        thinking: Sequence[str] = (),
        shape: Shape = "reasoning_content",
        usage: dict[str, Any] | None = None,
        finish: str | None = "stop",
        done: bool = True,
    ) -> Reply:
        """A chat completion as server-sent events, its thinking in the given ``shape``."""
        steps: list[Step] = [_chunk({"role": "assistant", "content": ""})]
        steps += _thinking_steps(thinking, shape)
        for piece in answer:
            steps.append(_chunk({"content": piece}) if isinstance(piece, str) else piece)
        if finish is not None:
            steps.append(_chunk({}, finish=finish))
        if usage is not None:
            steps.append(_event({"id": "chat-1", "choices": [], "usage": usage}))
        if done:
            steps.append("data: [DONE]\n\n")
        return cls(steps=tuple(steps))

    @classmethod
    def json(cls, payload: object, status: int = 200, **headers: str) -> Reply:
        """A JSON body."""
        pairs = tuple((name.replace("_", "-"), value) for name, value in headers.items())
        return cls(status, "application/json", (json.dumps(payload, ensure_ascii=False),), pairs)

    @classmethod
    def error(
        cls,
        status: int,
        message: str,
        code: str | int | None = None,
        style: ErrorStyle = "openai",
        **headers: str,
    ) -> Reply:
        """An error in the shape the named kind of server sends."""
        return cls.json(error_body(status, message, code, style), status, **headers)

    @classmethod
    def html(cls, status: int = 200, title: str = "Welcome") -> Reply:
        """A web page where an API was expected."""
        page = f"<!doctype html><html><head><title>{title}</title></head><body>Hi</body></html>"
        return cls(status, "text/html; charset=utf-8", (page,))

    @classmethod
    def redirect(cls, location: str) -> Reply:
        return cls(307, "text/plain", ("",), (("Location", location),))


@dataclass(frozen=True)
class Recorded:
    """A request as it came in; header names are in lower case.

    ``port`` is the client's: two requests on one connection have the same.
    """

    method: str
    path: str
    headers: dict[str, str]
    body: Any
    port: int = 0

    @property
    def pictures(self) -> list[bytes]:
        """The bytes of every picture sent as a data URL, in order."""
        found = []
        for message in self.body.get("messages", []):
            parts = message["content"] if isinstance(message["content"], list) else []
            for part in parts:
                if part["type"] == "image_url":
                    found.append(base64.b64decode(part["image_url"]["url"].split(",", 1)[1]))
        return found

    @property
    def question(self) -> str:
        """The text of the last message."""
        content = self.body["messages"][-1]["content"]
        if isinstance(content, str):
            return content
        return "\n".join(part["text"] for part in content if part["type"] == "text")


def error_body(
    status: int, message: str, code: str | int | None, style: ErrorStyle
) -> dict[str, Any]:
    """What the named kind of server puts into the body of an error."""
    if style == "zai":
        return {"error": {"code": str(code), "message": message}}
    if style == "openrouter":
        inner: dict[str, Any] = {"code": code or status, "message": "Provider returned error"}
        return {"error": {**inner, "metadata": {"raw": message, "provider_name": "Z.AI"}}}
    if style == "vllm":
        kind = "NotFoundError" if status == 404 else "BadRequestError"
        return {"error": {"message": message, "type": kind, "param": None, "code": status}}
    if style == "fastapi":
        return {"detail": [{"type": "extra_forbidden", "loc": ["body"], "msg": message}]}
    if style == "bigmodel":
        return {"code": code or status, "msg": message, "success": False}
    return {"error": {"message": message, "type": "error", "param": None, "code": code}}


@dataclass
class FakeEndpoint:
    """The server; a context manager. ``models`` is what ``GET /models`` lists."""

    models: tuple[str, ...] = ("glm-4.5v", "glm-4.6v")
    owner: str = "tests"
    path: str = "/v1"
    lists_models: bool = True
    otherwise: Callable[[Recorded], Reply] = field(
        default=lambda request: Reply.stream(f"You asked: {request.question}")
    )

    def __post_init__(self) -> None:
        self.requests: list[Recorded] = []
        self.hung_up = threading.Event()
        """Set when a client closed its connection before its reply was complete."""
        self._replies: list[Reply] = []
        self._lock = threading.Lock()
        handler = type("Handler", (_Handler,), {"endpoint": self})
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self._server.daemon_threads = True
        self._thread = threading.Thread(
            target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True
        )

    @property
    def port(self) -> int:
        return int(self._server.server_address[1])

    @property
    def base_url(self) -> str:
        return f"http://127.0.0.1:{self.port}{self.path}"

    @property
    def chats(self) -> list[Recorded]:
        """The requests for a chat completion only."""
        return [request for request in self.requests if request.path.endswith("/chat/completions")]

    def script(self, *replies: Reply) -> None:
        """Answer the next chats with ``replies``, in order."""
        with self._lock:
            self._replies.extend(replies)

    def answer(self, request: Recorded) -> Reply:
        with self._lock:
            self.requests.append(request)
            if request.path == f"{self.path}/models" and request.method == "GET":
                return self._list_models()
            if request.path != f"{self.path}/chat/completions":
                return Reply.error(404, "Not Found")
            if self._replies:
                return self._replies.pop(0)
        return self.otherwise(request)

    def __enter__(self) -> FakeEndpoint:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join(5)

    def _list_models(self) -> Reply:
        if not self.lists_models:
            return Reply.error(404, "Not Found")
        rows = [{"id": name, "object": "model", "owned_by": self.owner} for name in self.models]
        return Reply.json({"object": "list", "data": rows})


class _Handler(BaseHTTPRequestHandler):
    endpoint: FakeEndpoint
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def log_message(self, format: str, *args: object) -> None:
        """Quiet: the tests read ``FakeEndpoint.requests``."""

    def do_GET(self) -> None:
        self._serve(None)

    def do_POST(self) -> None:
        raw = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self._serve(json.loads(raw) if raw else None)

    def _serve(self, body: Any) -> None:
        headers = {name.lower(): value for name, value in self.headers.items()}
        request = Recorded(self.command, self.path, headers, body, self.client_address[1])
        reply = self.endpoint.answer(request)
        try:
            self._send(reply)
        except (BrokenPipeError, ConnectionResetError, ConnectionAbortedError):
            self.endpoint.hung_up.set()
            self.close_connection = True

    def _send(self, reply: Reply) -> None:
        if isinstance(first := next(iter(reply.steps), None), Gate):
            # Not even the status line is sent before the gate opens.
            if not first.hold(self._gone):
                raise BrokenPipeError
            reply = replace(reply, steps=reply.steps[1:])
        if reply.steps and reply.steps[0] is HANG_UP:
            self._cut()
            return
        self.send_response(reply.status)
        self.send_header("Content-Type", reply.content_type)
        self.send_header("Transfer-Encoding", "chunked")
        for name, value in reply.headers:
            self.send_header(name, value)
        self.end_headers()
        for step in reply.steps:
            if isinstance(step, Gate):
                if not step.hold(self._gone):
                    raise BrokenPipeError
            elif isinstance(step, _HangUp):
                self._cut()
                return
            elif data := step.encode() if isinstance(step, str) else step:
                self.wfile.write(b"%x\r\n%s\r\n" % (len(data), data))
        self.wfile.write(b"0\r\n\r\n")

    def _cut(self) -> None:
        self.close_connection = True
        self.connection.shutdown(socket.SHUT_RDWR)

    def _gone(self) -> bool:
        """Whether the client closed its end: readable, and nothing to read."""
        readable, _, _ = select.select([self.connection], [], [], 0)
        try:
            return bool(readable) and self.connection.recv(1, socket.MSG_PEEK) == b""
        except OSError:
            return True


def _event(payload: dict[str, Any]) -> str:
    return f"data: {json.dumps(payload, ensure_ascii=False)}\n\n"


def _chunk(delta: dict[str, Any], finish: str | None = None) -> str:
    choice = {"index": 0, "delta": delta, "finish_reason": finish}
    return _event({"id": "chat-1", "object": "chat.completion.chunk", "choices": [choice]})


def _thinking_steps(thinking: Sequence[str], shape: Shape) -> list[Step]:
    if not thinking:
        return []
    if shape in ("inline", "orphan"):
        opener = "<think>" if shape == "inline" else ""
        return [_chunk({"content": piece}) for piece in (opener, *thinking, "</think>")]
    fields: dict[str, Callable[[str], dict[str, Any]]] = {
        "reasoning_content": lambda text: {"reasoning_content": text},
        "reasoning": lambda text: {"reasoning": text},
        "both": lambda text: {"reasoning": text, "reasoning_content": text},
        "reasoning_details": lambda text: {
            "reasoning_details": [{"type": "reasoning.text", "text": text}]
        },
    }
    return [_chunk(fields[shape](piece)) for piece in thinking]
