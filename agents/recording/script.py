"""A run as a Python script that replays it with Playwright alone and checks how it ends.

The steps stand first, one line each, to be read and changed; what does them (``standalone.py`` and
the sandbox's own ways with fields and lists) is copied in below, and the site's files and the last
screenshot come at the end. The script fails when the page ends at another address or looks
different.
"""

from __future__ import annotations

import ast
import base64
import zlib
from collections.abc import Sequence
from pathlib import Path

from agents.agent.wording import describe
from agents.recording import standalone
from agents.recording.run import Run, Step
from model.actions import (
    ENDINGS,
    Action,
    Back,
    Click,
    Drag,
    Hover,
    Key,
    Scroll,
    Select,
    Type,
    Wait,
)
from model.errors import InputError
from model.geometry import Point
from model.settings import Settings

_SANDBOX = Path(standalone.__file__).parent.parent / "sandbox"
_LINE = 88


def to_script(run: Run) -> str:
    """The script's text; raises ``InputError`` when the run has no step to replay."""
    if not run.steps:
        raise InputError("This run has no step, so there is nothing to replay; run it again first.")
    from agents.sandbox import ORIGIN
    from agents.sandbox.finding import switches
    from model.media.images import png_bytes

    web = run.start.kind == "url"
    last = run.steps[-1]
    data = {
        "task": run.task,
        "start": run.start.value if web else f"{ORIGIN}/",
        "end_url": last.url,
        "size": run.size,
        "scale": run.scale,
        "arguments": tuple(switches(Settings())),
        "page_script": (_SANDBOX / "page.js").read_text("utf-8"),
        "choose_script": (_SANDBOX / "choosing.js").read_text("utf-8"),
    }
    parts = [
        _head(run),
        _IMPORTS,
        "def steps(hand: Hand) -> None:",
        '    """What was done; places are pixels of the recorded screenshots."""',
        *_steps(run.steps),
        "",
        "",
        _body(Path(standalone.__file__)),
        _copied(_SANDBOX / "fields.py", "field_value"),
        _copied(_SANDBOX / "files.py", "sample"),
        "RECORDING = Recording(",
        *(f"    {name}={value!r}," for name, value in data.items()),
        "    files={",
        *_files(run),
        "    },",
        f"    end={_wrapped(base64.b64encode(png_bytes(last.after)))},",
        ")",
        "",
        'if __name__ == "__main__":',
        "    sys.exit(replay(RECORDING, steps))",
        "",
    ]
    return "\n".join(parts)


_IMPORTS = """from __future__ import annotations

import argparse
import base64
import os
import re
import shutil
import struct
import sys
import time
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Dialog, Page, Playwright, Route

"""


def _head(run: Run) -> str:
    """The docstring; the task is somebody's text and must not end it."""
    task = " ".join(run.task.split())[:400].replace("\\", "/").replace('"', "'")
    return (
        f'"""Replays what was recorded for the task: {task}\n\n'
        "Written by Sightline. It needs `pip install playwright` and a Chromium (set\n"
        "SIGHTLINE_CHROMIUM to its path, or `python -m playwright install chromium`). It exits\n"
        "with 0 when the page ends as recorded: at the same address, looking the same.\n"
        '"""\n'
    )


def _steps(steps: Sequence[Step]) -> list[str]:
    lines = []
    for step in steps:
        title = f"    # {step.number}. {describe(step.action)}{' (by the user)' * step.by_user}"
        if step.action is None or isinstance(step.action, ENDINGS) or not step.acted_s:
            lines.append(f"{title}: not replayed, nothing was done")
        else:
            lines += [title, f"    hand.{_call(step.action)}"]
    return [*lines, "    return"] if not any("hand." in line for line in lines) else lines


def _call(action: Action) -> str:
    match action:
        case Click(at, button, count, hold_s):
            words = _at(at)
            words += f", button={button!r}" if button != "left" else ""
            words += f", count={count}" if count != 1 else ""
            return f"click({words}{f', hold_s={hold_s:g}' if hold_s else ''})"
        case Hover(at):
            return f"hover({_at(at)})"
        case Type(text, at, clear, enter):
            words = f"{text!r}" + (f", at=({_at(at)})" if at else "")
            return f"type({words}{', clear=True' * clear}{', enter=True' * enter})"
        case Key(keys):
            return f"key({', '.join(map(repr, keys))})"
        case Scroll(direction, amount, at):
            where = f", at=({_at(at)})" if at else ""
            return f"scroll({direction!r}, {amount:g}{where})"
        case Drag(start, end):
            return f"drag({_at(start)}, {_at(end)})"
        case Select(option, at):
            return f"select({option!r}, {_at(at)})"
        case Wait(seconds):
            return f"wait({min(seconds, 30):g})"
        case Back():
            return "back()"
        case _:
            return "home()"


def _at(at: Point) -> str:
    return f"{round(at.x, 1):g}, {round(at.y, 1):g}"


def _files(run: Run) -> list[str]:
    """The site's files, each packed; none for the real web."""
    from agents.sandbox import Site
    from agents.sites import site

    if run.start.kind == "url":
        return []
    pages = site(run.start.value) if run.start.kind == "site" else Site.of_html(run.start.value)
    return [
        f"        {path!r}: ({kind!r}, {_wrapped(base64.b64encode(zlib.compress(data, 9)))}),"
        for path, (kind, data) in sorted(pages.files.items())
    ]


def _wrapped(data: bytes) -> str:
    """Base64 as strings side by side, a line each."""
    text = data.decode("ascii")
    pieces = [text[start : start + _LINE] for start in range(0, len(text), _LINE)] or [""]
    return "(\n" + "\n".join(f'            "{piece}"' for piece in pieces) + "\n        )"


def _body(path: Path) -> str:
    """A module's text from its first constant on; its imports stand above already."""
    source = path.read_text("utf-8")
    return source[source.index("\nBROWSERS =") + 1 :] + "\n"


def _copied(path: Path, wanted: str) -> str:
    """The text of ``wanted`` in a module, and of all it uses of that module."""
    source = path.read_text("utf-8")
    defined: dict[str, ast.stmt] = {}
    for node in ast.parse(source).body:
        if isinstance(node, ast.FunctionDef):
            defined[node.name] = node
        elif isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            defined[node.targets[0].id] = node
        elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            defined[node.target.id] = node
    needed, waiting = set[str](), [wanted]
    while waiting:
        name = waiting.pop()
        if name in needed:
            continue
        needed.add(name)
        used = (one.id for one in ast.walk(defined[name]) if isinstance(one, ast.Name))
        waiting += [one for one in used if one in defined]
    pieces = [
        ast.get_source_segment(source, node) or ""
        for name, node in defined.items()
        if name in needed
    ]
    return "\n\n\n".join(pieces) + "\n\n"
