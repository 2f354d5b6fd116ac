import pytest

from model.endpoints import PRESETS, UNKNOWN, preset_for, same_endpoint
from model.profiles import profile_for


@pytest.mark.parametrize("preset", PRESETS, ids=lambda preset: preset.name)
def test_every_preset_is_found_by_its_own_url(preset):
    assert preset_for(preset.base_url) is preset
    assert preset_for(preset.base_url + "/") is preset
    assert preset.models
    assert preset.needs_key == preset.base_url.startswith("https://")


@pytest.mark.parametrize("preset", PRESETS, ids=lambda preset: preset.name)
def test_every_preset_model_has_a_profile(preset):
    assert all(profile_for(model).known for model in preset.models)


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("https://api.z.ai/api/paas/v4", "Z.ai"),
        ("https://api.z.ai/api/coding/paas/v4/", "Z.ai coding plan"),
        ("https://API.Z.AI/api/paas/v4", "Z.ai"),
        ("http://localhost:8000/v1", "vLLM or SGLang"),
        ("http://localhost:8001/v1", UNKNOWN.name),
        ("http://api.z.ai/api/paas/v4", UNKNOWN.name),
        ("https://api.z.ai.evil.example/api/paas/v4", UNKNOWN.name),
        ("https://[::1", UNKNOWN.name),
        ("", UNKNOWN.name),
    ],
)
def test_preset_for(url, name):
    assert preset_for(url).name == name


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("https://a.example/v1", "https://a.example/v1/", True),
        ("https://a.example/v1", "https://A.example:443/v1", True),
        ("https://a.example/v1", "http://a.example/v1", False),
        ("https://a.example/v1", "https://a.example:8443/v1", False),
        ("https://a.example/v1", "https://a.example/v2", False),
        ("https://a.example/v1", "https://b.example/v1", False),
        ("https://a.example@b.example/v1", "https://a.example/v1", False),
        ("", "", False),
        ("https://[::1", "https://[::1", False),
    ],
)
def test_same_endpoint(one, other, same):
    assert same_endpoint(one, other) is same


@pytest.mark.parametrize(
    ("model", "name", "thinking", "context"),
    [
        ("glm-4.5v", "GLM-4.5V", "toggle", 65_536),
        ("zai-org/GLM-4.5V-FP8", "GLM-4.5V", "toggle", 65_536),
        ("zai-org/GLM-4.5V:novita", "GLM-4.5V", "toggle", 65_536),
        ("z-ai/glm-4.6v", "GLM-4.6V", "toggle", 131_072),
        ("glm-4.6v-flash", "GLM-4.6V", "toggle", 131_072),
        ("THUDM/GLM-4.1V-9B-Thinking", "GLM-4.1V-Thinking", "always", 65_536),
        ("glm-5v-turbo", "GLM-5V-Turbo", "toggle", 200_000),
        ("glm-5.3-flash", "GLM-5.3-Flash", "effort", 1_048_576),
        ("glm-ocr", "GLM-OCR", "none", 131_072),
        ("autoglm-phone-multilingual", "AutoGLM-Phone", "always", 25_480),
        ("qwen3-vl", "This model", "unknown", 65_536),
    ],
)
def test_profile_for(model, name, thinking, context):
    profile = profile_for(model)
    assert (profile.name, profile.thinking, profile.context) == (name, thinking, context)
    assert bool(profile.thinking_hint) == (thinking in ("always", "effort", "none"))
