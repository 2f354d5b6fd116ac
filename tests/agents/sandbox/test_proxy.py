"""Named hosts only, at public addresses only; a server on loopback stands for a public host."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, ClassVar

import pytest

from agents.sandbox import Browser
from agents.sandbox import proxy as proxy_module
from agents.sandbox.proxy import AllowedHost, FilteringProxy, allowed_host
from model.actions import Click
from model.errors import BadAddress
from model.geometry import Point
from model.settings import load

PUBLIC = "93.184.216.34"
PAGE = (
    b"<title>Shop</title><body style='margin:0'><a href='http://shop.example/next' "
    b"style='display:block;height:50px'>Next</a><a href='http://inside.example/' "
    b"style='display:block;height:50px'>Inside</a><a href='http://other.example/' "
    b"style='display:block;height:50px'>Other</a><img src='http://other.example/x.png'>"
    b"<img src='/picture.png'><script>fetch('/post', {method: 'POST', body: 'hello'})</script>"
)


class Handler(BaseHTTPRequestHandler):
    asked: ClassVar[list[str]] = []

    def do_GET(self) -> None:
        Handler.asked.append(f"{self.headers['Host']}{self.path}")
        if self.path == "/away":
            self.send_response(302)
            self.send_header("Location", "http://169.254.169.254/latest/meta-data/")
            self.end_headers()
            return
        body = b"<title>Next</title>" if self.path == "/next" else PAGE
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        Handler.asked.append(f"{self.headers['Host']}{self.path} {body.decode()}")
        self.send_response(204)
        self.end_headers()

    def log_message(self, format: str, *args: Any) -> None:
        pass


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield server.server_address[1]
    server.shutdown()
    thread.join()
    server.server_close()


def resolver(names: Mapping[str, Sequence[str]]) -> Callable[[str, int], Awaitable[Sequence[str]]]:
    async def resolve(host: str, port: int) -> Sequence[str]:
        return names.get(host, [])

    return resolve


class Dialer:
    """Connects to the server on loopback whatever the address, and remembers the address."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.dialed: list[tuple[str, int]] = []

    async def __call__(
        self, address: str, port: int
    ) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        self.dialed.append((address, port))
        return await asyncio.open_connection("127.0.0.1", self.port)


NAMES = {
    "shop.example": [PUBLIC],
    "inside.example": ["10.0.0.1"],
    "169.254.169.254": ["169.254.169.254"],
}


@pytest.fixture(scope="module")
def dialer(port: int) -> Dialer:
    return Dialer(port)


@pytest.fixture(scope="module")
def outgoing(dialer: Dialer) -> Iterator[Browser]:
    def make(hosts: Sequence[AllowedHost], noted: Callable[[str], None]) -> FilteringProxy:
        return FilteringProxy(hosts, noted, resolver(NAMES), dialer)

    browser = Browser(load(), make)
    yield browser
    browser.close()


def test_a_named_host_opens_and_no_other(outgoing: Browser, dialer: Dialer) -> None:
    Handler.asked.clear()
    dialer.dialed.clear()
    with outgoing.open(hosts=["shop.example", "inside.example"]) as sandbox:
        seen = sandbox.visit("http://shop.example/")
        assert sandbox.title == "Shop" and seen.url == "http://shop.example/"
        assert any("other.example/x.png" in entry.text for entry in seen.entries)
        stays = sandbox.act(Click(Point(20, 120)))
        assert stays.url == "http://shop.example/"
        assert any("was not named" in entry.text for entry in stays.entries)
        sandbox.act(Click(Point(20, 20)))
        assert sandbox.title == "Next"
        sandbox.visit("http://shop.example/")
        inside = sandbox.act(Click(Point(20, 70)))
        assert any("no public address" in entry.text for entry in inside.entries)
        sandbox.visit("http://shop.example/away")
        assert any("169.254.169.254" in entry.text for entry in sandbox.entries)
    assert {"shop.example/", "shop.example/picture.png", "shop.example/next"} <= set(Handler.asked)
    assert "shop.example/post hello" in Handler.asked
    assert all(asked.startswith("shop.example/") for asked in Handler.asked)
    assert set(dialer.dialed) == {(PUBLIC, 80)}


