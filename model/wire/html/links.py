"""What a page wants from elsewhere, taken out: nothing from other sites can load in the sandbox.

Links to follow (``<a href>``) and forms stay: only what the page needs to look and work as it does
is found here, so that what is missing is said and leaves no broken picture.
"""

from __future__ import annotations

import re
from collections import Counter
from urllib.parse import quote

from model.wire.html.scan import Token, attribute_spans, attributes, tokens

_HOST = re.compile(r"(?:[a-zA-Z][a-zA-Z0-9+.\-]{0,20}:)?//([^/\s?#]{1,200})")
_CSS_URL = re.compile(
    r"url\(\s{0,9}(?:\"([^\"\n)]*)\"|'([^'\n)]*)'|([^)\"'\n]*))\s{0,9}\)", re.IGNORECASE
)
_CSS_IMPORT = re.compile(r"@import\s[^;\n]{0,2000};?", re.IGNORECASE)
_SCRIPT_URL = re.compile(
    r"(?:\bimport\b[^'\"`\n;]{0,200}|\bfetch\s?\(\s?|\bimportScripts\s?\(\s?)"
    r"['\"`]((?:https?:)?//[^'\"`\s]{1,300}|\.{0,2}/[^'\"`\s]{1,300})"
)
_SIZE = re.compile(r"(?<!\d)(\d{2,4})\s?[x×/]\s?(\d{2,4})(?!\d)")
_NUMBER = re.compile(r"\d{1,4}")
_OWN = ("data:", "blob:", "#", "about:", "javascript:")
_LOADS = {
    "img": "src", "source": "src", "video": "src", "audio": "src", "track": "src", "embed": "src",
    "iframe": "src", "frame": "src", "object": "data", "input": "src", "image": "href",
}  # fmt: skip
_EXTRA = ("srcset", "poster", "background", "imagesrcset", "xlink:href")
_NAMES = {
    "script": ("script", "scripts"),
    "style": ("style sheet", "style sheets"),
    "picture": ("picture", "pictures"),
    "font": ("font or picture of the style sheet", "fonts or pictures of the style sheet"),
    "frame": ("frame", "frames"),
    "media": ("sound or video", "sounds or videos"),
    "hint": ("hint", "hints"),
    "code": ("address in its script", "addresses in its script"),
}
_SILENT = ("hint",)
"""Nothing is missed when these go."""


def is_elsewhere(url: str) -> bool:
    """Whether a page on its own cannot have what ``url`` names."""
    stripped = url.strip()
    return bool(stripped) and not stripped.lower().startswith(_OWN)


def detach(html: str) -> tuple[str, list[str]]:
    """The page without what would have to be loaded, and a sentence for each kind and site."""
    pieces: list[str] = []
    lost: Counter[tuple[str, str]] = Counter()
    at = 0
    skip = ""
    for token in tokens(html):
        if skip:  # inside a script that is taken out
            if token.kind == "close" and token.name == skip:
                skip, at = "", token.end
            continue
        if token.kind == "open":
            changed = _tag(html[token.start : token.end], token, lost)
            if changed is not None:
                pieces += [html[at : token.start], changed]
                at = token.end
                if changed == "" and token.name == "script":
                    skip = "script"
        elif token.kind in ("raw", "cut") and token.name == "style":
            css = _css(html[token.start : token.end], lost)
            pieces += [html[at : token.start], css]
            at = token.end
        elif token.kind == "raw" and token.name == "script":
            for found in _SCRIPT_URL.finditer(html, token.start, token.end):
                lost["code", _site(found.group(1))] += 1
    pieces.append(html[at:] if not skip else "")
    return "".join(pieces), [_sentence(kind, site, count) for (kind, site), count in lost.items()
                             if kind not in _SILENT]  # fmt: skip


def _site(url: str) -> str:
    host = _HOST.match(url.strip())
    return host.group(1).lower() if host else ""


