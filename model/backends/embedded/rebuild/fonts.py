"""The fonts that a page is set in: stacks that any browser resolves, and measuring words in them.

A screenshot seldom says which font it was set in, and the reader's machine may not have it; what
counts is a stack whose fonts run as wide and stand as high. Metrics come from the browser that
renders; without one, from the free fonts installed here that have the same widths.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from model.backends.embedded.rebuild.parts import FamilyClass
from model.rendering import Renderer, TypeMetrics, TypeSample

_CJK = re.compile("[\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\uff00-\uffef]")
_FOLDERS = ("/usr/share/fonts", "/usr/local/share/fonts", "~/.fonts", "C:/Windows/Fonts")


@dataclass(frozen=True, slots=True)
class Stack:
    """A CSS stack; ``rise`` and ``fall`` are its first font's ascent and descent in em."""

    family: str
    kind: FamilyClass
    rise: float
    fall: float
    files: tuple[str, str] = ("", "")
    """Files of a free font as wide, regular and bold, for measuring without a browser."""


SANS = Stack(
    'Arial, "Liberation Sans", Helvetica, sans-serif', "sans", 0.905, 0.212,
    ("LiberationSans-Regular.ttf", "LiberationSans-Bold.ttf"),
)  # fmt: skip
WIDE = Stack(
    'Verdana, "DejaVu Sans", sans-serif', "sans", 0.928, 0.236,
    ("DejaVuSans.ttf", "DejaVuSans-Bold.ttf"),
)  # fmt: skip
NARROW = Stack(
    '"Arial Narrow", "Liberation Sans Narrow", sans-serif', "sans", 0.936, 0.212,
    ("LiberationSansNarrow-Regular.ttf", "LiberationSansNarrow-Bold.ttf"),
)  # fmt: skip
SERIF = Stack(
    '"Times New Roman", "Liberation Serif", Times, serif', "serif", 0.891, 0.216,
    ("LiberationSerif-Regular.ttf", "LiberationSerif-Bold.ttf"),
)  # fmt: skip
BOOK = Stack(
    'Georgia, "DejaVu Serif", serif', "serif", 0.939, 0.236,
    ("DejaVuSerif.ttf", "DejaVuSerif-Bold.ttf"),
)  # fmt: skip
MONO = Stack(
    '"Courier New", "Liberation Mono", monospace', "mono", 0.833, 0.3,
    ("LiberationMono-Regular.ttf", "LiberationMono-Bold.ttf"),
)  # fmt: skip
CODE = Stack(
    'Menlo, Consolas, "DejaVu Sans Mono", monospace', "mono", 0.928, 0.236,
    ("DejaVuSansMono.ttf", "DejaVuSansMono-Bold.ttf"),
)  # fmt: skip
CHINESE = Stack(
    '"Noto Sans CJK SC", "PingFang SC", "Microsoft YaHei", "WenQuanYi Zen Hei", sans-serif',
    "cjk", 0.94, 0.24, ("wqy-zenhei.ttc", "wqy-zenhei.ttc"),
)  # fmt: skip

STACKS = (SANS, WIDE, NARROW, SERIF, BOOK, MONO, CODE, CHINESE)
WEIGHTS = (400, 700)

REFERENCE = 100.0
"""Size in pixels at which words are measured; ink and pen scale with the size."""


def stack_of(family: str) -> Stack:
    """The stack with this CSS family; raises ``KeyError`` for a stranger."""
    return {stack.family: stack for stack in STACKS}[family]


def candidates(text: str) -> tuple[Stack, ...]:
    """The stacks that can set ``text``."""
    if _CJK.search(text):
        return (CHINESE,)
    return STACKS[:-1]


def measure_words(samples: Sequence[TypeSample], renderer: Renderer | None) -> list[TypeMetrics]:
    """Metrics of all samples, by the browser in one call, or by Pillow where there is none."""
    if renderer is not None:
        return renderer.measure(samples) if samples else []
    return [_by_pillow(sample) for sample in samples]


def _by_pillow(sample: TypeSample) -> TypeMetrics:
    from PIL import ImageFont

    stack = stack_of(sample.family)
    path = font_file(stack.files[sample.weight >= 600])
    font: ImageFont.FreeTypeFont | ImageFont.ImageFont
    font = ImageFont.truetype(path, 100) if path else ImageFont.load_default(100)
    assert isinstance(font, ImageFont.FreeTypeFont)
    scale = sample.size / 100
    left, top, right, bottom = font.getbbox(sample.text, anchor="ls")
    spread = sample.spacing * len(sample.text)
    return TypeMetrics(
        advance=font.getlength(sample.text) * scale + spread,
        left=left * scale,
        right=right * scale + max(0.0, spread - sample.spacing),
        ascent=-top * scale,
        descent=bottom * scale,
    )


@lru_cache(maxsize=32)
def font_file(name: str) -> str:
    """Where a font's file lies, or an empty string."""
    for folder in _FOLDERS:
        root = Path(folder).expanduser()
        if root.is_dir() and (found := next(root.rglob(name), None)):
            return str(found)
    return ""