@pytest.mark.parametrize(
    "url",
    [
        "http://other.example/", "http://shop.example:8080/", "file:///etc/passwd",
        "data:text/html,x", "javascript:alert(1)", "chrome://version", "view-source:http://shop.example/",
        "about:blank", "blob:http://shop.example/1", "ftp://shop.example/", "shop.example", "",
        "http://127.0.0.1/", "http://[::1]/", "http://shop.example:99999/", "http://",
        "http://[shop.example/",
    ],
)  # fmt: skip
def test_addresses_that_are_not_opened(outgoing: Browser, url: str) -> None:
    with outgoing.open(hosts=["shop.example"]) as sandbox, pytest.raises(BadAddress) as caught:
        sandbox.visit(url)
    assert str(caught.value).endswith(".")


def test_without_hosts_nothing_is_visited(sandboxes: Browser) -> None:
    with sandboxes.open() as sandbox, pytest.raises(BadAddress, match="not among the hosts"):
        sandbox.visit("https://example.org/")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("example.org", AllowedHost("example.org")),
        (" Example.ORG. ", AllowedHost("example.org")),
        ("https://example.org/path", AllowedHost("example.org")),
        ("example.org:8443", AllowedHost("example.org", port=8443)),
        ("*.example.org", AllowedHost("example.org", wild=True)),
        ("bücher.example", AllowedHost("xn--bcher-kva.example")),
    ],
)
def test_hosts_that_may_be_named(text: str, expected: AllowedHost) -> None:
    assert allowed_host(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "", "localhost", "app.localhost", "127.0.0.1", "2130706433", "0x7f.1", "[::1]", "10.0.0.1",
        "router", "*", "*.org", "a b.org", "exa/mple.org", "user@", "example.org:x", "-a.org",
    ],
)  # fmt: skip
def test_hosts_that_may_not_be_named(sandboxes: Browser, text: str) -> None:
    with pytest.raises(BadAddress) as caught:
        sandboxes.open(hosts=[text])
    assert str(caught.value).endswith(".")


def ask(
    request: bytes, hosts: Sequence[str], names: Mapping[str, Sequence[str]], dialer: Dialer
) -> tuple[bytes, list[str]]:
    """What the proxy answers to raw bytes, and what it noted."""
    noted: list[str] = []

    async def talk() -> bytes:
        proxy = FilteringProxy(
            [allowed_host(host) for host in hosts], noted.append, resolver(names), dialer
        )
        await proxy.start()
        try:
            port = int(proxy.url.rpartition(":")[2])
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.write(request)
            writer.write_eof()
            answer = await reader.read()
            writer.close()
            await writer.wait_closed()
            return answer
        finally:
            await proxy.close()

    # In a thread of its own: this one may hold the loop of Playwright's other tests.
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, talk()).result(), noted


PRIVATE = [
    "127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1",
    "100.100.100.200", "168.63.129.16", "0.0.0.0", "224.0.0.1", "255.255.255.255", "::1", "::",
    "fd00::1", "fe80::1", "::ffff:127.0.0.1", "64:ff9b::7f00:1", "2002:7f00:1::", "fd00:ec2::254",
]  # fmt: skip


@pytest.mark.parametrize("address", PRIVATE)
def test_private_addresses_are_never_reached(address: str, dialer: Dialer) -> None:
    dialer.dialed.clear()
    for found in ([address], [PUBLIC, address]):
        for request in (
            b"CONNECT shop.example:443 HTTP/1.1\r\n\r\n",
            b"GET http://shop.example/ HTTP/1.1\r\n\r\n",
        ):
            answer, noted = ask(request, ["shop.example"], {"shop.example": found}, dialer)
            assert answer.startswith(b"HTTP/1.1 403 ")
            assert "no public address" in noted[0]
    assert not dialer.dialed


