"""The page in a reply: found, undone, closed and made whole, and a sentence on each mending.

Models write pages un-fenced, fenced, escaped, twice, in pieces, or up to their last token only.
Whatever a reply holds, reading it takes linear time.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from model.errors import ServerFailed
from model.wire.html.find import find_page
from model.wire.html.links import detach, is_elsewhere
from model.wire.html.mend import close, complete
from model.wire.thinking import without_thinking
from model.wire.tokens import SPECIAL

__all__ = ["WebPage", "is_elsewhere", "read_page", "so_far"]

_TOKENS = re.compile("|".join(map(re.escape, SPECIAL)))
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\ufffd]")
_BINARY_SHARE = 0.02
_SHOWN = 120


@dataclass(frozen=True, slots=True)
class WebPage:
    """A whole HTML document read from a reply, and sentences on what had to be mended for it."""

    html: str
    mended: tuple[str, ...] = ()


def read_page(reply: str, limit_mb: float = 4.0) -> WebPage:
    """The page that ``reply`` holds, as one document that needs nothing from elsewhere.

    Raises ``ServerFailed`` when there is none: the reply is empty, no text, far too long, or words
    only.
    """
    if len(reply) > limit_mb * 1_000_000:
        raise ServerFailed(
            f"The page in the reply has {len(reply) / 1e6:.1f} MB and the limit is {limit_mb:g} "
            "MB; try again."
        )
    text = _plain(reply)
    if not text:
        what = "holds thinking only" if reply.strip() else "is empty"
        raise ServerFailed(
            f"The reply {what}, so there is no page; try again, or raise the answer's token limit."
        )
    if len(_CONTROL.findall(text)) > len(text) * _BINARY_SHARE:
        raise ServerFailed("The reply holds bytes instead of text, so there is no page; try again.")
    page = _read(text)
    if page is None:
        said = text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…"
        raise ServerFailed(
            f"The reply holds no HTML, only words: {said!r}. Try again, or let another model or "
            "the embedded engine build the page."
        )
    return page


def so_far(reply: str) -> str:
    """The page as far as it has been written, closed where it stops; ``""`` before it begins."""
    page = _read(_plain(reply))
    return page.html if page is not None else ""


def _plain(reply: str) -> str:
    return _TOKENS.sub("", without_thinking(reply)).strip().lstrip("\ufeff")


def _read(text: str) -> WebPage | None:
    source = find_page(_CONTROL.sub("", text))
    if not source.html.strip():
        return None
    mended = source.mended
    source.html = close(source.html, mended)
    html = complete(source, mended)
    html, lost = detach(html)
    return WebPage(html, (*mended, *lost))
