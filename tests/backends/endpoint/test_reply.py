import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from model.backends.endpoint.reply import ReplyReader, read_usage
from model.backends.endpoint.sse import EventReader
from model.backends.mailbox import Piece
from model.events import Usage

STREAM = (
    ": OPENROUTER PROCESSING\n\n"
    'data: {"id":"1","model":"glm-4.5v","choices":[{"delta":{"role":"assistant"}}]}\n\n'
    'data: {"choices":[{"delta":{"reasoning_content":"Ich überlege 想"}}]}\r\n\r\n'
    "event: message\nid: 7\n"
    'data:{"choices":[{"delta":{"content":"<|begin_of_box|>[[1,2,3,4]]"}}]}\n\n'
    'data: {"choices":[{"delta":{"content":"<|end_of_box|>"},"finish_reason":"stop"}]}\n\n'
    'data: {"choices":[],"usage":{"prompt_tokens":3,"completion_tokens":9}}\n\n'
    "data: [DONE]\n\n"
).encode()


def read(chunks):
    reader = ReplyReader()
    pieces = [piece for chunk in chunks for piece in reader.feed(chunk)]
    return reader, pieces + reader.end()


def summed(pieces):
    return "".join(p.reasoning for p in pieces), "".join(p.content for p in pieces)


@given(st.lists(st.integers(0, len(STREAM)), max_size=12))
def test_any_cut_of_the_bytes_reads_the_same(cuts):
    edges = [0, *sorted(cuts), len(STREAM)]
    chunks = [STREAM[a:b] for a, b in zip(edges, edges[1:], strict=False)]
    reader, pieces = read(chunks)
    assert summed(pieces) == (
        "Ich überlege 想",
        "<|begin_of_box|>[[1,2,3,4]]<|end_of_box|>",
    )
    assert reader.done and reader.reason == "stop"
    assert reader.usage == Usage(3, 9)


def test_raw_holds_the_servers_own_fields():
    raw = json.loads(read([STREAM])[0].raw)
    assert raw["model"] == "glm-4.5v"
    assert raw["message"]["content"] == "<|begin_of_box|>[[1,2,3,4]]<|end_of_box|>"
    assert raw["message"]["reasoning_content"] == "Ich überlege 想"
    assert raw["usage"]["completion_tokens"] == 9


@pytest.mark.parametrize(
    ("delta", "piece"),
    [
        ({"content": "a"}, Piece("a")),
        ({"content": None, "reasoning_content": "t"}, Piece("", "t")),
        ({"reasoning": "t"}, Piece("", "t")),
        ({"reasoning": "t", "reasoning_content": "t"}, Piece("", "t")),
        ({"reasoning": "t", "reasoning_details": [{"text": "t"}]}, Piece("", "t")),
        ({"reasoning_details": [{"type": "reasoning.text", "text": "t"}]}, Piece("", "t")),
        ({"reasoning_details": [{"summary": "s"}, {"data": "x"}]}, Piece("", "s")),
        ({"content": [{"type": "text", "text": "a"}, {"text": "b"}]}, Piece("ab")),
        ({"content": "a", "reasoning_content": "t"}, Piece("a", "t")),
        ({"refusal": "I will not"}, Piece("I will not")),
        ({"content": 7}, None),
        ({"role": "assistant"}, None),
    ],
)
def test_every_shape_of_a_delta(delta, piece):
    event = f"data: {json.dumps({'choices': [{'delta': delta}]})}\n\n".encode()
    assert ReplyReader().feed(event) == ([piece] if piece else [])


@pytest.mark.parametrize(
    ("finish", "reason"),
    [
        ("stop", "stop"),
        ("tool_calls", "stop"),
        ("length", "length"),
        ("model_context_window_exceeded", "length"),
        ("sensitive", "filtered"),
        ("content_filter", "filtered"),
        ("network_error", "disconnected"),
    ],
)
def test_why_it_ended(finish, reason):
    event = {"choices": [{"delta": {}, "finish_reason": finish}]}
    reader, _ = read([f"data: {json.dumps(event)}\n\n".encode()])
    assert reader.reason == reason


def test_an_end_without_a_reason_or_marker_is_a_disconnect():
    reader, pieces = read([b'data: {"choices":[{"delta":{"content":"a"}}]}'])
    assert pieces == [Piece("a")]
    assert reader.reason == "disconnected"


@pytest.mark.parametrize(
    "junk", [b"data: {not json\n\n", b"data: 7\n\n", b"data: {}\n\n", b"hello\n\n", b"\n\n\n"]
)
def test_junk_is_passed_over(junk):
    reader, pieces = read([junk, STREAM])
    assert summed(pieces)[1].startswith("<|begin_of_box|>")
    assert reader.reason == "stop"


def test_an_error_in_the_stream_is_kept():
    reader, _ = read([b'data: {"error": {"code": 502, "message": "upstream"}}\n\n'])
    assert reader.error == {"error": {"code": 502, "message": "upstream"}}


def test_an_event_without_an_end_is_refused():
    reader = EventReader(max_event_bytes=1_000)
    with pytest.raises(ValueError, match="without an end"):
        for _ in range(100):
            reader.feed(b"data: " + b"x" * 100)


@pytest.mark.parametrize(
    ("usage", "counted"),
    [
        ({"prompt_tokens": 10, "completion_tokens": 5}, Usage(10, 5)),
        (
            {
                "prompt_tokens": 10,
                "completion_tokens": 50,
                "completion_tokens_details": {"reasoning_tokens": 40},
                "prompt_tokens_details": {"cached_tokens": 8},
                "cost": 0.00012,
            },
            Usage(10, 10, 40, 8, 0.00012),
        ),
        ({"prompt_tokens": None, "completion_tokens_details": None, "cost": None}, Usage()),
        (
            {"completion_tokens": 3, "completion_tokens_details": {"reasoning_tokens": 9}},
            Usage(0, 0, 3),
        ),
    ],
)
def test_usage(usage, counted):
    assert read_usage(usage) == counted
