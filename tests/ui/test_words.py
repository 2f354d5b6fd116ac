import re
from types import SimpleNamespace
from typing import Any

import pytest

from ui.words import WORDS, language_of, say, translations

_PLACE = re.compile(r"\{(\w+)\}")
_SAME = {"top_p", "chat_curl", "chat_python", "chip_endpoint"}


@pytest.mark.parametrize("key", sorted(WORDS))
def test_every_word_is_there_in_both_languages(key: str) -> None:
    english, chinese = WORDS[key]
    assert english.strip()
    assert chinese.strip()
    assert sorted(_PLACE.findall(english)) == sorted(_PLACE.findall(chinese))
    assert not re.search(r"[\u4e00-\u9fff]", english) or key == "switch_language"


def test_the_browser_gets_the_same_keys_for_every_locale() -> None:
    tables = translations().translations
    assert {"en", "zh", "zh-CN"} <= set(tables)
    assert len({frozenset(table) for table in tables.values()}) == 1


@pytest.mark.parametrize(
    ("cookie", "header", "language"),
    [
        ("", "zh-CN,zh;q=0.9", "zh"),
        ("", "en-US,zh;q=0.5", "en"),
        ("en", "zh-CN", "en"),
        ("zh", "en", "zh"),
        ("", "", "en"),
    ],
)
def test_the_language_is_the_chosen_one_else_the_browsers(
    cookie: str, header: str, language: str
) -> None:
    request: Any = SimpleNamespace(
        cookies={"sightline_language": cookie}, headers={"accept-language": header}
    )
    assert language_of(request) == language


def test_values_are_put_in() -> None:
    assert say("en", "thought_for", seconds="1.0") == "Thought for 1.0 s"
    assert say("zh", "thought_for", seconds="1.0") == "思考了 1.0 秒"
