"""What the reader's script asks the server for, page by page: pictures, text, hits.

These calls do not wait in the queue of questions. Each names the session's secret token; errors
come back as ``{"error": sentence}``, never as a failed request.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from model.documents.charmap import find_all
from model.documents.export import corners
from model.errors import InputError
from model.settings import Settings
from ui.chat.shelf import Shelf
from ui.documents.library import Held, Library
from ui.documents.payload import content_value
from ui.errors import sentence

if TYPE_CHECKING:
    from model.documents.document import Document

Asked = dict[str, Any]
_THUMB_PX = 200
_THUMBS_AT_ONCE = 12
_SEARCH_S = 0.4
"""How long one call searches before it answers with what it has."""
_MOST_HITS = 2_000
_MOST_WORDS = 300


class Serving:
    """Answers the reader's calls."""

    def __init__(self, library: Library, settings: Settings) -> None:
        self._library = library
        self._settings = settings
        self._shelf = Shelf(settings.session_idle_s)

    @property
    def functions(self) -> list[Callable[[Asked], Asked]]:
        """One for each name that the script calls; plain functions, as Gradio wants them.

        They become attributes of the component, so their names must not be any of its own.
        """

        def doc_page(asked: Asked) -> Asked:
            return self._answer(self._page, asked)

        def doc_content(asked: Asked) -> Asked:
            return self._answer(self._content, asked)

        def doc_thumbs(asked: Asked) -> Asked:
            return self._answer(self._thumbs, asked)

        def doc_find(asked: Asked) -> Asked:
            return self._answer(self._find, asked)

        return [doc_page, doc_content, doc_thumbs, doc_find]

    def _answer(self, answer: Callable[[Held, Asked], Asked], asked: Asked) -> Asked:
        chinese = isinstance(asked, dict) and asked.get("language") == "zh"
        try:
            if not isinstance(asked, dict):
                raise InputError("The page asked for nothing that is known; reload it.")
            held = self._library.get(str(asked.get("token") or ""), str(asked.get("doc")))
            return answer(held, asked)
        except Exception as error:
            return {"error": sentence(error, "zh" if chinese else "en")}

    def _page(self, held: Held, asked: Asked) -> Asked:
        document = held.document
        page = page_of(document, asked.get("page"))
        width, height = document.size(page)
        dpi = self._settings.page_dpi * (2 if asked.get("sharp") is True else 1)
        picture = document.picture(page, dpi)
        return {"width": width, "height": height, "url": self._shelf.url(picture)}

    def _content(self, held: Held, asked: Asked) -> Asked:
        page = page_of(held.document, asked.get("page"))
        return content_value(held.content(page), held.document.text(page))

    def _thumbs(self, held: Held, asked: Asked) -> Asked:
        document = held.document
        wanted = asked.get("pages")
        urls = {}
        for number in (wanted if isinstance(wanted, list) else [])[:_THUMBS_AT_ONCE]:
            page = page_of(document, number)
            width, _ = document.size(page)
            picture = document.picture(page, max(8.0, 72 * _THUMB_PX / max(1.0, width)))
            urls[str(page)] = self._shelf.url(picture)
        return {"urls": urls}

    def _find(self, held: Held, asked: Asked) -> Asked:
        """Hits from page ``from`` on, for a moment; ``next`` is where to go on, or ``None``."""
        document = held.document
        words = str(asked.get("words") or "").strip()[:_MOST_WORDS]
        page = page_of(document, asked.get("from", 0))
        until = time.monotonic() + _SEARCH_S
        hits: list[Asked] = []
        unread = 0
        while page < document.facts.pages:
            text = document.text(page)
            unread += text.origin == "unread"
            for boxes in find_all(words, text, inside=True):
                hits.append({"page": page, "boxes": [corners(box) for box in boxes]})
            page += 1
            if time.monotonic() > until or len(hits) >= _MOST_HITS:
                break
        more = page < document.facts.pages and len(hits) < _MOST_HITS
        return {"hits": hits, "unread": unread, "next": page if more else None}


def page_of(document: Document, number: Any) -> int:
    """A page's number as the browser sent it; raises ``InputError`` where there is none."""
    pages = document.facts.pages
    if isinstance(number, bool) or not isinstance(number, int) or not 0 <= number < pages:
        raise InputError(f"{document.facts.name!r} has {pages} pages; choose one of them.")
    return number
