"""The brackets of a reply as a tree, whatever kinds they are of and wherever it is cut off.

One pass over the text with a stack of open brackets reads them all in linear time, however hostile
the reply.
"""

from __future__ import annotations

import json
import math
import re
from collections import Counter
from dataclasses import dataclass, field

_MAX_CHARS = 400_000  # far over any model's longest answer

_TOKEN = re.compile(
    r"""(?P<tag></?(?:bbox|box|point)>)
      | (?P<number>(?<!\d)(?<!\d:)[-+]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][-+]?\d+)?)(?![\w%°]|:\d)
      | (?P<open>[\[({]|<(?=\s{0,4}[\[({<]{0,4}\s{0,4}[-+]?[\d.]))
      | (?P<close>[\])}>])
      | (?P<colon>:)
      | (?P<comma>,)
      | (?P<string>"(?:[^"\\\n]|\\.){0,999}"|'(?:[^'\\\n]|\\.){0,999}')
      | (?P<word>[\w%°]+)
      | (?P<other>.)""",
    re.VERBOSE | re.DOTALL,
)
_FULL_WIDTH = str.maketrans("【】（）［］｛｝，：", "[]()[]{},:")
_PAIRS = {"]": "[", ")": "(", "}": "{", ">": "<"}


@dataclass(slots=True)
class Node:
    """A bracket: the numbers, strings and brackets in it, and what it maps when it is a dict."""

    kind: str
    numbers: list[float] = field(default_factory=list)
    children: list[Node] = field(default_factory=list)
    entries: dict[str, Node | float | str] = field(default_factory=dict)
    words: bool = False
    key: str = ""
    last: str = ""


def parse(text: str) -> Node:
    """Brackets as a tree; what is cut off keeps its finished parts and loses its loose numbers."""
    text = text[:_MAX_CHARS].translate(_FULL_WIDTH)
    root = Node("")
    stack, open_brackets = [root], Counter[str]()
    at = 0
    while (token := _TOKEN.match(text, at)) is not None:
        kind, value, top = token.lastgroup, token.group(), stack[-1]
        if kind == "string" and not open_brackets["{"]:
            at += 1  # an apostrophe or a quotation in prose, which may hold brackets
            top.words = True
            continue
        at = token.end()
        if kind == "open" or (kind == "tag" and "/" not in value):
            opener = value if kind == "open" else "<"
            stack.append(Node(opener))
            open_brackets[opener] += 1
        elif kind == "close" or kind == "tag":
            _close(stack, open_brackets, _PAIRS.get(value, "<"))
        elif kind == "number":
            number = float(value)
            if math.isfinite(number):
                if top.kind == "{" and top.key:
                    _put(top, number)
                else:
                    top.numbers.append(number)
        elif kind == "string":
            string = value[1:-1]
            if top.kind == "{" and top.key:
                _put(top, _unescape(value))
            top.last = string
            top.words = True
        elif kind == "colon" and top.kind == "{":
            top.key, top.last = top.last or _numeric_key(top), ""
        elif kind == "comma":
            top.key = ""
        elif kind == "word":
            top.words, top.last = True, value
    while len(stack) > 1:
        node = stack.pop()
        node.numbers.clear()
        _attach(stack[-1], node)
    return root


def _close(stack: list[Node], open_brackets: Counter[str], opener: str) -> None:
    if not open_brackets[opener]:
        return
    while True:
        node = stack.pop()
        open_brackets[node.kind] -= 1
        _attach(stack[-1], node)
        if node.kind == opener:
            return
        node.numbers.clear()


def _attach(parent: Node, node: Node) -> None:
    if parent.kind == "{" and parent.key:
        _put(parent, node)
    else:
        parent.children.append(node)


def _put(node: Node, value: Node | float | str) -> None:
    node.entries.setdefault(node.key.lower(), value)
    node.key = ""


def _numeric_key(node: Node) -> str:
    return str(node.numbers.pop()) if node.numbers else ""


def _unescape(literal: str) -> str:
    if literal.startswith('"'):
        try:
            return str(json.loads(literal))
        except ValueError:
            pass
    return re.sub(r"\\(.)", r"\1", literal[1:-1])
