from pathlib import Path

import pytest

from model.backends.base import Connection, Secret
from model.events import Usage
from model.settings import Settings
from ui import connecting, header
from ui.meter import Meter
from ui.sessions import Sessions

ENV = Settings(base_url="https://mine.example/v1", api_key="sk-env", model="glm-x")
TOKEN = "0123456789abcdef" * 2


def test_the_key_of_the_environment_goes_to_its_own_endpoint_only() -> None:
    assert connecting.connect(ENV, "https://mine.example/v1/", "", "").key.reveal() == "sk-env"
    assert connecting.connect(ENV, "https://mine.example/v1", "", "").model == "glm-x"
    assert not connecting.connect(ENV, "https://other.example/v1", "m", "").key
    assert not connecting.connect(ENV, "http://mine.example/v1", "m", "").key


def test_a_held_key_stays_with_the_address_it_was_typed_for() -> None:
    old = Connection("endpoint", "https://a.example/v1", "m", Secret("sk-typed"))
    again = connecting.connect(Settings(), "https://a.example/v1", "other", "", old)
    assert again.key.reveal() == "sk-typed"
    assert not connecting.connect(Settings(), "https://b.example/v1", "m", "", old).key


@pytest.mark.parametrize(
    ("base_url", "name"),
    [
        ("https://mine.example/v1", "environment"),
        ("https://api.z.ai/api/paas/v4", "Z.ai"),
        ("https://nobody.example/v1", "other"),
        ("", "environment"),
    ],
)
def test_the_form_names_the_preset(base_url: str, name: str) -> None:
    assert connecting.preset_name(ENV, base_url) == name


def test_weights_on_this_machine_are_only_those_the_app_was_started_with(tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    config = '{"model_type": "glm4v_moe", "text_config": {"max_position_embeddings": 9000}}'
    (tmp_path / "mine" / "config.json").write_text(config)
    local = Settings(backend="local", model=str(tmp_path / "mine"))
    assert connecting.start(local) == Connection("local", model="mine (GLM-4.5V)", context=9000)
    assert connecting.start(local).profile.context == 9000
    assert connecting.on_this_machine(Settings(model="/etc")) == Connection()
    assert connecting.start(Settings(backend="local", model="zai-org/GLM-4.6V")).by.endswith("4.6V")
    assert not connecting.connect(local, "https://mine.example/v1", "", "").model


def test_who_answers_is_told() -> None:
    local = Connection("local", model="<b>mine</b>")
    assert "&lt;b&gt;mine" in connecting.about(local) and "this machine" in header.chip(local)
    assert "<b>" not in connecting.about(local) + header.chip(local)
    assert "no key" in connecting.about(Connection())
    assert connecting.about(Connection("endpoint")) == ""


def test_what_the_browser_kept_is_checked() -> None:
    saved = {"backend": "endpoint", "thinking": "yes", "temperature": "hot", "top_p": 0.5, "x": 1}
    assert connecting.checked(saved) == {"backend": "endpoint", "top_p": 0.5}
    assert connecting.checked("nonsense") == {}


def test_no_line_shows_a_key_or_runs_an_address() -> None:
    evil = Connection("endpoint", "https://<img src=x>/v1", "m", Secret("sk-secret"))
    shown = connecting.status(evil, ENV) + connecting.form_status("<b>", "<b>", evil, ENV)
    assert "sk-secret" not in shown
    assert "<img" not in shown
    assert "<b>" not in shown


@pytest.mark.parametrize(
    ("base_url", "key", "said"),
    [
        ("http://127.0.0.1:8000/v1", "sk-a\nb", "line break"),
        ("http://127.0.0.1:8000/v1", "Bearer sk-ab", "Bearer"),
        ("ftp://host/v1", "", "http://"),
        ("http://user:secret@host/v1", "", "password"),
        ("http://169.254.169.254/v1", "", "metadata"),
    ],
)
def test_nothing_is_called_connected_that_cannot_be(base_url: str, key: str, said: str) -> None:
    now = Connection("endpoint", base_url, "m", Secret(key))
    shown = connecting.status(now, Settings())
    assert said in shown
    assert "Connected" not in shown
    assert "user:secret" not in shown


def test_an_address_is_named_as_it_will_be_called() -> None:
    shown = connecting.status(Connection("endpoint", "api.example/v1", "m", Secret("k")), ENV)
    assert "Connected to api.example." in shown


def test_the_operators_own_endpoint_may_be_private() -> None:
    public = Settings(host="0.0.0.0", base_url="http://10.0.0.1/v1", model="m")
    assert "Connected" in connecting.status(connecting.connect(public, "10.0.0.1", "m", ""), ENV)
    assert "Connected" in connecting.status(
        connecting.connect(public, public.base_url, "m", ""), public
    )
    other = connecting.connect(public, "http://10.0.0.2/v1", "m", "")
    assert "private address" in connecting.status(other, public)


def test_the_meter_adds_up_and_names_no_price_nobody_told() -> None:
    meter = Meter().plus(Usage(10, 5, 2)).plus(Usage(1, 1, 0))
    assert (meter.prompt_tokens, meter.answer_tokens, meter.thinking_tokens) == (11, 6, 2)
    assert "not told" in meter.html()
    assert "$0.5" in meter.plus(Usage(0, 0, 0, cost_usd=0.5)).html()


def test_what_runs_on_this_machine_has_no_price() -> None:
    free = Meter().plus(Usage(10, 5, 2, cost_usd=0.0))
    assert "10 tokens" in free.html() and "Cost" not in free.html()
    assert "not told" in free.plus(Usage(1, 1, 0)).html()


def test_sessions_go_when_idle_and_take_no_made_up_token() -> None:
    now = [0.0]
    sessions = Sessions(60, clock=lambda: now[0])
    sessions.put(TOKEN, "chat", 1)
    sessions.put("short", "chat", 2)
    sessions.put(TOKEN, "meter", 3)
    assert sessions.get(TOKEN, "chat") == 1
    assert sessions.get("short", "chat") is None
    assert sessions.get("f" * 32, "chat") is None
    now[0] = 59
    assert sessions.get(TOKEN, "meter") == 3
    now[0] = 120
    assert sessions.get(TOKEN, "chat") is None


@pytest.mark.parametrize(
    ("connection", "chooses", "said"),
    [
        (Connection(), False, "no reasoning to switch on"),
        (Connection("endpoint", "http://x/v1", "glm-4.5v"), True, "slower, better."),
        (Connection("endpoint", "http://x/v1", "glm-4.1v-thinking"), False, "always thinks"),
        (Connection("local", model="nano (GLM-4.5V)"), True, "slower, better."),
        (Connection("local", model="GLM-4.1V-9B-Thinking"), False, "always thinks"),
        (Connection("endpoint", "http://x/v1", "glm-ocr"), False, "GLM-OCR does not think"),
        (Connection("endpoint", "http://x/v1", "other"), True, "Not every model"),
    ],
)
def test_the_thinking_switch_says_what_it_can_do(
    connection: Connection, chooses: bool, said: str
) -> None:
    assert connecting.can_choose_thinking(connection) is chooses
    assert said in connecting.thinking_hint(connection)


def test_what_is_yet_to_be_filled_in_is_no_error() -> None:
    assert "bad" not in connecting.status(Connection("endpoint"), Settings())
    assert "bad" not in connecting.status(Connection("endpoint", "http://x/v1"), Settings())
