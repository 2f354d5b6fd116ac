"""Tasks get the room, the sampling and the layout they need."""

import pytest
from PIL import Image

from model.backends.base import Options
from model.backends.fitting import fitted, is_structured
from model.media.images import picture_of
from model.messages import user
from model.settings import Settings
from model.tasks import Act, Chat, Rebuild, Refine, Verify, act

PICTURE = picture_of(Image.new("RGB", (64, 48)), "screen")
STEP, LOOK = Act("x", PICTURE), Verify("x", PICTURE)
PAGE, CHANGE = Rebuild(PICTURE), Refine(PICTURE, PICTURE, "<p>")
TALK = Chat((user("Hi"),))


def options_for(task, **options):
    return fitted(task, [user("Hi")], Options(**options), "glm-4.5v", Settings())[1]


def test_actions_are_not_invented():
    assert options_for(STEP).temperature == options_for(LOOK).temperature == 0.001
    assert options_for(STEP, temperature=0.5).temperature == 0.5
    assert options_for(TALK).temperature is None


def test_the_sidebars_own_values_decide_nothing():
    settings = Settings()
    assert options_for(STEP, temperature=settings.temperature).temperature == 0.001
    assert options_for(PAGE, max_tokens=settings.max_answer_tokens).max_tokens == 16_384


def test_pages_get_more_room():
    assert options_for(PAGE).max_tokens == options_for(CHANGE).max_tokens == 16_384
    assert options_for(PAGE, max_tokens=99).max_tokens == 99
    assert options_for(STEP).max_tokens is None


@pytest.mark.parametrize(("model", "older"), [("GLM-4.1V-9B-Thinking", True), ("glm-4.5v", False)])
def test_the_older_model_gets_its_own_layout(model, older):
    messages, _ = fitted(STEP, act.ask(STEP), Options(), model, Settings())
    assert messages == (act.ask_older(STEP) if older else act.ask(STEP))


def test_what_is_code_or_calls():
    assert [is_structured(task) for task in (STEP, LOOK, PAGE, CHANGE, TALK)] == [True] * 4 + [
        False
    ]
