"""Where in a reply the page is: in fences or not, escaped or not, once or several times."""

from __future__ import annotations

import html as entities
import json
import re
from dataclasses import dataclass, field

from model.wire.html.scan import Token, tokens

_FENCE = re.compile(
    r"^[ \t]{0,8}(```+|~~~+)[ \t]{0,4}([A-Za-z+#-]{0,20})[^\n`]{0,200}$", re.MULTILINE
)
_STRUCTURE = (
    "html|head|body|div|section|main|header|footer|nav|article|aside|style|form|table|ul|ol|h1|h2"
    "|h3|p|button|input|img|svg|span|a|label|template|script|link|meta|title"
)
_START = re.compile(rf"<!doctype\s{{1,20}}html|<(?:{_STRUCTURE})(?=[\s/>])", re.IGNORECASE)
_ESCAPED_START = re.compile(
    rf"&(?:lt|#60|#x3c);(?:!doctype\s{{1,20}}html|(?:{_STRUCTURE})(?=[\s/&]))",
    re.IGNORECASE,
)
_DOCUMENT = re.compile(r"<!doctype\s{1,20}html|<html(?=[\s>])", re.IGNORECASE)
_ESCAPED_QUOTE = re.compile(r"=\s{0,3}\\[\"']")
_PLAIN_QUOTE = re.compile(r"=\s{0,3}[\"']")
_ESCAPED_LINE = re.compile(r">\s{0,3}\\n|\\n(?:\\t|\s){0,40}<")
_ESCAPE = re.compile(r"\\(u[0-9a-fA-F]{4}|.)", re.DOTALL)
_ESCAPES = {"n": "\n", "t": "\t", "r": "", '"': '"', "'": "'", "/": "/", "\\": "\\"}
_HTML_LANGUAGES = ("html", "htm", "xhtml", "xml", "vue", "svelte", "markup")
_SCRIPT_LANGUAGES = ("js", "javascript", "mjs")


@dataclass(slots=True)
class Source:
    """The page's own text as it was found; ``mended`` are sentences on what had to be undone.

    ``styles`` and ``scripts`` came in blocks of their own.
    """

    html: str = ""
    styles: list[str] = field(default_factory=list)
    scripts: list[str] = field(default_factory=list)
    mended: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Block:
    language: str
    text: str


def find_page(text: str) -> Source:
    """The page in ``text``; ``html`` is empty when there is none."""
    source = Source()
    blocks = _fences(text)
    pages = [block.text for block in blocks if _is_page(block)]
    if pages:
        chosen = _best(pages, source)
        for block in blocks:
            if block.language == "css" and block.text.strip():
                source.styles.append(block.text.strip())
            elif block.language in _SCRIPT_LANGUAGES and block.text.strip():
                source.scripts.append(block.text.strip())
    else:
        chosen = text
    chosen = _unescaped(chosen, source)
    start = _START.search(chosen)
    if start is None:
        return Source()
    source.html = _once(chosen[start.start() :], source)
    return source


def _fences(text: str) -> list[_Block]:
    blocks = []
    opened: re.Match[str] | None = None
    for fence in _FENCE.finditer(text):
        if opened is None:
            opened = fence
        elif fence.group(1)[0] == opened.group(1)[0] and not fence.group(2):
            blocks.append(_block(opened, text, fence.start()))
            opened = None
        elif fence.group(2):  # the one before was never closed
            blocks.append(_block(opened, text, fence.start()))
            opened = fence
    if opened is not None:
        blocks.append(_block(opened, text, len(text)))
    return blocks[:200]


def _block(opened: re.Match[str], text: str, end: int) -> _Block:
    return _Block(opened.group(2).lower(), text[opened.end() + 1 : end])


def _is_page(block: _Block) -> bool:
    if block.language and block.language not in _HTML_LANGUAGES:
        return block.language in ("json", "text", "plaintext", "txt", "markdown") and bool(
            _DOCUMENT.search(block.text)
        )
    return bool(_START.search(block.text) or _ESCAPED_START.search(block.text))


