"""The interface's words in English and Chinese.

Two ways to say a thing. ``label("chat_send")`` is a marker that the *browser* turns into words of
its language: for labels, placeholders and other fixed strings. ``say(language, "tokens", n=3)``
is a finished string from the *server*: for what depends on values. Both read the same table, where
every key holds its English and its Chinese together, so that neither can be forgotten.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from ui.words.agent import AGENT
from ui.words.chat import CHAT
from ui.words.documents import DOCUMENTS
from ui.words.ground import GROUND
from ui.words.shell import SHELL
from ui.words.video import VIDEO
from ui.words.webpage import WEBPAGE

if TYPE_CHECKING:
    import gradio as gr
    from gradio.i18n import I18nData

Language = Literal["en", "zh"]
COOKIE = "sightline_language"
WORDS: dict[str, tuple[str, str]] = {
    **SHELL, **CHAT, **GROUND, **VIDEO, **DOCUMENTS, **WEBPAGE, **AGENT,
}  # fmt: skip


def label(key: str) -> I18nData:
    """A marker that the browser shows in its own language; raises ``KeyError`` if unknown."""
    from gradio.i18n import I18nData

    if key not in WORDS:
        raise KeyError(key)
    return I18nData(key)


def say(language: Language, key: str, **values: object) -> str:
    """The words for ``key`` with ``{name}`` places filled from ``values``."""
    english, chinese = WORDS[key]
    return (chinese if language == "zh" else english).format(**values)


def language_of(request: gr.Request | None) -> Language:
    """The visitor's language: the one chosen in the header, else the browser's first choice."""
    if request is None:
        return "en"
    chosen = request.cookies.get(COOKIE) or request.headers.get("accept-language", "")
    return "zh" if chosen.strip().lower().startswith("zh") else "en"


def translations() -> gr.I18n:
    """The whole table for ``launch(i18n=…)``."""
    import gradio as gr

    english = {key: pair[0] for key, pair in WORDS.items()}
    chinese = {key: pair[1] for key, pair in WORDS.items()}
    return gr.I18n(**{"en": english, "zh": chinese, "zh-CN": chinese, "zh-TW": chinese})
