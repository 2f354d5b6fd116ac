"""Weights that are spread: by the rule for the cards there are, and what did not go there."""

import pytest

from model.backends.local import checkpoint, loading
from model.backends.local.machine import Plan
from model.errors import OutOfMemory
from model.settings import Settings


@pytest.mark.parametrize(
    ("parts", "said"),
    [
        ([0, 1], ""),
        (["cuda:0"], ""),
        ([0, "cpu"], "part of it runs from main memory"),
        ([0, "cpu", "disk"], "read from the disk for every token"),
    ],
)
def test_what_spilt_from_the_cards_is_said(parts, said):
    where = loading.placed(Plan("cuda", spread=True), parts, "GLM-4.5V")
    assert said in where.notice and bool(said) == bool(where.notice)


def test_main_memory_is_no_spill_on_a_machine_without_cards():
    assert loading.placed(Plan("cpu"), ["cpu"], "nano") == Plan("cpu")


def test_layers_that_fit_nowhere_are_too_little_memory(untrained, monkeypatch):
    """The sum may fit where the layers, which are not divided, do not."""
    from transformers.integrations import accelerate

    monkeypatch.setattr(loading, "plan", lambda *_: Plan("cpu", spread=True))
    monkeypatch.setattr(accelerate, "get_max_memory", lambda *_: {"cpu": 2_000_000})
    with pytest.raises(OutOfMemory, match="not enough memory to load 'nano'"):
        loading.load(checkpoint.read(untrained), Settings(), lambda text, done: None)
