"""The two ways out of a sandbox: none at all, and our own proxy that lets named hosts through.

A browser can be talked into asking for anything, by redirects, pictures, beacons and names that
change their address between two questions. So the decision falls where the bytes pass: the proxy
looks the name up itself, checks every address it has, and connects to the address it checked.
"""

from __future__ import annotations

import asyncio
import contextlib
import ipaddress
import re
import socket
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from model.addresses import Address, is_public, literal_address
from model.errors import BadAddress

Resolve = Callable[[str, int], Awaitable[Sequence[str]]]
"""The addresses of a host, as text; raises ``OSError`` when it has none."""
Dial = Callable[[str, int], Awaitable[tuple[asyncio.StreamReader, asyncio.StreamWriter]]]
"""A connection to an address and port; raises ``OSError``."""

_USUAL_PORTS: Final = (80, 443)
_MOST_HEAD: Final = 64_000
_HEAD_S: Final = 20.0
_DIAL_S: Final = 10.0
_CHUNK: Final = 65_536
_DROPPED: Final = {"proxy-connection", "proxy-authorization", "connection", "keep-alive"}
_HOST = re.compile(r"^(?!-)[a-z0-9_-]{1,63}(\.[a-z0-9_-]{1,63})*$")


@dataclass(frozen=True, slots=True)
class AllowedHost:
    """A host the user named; ``wild`` allows everything below it, ``port`` only that port."""

    name: str
    wild: bool = False
    port: int | None = None

    def allows(self, host: str, port: int) -> bool:
        """Whether a connection to ``host`` at ``port`` is what the user named."""
        ports = _USUAL_PORTS if self.port is None else (self.port,)
        named = host.endswith("." + self.name) if self.wild else host == self.name
        return named and port in ports


def allowed_host(text: str) -> AllowedHost:
    """Read ``example.org``, ``example.org:8443``, ``*.example.org`` or an URL's host.

    Raises ``BadAddress`` for what names no public host.
    """
    bare = text.strip().lower()
    if "://" in bare:
        bare = urlsplit(bare).netloc.rpartition("@")[2]
    bare = bare.rstrip("/").rstrip(".")
    try:
        parts = urlsplit(f"//{bare}")
        port = parts.port
        wild = bare.startswith("*.")
        host = (parts.hostname or "").removeprefix("*.").encode("idna").decode("ascii")
    except (ValueError, UnicodeError):
        raise _no_host(text) from None
    if parts.path or not _HOST.match(host) or literal_address(host) is not None:
        raise _no_host(text)
    if host == "localhost" or host.endswith(".localhost") or "." not in host:
        raise BadAddress(
            f"{text[:100]!r} names this machine or its own network, which a sandbox never opens; "
            "name a public host such as 'example.org'."
        )
    return AllowedHost(host, wild, port)


def _no_host(text: str) -> BadAddress:
    return BadAddress(
        f"{text[:100]!r} is not the name of a host; write it like 'example.org', or "
        "'*.example.org' for all hosts below it."
    )


class DeadPort:
    """A port of loopback that is ours and where nobody listens: a proxy that leads nowhere."""

    def __init__(self) -> None:
        self._socket = socket.socket()
        self._socket.bind(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._socket.getsockname()[1]}"

    def close(self) -> None:
        """Give the port back."""
        self._socket.close()


class FilteringProxy:
    """An HTTP proxy on loopback for one sandbox: the named hosts at public addresses, no others.

    ``noted`` is told each refusal as a sentence. ``own`` are this machine's addresses.
    """

    def __init__(
        self,
        hosts: Sequence[AllowedHost],
        noted: Callable[[str], None],
        resolve: Resolve | None = None,
        dial: Dial | None = None,
    ) -> None:
        self._hosts = tuple(hosts)
        self._noted = noted
        self._resolve = resolve or _resolve
        self._dial = dial or asyncio.open_connection
        self._server: asyncio.Server | None = None
        self._running: set[asyncio.Task[None]] = set()
        self._own = own_addresses()

    @property
    def url(self) -> str:
        """Where it listens."""
        assert self._server is not None
        return f"http://127.0.0.1:{self._server.sockets[0].getsockname()[1]}"

    async def start(self) -> None:
        """Begin to listen on a free port of loopback."""
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0, limit=_MOST_HEAD)

    async def close(self) -> None:
        """Stop listening and drop every connection."""
        if self._server is not None:
            self._server.close()
        for task in self._running:
            task.cancel()
        await asyncio.gather(*self._running, return_exceptions=True)

    def allows(self, host: str, port: int) -> bool:
        """Whether the user named ``host`` (and ``port``, where it is not one of the usual)."""
        bare = host.lower().rstrip(".")
        return any(allowed.allows(bare, port) for allowed in self._hosts)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._running.add(task)
        try:
            await self._answer(reader, writer)
        except (OSError, ValueError, asyncio.IncompleteReadError, asyncio.LimitOverrunError):
            pass  # The browser or the host hung up, or spoke no HTTP.
        except asyncio.CancelledError:
            pass  # Closing; the task ends here, nobody waits for more.
        finally:
            self._running.discard(task)
            await _hang_up(writer)

    async def _answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        async with asyncio.timeout(_HEAD_S):
            head = await reader.readuntil(b"\r\n\r\n")
        first, *lines = head.decode("latin-1").rstrip("\r\n").split("\r\n")
        method, target, _ = first.split(" ", 2)
        tunnel = method.upper() == "CONNECT"
        parts = urlsplit(f"//{target}" if tunnel else target)
        host, port = (parts.hostname or "").rstrip("."), parts.port or (443 if tunnel else 80)
        length = 0 if tunnel else _length(lines)
        if not tunnel and parts.scheme != "http":
            await _refuse(writer, "400 Bad Request", "Only http:// is asked without a tunnel.")
            return
        try:
            address = await self._checked(host, port)
        except BadAddress as error:
            self._noted(str(error))
            await _refuse(writer, "403 Forbidden", str(error))
            return
        try:
            async with asyncio.timeout(_DIAL_S):
                far_reader, far_writer = await self._dial(address, port)
        except OSError:  # TimeoutError is one
            await _refuse(writer, "502 Bad Gateway", f"{host!r} does not answer.")
            return
        try:
            if tunnel:
                writer.write(b"HTTP/1.1 200 Connection established\r\n\r\n")
                await _both_ways(reader, writer, far_reader, far_writer)
            else:
                path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
                far_writer.write(_request(method, path, parts.netloc, lines))
                await _copy_exactly(reader, far_writer, length)
                await _copy(far_reader, writer)
        finally:
            await _hang_up(far_writer)

    async def _checked(self, host: str, port: int) -> str:
        """An address of ``host`` that may be reached; raises ``BadAddress``, ``OSError``."""
        if not self.allows(host, port):
            raise BadAddress(
                f"{_shown(host, port)} was not opened: only the hosts named for this sandbox are."
            )
        found = list(await self._resolve(host, port))
        for text in found:
            self._check(ipaddress.ip_address(text.partition("%")[0]), host)
        if not found:
            raise BadAddress(f"{host!r} has no address; check its spelling.")
        return found[0]

    def _check(self, address: Address, host: str) -> None:
        if not is_public(address):
            raise BadAddress(
                f"{host!r} leads to {address}, which is no public address; a sandbox never "
                "reaches into this machine or its network."
            )
        if address in self._own:
            raise BadAddress(
                f"{host!r} leads to {address}, which is this machine itself; a sandbox never "
                "reaches it."
            )


