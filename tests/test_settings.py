"""Settings come from the environment and ``.env``, and the README's table is theirs."""

from dataclasses import fields
from pathlib import Path

import pytest

from model.errors import SettingsError
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


def test_every_setting_has_a_unit_and_a_meaning() -> None:
    for item in fields(Settings):
        assert item.metadata["unit"]
        assert item.metadata["meaning"]


def test_the_readme_has_the_table_as_it_is() -> None:
    assert table() in (ROOT / "README.md").read_text(encoding="utf-8")
