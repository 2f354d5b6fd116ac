"""What is said below the interface, in Chinese: each sentence is there and comes out whole."""

import ast
import re
from functools import cache
from pathlib import Path

import pytest

from model import errors
from model.backends.base import Secret
from model.backends.endpoint.conversation import offered
from model.backends.endpoint.network_errors import explain
from model.backends.endpoint.provider_errors import Asked, judge
from model.backends.local.checkpoint import read
from model.errors import CannotLoad
from model.settings import Settings
from ui.words.told import TOLD, both_told, in_chinese, told

ROOT = Path(__file__).parents[2]
KNOWN = "Its macros were left out; nothing here runs them."


@cache
def said() -> frozenset[str]:
    """Every piece of text in the source below the interface, values left out."""
    pieces: set[str] = set()
    for path in (*ROOT.glob("model/**/*.py"), *ROOT.glob("agents/**/*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                pieces.add(node.value)
    return frozenset(pieces)


@cache
def raised() -> frozenset[str]:
    """Every sentence of an error or a note that is written where it is told, ``{}`` for values.

    Without those that are nothing but values, put together elsewhere, and without those of
    settings, which end the start in the terminal.
    """
    named = {name for name, kind in vars(errors).items() if isinstance(kind, type)}
    named = named - {"SettingsError"} | {"Notice", "Progress", "Phase", "DamagedPage"}
    sentences: set[str] = set()
    for path in (*ROOT.glob("model/**/*.py"), *ROOT.glob("agents/**/*.py")):
        tree = ast.parse(path.read_text("utf-8"))
        constants = {
            node.targets[0].id: node.value.value
            for node in tree.body
            if isinstance(node, ast.Assign)
            and isinstance(node.targets[0], ast.Name)
            and isinstance(node.value, ast.Constant)
            and isinstance(node.value.value, str)
        }
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and node.args:
                called = getattr(node.func, "id", getattr(node.func, "attr", ""))
                text = written(node.args[0], constants)
                if called in named and re.search(r"\w\w", text):
                    sentences.add(text)
    return frozenset(sentences - {""})


def written(node: ast.expr, constants: dict[str, str]) -> str:
    """A literal as a template; empty for what is no literal."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if not isinstance(node, ast.JoinedStr):
        return ""
    parts = []
    for part in node.values:
        if isinstance(part, ast.Constant):
            parts.append(str(part.value))
        elif isinstance(part, ast.FormattedValue):
            inner = part.value
            parts.append(constants.get(inner.id, "{}") if isinstance(inner, ast.Name) else "{}")
    return "".join(parts)


@pytest.mark.parametrize("english", sorted(raised()))
def test_every_error_and_note_is_known_in_chinese(english: str) -> None:
    whole = english.replace("{}", "'x'")
    alone = english.removesuffix(" {}").replace("{}", "'x'")  # a last value may be a sentence
    assert in_chinese(whole) != whole or in_chinese(alone) != alone


@pytest.mark.parametrize("english", TOLD)
def test_every_sentence_is_one_that_is_said(english: str) -> None:
    for piece in filter(re.compile(r"\w\w").search, english.split("{}")):
        assert any(piece.strip() in one for one in said()), piece
    assert english.count("{}") == TOLD[english].count("{}")
    values = [f"<{number}>" for number in range(english.count("{}"))]
    before = KNOWN if english[0] == " " else ""
    chinese = in_chinese(before + english.format(*values)).removeprefix(in_chinese(before))
    assert not chinese.isascii()
    assert all(value in chinese for value in values)


def test_what_is_not_known_stays_as_it_is() -> None:
    assert in_chinese("Something else.") == "Something else."
    assert told("en", KNOWN) == KNOWN
    assert both_told("a < b") == "a &lt; b"
    both = both_told("'<b>.pdf' is really plain text; it was read as that.")
    assert "实际上是纯文本" in both and "<b>" not in both


def test_a_providers_refusal_is_told_whole() -> None:
    """The errors themselves, as they are raised, with what the server said and what it offers."""
    headers = {"retry-after": "7"}
    asked = Asked("api.example", "glm-4.5v", Secret("secret"), 1, "/v1")
    for status, body, expected in (
        (401, "", "接口 'api.example' 拒绝了此密钥；请在侧栏粘贴有效的密钥。"),
        (429, "", "接口 'api.example' 请求过多；请 7 秒后重试。"),
        (500, "", "接口 'api.example' 服务端出错（500）；请一分钟后重试。"),
        (413, "", "请求超出 'api.example' 的大小限制；请减少或缩小图片。"),
        (
            404,
            '{"error": {"message": "No such model: glm."}}',
            "接口 'api.example' 不提供模型 'glm-4.5v'；请换一个。服务器称：“No such model: glm.”",
        ),
    ):
        said = str(judge(status, headers, body, asked).error)
        assert in_chinese(said) == expected
        if status == 404:
            assert (
                in_chinese(f"{said} {offered(['a', 'b'], 'a')}") == f"{expected}它提供 'a', 'b'。"
            )
    lost = str(explain(ConnectionRefusedError(), asked, Settings()).error)
    assert in_chinese(lost) == "'api.example' 没有响应；请确认服务器已启动、端口正确。"


def test_values_that_are_sentences_are_told_too(tmp_path: Path) -> None:
    with pytest.raises(CannotLoad) as caught:
        read(tmp_path / "none")
    assert in_chinese(str(caught.value)).startswith("没有文件夹 ")
    incomplete = "'glm' is not complete: it has no .safetensors file."
    again = "Download it again: hf download and git lfs pull go on where they stopped."
    assert in_chinese(f"{incomplete} {again}").endswith("git lfs pull 会从中断处继续。")
    assert in_chinese(f"The answer is not complete. {KNOWN}") == f"回答不完整。{in_chinese(KNOWN)}"
    blind = "'glm' answers, but does not see the picture: the shape is a circle."
    assert in_chinese(f"{blind} It said “No.”.") == (
        "'glm' 有回答，但没有看到图片：形状是圆形。它说：“No.”。"
    )
    waits = "The server is busy, trying again in 3 s (attempt 2 of 4)"
    assert in_chinese(waits) == "服务器繁忙，3 秒后重试（第 2 次，共 4 次）"
    assert in_chinese("Waiting for 2 questions before this one … 12 s") == (
        "前面还有 2 个问题在等待 … 12 秒"
    )


def test_faults_of_a_page_are_told_with_their_parts() -> None:
    assert in_chinese("The link 'Home' stands 12 px too low and 3 px too far right.") == (
        "链接“Home”偏移 12 像素（偏低）和 3 像素（偏右）。"
    )
    assert (
        in_chinese(
            "The 5 texts from 'a' to 'b' are blue (#0000ff) where the screenshot has "
            "teal (#008080)."
        )
        == "5 段文字（从 'a' 到 'b'）为蓝色（#0000ff），截图中为青色（#008080）。"
    )