def own_addresses() -> frozenset[Address]:
    """The addresses of this machine, as far as its own name tells."""
    found: set[Address] = set()
    with contextlib.suppress(OSError, ValueError, UnicodeError):
        for row in socket.getaddrinfo(socket.gethostname(), None):
            found.add(ipaddress.ip_address(str(row[4][0]).partition("%")[0]))
    return frozenset(found)


async def _resolve(host: str, port: int) -> list[str]:
    loop = asyncio.get_running_loop()
    rows = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    rows.sort(key=lambda row: row[0] == socket.AF_INET6)
    return list(dict.fromkeys(str(row[4][0]) for row in rows))


def _request(method: str, path: str, host: str, lines: Sequence[str]) -> bytes:
    """The request as the host itself wants it: one a connection, nothing meant for proxies."""
    kept = [
        line
        for line in lines
        if (name := line.partition(":")[0].strip().lower()) not in _DROPPED and name != "host"
    ]
    head = [f"{method} {path} HTTP/1.1", f"Host: {host}", *kept, "Connection: close"]
    return ("\r\n".join(head) + "\r\n\r\n").encode("latin-1")


def _length(lines: Sequence[str]) -> int:
    """Bytes of the body that follows; raises ``ValueError`` for a length we would have to guess."""
    lengths = set()
    for line in lines:
        name, _, value = line.partition(":")
        if name.strip().lower() == "transfer-encoding":
            raise ValueError("a body without a length")
        if name.strip().lower() == "content-length":
            lengths.add(int(value))
    if len(lengths) > 1 or any(length < 0 for length in lengths):
        raise ValueError("a body with two lengths")
    return lengths.pop() if lengths else 0


async def _refuse(writer: asyncio.StreamWriter, status: str, sentence: str) -> None:
    body = sentence.encode()
    head = f"HTTP/1.1 {status}\r\nContent-Type: text/plain; charset=utf-8\r\n"
    head += f"Content-Length: {len(body)}\r\nConnection: close\r\n\r\n"
    writer.write(head.encode() + body)
    await writer.drain()


async def _both_ways(
    reader: asyncio.StreamReader,
    writer: asyncio.StreamWriter,
    far_reader: asyncio.StreamReader,
    far_writer: asyncio.StreamWriter,
) -> None:
    """Until the host has said all; a browser that has nothing more to say may still listen."""

    async def onwards() -> None:
        await _copy(reader, far_writer)
        far_writer.write_eof()

    way = asyncio.ensure_future(onwards())
    try:
        await _copy(far_reader, writer)
    finally:
        way.cancel()
        await asyncio.gather(way, return_exceptions=True)


async def _copy(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    while data := await reader.read(_CHUNK):
        writer.write(data)
        await writer.drain()


async def _copy_exactly(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter, length: int
) -> None:
    while length > 0:
        data = await reader.read(min(_CHUNK, length))
        if not data:
            raise ValueError("the body broke off")
        length -= len(data)
        writer.write(data)
        await writer.drain()
    await writer.drain()


async def _hang_up(writer: asyncio.StreamWriter) -> None:
    writer.close()
    with contextlib.suppress(OSError, asyncio.CancelledError):
        await writer.wait_closed()


def _shown(host: str, port: int) -> str:
    return repr((host if port in _USUAL_PORTS else f"{host}:{port}")[:120])
