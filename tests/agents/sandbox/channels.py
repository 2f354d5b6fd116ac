"""Every way a page has to reach out, each to a listener of its own on loopback.

Each listener has its own port, so that a bare connection (a preconnect says nothing) has a name.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping, Sequence
from types import TracebackType
from typing import Any

from model.loop_thread import LoopThread

MARKUP = {
    "img": '<img src="{url}">',
    "srcset": '<img srcset="{url} 1x">',
    "script": '<script src="{url}"></script>',
    "module": '<script type="module" src="{url}"></script>',
    "stylesheet": '<link rel="stylesheet" href="{url}">',
    "css image": '<div style="width:9px;height:9px;background:url({url})"></div>',
    "css import": '<style>@import url("{url}");</style>',
    "font": "<style>@font-face{{font-family:far;src:url({url})}}</style>"
    '<p style="font-family:far">words</p>',
    "iframe": '<iframe src="{url}"></iframe>',
    "object": '<object data="{url}" type="text/html"></object>',
    "embed": '<embed src="{url}" type="text/html">',
    "video": '<video src="{url}" preload="auto"></video>',
    "audio": '<audio src="{url}" preload="auto"></audio>',
    "poster": '<video poster="{url}"></video>',
    "input image": '<input type="image" src="{url}">',
    "svg image": '<svg><image href="{url}" width="9" height="9"/></svg>',
    "prefetch": '<link rel="prefetch" href="{url}">',
    "preload": '<link rel="preload" as="image" href="{url}">',
    "modulepreload": '<link rel="modulepreload" href="{url}">',
    "preconnect": '<link rel="preconnect" href="{url}">',
    "speculation": '<script type="speculationrules">{{"prefetch":[{{"source":"list",'
    '"urls":["{url}"],"eagerness":"immediate"}}]}}</script>',
    "meta refresh": "<iframe srcdoc=\"<meta http-equiv=refresh content='0;url={url}'>\"></iframe>",
    "form": '<iframe name="there"></iframe><form id="f" action="{url}" target="there"></form>'
    "<script>f.submit()</script>",
    "form post": '<iframe name="that"></iframe><form id="g" action="{url}" method="post" '
    'target="that"><input name="a" value="b"></form><script>g.submit()</script>',
}

SCRIPTS = {
    "fetch": "fetch(url, {mode: 'no-cors'})",
    "xhr": "let x = new XMLHttpRequest(); x.open('GET', url); x.send()",
    "event source": "new EventSource(url)",
    "websocket": "new WebSocket(url.replace('http', 'ws'))",
    "beacon": "navigator.sendBeacon(url, 'x')",
    "keepalive": "fetch(url, {method: 'POST', keepalive: true, mode: 'no-cors', body: 'x'})",
    "ping": "let a = document.createElement('a'); a.href = '#'; a.ping = url;"
    "document.body.append(a); a.click()",
    "import": "import(url)",
    "worker": "new Worker(URL.createObjectURL(new Blob([`fetch('${url}', {mode: 'no-cors'})`])))",
    "worker script": "new Worker(URL.createObjectURL(new Blob([`importScripts('${url}')`])))",
    "shared worker": "new SharedWorker(URL.createObjectURL(new Blob("
    "[`fetch('${url}', {mode: 'no-cors'})`])))",
    "worklet": "CSS.paintWorklet.addModule(url)",
    "popup": "window.open(url)",
    "popup websocket": "let w = window.open('about:blank'); w && w.eval("
    "`new WebSocket('${url.replace('http', 'ws')}')`)",
    "image object": "new Image().src = url",
    "audio object": "new Audio(url).load()",
    "hidden frame": "let i = document.createElement('iframe'); document.body.append(i);"
    "i.contentWindow.fetch(url, {mode: 'no-cors'})",
    "stun": "let c = new RTCPeerConnection({iceServers: [{urls: 'stun:' + url.slice(7, -1)}]});"
    "c.createDataChannel('x'); c.createOffer().then(o => c.setLocalDescription(o))",
    "turn": "let c = new RTCPeerConnection({iceServers: [{urls: 'turn:' + url.slice(7, -1) + "
    "'?transport=tcp', username: 'u', credential: 'c'}]});"
    "c.createDataChannel('x'); c.createOffer().then(o => c.setLocalDescription(o))",
    "unload beacon": "addEventListener('pagehide', () => navigator.sendBeacon(url, 'x'))",
    "unload keepalive": "addEventListener('pagehide', () => fetch(url, {method: 'POST', "
    "keepalive: true, mode: 'no-cors', body: 'x'}))",
    "download": "let a = document.createElement('a'); a.href = url; a.download = 'x.bin';"
    "document.body.append(a); setTimeout(() => a.click(), 1500)",
    "fetch later": "window.fetchLater && fetchLater(url, {activateAfter: 0})",
}

CHANNELS = (*MARKUP, *SCRIPTS)


def page(ports: Mapping[str, int]) -> str:
    """A page that tries every channel, each apart from the others."""
    urls = {name: f"http://127.0.0.1:{port}/" for name, port in ports.items()}
    markup = "\n".join(text.format(url=urls[name]) for name, text in MARKUP.items())
    blocks = "\n".join(
        f"<script>try {{ const url = {json.dumps(urls[name])}; {text}; }} catch (_) {{}}</script>"
        for name, text in SCRIPTS.items()
    )
    return f"<!doctype html><title>Reaches out</title><body>{markup}{blocks}<h1>Here</h1>"


class Ears:
    """A TCP and a UDP listener for each name; ``heard`` are the names that anything came for."""

    def __init__(self, names: Sequence[str]) -> None:
        self.names = tuple(names)
        self.ports: dict[str, int] = {}
        self.heard: set[str] = set()
        self._loop = LoopThread("ears")
        self._changed: asyncio.Event | None = None
        self._servers: list[asyncio.Server] = []
        self._ends: list[asyncio.DatagramTransport] = []

    def __enter__(self) -> Ears:
        self._loop.submit(self._open()).result(10)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._loop.submit(self._close()).result(10)
        self._loop.close()

    def wait_for(self, names: set[str], seconds: float) -> set[str]:
        """What was heard once all of ``names`` were, or after ``seconds``."""
        return self._loop.submit(self._wait(names, seconds)).result(seconds + 5)

    async def _open(self) -> None:
        loop = asyncio.get_running_loop()
        self._changed = asyncio.Event()
        for name in self.names:
            server = await asyncio.start_server(self._answerer(name), "127.0.0.1", 0)
            port = server.sockets[0].getsockname()[1]
            end, _ = await loop.create_datagram_endpoint(
                lambda name=name: _Datagrams(self, name), local_addr=("127.0.0.1", port)
            )
            self._servers.append(server)
            self._ends.append(end)
            self.ports[name] = port

    def hear(self, name: str) -> None:
        self.heard.add(name)
        assert self._changed is not None
        self._changed.set()

    def _answerer(self, name: str) -> Any:
        async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            self.hear(name)
            try:
                await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), 2)
                writer.write(
                    b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n"
                    b"Access-Control-Allow-Origin: *\r\n\r\nok"
                )
                await writer.drain()
            except (OSError, asyncio.IncompleteReadError, TimeoutError):
                pass
            finally:
                writer.close()

        return answer

    async def _wait(self, names: set[str], seconds: float) -> set[str]:
        assert self._changed is not None
        try:
            async with asyncio.timeout(seconds):
                while not names <= self.heard:
                    self._changed.clear()
                    await self._changed.wait()
        except TimeoutError:
            pass
        return set(self.heard)

    async def _close(self) -> None:
        for server in self._servers:
            server.close()
        for end in self._ends:
            end.close()


class _Datagrams(asyncio.DatagramProtocol):
    def __init__(self, ears: Ears, name: str) -> None:
        self._ears, self._name = ears, name

    def datagram_received(self, data: bytes, addr: Any) -> None:
        self._ears.hear(self._name)
