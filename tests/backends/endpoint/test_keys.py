"""A key goes to the endpoint it was given for, and nowhere else: no log, no error, no event."""

import logging
from dataclasses import replace

import pytest

from model import errors
from model.backends.base import Connection, Options, Secret
from model.backends.endpoint.backend import EndpointBackend
from model.backends.endpoint.clients import _make
from model.backends.endpoint.provider_errors import Asked
from model.messages import user
from model.settings import Settings
from model.tasks import Chat
from tests.fake_endpoint import HANG_UP, FakeEndpoint, Reply

KEY = "sk-visitor-0123456789abcdef"
OWN_KEY = "sk-operator-fedcba9876543210"
QUICK = Settings(retry_wait_s=0.01, heartbeat_s=0.02)


@pytest.fixture
def server():
    with FakeEndpoint() as endpoint:
        yield endpoint


@pytest.fixture(autouse=True)
def no_client_variables(monkeypatch):
    for name in ("OPENAI_API_KEY", "OPENAI_ORG_ID", "OPENAI_PROJECT_ID", "OPENAI_CUSTOM_HEADERS"):
        monkeypatch.delenv(name, raising=False)


def events(settings, base_url, key=KEY, model="glm-4.5v"):
    backend = EndpointBackend(settings)
    messages = [user("Hi")]
    place = Connection("endpoint", base_url, model, Secret(key))
    try:
        return list(backend.stream(Chat(tuple(messages)), messages, place, Options()))
    finally:
        backend.close()


def sent_keys(server):
    return {request.headers.get("authorization") for request in server.requests}


def test_the_key_is_sent_as_a_bearer_token(server):
    events(QUICK, server.base_url)
    assert sent_keys(server) == {f"Bearer {KEY}"}


def test_without_a_key_no_header_is_sent(server):
    events(QUICK, server.base_url, key="")
    assert sent_keys(server) == {None}


@pytest.mark.parametrize(
    "reply",
    [
        Reply.stream("Fine"),
        Reply.error(401, f"Incorrect API key provided: {KEY}", "invalid_api_key"),
        Reply.error(400, f"bad request by {KEY[:9]}****{KEY[-4:]}"),
        Reply.error(500, f"trace: Authorization: Bearer {KEY}"),
        Reply.redirect(f"https://elsewhere.example/?key={KEY}"),
        Reply.html(),
        Reply(steps=(HANG_UP,)),
    ],
)
def test_the_key_is_in_no_log_event_or_error(server, caplog, reply):
    caplog.set_level(logging.DEBUG)
    for name in ("openai", "httpx2", "httpcore2", "asyncio"):
        caplog.set_level(logging.DEBUG, logger=name)
    server.script(*[reply] * 8)
    seen = ""
    try:
        seen = repr(events(replace(QUICK, retries=1), server.base_url))
    except errors.SightlineError as error:
        chain = [error]
        while chain[-1].__cause__ or chain[-1].__context__:
            chain.append(chain[-1].__cause__ or chain[-1].__context__)
        seen = " ".join(f"{one!r} {one} {vars(one)}" for one in chain)
    assert server.chats
    for place in (seen, caplog.text, " ".join(map(repr, caplog.records))):
        assert KEY not in place
        assert KEY[:9] not in place and KEY[-4:] not in place


def test_the_key_is_in_no_repr():
    connection = Connection("endpoint", "https://a.example/v1", "m", Secret(KEY))
    assert KEY not in repr(connection) + str(connection) + f"{connection.key}"
    assert KEY not in repr(Asked("a.example", "m", Secret(KEY)))
    client = _make("https://a.example/v1", Secret(KEY), Settings())
    assert KEY not in repr(client) + repr(vars(client)) + str(client.api_key)


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("sk-one\nsk-two", "line break"),
        ("sk-one two", "a space"),
        ("sk-schlüssel", "letter"),
        ("sk-\u200bzero", "letter"),
        ("Bearer sk-one", "'Bearer'"),
        ("k" * 5_000, "too long"),
    ],
)
def test_what_cannot_be_a_key_is_never_sent(server, typed, words):
    with pytest.raises(errors.BadKey, match=words) as caught:
        events(QUICK, server.base_url, key=typed)
    assert not server.requests
    assert "sk-" not in str(caught.value)


def test_a_key_with_a_line_break_at_its_end_is_forgiven(server):
    events(QUICK, server.base_url, key=f" {KEY}\n")
    assert sent_keys(server) == {f"Bearer {KEY}"}


def test_the_environments_key_goes_to_the_environments_endpoint(server):
    settings = replace(QUICK, base_url=server.base_url, api_key=OWN_KEY)
    events(settings, server.base_url + "/", key="")
    assert sent_keys(server) == {f"Bearer {OWN_KEY}"}


