"""Settings come from the environment and ``.env``, and the README's table is theirs."""

import sys
from dataclasses import fields
from pathlib import Path
from types import SimpleNamespace

import pytest

from app import arguments, chosen, main
from model.addresses import check_base_url
from model.errors import BadAddress, SettingsError
from model.service import ModelService
from model.settings import PREFIX, Settings, load, table

ROOT = Path(__file__).parent.parent


def test_defaults() -> None:
    assert load({}) == Settings()


def test_environment_wins_over_dotenv(tmp_path: Path) -> None:
    dotenv = tmp_path / ".env"
    dotenv.write_text(
        '# mine\nSIGHTLINE_PORT=7000\nexport SIGHTLINE_MODEL="glm-4.5v"\n\nnonsense\n'
    )
    settings = load({"SIGHTLINE_PORT": "8000"}, dotenv)
    assert (settings.port, settings.model) == (8000, "glm-4.5v")


def test_a_space_says_where_to_listen() -> None:
    assert load({"GRADIO_SERVER_NAME": "0.0.0.0"}).host == "0.0.0.0"
    assert load({"GRADIO_SERVER_NAME": "0.0.0.0", "SIGHTLINE_HOST": "::1"}).host == "::1"


@pytest.mark.parametrize(
    ("variable", "value"),
    [("PORT", "many"), ("BACKEND", "magic"), ("PRIVATE_ENDPOINTS", "perhaps"), ("TOP_P", "high")],
)
def test_a_wrong_value_is_named(variable: str, value: str) -> None:
    with pytest.raises(SettingsError, match=f"SIGHTLINE_{variable}"):
        load({PREFIX + variable: value})


def test_private_endpoints_follow_the_address_the_app_listens_on() -> None:
    assert load({}).may_reach_private
    assert not load({"SIGHTLINE_HOST": "0.0.0.0"}).may_reach_private
    assert load(
        {"SIGHTLINE_HOST": "0.0.0.0", "SIGHTLINE_PRIVATE_ENDPOINTS": "yes"}
    ).may_reach_private


def test_a_shared_app_is_public_although_it_listens_on_loopback() -> None:
    shared = chosen(load({}), arguments(load({}), ["--share"]))
    assert shared.host == "127.0.0.1"
    assert not shared.may_reach_private
    assert chosen(load({}), arguments(load({}), [])).may_reach_private
    trusting = load({"SIGHTLINE_PRIVATE_ENDPOINTS": "yes"})
    assert chosen(trusting, arguments(trusting, ["--share"])).may_reach_private


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.0.5"])
def test_an_app_for_everybody_refuses_private_endpoints(host: str) -> None:
    public = chosen(load({}), arguments(load({}), ["--host", host]))
    for url in ("http://127.0.0.1:8000/v1", "http://10.0.0.1/v1", "http://localhost/v1"):
        with pytest.raises(BadAddress, match="private address"):
            check_base_url(url, public)


def test_every_setting_has_a_unit_and_a_meaning() -> None:
    for item in fields(Settings):
        assert item.metadata["unit"]
        assert item.metadata["meaning"]


def test_the_readme_has_the_table_as_it_is() -> None:
    assert table() in (ROOT / "README.md").read_text(encoding="utf-8")


def test_the_backends_are_closed_however_the_app_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    """Weights that still answer when Python ends abort the process."""
    closed: list[ModelService] = []

    def serve(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setitem(sys.modules, "ui.serve", SimpleNamespace(serve=serve))
    monkeypatch.setattr(ModelService, "close", lambda self: closed.append(self))
    monkeypatch.setattr(sys, "argv", ["app.py"])
    with pytest.raises(KeyboardInterrupt):
        main()
    assert len(closed) == 1
