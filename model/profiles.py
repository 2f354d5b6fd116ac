"""The family: what a model id tells about its thinking switch, tags, window and clips.

An id that no pattern knows gets GLM-4.5V's rules, read leniently: the reader of replies takes every
format anyway, so only the switch and the numbers differ. Those that ground do it in thousandths.

Sources, looked up in November 2026: docs.z.ai (windows and longest answers of what it serves),
vllm-project/recipes (windows of open weights), the processors and configurations of transformers
5.23.0 (pictures, clips, GLM-5.3-Flash's and GLM-OCR's window), Open-AutoGLM's serving command.
How GLM-5V-Turbo samples clips is published nowhere: it has GLM-4.5V's rule.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

ThinkingSwitch = Literal["toggle", "always", "effort", "none", "unknown"]
"""How thinking is controlled.

``toggle`` on or off · ``always`` cannot be switched off · ``effort`` only made shorter ·
``none`` does not think · ``unknown`` a model this table does not know.
"""

Sampling = Literal["chat", "ocr"]


@dataclass(frozen=True, slots=True)
class VideoRule:
    """How the model's own processor samples a clip: frames a second, and the most frames.

    ``by_length`` are (longest clip in seconds, frames a second) that come before ``fps``;
    ``tokens`` is the most that all frames cost together.
    """

    fps: float
    max_frames: int
    by_length: tuple[tuple[float, float], ...] = ()
    tokens: int = 30_000


@dataclass(frozen=True, slots=True)
class Profile:
    """What is known of a model. ``context`` and ``max_out`` are tokens.

    ``answer_tags`` tells that the reply wraps its answer in ``<answer>``. ``image_tokens`` is the
    most tokens one picture costs. ``clips`` tells whether it was made to be shown whole clips.
    """

    name: str
    thinking: ThinkingSwitch = "toggle"
    context: int = 65_536
    max_out: int = 16_384
    answer_tags: bool = False
    image_tokens: int = 6_144
    video: VideoRule = VideoRule(2.0, 600)
    known: bool = True
    sampling: Sampling = "chat"
    clips: bool = True

    @property
    def thinking_hint(self) -> str:
        """Why the Thinking switch is greyed out, or an empty string where it works."""
        return _HINTS.get(self.thinking, "").format(name=self.name)


_HINTS: dict[ThinkingSwitch, str] = {
    "always": "{name} always thinks; its thinking cannot be switched off.",
    "effort": "{name} always thinks; switched off, it is asked to think briefly.",
    "none": "{name} does not think.",
}

_NEWER_VIDEO = VideoRule(1.0, 640, ((30.0, 6.0), (300.0, 2.0)))
"""Its rates of 3, 1 and 0.5 a second count pairs of frames."""

_FAMILY: tuple[tuple[re.Pattern[str], Profile], ...] = tuple(
    (re.compile(pattern, re.IGNORECASE), profile)
    for pattern, profile in (
        (
            r"glm-?4\.1v",
            Profile("GLM-4.1V-Thinking", "always", 65_536, 8_192, answer_tags=True),
        ),
        (r"glm-?4\.5v", Profile("GLM-4.5V")),
        (
            r"glm-?4\.6v",
            Profile("GLM-4.6V", context=131_072, max_out=32_768, video=_NEWER_VIDEO),
        ),
        (
            r"glm-?5v",
            Profile("GLM-5V-Turbo", context=200_000, max_out=131_072),
        ),
        (
            r"glm-?5\.3-?flash",
            Profile(
                "GLM-5.3-Flash",
                "effort",
                1_048_576,
                131_072,
                image_tokens=8_000,
                video=VideoRule(2.0, 2_048, tokens=240_000),
            ),
        ),
        (
            r"glm-?ocr",
            Profile("GLM-OCR", "none", 131_072, 16_384, sampling="ocr", clips=False),
        ),
        (
            r"glm-?ga\b",
            Profile(
                "GLM-GA", context=131_072, max_out=32_768, video=VideoRule(2.0, 640, tokens=55_790)
            ),
        ),
        (
            r"autoglm-?phone",
            Profile("AutoGLM-Phone", "always", 25_480, 4_096, answer_tags=True, clips=False),
        ),
    )
)

UNKNOWN = Profile("This model", "unknown", known=False, clips=False)
"""GLM-4.5V's numbers for an id that no pattern knows."""


def profile_for(model: str) -> Profile:
    """The profile of a model id such as ``zai-org/GLM-4.5V-FP8`` or ``z-ai/glm-4.6v``."""
    for pattern, profile in _FAMILY:
        if pattern.search(model):
            return profile
    return UNKNOWN
