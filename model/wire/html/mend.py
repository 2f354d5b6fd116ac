"""A page made whole: what was cut off is closed, and what a document needs is put round it."""

from __future__ import annotations

import re
from collections import Counter

from model.wire.html.find import Source
from model.wire.html.scan import VOID, Token, tokens

_IMPLIED = frozenset(
    (
        "p", "li", "td", "th", "tr", "option", "dt", "dd", "thead", "tbody", "tfoot", "colgroup",
        "optgroup",
    )
)  # fmt: skip
"""Elements that may stay open: what follows closes them."""

_HEAD_PARTS = frozenset(("title", "style", "meta", "link", "base", "script"))
_DEEPEST = 400
_LOOPS = 10
"""How often lines must come in a row at the end of a cut reply to be a loop."""

_LONGEST_LOOP = 60
"""Lines of the longest loop that is looked for."""

_HALF_TAG = re.compile(r"<(?:/[A-Za-z]{0,9})?\Z")
_NOISE = re.compile(r"(?:\s|<!--.*?-->)+", re.DOTALL)
_START_TAGS = {
    name: re.compile(rf"<{name}(?:\s[^<>]{{0,2000}})?>", re.IGNORECASE)
    for name in ("html", "head", "body")
}
_DOCTYPE = re.compile(r"\s{0,99}<!doctype\s", re.IGNORECASE)
_CHARSET = re.compile(r"<meta\s[^<>]{0,200}charset", re.IGNORECASE)
_VIEWPORT = re.compile(r"<meta\s[^<>]{0,200}viewport", re.IGNORECASE)

CHARSET = '<meta charset="utf-8">'
VIEWPORT = '<meta name="viewport" content="width=device-width, initial-scale=1">'
_CUT = {
    "tag": "The reply was cut off in the middle of a tag, which was left out.",
    "attribute": "The reply was cut off in the middle of a tag, which was left out.",
    "comment": "The reply was cut off in the middle of a comment, which was left out.",
    "style": "The reply was cut off in the middle of its style sheet; the unfinished rule was "
    "left out.",
    "script": "The reply was cut off in the middle of a script, which was left out.",
    "title": "The reply was cut off in the page's title.",
    "textarea": "The reply was cut off in the middle of a text field.",
}


def close(html: str, mended: list[str]) -> str:
    """``html`` with what it leaves open closed; says so when it was cut off."""
    if not html.rstrip().lower().endswith("</html>"):
        html = _without_loop(html, mended)
    open_tags: list[str] = []
    counts: Counter[str] = Counter()
    cut: Token | None = None
    script = 0
    for token in tokens(html):
        if token.kind == "open" and token.name not in VOID:
            script = token.start if token.name == "script" else script
            if html[token.end - 2] != "/":
                open_tags.append(token.name)
                counts[token.name] += 1
        elif token.kind == "close" and counts[token.name]:
            while (name := open_tags.pop()) != token.name:
                counts[name] -= 1
            counts[token.name] -= 1
        elif token.kind == "cut":
            cut = token
    left = [name for name in open_tags if name not in _IMPLIED]
    if cut is not None:
        mended.append(_CUT[cut.name])
        html = _cut_off(html, cut, script)
        if cut.name in ("script", "style", "title", "textarea"):
            left = left[:-1]
    elif "html" in left and [name for name in left if name not in ("html", "body")]:
        mended.append("The reply was cut off before the end of the page; it was closed there.")
    endings = "".join(f"</{name}>" for name in reversed(left[-_DEEPEST:]))
    return html.rstrip() + ("\n" if endings else "") + endings


