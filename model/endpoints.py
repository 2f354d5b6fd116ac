"""Known providers: where they are, what they serve, how they want to be spoken to.

The table is data for the interface's presets and for the request builder; a base URL that is in
none of its rows speaks ``generic`` until ``GET /models`` tells that vLLM or SGLang stands there.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from os.path import commonprefix
from typing import Literal
from urllib.parse import urlsplit

Dialect = Literal["zai", "openrouter", "vllm", "novita", "siliconflow", "generic"]
"""How thinking is switched and which sampling fields are taken (facts of each provider's docs)."""

VideoRoute = Literal["data", "frames"]
"""How a clip reaches a model: ``data`` whole, as a data URI in ``video_url``; or as ``frames``."""

MB = 1_000_000


@dataclass(frozen=True, slots=True)
class PictureLimits:
    """What a provider takes as one picture, and how many in a request.

    ``max_bytes`` counts the encoded file, before base64, and ``max_total`` all files of a request;
    ``max_side`` is in pixels.
    """

    max_bytes: int
    max_side: int
    max_count: int
    max_total: int = 24 * MB

    def share(self, count: int) -> PictureLimits:
        """The limits of one picture among ``count``: together they stay under ``max_total``."""
        return replace(self, max_bytes=min(self.max_bytes, self.max_total // max(1, count)))


ZAI_LIMITS = PictureLimits(max_bytes=5 * MB, max_side=6_000, max_count=50)
"""docs.z.ai, vision models: 5 MB and 6000 × 6000 pixels a picture."""

CAUTIOUS_LIMITS = PictureLimits(max_bytes=8 * MB, max_side=8_000, max_count=50)
"""For providers that document no limit: under the 10 MB many gateways set, base64 included."""

LOCAL_LIMITS = PictureLimits(max_bytes=20 * MB, max_side=16_000, max_count=100, max_total=64 * MB)
"""For a server of one's own."""


@dataclass(frozen=True, slots=True)
class Preset:
    """A known endpoint. ``models`` are ids it serves, the best default first.

    ``key_url`` is where a key is made; empty where none is needed. ``note`` is a sentence for the
    user. ``video`` is ``data`` only where the provider's documents say that it takes a clip's
    bytes: Z.ai and Novita speak of public addresses alone, which a visitor's file does not have.
    """

    name: str
    base_url: str
    models: tuple[str, ...]
    dialect: Dialect = "generic"
    limits: PictureLimits = CAUTIOUS_LIMITS
    key_url: str = ""
    note: str = ""
    video: VideoRoute = "frames"

    @property
    def needs_key(self) -> bool:
        """Whether the provider answers without a key."""
        return bool(self.key_url)


_ZAI_MODELS = (
    "glm-4.5v",
    "glm-4.6v",
    "glm-4.6v-flash",
    "glm-4.6v-flashx",
    "glm-5v-turbo",
    "glm-5.3-flash",
)

PRESETS: tuple[Preset, ...] = (
    Preset(
        "Z.ai",
        "https://api.z.ai/api/paas/v4",
        _ZAI_MODELS,
        "zai",
        ZAI_LIMITS,
        "https://z.ai/manage-apikey/apikey-list",
        "glm-4.6v-flash is free of charge.",
    ),
    Preset(
        "Z.ai coding plan",
        "https://api.z.ai/api/coding/paas/v4",
        ("glm-5.3-flash",),
        "zai",
        ZAI_LIMITS,
        "https://z.ai/manage-apikey/apikey-list",
        "Keys of a coding plan work here and not at the normal address.",
    ),
    Preset(
        "BigModel (China)",
        "https://open.bigmodel.cn/api/paas/v4",
        _ZAI_MODELS,
        "zai",
        ZAI_LIMITS,
        "https://open.bigmodel.cn/usercenter/apikeys",
    ),
    Preset(
        "OpenRouter",
        "https://openrouter.ai/api/v1",
        ("z-ai/glm-4.5v", "z-ai/glm-4.6v"),
        "openrouter",
        key_url="https://openrouter.ai/settings/keys",
        note="Says the price of every answer.",
        video="data",
    ),
    Preset(
        "Novita",
        "https://api.novita.ai/openai/v1",
        ("zai-org/glm-4.5v",),
        "novita",
        key_url="https://novita.ai/settings/key-management",
    ),
    Preset(
        "SiliconFlow",
        "https://api.siliconflow.com/v1",
        ("zai-org/GLM-4.5V", "zai-org/GLM-4.6V"),
        "siliconflow",
        key_url="https://cloud.siliconflow.com/account/ak",
    ),
    Preset(
        "SiliconFlow (China)",
        "https://api.siliconflow.cn/v1",
        ("zai-org/GLM-4.5V", "zai-org/GLM-4.6V"),
        "siliconflow",
        key_url="https://cloud.siliconflow.cn/account/ak",
    ),
    Preset(
        "Hugging Face",
        "https://router.huggingface.co/v1",
        ("zai-org/GLM-4.5V:novita", "zai-org/GLM-4.6V:zai-org", "zai-org/GLM-4.6V-Flash:novita"),
        key_url="https://huggingface.co/settings/tokens",
    ),
    Preset(
        "Vercel AI Gateway",
        "https://ai-gateway.vercel.sh/v1",
        ("zai/glm-4.5v",),
        key_url="https://vercel.com/docs/ai-gateway",
    ),
    Preset(
        "vLLM or SGLang",
        "http://localhost:8000/v1",
        ("glm-4.5v", "zai-org/GLM-4.5V", "zai-org/GLM-4.5V-FP8"),
        "vllm",
        LOCAL_LIMITS,
        note="Your own server; the model's id is what it was started to serve.",
        video="data",
    ),
    Preset(
        "LM Studio",
        "http://localhost:1234/v1",
        ("zai-org/glm-4.6v-flash",),
        limits=LOCAL_LIMITS,
    ),
    Preset(
        "Ollama",
        "http://localhost:11434/v1",
        ("zai-org/glm-4.6v-flash",),
        limits=LOCAL_LIMITS,
    ),
)

UNKNOWN = Preset("Other", "", (), limits=CAUTIOUS_LIMITS)
"""Stands for a base URL that is in no row."""


def preset_for(base_url: str) -> Preset:
    """The row whose host and port are those of ``base_url``; of several, the nearest path wins."""
    place = _place(base_url)
    rows = [row for row in PRESETS if _place(row.base_url)[:3] == place[:3]]
    rows.sort(key=lambda row: len(commonprefix([row.base_url, base_url])), reverse=True)
    return rows[0] if rows else UNKNOWN


def same_endpoint(one: str, other: str) -> bool:
    """Whether two base URLs are the same scheme, host, port and path: a key may go to both.

    ``localhost`` and ``127.0.0.1`` are not held to be the same.
    """
    place = _place(one)
    return bool(place[1]) and place == _place(other)


def _place(url: str) -> tuple[str, str, int, str]:
    """Scheme, host, port and path; all empty for what is no URL."""
    try:
        parts = urlsplit(url.strip())
        port = parts.port
    except ValueError:
        return "", "", 0, ""
    port = port or {"http": 80, "https": 443}.get(parts.scheme, 0)
    return parts.scheme, (parts.hostname or "").rstrip("."), port, parts.path.rstrip("/")
