import json

import pytest

from ui.guard import names_remote_file


@pytest.mark.parametrize(
    ("event", "refused"),
    [
        ({"data": [{"text": "see https://example.com", "files": []}]}, False),
        ({"data": [{"files": [{"path": "https://e.com/x.png"}]}]}, True),
        ({"data": [{"files": [{"path": " HTTP://e.com/x.png"}]}]}, True),
        ({"data": [[[{"deep": {"path": "http:/e.com"}}]]]}, True),
        ({"data": [{"path": "/tmp/x.png", "url": "http://127.0.0.1/x.png"}]}, False),
    ],
)
def test_files_named_by_address_are_found(event: object, refused: bool) -> None:
    assert names_remote_file(json.dumps(event).encode()) is refused


def test_escapes_hide_nothing() -> None:
    assert names_remote_file(b'{"path": "\\u0068ttp://e.com/x"}')
    assert names_remote_file('{"path": "http://e.com"}'.encode("utf-16"))


def test_what_is_not_json_is_left_to_gradio() -> None:
    assert not names_remote_file(b"http not json")
