"""What is said below the interface, in Chinese: each sentence is there and comes out whole."""

import ast
import re
from functools import cache
from pathlib import Path

import pytest

from ui.words.told import TOLD, both_told, in_chinese, told

ROOT = Path(__file__).parents[2]


@cache
def said() -> frozenset[str]:
    """Every piece of text in the source below the interface, values left out."""
    pieces: set[str] = set()
    for path in (*ROOT.glob("model/**/*.py"), *ROOT.glob("agents/**/*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                pieces.add(node.value)
    return frozenset(pieces)


@pytest.mark.parametrize("english", TOLD)
def test_every_sentence_is_one_that_is_said(english: str) -> None:
    for piece in filter(re.compile(r"\w\w").search, english.split("{}")):
        assert any(piece.strip() in one for one in said()), piece
    assert english.count("{}") == TOLD[english].count("{}")
    values = [f"<{number}>" for number in range(english.count("{}"))]
    chinese = in_chinese(english.format(*values))
    assert re.search("[\u4e00-\u9fff]", chinese)
    assert all(value in chinese for value in values)


def test_what_is_not_known_stays_as_it_is() -> None:
    assert in_chinese("Something else.") == "Something else."
    assert told("en", "Its macros were left out; nothing here runs them.").startswith("Its")
    assert both_told("a < b") == "a &lt; b"
    both = both_told("'<b>.pdf' is really plain text; it was read as that.")
    assert "实际上是纯文本" in both and "<b>" not in both
