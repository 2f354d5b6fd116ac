"""Where a URL that a visitor typed may lead: the guard against reaching into our own network.

An app that anybody can open must not be talked into fetching the cloud's metadata or a neighbour's
database. The name is resolved once, every address it has is checked, and the connection goes to
the very address that was checked (``model/backends/endpoint/transport.py``), so that a name which
changes its mind between check and use gains nothing.
"""

from __future__ import annotations

import ipaddress
import re
from urllib.parse import urlsplit, urlunsplit

from model.errors import BadAddress
from model.settings import Settings

Address = ipaddress.IPv4Address | ipaddress.IPv6Address

NEVER: dict[str, str] = {
    "169.254.169.254": "AWS, Azure, Google Cloud and others",
    "169.254.170.2": "AWS containers",
    "fd00:ec2::254": "AWS over IPv6",
    "100.100.100.200": "Alibaba Cloud",
    "168.63.129.16": "Azure's host",
    "192.0.0.192": "Oracle Cloud",
}
"""Metadata services: they hand out credentials to whoever asks, so nobody is let through."""

_NEVER = {ipaddress.ip_address(text) for text in NEVER}
_NEVER_NAMES = {"metadata.google.internal", "metadata", "metadata.goog", "instance-data"}
_UNPRINTABLE = re.compile(r"[\x00-\x20\x7f\u0085\u2028\u2029]")
_SCHEME = re.compile(r"^[a-zA-Z][a-zA-Z0-9+.-]*://")
_HOST = re.compile(r"^[A-Za-z0-9._-]+$")
_CHAT_PATH = re.compile(r"/(chat/completions|completions|models)/?$")
_CGNAT = ipaddress.ip_network("100.64.0.0/10")
_NAT64 = ipaddress.ip_network("64:ff9b::/96")


def check_base_url(text: str, settings: Settings) -> str:
    """The base URL, tidied: scheme added where missing, ``/chat/completions`` and ``/`` cut off.

    Looks at the text only; the addresses behind a name are checked when it is resolved. Raises
    ``BadAddress``.
    """
    url = text.strip()
    if not url:
        raise BadAddress("No endpoint is set. Choose one in the sidebar or type its base URL.")
    if _UNPRINTABLE.search(url):
        raise BadAddress(
            "The endpoint's URL has a space or a line break in it; type it in one piece."
        )
    if not _SCHEME.match(url):
        url = f"{'http' if _looks_local(url) else 'https'}://{url}"
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise BadAddress(f"{_shown(url)!r} is not a URL that can be opened; check it.") from None
    if parts.scheme.lower() not in ("http", "https"):
        raise BadAddress(
            f"An endpoint's URL starts with http:// or https://, not {parts.scheme + '://'!r}."
        )
    if parts.username is not None or parts.password is not None:
        raise BadAddress(
            "The endpoint's URL holds a user name or password; remove it and use the key field."
        )
    if parts.query or parts.fragment:
        raise BadAddress(
            "The endpoint's URL has a part after '?' or '#'; give the plain base URL, "
            "and the key in the key field."
        )
    host = _ascii_host(parts.hostname or "", url)
    check_host(host, settings)
    netloc = f"[{host}]" if ":" in host else host
    if port is not None:
        netloc = f"{netloc}:{port}"
    path = _CHAT_PATH.sub("", parts.path).rstrip("/")
    return urlunsplit((parts.scheme.lower(), netloc, path, "", ""))


def check_host(host: str, settings: Settings) -> None:
    """Raises ``BadAddress`` for a metadata name or a spelled-out address that is off limits."""
    name = host.rstrip(".").lower()
    if name in _NEVER_NAMES:
        raise BadAddress(f"{host!r} is a cloud's metadata service; the app never connects to it.")
    if name == "localhost" or name.endswith(".localhost"):
        name = "127.0.0.1"
    address = literal_address(name)
    if address is not None:
        check_address(address, host, settings)


def check_address(address: Address, host: str, settings: Settings) -> None:
    """Raises ``BadAddress`` when ``host`` leads to an ``address`` the app must not reach."""
    real = _unwrapped(address)
    if real in _NEVER:
        raise BadAddress(
            f"{host!r} leads to a cloud's metadata service ({real}); the app never connects to it."
        )
    if not settings.may_reach_private and not _is_public(real):
        raise BadAddress(
            f"{host!r} leads to a private address ({real}), which this app does not open for its "
            "visitors. Use a public endpoint, or run the app on your own machine."
        )


def literal_address(host: str) -> Address | None:
    """The address a host spells out, also as ``0x7f.1`` or ``2130706433``; ``None`` for a name."""
    try:
        return ipaddress.ip_address(host.strip("[]").partition("%")[0])
    except ValueError:
        return _old_style(host)


def _old_style(host: str) -> Address | None:
    """IPv4 as ``inet_aton`` reads it: one to four parts, decimal, octal or hexadecimal."""
    parts = host.split(".")
    if not 1 <= len(parts) <= 4:
        return None
    numbers = []
    for part in parts:
        try:
            if part.lower().startswith("0x"):
                numbers.append(int(part, 16))
            else:
                numbers.append(int(part, 8 if len(part) > 1 and part.startswith("0") else 10))
        except ValueError:
            return None
    *head, last = numbers
    if any(number > 255 for number in head) or last >= 256 ** (5 - len(numbers)):
        return None
    value = last
    for place, number in enumerate(head):
        value += number << (8 * (3 - place))
    return ipaddress.IPv4Address(value)


def is_loopback(host: str) -> bool:
    """Whether a host is this machine by its spelling; such requests never go through a proxy."""
    name = host.rstrip(".").lower()
    address = literal_address(name)
    if address is not None:
        return _unwrapped(address).is_loopback
    return name == "localhost" or name.endswith(".localhost")


def _unwrapped(address: Address) -> Address:
    """The IPv4 address inside an IPv6 one (mapped, NAT64, 6to4), else the address itself."""
    if isinstance(address, ipaddress.IPv6Address):
        if address.ipv4_mapped is not None:
            return address.ipv4_mapped
        if address.sixtofour is not None:
            return address.sixtofour
        if address in _NAT64:
            return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    return address


def is_public(address: Address) -> bool:
    """Whether everybody on the internet would reach the same machine there; no metadata service."""
    real = _unwrapped(address)
    return real not in _NEVER and _is_public(real)


def _is_public(address: Address) -> bool:
    shared = isinstance(address, ipaddress.IPv4Address) and address in _CGNAT
    return address.is_global and not address.is_multicast and not shared


def _ascii_host(host: str, url: str) -> str:
    """The host in ASCII (IDNA for names in other scripts); raises ``BadAddress``."""
    if not host:
        raise BadAddress(f"{_shown(url)!r} names no host; a base URL looks like https://host/v1.")
    if ":" in host:  # urlsplit takes an IPv6 address out of its brackets
        if literal_address(host) is None:
            raise BadAddress(f"{host!r} is not an IPv6 address; check the URL.")
        return host
    try:
        name = host.encode("idna").decode("ascii").lower()
    except UnicodeError:
        name = ""
    if not _HOST.match(name):
        raise BadAddress(f"{_shown(host)!r} is not the name of a host; check the URL.")
    return name


def _looks_local(url: str) -> bool:
    host = url.partition("/")[0].rpartition(":")[0] or url.partition("/")[0]
    return is_loopback(host)


def _shown(text: str) -> str:
    """At most 100 characters, without what may be a password."""
    return re.sub(r"//[^/@]*@", "//", text)[:100]