def _without_loop(html: str, mended: list[str]) -> str:
    """A page that ends in the same lines over and over, without the repeats.

    A model that loops writes them until its tokens are spent. What is repeated within a page that
    comes to its end is meant so, a list of equal rows for example.
    """
    lines = html.split("\n")
    end = len(lines) - 1  # the last line may be half a line
    for period in range(1, min(_LONGEST_LOOP, end // _LOOPS) + 1):
        start = end
        while start - 2 * period >= 0 and (
            lines[start - 2 * period : start - period] == lines[start - period : start]
        ):
            start -= period
        count = (end - start) // period + 1
        if count >= _LOOPS and any(line.strip() for line in lines[start - period : start]):
            mended.append(
                f"The reply ends in the same {period} lines {count} times; one copy was kept."
                if period > 1
                else f"The reply ends in the same line {count} times; one copy was kept."
            )
            return "\n".join(lines[:start])
    return html


def _cut_off(html: str, cut: Token, script: int) -> str:
    if cut.name == "script":
        return html[:script]
    if cut.name == "style":
        return html[: cut.start] + _finished(html[cut.start :]) + "</style>"
    if cut.name in ("title", "textarea"):
        return html[: cut.start] + _HALF_TAG.sub("", html[cut.start :]) + f"</{cut.name}>"
    return html[: cut.start]


def _finished(css: str) -> str:
    """The style sheet up to its last finished rule, with the blocks round it closed."""
    kept = css[: css.rfind("}") + 1]
    return kept + "}" * max(0, kept.count("{") - kept.count("}"))


def complete(source: Source, mended: list[str]) -> str:
    """``source`` as a whole document: doctype, head, character set, its own styles and scripts."""
    html = source.html.strip()
    if not _START_TAGS["html"].search(html):
        html = _wrapped(html, mended)
    elif not _DOCTYPE.match(html):
        html = "<!DOCTYPE html>\n" + html
        mended.append("The page had no doctype; one was added.")
    html = _with_head(html, mended)
    if source.styles:
        html = _before(html, "</head>", f"<style>\n{_sheet(source.styles)}\n</style>\n")
        mended.append("CSS that came in a block of its own was put into the page.")
    if source.scripts:
        text = "\n".join(source.scripts).replace("</script", "<\\/script")
        html = _before(html, "</body>", f"<script>\n{text}\n</script>\n")
        mended.append("A script that came in a block of its own was put into the page.")
    return html


def _sheet(styles: list[str]) -> str:
    return "\n".join(styles).replace("</style", "<\\/style")


def _wrapped(html: str, mended: list[str]) -> str:
    mended.append("The reply was only a piece of a page; a document was put round it.")
    html = _DOCTYPE.sub("<!DOCTYPE ", html, count=1)
    if html.startswith("<!DOCTYPE "):
        html = html[html.find(">") + 1 :]
    if _START_TAGS["head"].search(html) or _START_TAGS["body"].search(html):
        return f'<!DOCTYPE html>\n<html lang="en">\n{html}\n</html>'
    cut = _head_end(html)
    head, body = html[:cut].strip(), html[cut:].strip()
    return (
        f'<!DOCTYPE html>\n<html lang="en">\n<head>\n{head}\n</head>\n<body>\n{body}\n</body>\n'
        "</html>"
    )


def _head_end(html: str) -> int:
    """Where the head's parts end in a fragment that begins with them."""
    end = 0
    for token in tokens(html):
        blank = token.kind in ("text", "comment") and not _NOISE.sub(
            "", html[token.start : token.end]
        )
        if token.name not in _HEAD_PARTS and not blank:
            return end
        if token.name in _HEAD_PARTS and token.kind in ("open", "close"):
            end = token.end
    return end


def _with_head(html: str, mended: list[str]) -> str:
    head = _START_TAGS["head"].search(html)
    if head is None:
        root = _START_TAGS["html"].search(html)
        if root is None:
            return html
        body = _START_TAGS["body"].search(html, root.end())
        between = html[root.end() : body.start() if body else root.end()]
        rest = html[body.start() if body else root.end() :]
        html = f"{html[: root.end()]}\n<head>\n{between.strip()}\n</head>\n{rest.lstrip()}"
        mended.append("The page had no head; one was added.")
        head = _START_TAGS["head"].search(html)
    if head is None:
        return html
    end = html.lower().find("</head", head.end())
    inside = html[head.end() : end if end >= 0 else head.end() + 20_000]
    added = ""
    if not _CHARSET.search(inside):
        added += CHARSET + "\n"
    if not _VIEWPORT.search(inside):
        added += VIEWPORT + "\n"
    return f"{html[: head.end()]}\n{added.rstrip()}{html[head.end() :]}" if added else html


def _before(html: str, closing: str, piece: str) -> str:
    at = html.lower().rfind(closing)
    if at < 0:
        at = html.lower().rfind("</html")
    return html + piece if at < 0 else html[:at] + piece + html[at:]
