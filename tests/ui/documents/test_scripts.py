"""Every word that the tab's scripts and pages put together is in the table of words."""

import re

from model.documents.parts import Block, Chart, Table
from ui.documents.choosing import AIMS
from ui.documents.take import ENDINGS
from ui.theme import STATIC
from ui.words import WORDS

_WORD = re.compile(r"""(?:word|nothing|button|fact)\("(\w+)"(?!\s*\+)""")
_TOOL = re.compile(r"""tool\("\w+", "(\w+)\"""")
_EITHER = re.compile(r"""(?:word|nothing)\([^"()]*\? "(\w+)" : "(\w+)\"""")
_BEGUN = re.compile(r"""word\("(\w+_)" \+""")


def test_every_word_of_the_scripts_is_there() -> None:
    code = "".join(path.read_text("utf-8") for path in (STATIC / "documents").glob("*.js"))
    named = {*_WORD.findall(code), *_TOOL.findall(code)}
    named |= {name for pair in _EITHER.findall(code) for name in pair}
    assert len(named) > 40
    assert {f"doc_{name}" for name in named} - set(WORDS) == set()
    for begun in _BEGUN.findall(code):
        assert any(key.startswith(f"doc_{begun}") for key in WORDS), begun


def test_every_word_that_is_put_together_is_there() -> None:
    kinds = {
        "by": Table.__dataclass_fields__["method"].type,
        "chart": Chart.__dataclass_fields__["kind"].type,
        "from": Chart.__dataclass_fields__["origin"].type,
    }
    assert set(kinds.values()) == {"TableMethod", "ChartKind", "ChartOrigin"}
    from typing import get_args

    from model.documents import parts

    for start, name in kinds.items():
        for kind in get_args(getattr(parts, str(name))):
            assert f"doc_{start}_{kind}" in WORDS
    assert Block.__dataclass_fields__["kind"].type == "BlockKind"
    assert {f"doc_aim_{aim}" for aim in AIMS} <= set(WORDS)
    assert {f"doc_save_{form}" for form in ENDINGS} <= set(WORDS)
    assert {f"doc_{wish}{end}" for wish in ("wish", "question") for end in ("", "_hint")} <= set(
        WORDS
    )