def test_a_visitors_own_key_comes_first(server):
    settings = replace(QUICK, base_url=server.base_url, api_key=OWN_KEY)
    events(settings, server.base_url)
    assert sent_keys(server) == {f"Bearer {KEY}"}


@pytest.mark.parametrize("change", ["host", "port", "path"])
def test_the_environments_key_never_goes_to_a_visitors_url(server, change):
    with FakeEndpoint(path="/v2" if change == "path" else "/v1") as theirs:
        own = server.base_url
        if change == "path":
            own = theirs.base_url.replace("/v2", "/v1")
        visited = theirs.base_url
        if change == "host":
            visited = visited.replace("127.0.0.1", "localhost")
            own = theirs.base_url
        events(replace(QUICK, base_url=own, api_key=OWN_KEY), visited, key="")
        assert theirs.chats
        assert sent_keys(theirs) == {None}


def test_a_redirect_is_not_followed_and_carries_nothing(server):
    with FakeEndpoint() as thief:
        server.script(Reply.redirect(f"{thief.base_url}/chat/completions"))
        with pytest.raises(errors.NotAnApi, match="sends on to another address"):
            events(QUICK, server.base_url)
        assert not thief.requests


def test_variables_meant_for_openai_are_sent_to_nobody(server, monkeypatch):
    monkeypatch.setenv("OPENAI_API_KEY", "sk-of-openai")
    monkeypatch.setenv("OPENAI_ADMIN_KEY", "sk-admin-of-openai")
    monkeypatch.setenv("OPENAI_ORG_ID", "org-of-openai")
    monkeypatch.setenv("OPENAI_PROJECT_ID", "project-of-openai")
    monkeypatch.setenv("OPENAI_CUSTOM_HEADERS", "X-Secret: of-openai\nAuthorization: of-openai")
    events(QUICK, server.base_url, key="")
    assert server.chats
    for request in server.requests:
        assert "of-openai" not in repr(request.headers)
        assert "organization" not in repr(request.headers).lower()


def test_loopback_never_goes_through_a_proxy(server, monkeypatch):
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    events(QUICK, server.base_url)
    assert server.chats


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "127.1", "[::ffff:127.0.0.1]"])
def test_a_public_app_opens_no_private_address(server, host):
    public = replace(QUICK, private_endpoints="no")
    with pytest.raises(errors.BadAddress, match="private address"):
        events(public, f"http://{host}:{server.port}/v1")
    assert not server.requests


def test_the_operators_own_endpoint_may_be_private(server):
    public = replace(QUICK, private_endpoints="no", base_url=server.base_url, api_key=OWN_KEY)
    events(public, server.base_url, key="")
    assert sent_keys(server) == {f"Bearer {OWN_KEY}"}
    with FakeEndpoint() as other, pytest.raises(errors.BadAddress, match="private address"):
        events(public, other.base_url, key="")


def test_a_name_that_leads_to_a_private_address_is_caught_when_resolved(server, monkeypatch):
    import asyncio

    async def resolve(self, host, port, **kinds):
        return [(2, 1, 6, "", ("93.184.216.34", port)), (2, 1, 6, "", ("127.0.0.1", port))]

    monkeypatch.setattr(asyncio.base_events.BaseEventLoop, "getaddrinfo", resolve)
    public = replace(QUICK, private_endpoints="no")
    with pytest.raises(errors.BadAddress, match="'innocent.example' leads to a private address"):
        events(public, f"http://innocent.example:{server.port}/v1")
    assert not server.requests


def test_a_name_that_leads_to_metadata_is_caught_everywhere(monkeypatch):
    import asyncio

    async def resolve(self, host, port, **kinds):
        return [(2, 1, 6, "", ("169.254.169.254", port))]

    monkeypatch.setattr(asyncio.base_events.BaseEventLoop, "getaddrinfo", resolve)
    with pytest.raises(errors.BadAddress, match="metadata"):
        events(QUICK, "http://innocent.example/v1")


def test_the_connection_goes_to_the_very_address_that_was_checked(server, monkeypatch):
    import asyncio

    asked = []

    async def resolve(self, host, port, **kinds):
        asked.append(host)
        return [(2, 1, 6, "", ("127.0.0.1", port))]

    monkeypatch.setattr(asyncio.base_events.BaseEventLoop, "getaddrinfo", resolve)
    found = events(QUICK, f"http://pinned.example:{server.port}/v1")
    assert set(asked) == {"pinned.example"}
    assert server.chats[0].headers["host"] == f"pinned.example:{server.port}"
    assert any("unencrypted" in getattr(event, "text", "") for event in found)