def _best(pages: list[str], source: Source) -> str:
    """The last whole document of several blocks, else the longest."""
    if len(pages) == 1:
        return pages[0]
    documents = [page for page in pages if _DOCUMENT.search(page)]
    whole = [page for page in documents if re.search(r"</html\s{0,9}>", page, re.IGNORECASE)]
    chosen = whole[-1] if whole else max(documents or pages, key=len)
    which = "last whole one" if whole else "longest"
    source.mended.append(f"The reply holds {len(pages)} blocks of HTML; the {which} was used.")
    return chosen


def _unescaped(text: str, source: Source) -> str:
    if not _START.search(text) and _ESCAPED_START.search(text):
        source.mended.append("The HTML was written with &lt; and &gt; for its tags; undone.")
        text = entities.unescape(text)
    start = _START.search(text)
    if start is None:
        return text
    part = text[start.start() :]
    escaped, plain = (
        len(_ESCAPED_QUOTE.findall(part)),
        len(_PLAIN_QUOTE.findall(part)),
    )
    lines = len(_ESCAPED_LINE.findall(part))
    real_lines = part.strip().count("\n")
    if (escaped and escaped > plain) or (lines > max(1, real_lines)):
        source.mended.append(r"The HTML was written as a string with \n and \" in it; undone.")
        return _from_string(part)
    return text


def _from_string(part: str) -> str:
    """``part`` is the inside of a JSON string, and what may stand after that."""
    ending = re.search(r"(?i)</html\s{0,9}>", part)
    inside = part[: ending.end()] if ending else part
    try:
        return str(json.loads(f'"{inside}"', strict=False))
    except ValueError:
        return _ESCAPE.sub(_one_escape, inside)


def _one_escape(found: re.Match[str]) -> str:
    what = found.group(1)
    if what[0] == "u" and len(what) == 5:
        code = int(what[1:], 16)
        return found.group() if 0xD800 <= code < 0xE000 else chr(code)
    return _ESCAPES.get(what, found.group())


def _once(text: str, source: Source) -> str:
    """One document of a reply that goes on after it, or begins it again: the first whole one."""
    begins, ends = _bounds(text)
    if not begins and not ends:
        return _without_tail(text)
    # What stands before the first document's beginning, a style sheet say, belongs to it.
    starts = [0, *begins[1:]]
    copies: list[tuple[int, int, bool]] = []
    for start, after in zip(starts, [*starts[1:], len(text)], strict=True):
        end = next((end for end in ends if start < end <= after), None)
        copies.append((start, end or after, end is not None))
    whole = [copy for copy in copies if copy[2]]
    chosen = whole[0] if whole else max(copies, key=lambda copy: copy[1] - copy[0])
    if len(copies) > 1:
        source.mended.append(f"The reply begins the page {len(copies)} times; one copy was used.")
    return text[chosen[0] : chosen[1]]


def _bounds(text: str) -> tuple[list[int], list[int]]:
    """Where documents begin and end in ``text``; at most 200 of them are told apart."""
    begins: list[int] = []
    ends: list[int] = []
    doctype = False
    for token in tokens(text):
        if token.kind == "other" and _DOCUMENT.match(text, token.start):
            begins.append(token.start)
            doctype = True
        elif token.kind == "open" and token.name == "html":
            if not doctype:
                begins.append(token.start)
            doctype = False
        elif token.kind == "close" and token.name == "html":
            ends.append(token.end)
            doctype = False
        if len(begins) > 200:
            break
    return begins, ends[:400]


def _without_tail(text: str) -> str:
    """A fragment without the prose after its last tag; a cut one keeps its end."""
    fence = _FENCE.search(text)
    if fence and not fence.group(2):
        text = text[: fence.start()]
    last: Token | None = None
    for token in tokens(text):
        if token.kind in ("open", "close", "cut"):
            last = token
    if last is not None and last.kind == "close" and text[last.end :].count("\n\n"):
        return text[: last.end]
    return text
