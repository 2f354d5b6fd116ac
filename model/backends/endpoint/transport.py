"""The last step before the network: pins the address, adds the key, bounds what comes back.

The openai client above never holds the key; it is put on the request here, and only when the
request goes to the very origin the key was given for. So no log, error or repr of the client can
show it, and neither a redirect nor an environment variable of the client's can send it elsewhere.
"""

from __future__ import annotations

import asyncio
import ipaddress
import logging
import socket
from collections.abc import AsyncIterator
from urllib.request import getproxies, proxy_bypass

import httpx2

from model.addresses import check_address, check_host, is_loopback, literal_address
from model.backends.base import Secret
from model.settings import Settings

MAX_SIDE_BYTES = 5_000_000
"""The most that is read of an error or of a list of models; a chat's reply is bounded elsewhere."""

_HEADERS = {
    b"host",
    b"content-type",
    b"content-length",
    b"accept",
    b"connection",
    b"user-agent",
}
"""All that leaves: the client would add its organisation, project and custom headers from
OPENAI_* variables, which are meant for OpenAI and not for whoever is at this address."""


class _NoReplyHeaders(logging.Filter):
    """Keeps headers that a server sent out of debug logs: some echo the key."""

    def filter(self, record: logging.LogRecord) -> bool:
        return "receive_response_headers.complete" not in record.getMessage()


for _name in ("httpcore2.http11", "httpcore2.proxy"):
    logging.getLogger(_name).addFilter(_NoReplyHeaders())


class GuardedTransport(httpx2.AsyncBaseTransport):
    """Sends requests to one origin, with one key."""

    def __init__(self, base_url: str, key: Secret, settings: Settings) -> None:
        self._url = httpx2.URL(base_url)
        self._key = key
        self._settings = settings
        self._proxy = proxy_for(base_url)
        self._inner = httpx2.AsyncHTTPTransport(
            limits=httpx2.Limits(max_connections=None, max_keepalive_connections=20),
            proxy=self._proxy,
        )

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        """Send ``request``; raises ``BadAddress`` when its host leads where it must not."""
        if _origin(request.url) != _origin(self._url):
            raise httpx2.UnsupportedProtocol("Only the connection's own origin is asked.")
        headers = [(name, value) for name, value in request.headers.raw if name.lower() in _HEADERS]
        # Compressed, a few kilobytes could unpack into gigabytes.
        headers.append((b"accept-encoding", b"identity"))
        if self._key:
            headers.append((b"authorization", b"Bearer " + self._key.reveal().encode("ascii")))
        response = await self._send(request, headers)
        if response.status_code != 200 or request.method == "GET":
            response.stream = _Bounded(response.stream, MAX_SIDE_BYTES)
        return response

    async def aclose(self) -> None:
        """Close all connections."""
        await self._inner.aclose()

    async def _send(
        self, request: httpx2.Request, headers: list[tuple[bytes, bytes]]
    ) -> httpx2.Response:
        host = request.url.host
        check_host(host, self._settings)
        if self._proxy is not None or literal_address(host) is not None:
            # The proxy resolves names; what it may reach is for who runs it to say.
            return await self._inner.handle_async_request(_copy(request, request.url, headers))
        addresses = await _resolve(host, request.url.port or 0)
        for address in addresses:
            check_address(ipaddress.ip_address(address.partition("%")[0]), host, self._settings)
        extensions = {**request.extensions, "sni_hostname": host}
        for place, address in enumerate(addresses):
            url = request.url.copy_with(host=address)
            try:
                return await self._inner.handle_async_request(
                    _copy(request, url, headers, extensions)
                )
            except (httpx2.ConnectError, httpx2.ConnectTimeout):
                if place == len(addresses) - 1:
                    raise
        raise httpx2.ConnectError(f"{host!r} has no address.", request=request)


class _Bounded(httpx2.AsyncByteStream):
    """A body cut off after ``limit`` bytes."""

    def __init__(self, stream: object, limit: int) -> None:
        assert isinstance(stream, httpx2.AsyncByteStream)
        self._stream = stream
        self._limit = limit

    async def __aiter__(self) -> AsyncIterator[bytes]:
        left = self._limit
        async for chunk in self._stream:
            yield chunk[:left]
            left -= len(chunk)
            if left <= 0:
                return

    async def aclose(self) -> None:
        await self._stream.aclose()


def proxy_for(base_url: str) -> str | None:
    """The HTTP proxy the environment names for this URL; never one for this machine itself."""
    url = httpx2.URL(base_url)
    if is_loopback(url.host) or proxy_bypass(url.host):
        return None
    proxies = getproxies()
    proxy = proxies.get(url.scheme) or proxies.get("all")
    if not proxy or proxy.startswith("socks"):
        return None
    return proxy if "://" in proxy else f"http://{proxy}"


async def _resolve(host: str, port: int) -> list[str]:
    """The host's addresses, IPv4 first: fewer homes have a broken one. Raises ``ConnectError``."""
    loop = asyncio.get_running_loop()
    try:
        rows = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except socket.gaierror as error:
        raise httpx2.ConnectError(f"{host!r} cannot be resolved.") from error
    rows.sort(key=lambda row: row[0] == socket.AF_INET6)
    return list(dict.fromkeys(str(row[4][0]) for row in rows))


def _copy(
    request: httpx2.Request,
    url: httpx2.URL,
    headers: list[tuple[bytes, bytes]],
    extensions: dict[str, object] | None = None,
) -> httpx2.Request:
    return httpx2.Request(
        request.method,
        url,
        headers=headers,
        stream=request.stream,
        extensions=request.extensions if extensions is None else extensions,
    )


def _origin(url: httpx2.URL) -> tuple[str, str, int | None]:
    return url.scheme, url.host, url.port
