"""The endpoint backend against a real server on loopback."""

import asyncio
import json
import socket
import threading
from dataclasses import replace

import pytest

from model import errors
from model.backends.base import Connection, Options, Secret
from model.backends.endpoint.backend import EndpointBackend
from model.events import Finished, Notice, Progress, Sent, Transcript, Usage
from model.messages import user
from model.settings import Settings
from model.tasks import Chat
from tests.fake_endpoint import HANG_UP, FakeEndpoint, Gate, Reply

PATIENCE_S = 10
KEY = Secret("sk-test-0123456789")
QUICK = Settings(retry_wait_s=0.01, heartbeat_s=0.02)


@pytest.fixture
def server():
    with FakeEndpoint() as endpoint:
        yield endpoint


@pytest.fixture
def backend():
    made = EndpointBackend(QUICK)
    yield made
    made.close()


def ask(backend, server, question="Hi", model="glm-4.5v", options=None, **connection):
    messages = [user(question)]
    place = Connection("endpoint", server.base_url, model, KEY)
    place = replace(place, **connection)
    return backend.stream(Chat(tuple(messages)), messages, place, options or Options())


def read(stream):
    transcript = Transcript()
    for event in stream:
        transcript.add(event)
    return transcript


def progress(events):
    return [event.text for event in events if isinstance(event, Progress)]


def test_an_answer_streams_with_its_usage(backend, server):
    server.script(
        Reply.stream(
            "Hel",
            "lo",
            usage={
                "prompt_tokens": 9,
                "completion_tokens": 7,
                "completion_tokens_details": {"reasoning_tokens": 4},
                "cost": 0.002,
            },
        )
    )
    events = list(ask(backend, server))
    assert isinstance(events[0], Progress)
    assert isinstance(events[-1], Finished) and events[-1].reason == "stop"
    assert sum(isinstance(event, Finished) for event in events) == 1
    said = Transcript()
    for event in events:
        said.add(event)
    assert said.answer == "Hello"
    assert said.usage == Usage(9, 3, 4, 0, 0.002)
    assert json.loads(said.finished.raw)["message"]["content"] == "Hello"


@pytest.mark.parametrize(
    "shape", ["reasoning_content", "reasoning", "both", "reasoning_details", "inline", "orphan"]
)
def test_thinking_is_split_off_in_every_shape(backend, server, shape):
    server.script(Reply.stream("It is ", "blue.", thinking=["I loo", "k."], shape=shape))
    said = read(ask(backend, server))
    assert (said.thinking, said.answer) == ("I look.", "It is blue.")


def test_the_first_words_come_while_the_rest_is_still_to_be_written(backend, server):
    gate = Gate()
    server.script(Reply.stream("First. ", gate, "Second."))
    said = Transcript()
    for event in ask(backend, server):
        said.add(event)
        if said.answer == "First. ":
            gate.open()
    assert said.answer == "First. Second."


def test_while_it_waits_it_says_so(backend, server):
    gate = Gate()
    server.script(replace(Reply.stream("Done"), steps=(gate, *Reply.stream("Done").steps)))
    waiting = []
    for event in ask(backend, server):
        if isinstance(event, Progress) and "first token" in event.text:
            waiting.append(event.text)
            if len(waiting) == 3:
                gate.open()
    assert len(waiting) >= 3


@pytest.mark.parametrize("when", ["before the headers", "before the first token", "after it"])
def test_stop_closes_the_http_stream(backend, server, when):
    gate = Gate()
    whole = Reply.stream("Some words", gate, " more")
    if when == "before the headers":
        whole = replace(whole, steps=(gate, *whole.steps))
    elif when == "before the first token":
        whole = replace(whole, steps=(whole.steps[0], gate, *whole.steps[1:]))
    server.script(whole)
    stream = ask(backend, server)
    for _ in stream:
        if gate.reached.is_set():
            break
    stream.close()
    assert server.hung_up.wait(PATIENCE_S)


def test_stop_works_from_another_thread(backend, server):
    gate = Gate()
    server.script(Reply.stream("Some words", gate))
    stop = threading.Event()

    def consume():
        stream = ask(backend, server)
        for _ in stream:
            if stop.is_set():
                break
        stream.close()

    consumer = threading.Thread(target=consume)
    consumer.start()
    assert gate.reached.wait(PATIENCE_S)
    stop.set()
    assert server.hung_up.wait(PATIENCE_S)
    consumer.join(PATIENCE_S)
    assert not consumer.is_alive()


