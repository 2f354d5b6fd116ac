"""The exact request as something to copy: a ``curl`` command or a Python script.

Both run as they stand once ``API_KEY`` is set and the pictures lie beside them as
``picture-1.png`` and so on: the picture's data is not in a ``Sent``, nor is the key.
"""

from __future__ import annotations

import json
import re
import shlex
from dataclasses import dataclass

from model.events import Sent

_ELIDED = re.compile(r"data:((?:image|video)/[\w-]+);base64,… \([\d,]+ bytes, \d+×\d+\)")
_FIELDS = ("model", "messages", "stream")
_STANDARD = ("temperature", "top_p", "max_tokens", "stream_options")


@dataclass(frozen=True, slots=True)
class _File:
    """A picture or clip the copied request reads from disk; ``kind`` is its MIME type."""

    name: str
    kind: str
    variable: str


def as_curl(sent: Sent) -> str:
    """A shell command (POSIX) that repeats the request; the reply streams to the terminal."""
    body, files = _with_files(sent.body)
    lines = [
        f"{file.variable}=$(base64 < {shlex.quote(file.name)} | tr -d '\\n')" for file in files
    ]
    # The here-document is expanded for the pictures, so all else in it is kept from the shell.
    text = re.sub(r"([\\$`])", r"\\\1", body)
    for file in files:
        text = text.replace(_mark(file), f"data:{file.kind};base64,${{{file.variable}}}")
    end = "END_OF_REQUEST"
    while end in text:
        end += "_"
    lines += [
        f"curl --no-buffer {shlex.quote(sent.url)} \\",
        "  -H 'Content-Type: application/json' \\",
        '  -H "Authorization: Bearer $API_KEY" \\',
        f"  --data-binary @- <<{end}",
        text,
        end,
    ]
    return "\n".join(lines) + "\n"


def as_python(sent: Sent) -> str:
    """A Python script with the official client that repeats the request and prints the answer."""
    body, files = _with_files(sent.body)
    fields = json.loads(body)
    extra = {name: fields.pop(name) for name in list(fields) if name not in _FIELDS + _STANDARD}
    lines = ["import base64", "import os", "", "from openai import OpenAI", ""]
    if files:
        lines += [
            "",
            "def picture(name, kind):",
            '    with open(name, "rb") as file:',
            "        data = base64.b64encode(file.read()).decode()",
            '    return f"data:{kind};base64,{data}"',
            "",
            "",
        ]
    base_url = sent.url.removesuffix("/chat/completions")
    lines += [
        f'client = OpenAI(base_url={base_url!r}, api_key=os.environ.get("API_KEY") or "none")',
        "stream = client.chat.completions.create(",
    ]
    arguments = {**fields, **({"extra_body": extra} if extra else {})}
    for name, value in arguments.items():
        lines.append(f"    {name}={_literal(value, 4)},")
    lines += [
        ")",
        "for chunk in stream:",
        "    for choice in chunk.choices:",
        '        print(choice.delta.content or "", end="", flush=True)',
        "print()",
    ]
    text = "\n".join(lines) + "\n"
    for file in files:
        text = text.replace(repr(_mark(file)), f"picture({file.name!r}, {file.kind!r})")
    return text if files else text.replace("import base64\n", "")


def _with_files(body: str) -> tuple[str, list[_File]]:
    """The body with every elided picture as a mark, and the file that stands for it."""
    files: list[_File] = []

    def name(found: re.Match[str]) -> str:
        number, kind = len(files) + 1, found[1]
        family, _, suffix = kind.partition("/")
        suffix = "jpg" if suffix == "jpeg" else suffix
        word = "clip" if family == "video" else "picture"
        files.append(_File(f"{word}-{number}.{suffix}", kind, f"{word.upper()}_{number}"))
        return _mark(files[-1])

    # Only a whole JSON string is a picture: a question may well quote one.
    text = re.sub(r'(?<="url": ")' + _ELIDED.pattern + r'(?="\n)', name, body)
    return text, files


def _mark(file: _File) -> str:
    """Stands for a picture until the text is built; private characters are in no question."""
    return f"\ue000{file.variable}\ue001"


def _literal(value: object, indent: int) -> str:
    """A Python literal of a JSON value, one entry a line where it is long."""
    flat = repr(value)
    if len(flat) + indent <= 80 or not isinstance(value, dict | list):
        return flat
    pad, end = " " * (indent + 4), " " * indent
    if isinstance(value, dict):
        rows = [f"{pad}{key!r}: {_literal(entry, indent + 4)}," for key, entry in value.items()]
        return "\n".join(["{", *rows, end + "}"])
    rows = [f"{pad}{_literal(entry, indent + 4)}," for entry in value]
    return "\n".join(["[", *rows, end + "]"])
