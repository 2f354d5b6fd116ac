"""What ``model/`` and ``agents/`` say of files, models and the browser, in Chinese.

Notes and refusals are English sentences that are written where the cause is known. The frequent
ones stand here as templates, ``{}`` for what differs; a test finds each of them in the source.
What is not among them is shown as it stands.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from html import escape

from ui.words import Language
from ui.words.told import browser, doing, engine, faults, files, models

TOLD = {
    **files.FILES, **models.ENDPOINTS, **models.WEIGHTS, **engine.ENGINE, **browser.BROWSER,
    **faults.FAULTS, **doing.DOING,
}  # fmt: skip
"""English to Chinese, values in the same order; what begins with a space follows a sentence."""
_VALUES = {
    **files.VALUES, **models.VALUES, **engine.VALUES, **browser.VALUES, **faults.VALUES,
    **doing.VALUES,
}  # fmt: skip
_TEMPLATES = [
    (re.compile(r"(.+?)".join(map(re.escape, english.split("{}"))), re.S), chinese)
    for english, chinese in TOLD.items()
    if english[0] != " "
]
_FOLLOWING = [
    (re.compile("(.+?)" + r"(.+?)".join(map(re.escape, english.split("{}"))), re.S), chinese)
    for english, chinese in TOLD.items()
    if english[0] == " "
]
_MOST = 600
"""Letters: longer ones are no sentences about a file."""


@lru_cache(maxsize=512)
def in_chinese(sentence: str) -> str:
    """A sentence of ``model/`` in Chinese; as it stands where it is not known here."""
    if len(sentence) > _MOST:
        return sentence
    for english, chinese in _TEMPLATES:
        if found := english.fullmatch(sentence):
            return _filled(chinese, found.groups())
    for english, chinese in _FOLLOWING:
        if found := english.fullmatch(sentence):
            before, *values = found.groups()
            if (told := in_chinese(before)) != before:
                return told + _filled(chinese, values)
    return sentence


def _filled(chinese: str, values: Iterable[str]) -> str:
    """The sentence with its values, which may be sentences themselves."""
    return chinese.format(*(_VALUES.get(value) or in_chinese(value) for value in values))


def told(language: Language, sentence: str) -> str:
    """A sentence of ``model/`` in the visitor's language."""
    return in_chinese(sentence) if language == "zh" else sentence


def both_told(sentence: str) -> str:
    """HTML that shows a sentence of ``model/`` in the language of the page."""
    if (chinese := in_chinese(sentence)) == sentence:
        return escape(sentence)
    return (
        f'<span class="en">{escape(sentence)}</span>'
        f'<span class="zh" lang="zh-CN">{escape(chinese)}</span>'
    )