def test_stop_during_the_wait_for_another_attempt(server):
    backend = EndpointBackend(Settings(retry_wait_s=20.0, heartbeat_s=0.02))
    server.script(Reply.error(503, "busy"))
    stream = ask(backend, server)
    for event in stream:
        if isinstance(event, Progress) and "attempt 2 of 4" in event.text:
            break
    stream.close()
    backend.close()
    assert len(server.chats) == 1


def test_a_dropped_generator_frees_the_connection(backend, server):
    gate = Gate()
    server.script(Reply.stream("Some words", gate))
    stream = ask(backend, server)
    for _ in stream:
        if gate.reached.is_set():
            break
    del stream
    assert server.hung_up.wait(PATIENCE_S)


def test_closing_the_backend_ends_its_streams(server):
    backend = EndpointBackend(QUICK)
    gate = Gate()
    server.script(Reply.stream("Some words", gate))
    stream = ask(backend, server)
    for _ in stream:
        if gate.reached.is_set():
            break
    backend.close()
    assert server.hung_up.wait(PATIENCE_S)
    stream.close()


@pytest.mark.parametrize(
    ("refusal", "words"),
    [
        (Reply.error(429, "slow down"), "The server is busy, trying again in"),
        (Reply.error(500, "boom"), "The server failed, trying again in"),
        (Reply.html(502), "The server failed, trying again in"),
        (Reply(steps=(HANG_UP,)), "The server cannot be reached, trying again in"),
        (Reply.stream(finish=None, done=False), "The server failed, trying again in"),
        (
            Reply(steps=('data: {"error": {"code": 502, "message": "upstream"}}\n\n',)),
            "The server failed, trying again in",
        ),
        (Reply.error(429, "busy", 1302, "zai"), "The server is busy, trying again in"),
    ],
)
def test_what_may_pass_is_tried_again_in_plain_sight(backend, server, refusal, words):
    server.script(refusal, refusal, Reply.stream("At last"))
    events = list(ask(backend, server))
    shown = progress(events)
    assert any(words in text and "attempt 2 of 4" in text for text in shown)
    assert any(words in text and "attempt 3 of 4" in text for text in shown)
    assert len(server.chats) == 3
    assert sum(isinstance(event, Sent) for event in events) == 1


def test_after_the_last_attempt_the_error_is_raised(backend, server):
    server.script(*[Reply.error(503, "overloaded")] * 4)
    with pytest.raises(errors.ServerFailed, match="overloaded"):
        read(ask(backend, server))
    assert len(server.chats) == 4


def test_a_wait_the_server_asks_for_is_kept_or_refused(backend, server):
    server.script(Reply.error(429, "slow", Retry_After="0"), Reply.stream("Yes"))
    assert read(ask(backend, server)).answer == "Yes"
    server.script(Reply.error(429, "slow", Retry_After="3600"))
    with pytest.raises(errors.RateLimited, match="in 3600 seconds"):
        read(ask(backend, server))
    assert len(server.chats) == 3


@pytest.mark.parametrize(
    ("refusal", "kind"),
    [
        (Reply.error(401, "no", "invalid_api_key"), errors.BadKey),
        (Reply.error(429, "balance", 1113, "zai"), errors.NoBalance),
        (Reply.error(400, "too long", 1261, "zai"), errors.ContextTooLong),
        (Reply.error(400, "sensitive", 1301, "zai"), errors.Filtered),
        (Reply.html(), errors.NotAnApi),
        (Reply.html(404), errors.NotAnApi),
        (Reply.json({"hello": "world"}), errors.NotAnApi),
        (Reply(content_type="text/plain", steps=("OK",)), errors.NotAnApi),
        (Reply.json({"code": 1113, "msg": "no money", "success": False}), errors.NoBalance),
        (Reply.redirect("https://elsewhere.example/v1/chat/completions"), errors.NotAnApi),
        (Reply.stream(finish="content_filter"), errors.Filtered),
    ],
)
def test_what_will_not_pass_is_not_tried_again(backend, server, refusal, kind):
    server.script(refusal)
    with pytest.raises(kind) as caught:
        read(ask(backend, server))
    assert len(server.chats) == 1
    assert caught.value.__cause__ is None


