"""The cards of an empty chat: our own pictures, each with a question worth asking."""

from __future__ import annotations

import base64
import html
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from ui.markup import both
from ui.words import Language, say

ASSETS = Path(__file__).parents[2] / "assets"


@dataclass(frozen=True, slots=True)
class Example:
    """A card: its id, pictures in ``assets/``, and the key of its question in the words."""

    id: str
    files: tuple[str, ...]
    question: str

    @property
    def paths(self) -> list[Path]:
        """The pictures' files."""
        return [ASSETS / name for name in self.files]

    def text(self, language: Language) -> str:
        """The question in the visitor's language."""
        return say(language, self.question)


EXAMPLES = (
    Example("receipt", ("receipt.jpg",), "example_receipt"),
    Example("compare", ("dashboard.png", "dashboard-later.png"), "example_compare"),
    Example("code", ("poster.png",), "example_code"),
    Example("read", ("sign.png",), "example_read"),
)


def present_examples() -> list[Example]:
    """The examples whose pictures are there."""
    return [example for example in EXAMPLES if all(path.is_file() for path in example.paths)]


@lru_cache(maxsize=1)
def cards() -> str:
    """The cards as HTML; a click on one tells its id."""
    shown = "".join(
        f'<button type="button" class="card" data-example="{html.escape(example.id)}">'
        f'<span class="thumbs">{"".join(_thumb(path) for path in example.paths)}</span>'
        f"<span>{both(example.question)}</span></button>"
        for example in present_examples()
    )
    return (
        f'<div class="welcome"><h2>{both("welcome")}</h2><p>{both("welcome_hint")}</p>'
        f'<div class="cards">{shown}</div></div>'
    )


def _thumb(path: Path) -> str:
    """A small picture inside the page itself: assets need no address of their own."""
    data = base64.b64encode((ASSETS / "thumbnails" / f"{path.stem}.webp").read_bytes()).decode()
    return f'<img src="data:image/webp;base64,{data}" alt="">'
