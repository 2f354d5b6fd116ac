import re
from pathlib import Path

import pytest

from model.backends.embedded.watch.asked import understand
from ui.theme import STATIC
from ui.video.parts import AIMS, CHOICES, QUESTIONS
from ui.video.taking import KINDS
from ui.words import WORDS, Language, say

_WORD = re.compile(r"""(?:word|tool)\((?:"\w+", )?"(\w+)"(?!\s*\+)""")
_BEGUN = re.compile(r"""word\("(\w+_)" \+""")


def test_every_word_of_the_scripts_is_there() -> None:
    code = "".join(path.read_text("utf-8") for path in Path(STATIC / "video").glob("*.js"))
    named = {f"video_{name}" for name in _WORD.findall(code)}
    assert len(named) > 20
    assert named <= set(WORDS)
    for begun in _BEGUN.findall(code):
        assert any(key.startswith(f"video_{begun}") for key in WORDS), begun


def test_every_word_that_is_put_together_is_there() -> None:
    keys = [
        *(f"video_by_{name}" for name in (*CHOICES, "start", "cut", "fade")),
        *(f"video_aim_{name}" for name in AIMS),
        *(f"video_chip_{name}" for name in QUESTIONS),
        *(f"video_{name}" for name in KINDS),
        *(f"video_told_by_{name}" for name in ("text", "measured", "model")),
        *(f"video_no_{name}" for name in KINDS if name not in ("json", "cut")),
    ]
    assert set(keys) <= set(WORDS)


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize(
    ("chip", "ability"),
    [("cuts", "count shots"), ("steps", "steps"), ("events", "overview"), ("text", "all text")],
)
def test_the_embedded_engine_understands_every_chip(
    chip: str, ability: str, language: Language
) -> None:
    asked = understand(say(language, f"video_chip_{chip}"), 21.0)
    assert (asked.ability, asked.text) == (ability, "")
    assert chip in QUESTIONS