@pytest.mark.parametrize(
    "end",
    [
        (HANG_UP,),
        (),
    ],
    ids=["cut", "ended without a word"],
)
def test_a_disconnect_in_the_middle_keeps_what_came(backend, server, end):
    server.script(Reply.stream("The first ", "half", *end, finish=None, done=False))
    said = read(ask(backend, server))
    assert said.answer == "The first half"
    assert said.finished.reason == "disconnected"
    assert said.notices == []  # the reason says it, in the language of the page
    assert len(server.chats) == 1


def test_an_error_in_the_middle_keeps_what_came(backend, server):
    steps = Reply.stream("Half", finish=None, done=False).steps
    broken = 'data: {"error": {"code": 502, "message": "upstream died"}}\n\n'
    server.script(Reply(steps=(*steps, broken)))
    said = read(ask(backend, server))
    assert (said.answer, said.finished.reason) == ("Half", "disconnected")
    assert "upstream died" in said.notices[-1]


def test_a_filter_in_the_middle_is_said(backend, server):
    server.script(Reply.stream("Half", finish="sensitive"))
    said = read(ask(backend, server))
    assert said.finished.reason == "filtered"


def test_silence_is_an_error_and_not_repeated(server):
    backend = EndpointBackend(replace(QUICK, read_timeout_s=0.2))
    gate = Gate()
    server.script(replace(Reply.stream("x"), steps=(gate,)))
    with pytest.raises(errors.Unreachable, match=r"silent for 0\.2 seconds"):
        read(ask(backend, server))
    gate.open()
    backend.close()
    assert len(server.chats) == 1


def test_silence_in_the_middle_keeps_what_came(server):
    backend = EndpointBackend(replace(QUICK, read_timeout_s=0.2))
    gate = Gate()
    server.script(Reply.stream("Half", gate))
    said = read(ask(backend, server))
    gate.open()
    backend.close()
    assert (said.answer, said.finished.reason) == ("Half", "disconnected")


def test_an_answer_cut_at_the_limit_says_length(backend, server):
    server.script(Reply.stream(thinking=["hm"], finish="length"))
    said = read(ask(backend, server))
    assert said.finished.reason == "length" and said.thinking == "hm"
    assert any("spent all its tokens" in notice for notice in said.notices)


def test_an_empty_answer_is_said(backend, server):
    server.script(Reply.stream())
    assert read(ask(backend, server)).notices == []


def test_a_server_that_does_not_stream_is_read_all_the_same(backend, server):
    message = {"role": "assistant", "content": "<think>hm</think>Whole"}
    server.script(Reply.json({"choices": [{"message": message, "finish_reason": "stop"}]}))
    said = read(ask(backend, server))
    assert (said.thinking, said.answer, said.finished.reason) == ("hm", "Whole", "stop")


def test_a_stream_without_its_content_type_is_read(backend, server):
    server.script(replace(Reply.stream("Plain"), content_type="text/plain"))
    assert read(ask(backend, server)).answer == "Plain"


def test_an_endless_reply_is_cut_off(server):
    backend = EndpointBackend(replace(QUICK, max_reply_mb=1))
    server.script(Reply.stream(*["x" * 100_000] * 12))
    said = read(ask(backend, server))
    backend.close()
    assert said.finished.reason == "length"
    assert "cut off" in said.notices[-1]


def test_a_refused_field_is_left_out_and_said(backend, server):
    server.script(
        Reply.error(422, "stream_options: Extra inputs are not permitted", style="fastapi"),
        Reply.stream("Fine"),
    )
    said = read(ask(backend, server))
    assert said.answer == "Fine"
    assert said.notices == [
        "The server refused the request, so it was sent again without stream_options."
    ]
    assert "stream_options" in server.chats[0].body
    assert "stream_options" not in server.chats[1].body and "top_p" in server.chats[1].body
    assert "stream_options" not in said.sent.body


def test_when_no_field_is_named_all_that_can_be_spared_goes(backend, server):
    server.script(Reply.error(400, "bad request"), Reply.stream("Fine"))
    assert read(ask(backend, server)).answer == "Fine"
    assert set(server.chats[1].body) == {"model", "messages", "stream"}


