"""The doors that are closed, asked over HTTP as an attacker would."""

import http.client
import json
from urllib.parse import urlsplit

import pytest

from tests.e2e.app import App


def call(
    app: App, method: str, path: str, body: object = None
) -> tuple[int, dict[str, str], bytes]:
    connection = http.client.HTTPConnection(urlsplit(app.url).netloc, timeout=20)
    try:
        data = None if body is None else json.dumps(body).encode()
        connection.request(method, path, data, {"content-type": "application/json"})
        answer = connection.getresponse()
        return answer.status, {k.lower(): v for k, v in answer.getheaders()}, answer.read()
    finally:
        connection.close()


@pytest.mark.parametrize(
    "path",
    [
        "/gradio_api/file=http://100.100.100.200/latest/meta-data",
        "/gradio_api/file=https://example.com/x.png",
        "/gradio_api/file=HTTP://example.com/x.png",
        "/gradio_api/file=%68ttp://example.com/x.png",
        "/gradio_api/file%3Dhttp://example.com/x.png",
        "/file=http://example.com/x.png",
        "/gradio_api/proxy=http://example.com/x.png",
        "/monitoring",
        "/monitoring/summary",
        "/gradio_api/deep_link",
    ],
)
def test_the_app_fetches_nothing_for_anybody(app: App, path: str) -> None:
    status, _, _ = call(app, "GET", path)
    assert status == 403
    assert app.addresses <= {"127.0.0.1", "localhost", "::1"}


@pytest.mark.parametrize("path", ["app.py", ".env", "model/settings.py", "/etc/passwd", "../x"])
def test_no_file_of_the_server_can_be_read(app: App, path: str) -> None:
    status, _, _ = call(app, "GET", f"/gradio_api/file={path}")
    assert status in (403, 404)


@pytest.mark.parametrize("door", ["queue/join", "run/on_submit", "call/on_submit"])
def test_files_are_not_named_by_address(app: App, door: str) -> None:
    file = {"path": "https://example.com/x.png", "meta": {"_type": "gradio.FileData"}}
    body = {"data": [{"text": "", "files": [file]}], "fn_index": 0, "session_hash": "abc"}
    status, _, text = call(app, "POST", f"/gradio_api/{door}", body)
    assert status == 403
    assert b"uploaded" in text


def test_events_cannot_be_run_past_the_queue(app: App) -> None:
    status, _, _ = call(app, "POST", "/gradio_api/run/on_submit", {"data": []})
    assert status == 404


def test_nothing_is_published_as_an_api(app: App) -> None:
    status, _, body = call(app, "GET", "/gradio_api/info")
    assert status == 200
    assert json.loads(body) == {"named_endpoints": {}, "unnamed_endpoints": {}}


def test_every_answer_carries_the_headers(app: App) -> None:
    for path in ("/", "/config", "/gradio_api/file=/nothing"):
        _, headers, _ = call(app, "GET", path)
        assert "connect-src 'self'" in headers["content-security-policy"]
        assert "img-src 'self' data: blob:;" in headers["content-security-policy"]
        assert headers["referrer-policy"] == "no-referrer"
        assert headers["x-content-type-options"] == "nosniff"


def test_the_page_names_no_key(app: App) -> None:
    _, _, body = call(app, "GET", "/config")
    assert b"Secret" not in body
    assert b"api_key" not in body