def _sentence(kind: str, site: str, count: int) -> str:
    one, many = _NAMES[kind]
    what = f"{count} {many}" if count > 1 else f"1 {one}"
    where = f"from {site[:80]!r}" if site else "from files beside the page"
    done = {
        "picture": "became grey" if count > 1 else "became a grey one",
        "code": "will not be reached",
    }.get(kind, "were taken out" if count > 1 else "was taken out")
    return f"{what} {where} {done}: a page here can load nothing but itself."


def _tag(tag: str, token: Token, lost: Counter[tuple[str, str]]) -> str | None:
    """The tag as it should be, ``""`` to take it out, or ``None`` to leave it."""
    if "=" not in tag:
        return None
    values = attributes(tag)
    if token.name == "script":
        return _gone("script", values.get("src", ""), lost)
    if token.name == "link":
        relation = values.get("rel", "").lower()
        kind = "style" if "stylesheet" in relation else "hint"
        return _gone(kind, values.get("href", ""), lost)
    if token.name == "base":
        return _gone("hint", values.get("href", ""), lost)
    changes: dict[str, str | None] = {}
    source = _LOADS.get(token.name)
    url = values.get(source, "") if source else ""
    if source and is_elsewhere(url):
        kind = _kind(token.name)
        lost[kind, _site(url)] += 1
        picture = token.name in ("img", "input", "image")
        changes[source] = placeholder(url, values) if picture else None
    for name in _EXTRA:
        if name in values and name != source and is_elsewhere(values[name]):
            if not changes:
                lost["picture", _site(values[name])] += 1
            changes[name] = None
    style = values.get("style")
    if style and "url(" in style.lower() and (css := _css(style, lost)) != style:
        changes["style"] = css
    return _rewritten(tag, changes) if changes else None


def _gone(kind: str, url: str, lost: Counter[tuple[str, str]]) -> str | None:
    if not is_elsewhere(url):
        return None
    lost[kind, _site(url)] += 1
    return ""


def _kind(name: str) -> str:
    if name in ("iframe", "frame", "object", "embed"):
        return "frame"
    return "media" if name in ("video", "audio", "track", "source") else "picture"


def _rewritten(tag: str, changes: dict[str, str | None]) -> str:
    pieces: list[str] = []
    at = 0
    for name, _, start, end in attribute_spans(tag):
        if name not in changes:
            continue
        value = changes[name]
        new = "" if value is None else name + '="' + value.replace('"', "&quot;") + '"'
        pieces += [tag[at:start], new]
        at = end
    return "".join([*pieces, tag[at:]])


def _css(css: str, lost: Counter[tuple[str, str]]) -> str:
    def url(found: re.Match[str]) -> str:
        address = next((part for part in found.groups() if part is not None), "")
        if not is_elsewhere(address):
            return found.group()
        lost["font", _site(address)] += 1
        return "none"

    def sheet(found: re.Match[str]) -> str:
        address = re.sub(r"(?i)^@import\s+(?:url\()?\s*['\"]?", "", found.group())
        lost["style", _site(address)] += 1
        return ""

    return _CSS_URL.sub(url, _CSS_IMPORT.sub(sheet, css))


def placeholder(url: str, values: dict[str, str]) -> str:
    """A grey picture of the size that the tag or the address tells, as a data address."""
    wide, high = _NUMBER.match(values.get("width", "")), _NUMBER.match(values.get("height", ""))
    named = _SIZE.search(url)
    width, height = (int(named.group(1)), int(named.group(2))) if named else (320, 200)
    if wide:
        width, height = int(wide.group()), (height if named else int(wide.group()) * 5 // 8)
    if high:
        height = int(high.group())
    drawn = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{max(1, width)}" '
        f'height="{max(1, height)}"><rect width="100%" height="100%" fill="#d0d4da"/></svg>'
    )
    return "data:image/svg+xml," + quote(drawn, safe="/:=' ")