def test_a_request_that_is_bad_anyway_ends(backend, server):
    server.script(*[Reply.error(400, "bad request")] * 5)
    with pytest.raises(errors.ServerFailed, match="bad request"):
        read(ask(backend, server))
    assert len(server.chats) == 2


def test_an_unknown_model_hears_what_there_is(backend, server):
    server.models = ("llama", "glm-4.5v", "glm-4.6v", *[f"model-{n}" for n in range(20)])
    server.script(Reply.error(404, "The model `glm-4.5` does not exist.", style="vllm"))
    with pytest.raises(errors.UnknownModel, match=r"offers 'glm-4\.5v', .* and 15 more"):
        read(ask(backend, server, model="glm-4.5"))


def test_a_server_without_a_list_of_models_works(backend, server):
    server.lists_models = False
    server.script(Reply.stream("Yes"), Reply.error(400, "Unknown Model", 1211, "zai"))
    assert read(ask(backend, server)).answer == "Yes"
    with pytest.raises(errors.UnknownModel, match="choose another one"):
        read(ask(backend, server))


def test_vllm_is_known_by_its_list_of_models(backend, server):
    server.owner = "vllm"
    read(ask(backend, server, options=Options(thinking=False)))
    sent = server.chats[0].body
    assert sent["chat_template_kwargs"] == {"enable_thinking": False}
    assert sent["skip_special_tokens"] is False


def test_the_list_of_models_is_asked_for_once(backend, server):
    read(ask(backend, server))
    read(ask(backend, server))
    assert sum(request.path.endswith("/models") for request in server.requests) == 1


def test_models(backend, server):
    connection = Connection("endpoint", server.base_url, "", KEY)
    assert backend.models(connection) == ["glm-4.5v", "glm-4.6v"]
    server.lists_models = False
    assert backend.models(connection) == []


def test_nobody_listens(backend):
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        port = unused.getsockname()[1]
    messages = [user("Hi")]
    place = Connection("endpoint", f"http://127.0.0.1:{port}/v1", "m", KEY)
    events = []
    with pytest.raises(errors.Unreachable, match="is the server running"):
        events.extend(backend.stream(Chat(tuple(messages)), messages, place, Options(), retries=0))


def test_https_to_a_server_without_it(backend, server):
    url = server.base_url.replace("http://", "https://")
    with pytest.raises(errors.Unreachable, match="try the address with http://"):
        read(ask(backend, server, base_url=url))


def test_no_model_is_named(backend, server):
    with pytest.raises(errors.UnknownModel, match="No model is named"):
        read(ask(backend, server, model="  "))
    assert not server.requests


def test_many_streams_at_once_all_finish(backend, server):
    gate = Gate()
    server.otherwise = lambda request: Reply.stream("a ", gate, request.question)
    answers = {}

    def one(number):
        answers[number] = read(ask(backend, server, question=f"n{number}")).answer

    threads = [threading.Thread(target=one, args=(number,)) for number in range(24)]
    for thread in threads:
        thread.start()
    gate.open()
    for thread in threads:
        thread.join(PATIENCE_S)
    assert answers == {number: f"a n{number}" for number in range(24)}


def settle(backend):
    """Wait until no client is in use: the end of a reply is read after its last event."""

    async def idle():
        while any(client.users for client in backend._clients._open.values()):
            await asyncio.sleep(0)

    backend._loop.submit(idle()).result(PATIENCE_S)


def test_a_connection_is_used_again(backend, server):
    for _ in range(3):
        read(ask(backend, server))
        settle(backend)
    assert len({request.port for request in server.requests}) == 1


def test_few_clients_stay_open(server):
    backend = EndpointBackend(replace(QUICK, endpoint_clients=2))
    for number in range(5):
        read(ask(backend, server, key=Secret(f"sk-key-{number}")))
    settle(backend)
    assert len(backend._clients._open) == 2
    backend.close()
    assert not backend._clients._open


def test_a_bad_address_in_the_settings_is_named():
    with pytest.raises(errors.SettingsError, match="SIGHTLINE_BASE_URL"):
        EndpointBackend(replace(QUICK, base_url="ftp://a.example"))


def test_a_notice_comes_before_the_answer_it_is_about(backend, server):
    events = list(ask(backend, server, model="glm-4.1v-thinking", options=Options(thinking=False)))
    assert any(isinstance(event, Notice) and "always thinks" in event.text for event in events)
