"""A question in words, parsed into a ``Query``: English and Chinese, each by its own grammar."""

from __future__ import annotations

import unicodedata

from model.backends.embedded.pointing.query import (
    CJK,
    QUOTES,
    Query,
    hold_quotes,
    release,
)
from model.backends.embedded.pointing.query_en import parse_english
from model.backends.embedded.pointing.query_zh import parse_chinese

_LONGEST = 300
"""Characters of the longest question that is parsed; a longer one is text to be found as it is."""


def parse(question: str) -> Query:
    """The query a question means; never fails, an empty question gives an empty ``Query``."""
    asked = " ".join(unicodedata.normalize("NFKC", question).split())
    if len(asked) > _LONGEST:
        return Query(text=asked, literal=asked, chinese=bool(CJK.search(asked)))
    if CJK.search(QUOTES.sub("", asked)):
        return parse_chinese(asked)
    held: list[str] = []
    return release(parse_english(hold_quotes(asked, held)), held)