def test_this_machine_is_never_reached(dialer: Dialer, monkeypatch: pytest.MonkeyPatch) -> None:
    import ipaddress

    own = frozenset({ipaddress.ip_address(PUBLIC)})
    monkeypatch.setattr(proxy_module, "own_addresses", lambda: own)
    answer, noted = ask(
        b"CONNECT shop.example:443 HTTP/1.1\r\n\r\n", ["shop.example"], NAMES, dialer
    )
    assert answer.startswith(b"HTTP/1.1 403 ") and "this machine itself" in noted[0]


@pytest.mark.parametrize(
    ("request_line", "allowed"),
    [
        ("CONNECT shop.example:443", True),
        ("CONNECT SHOP.example.:443", True),
        ("CONNECT a.wild.example:443", True),
        ("CONNECT wild.example:443", False),
        ("CONNECT notwild.example:443", False),
        ("CONNECT shop.example:22", False),
        ("CONNECT shop.example:7860", False),
        ("CONNECT odd.example:8443", True),
        ("CONNECT odd.example:443", False),
        ("CONNECT 93.184.216.34:443", False),
        ("CONNECT evil.example:443", False),
        ("CONNECT shop.example.evil.example:443", False),
        ("GET http://evil.example/", False),
        ("GET http://evil.example@shop.example/", True),
        ("GET http://shop.example@evil.example/", False),
    ],
)
def test_who_is_let_through(request_line: str, allowed: bool, dialer: Dialer) -> None:
    names = dict.fromkeys(
        ["shop.example", "a.wild.example", "wild.example", "odd.example", "evil.example"], [PUBLIC]
    )
    dialer.dialed.clear()
    request = f"{request_line} HTTP/1.1\r\nHost: shop.example\r\n\r\n".encode()
    answer, noted = ask(
        request, ["shop.example", "*.wild.example", "odd.example:8443"], names, dialer
    )
    assert bool(dialer.dialed) is allowed
    assert answer.startswith(b"HTTP/1.1 403 ") is not allowed
    assert bool(noted) is not allowed


def test_a_tunnel_carries_bytes_both_ways(dialer: Dialer) -> None:
    request = (
        b"CONNECT shop.example:443 HTTP/1.1\r\n\r\nGET /next HTTP/1.0\r\nHost: shop.example\r\n\r\n"
    )
    answer, _ = ask(request, ["shop.example"], NAMES, dialer)
    assert answer.startswith(b"HTTP/1.1 200 Connection established\r\n\r\nHTTP/1.0 200 OK")
    assert answer.endswith(b"<title>Next</title>")


@pytest.mark.parametrize(
    "request_bytes",
    [
        b"\x16\x03\x01\x02\x00 no HTTP at all\r\n\r\n",
        b"GET / HTTP/1.1\r\n\r\n",
        b"CONNECT shop.example:x HTTP/1.1\r\n\r\n",
        b"POST http://shop.example/ HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        b"POST http://shop.example/ HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab",
        b"GET http://shop.example/ HTTP/1.1\r\n" + b"X: y\r\n" * 20_000 + b"\r\n",
    ],
)
def test_what_is_no_proper_request_is_dropped(request_bytes: bytes, dialer: Dialer) -> None:
    Handler.asked.clear()
    answer, _ = ask(request_bytes, ["shop.example"], NAMES, dialer)
    assert answer == b"" or answer.startswith(b"HTTP/1.1 400 ")
    assert not Handler.asked


def test_a_second_request_on_one_connection_goes_nowhere(dialer: Dialer) -> None:
    Handler.asked.clear()
    request = (
        b"GET http://shop.example/next HTTP/1.1\r\nHost: shop.example\r\n\r\n"
        b"GET http://evil.example/next HTTP/1.1\r\nHost: evil.example\r\n\r\n"
    )
    ask(request, ["shop.example"], NAMES, dialer)
    assert Handler.asked == ["shop.example/next"]
