import ipaddress

import pytest

from model.addresses import NEVER, check_address, check_base_url, is_loopback
from model.errors import BadAddress
from model.settings import Settings

OPEN = Settings(private_endpoints="yes")
PUBLIC = Settings(private_endpoints="no")


@pytest.mark.parametrize(
    ("typed", "tidy"),
    [
        ("https://api.z.ai/api/paas/v4", "https://api.z.ai/api/paas/v4"),
        ("  https://api.z.ai/api/paas/v4/ \n", "https://api.z.ai/api/paas/v4"),
        ("https://host.example/v1/chat/completions", "https://host.example/v1"),
        ("https://host.example/v1/models/", "https://host.example/v1"),
        ("HTTPS://Host.Example:8443/v1", "https://host.example:8443/v1"),
        ("host.example/v1", "https://host.example/v1"),
        ("localhost:8000/v1", "http://localhost:8000/v1"),
        ("127.0.0.1:8000/v1", "http://127.0.0.1:8000/v1"),
        ("http://[::1]:8000/v1", "http://[::1]:8000/v1"),
        ("https://bücher.example/v1", "https://xn--bcher-kva.example/v1"),
    ],
)
def test_a_base_url_is_tidied(typed, tidy):
    assert check_base_url(typed, OPEN) == tidy


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("", "No endpoint is set"),
        ("https://a.example/v1\nX-Evil: 1", "line break"),
        ("https://a.example/v 1", "a space"),
        ("https://a.example/\x00v1", "line break"),
        ("ftp://a.example/v1", "http:// or https://"),
        ("file:///etc/passwd", "http:// or https://"),
        ("https://user:secret@a.example/v1", "user name or password"),
        ("https://a.example/v1?key=secret", "after '?'"),
        ("https://a.example/v1#x", "after '?'"),
        ("https:///v1", "names no host"),
        ("https://a.example:99999/v1", "not a URL"),
        ("https://[::1/v1", "not a URL"),
        ("https://a_b!c.example/v1", "not the name of a host"),
        ("https://" + "a" * 70 + ".example", "not the name of a host"),
    ],
)
def test_a_bad_base_url_is_one_sentence(typed, words):
    with pytest.raises(BadAddress, match=words.replace("?", r"\?")) as caught:
        check_base_url(typed, OPEN)
    assert "secret" not in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("address", NEVER)
@pytest.mark.parametrize("settings", [OPEN, PUBLIC], ids=["open", "public"])
def test_metadata_services_are_never_reached(address, settings):
    host = f"[{address}]" if ":" in address else address
    with pytest.raises(BadAddress, match="metadata"):
        check_base_url(f"http://{host}/v1", settings)
    with pytest.raises(BadAddress, match="metadata"):
        check_address(ipaddress.ip_address(address), "innocent.example", settings)


@pytest.mark.parametrize(
    "host",
    [
        "[::ffff:169.254.169.254]",
        "[64:ff9b::a9fe:a9fe]",
        "0xa9fea9fe",
        "2852039166",
        "0251.0376.0251.0376",
        "169.254.43518",
        "metadata.google.internal",
        "metadata.google.internal.",
    ],
)
def test_metadata_in_disguise_is_seen_through(host):
    with pytest.raises(BadAddress, match="metadata"):
        check_base_url(f"http://{host}/v1", OPEN)


PRIVATE = [
    "localhost",
    "sub.localhost",
    "127.0.0.1",
    "127.1",
    "0.0.0.0",
    "0x7f000001",
    "2130706433",
    "10.1.2.3",
    "172.16.0.1",
    "192.168.1.1",
    "169.254.1.1",
    "100.64.1.1",
    "224.0.0.1",
    "[::1]",
    "[::]",
    "[fe80::1]",
    "[fd12::1]",
    "[::ffff:10.0.0.1]",
    "[2002:7f00:1::]",
]


@pytest.mark.parametrize("host", PRIVATE)
def test_private_addresses_are_open_only_where_settings_say_so(host):
    with pytest.raises(BadAddress, match="private address"):
        check_base_url(f"http://{host}/v1", PUBLIC)
    assert check_base_url(f"http://{host}/v1", OPEN)


@pytest.mark.parametrize("host", ["8.8.8.8", "[2606:4700::1111]", "api.z.ai"])
def test_public_addresses_are_open(host):
    assert check_base_url(f"https://{host}/v1", PUBLIC) == f"https://{host}/v1"


@pytest.mark.parametrize(
    ("host", "loopback"),
    [("localhost", True), ("127.9.9.9", True), ("::1", True), ("10.0.0.1", False), ("a.b", False)],
)
def test_is_loopback(host, loopback):
    assert is_loopback(host) is loopback
