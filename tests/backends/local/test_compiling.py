"""Compiled decoding: the same answers; what fails in it is answered without."""

import threading
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image as Pictures

from model.backends.base import Options
from model.backends.local import generation
from model.events import Notice, Progress, Transcript
from model.media.images import picture_of
from model.messages import user
from model.service import Chat, ModelService
from model.settings import Settings
from tests.backends.local.conftest import HERE, scene

TRAINED = Path(__file__).parent.parent.parent / "nano" / "checkpoint"
SHORT = Options(temperature=0.0, max_tokens=12, thinking=False)
# Dynamo's own, of a cached function that transformers asks for the version of torch.
pytestmark = pytest.mark.filterwarnings("ignore:Dynamo detected a call to a `functools.lru_cache`")


def asked(service, *parts, options=SHORT):
    """What an answer adds up to, and the sentences told beside it."""
    whole, told = Transcript(), []
    for event in service.stream(Chat((user(*parts),)), HERE, options):
        whole.add(event)
        if isinstance(event, Notice):
            told.append(event.text)
    return whole, told


@pytest.fixture(scope="module")
def service():
    """With the trained checkpoint in 32 bits: what it says hangs on no last digit.

    Chance weights do, and in 16 bits neighbouring coordinates may be equally likely.
    """
    opened = ModelService(Settings(backend="local", model=str(TRAINED)))
    asked(opened, "Hello")
    opened._backend("local")._loaded.model.float()
    yield opened
    opened.close()


@pytest.fixture
def backend(service):
    """The backend, whose model is compiled from now on."""
    import torch

    local = service._backend("local")
    plain = local._loaded
    local._loaded = replace(plain, compiles=True)
    yield local
    local._loaded = plain
    torch._dynamo.reset()


@pytest.fixture
def uncompiled(monkeypatch):
    """Everything of compiled decoding but the compiling."""
    monkeypatch.setattr(generation, "_compiled", lambda: None)


BARE = picture_of(Pictures.new("RGB", (120, 90), (236, 238, 240)), "bare")
QUESTIONS = (
    ("Describe the image.", scene()),
    ("Where is the red circle?", scene()),
    ("In which picture is the red circle?", scene(), BARE),
)


def test_answers_are_the_same_and_stop_waits_for_no_compiler(service, backend, monkeypatch):
    compiled = backend._loaded
    backend._loaded = replace(compiled, compiles=False)
    plain = [asked(service, *question)[0].finished for question in QUESTIONS]
    backend._loaded = compiled
    graphs, begun, let_go = [], threading.Event(), threading.Event()

    def slowly(graph, inputs, **_):
        graphs.append(graph)
        begun.set()
        assert let_go.wait(10)
        return graph.forward

    monkeypatch.setattr(generation, "_COMPILER", slowly)
    stream = service.stream(Chat((user("Hello"),)), HERE, SHORT)
    with closing(stream):
        said = next(
            event.text
            for event in stream
            if begun.is_set() and isinstance(event, Progress) and "Beginning" not in event.text
        )
    assert "Compiling the model" in said
    waiting = service.stream(Chat((user("Hello"),)), HERE, SHORT)
    assert "Compiling the model" in next(waiting).text, "it waits for nobody else's answer"
    let_go.set()
    waiting.close()
    compiled = [asked(service, *question) for question in QUESTIONS]
    assert [whole.finished for whole, _ in compiled] == plain
    assert not any(told for _, told in compiled)
    assert all(whole.usage.answer_tokens <= SHORT.max_tokens for whole, _ in compiled)
    assert len(graphs) == 1, "it is compiled once, whatever the prompt"


def test_what_cannot_be_compiled_is_answered_without_and_not_tried_again(
    service, backend, monkeypatch, caplog
):
    def fail(graph, inputs, **_):
        raise RuntimeError("Failed to find C compiler")

    monkeypatch.setattr(generation, "_COMPILER", fail)
    whole, told = asked(service, *QUESTIONS[1])
    assert len(told) == 1 and "cannot be compiled here and goes on without" in told[0]
    assert "Failed to find C compiler" in told[0] and "SIGHTLINE_LOCAL_COMPILE" in told[0]
    assert "Failed to find C compiler" in caplog.text
    assert not backend._loaded.compiles
    again, told = asked(service, *QUESTIONS[1])
    assert again.finished == whole.finished and again.answer == whole.answer
    assert not told


def test_a_cache_that_does_not_fit_is_done_without_from_where_the_answer_stood(
    service, backend, uncompiled
):
    plain, _ = asked(service, *QUESTIONS[1])
    tokens = []

    def fill(*_):
        tokens.append(1)
        if len(tokens) == 5:
            raise MemoryError

    hook = backend._loaded.model.lm_head.register_forward_pre_hook(fill)
    try:
        whole, told = asked(service, *QUESTIONS[1])
    finally:
        hook.remove()
    assert len(tokens) > 5 and not told
    assert (whole.finished, whole.usage) == (plain.finished, plain.usage)
    assert backend._loaded.compiles, "the next question may fit"


def test_a_short_question_gets_a_small_cache_after_a_long_one(
    service, backend, uncompiled, monkeypatch
):
    monkeypatch.setattr(generation, "_CACHE_STEP", 64)
    sizes = []

    def look(module, args, kwargs):
        sizes.append(kwargs["past_key_values"].get_max_length())

    inner = backend._loaded.model.model.language_model
    hook = inner.register_forward_pre_hook(look, with_kwargs=True)
    try:
        for text in ("Hello", "word " * 300, "Hello"):
            asked(service, text)
            sizes.append(None)
    finally:
        hook.remove()
    short, long, again = (set(part) for part in _split(sizes))
    assert short == again and max(short) <= 64 and min(long) > 300


def _split(sizes):
    parts = [[]]
    for size in sizes:
        if size is None:
            parts.append([])
        else:
            parts[-1].append(size)
    return parts[:-1]
