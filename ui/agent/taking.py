"""What can be taken away from a run, as files, and a record that was brought back."""

from __future__ import annotations

import re
import tempfile
from pathlib import Path

from agents import recording
from agents.gui_agent import Errand
from agents.recording import Run
from model.messages import Message, user
from model.settings import Settings
from ui.agent.drive import Snapshot
from ui.serve import private_folder

KINDS = {"gif": ".gif", "webm": ".webm", "script": ".py", "record": ".zip"}
"""The exports and their endings."""

_UNSAFE = re.compile(r"[^\w\- ]+")


def write(run: Run, kind: str) -> Path:
    """A new file of that kind under its own unguessable folder."""
    match kind:
        case "gif":
            data = recording.to_gif(run)
        case "webm":
            data = recording.to_webm(run)
        case "script":
            data = recording.to_script(run).encode()
        case _:
            data = recording.to_zip(run)
    folder = private_folder() / "downloads"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    stem = " ".join(_UNSAFE.sub(" ", run.task).split())[:60].strip() or "run"
    path = Path(tempfile.mkdtemp(dir=folder)) / f"{stem}{KINDS[kind]}"
    path.write_bytes(data)
    return path


def opened(file: Path, settings: Settings) -> Snapshot:
    """A record that was downloaded before; raises ``InputError`` if it is none."""
    run = recording.from_zip(file.read_bytes())
    errand = Errand(run.task, run.start, run.observation)
    return Snapshot(errand, serial=1, phase="over", steps=run.steps, tokens=run.tokens, run=run)


def question(now: Snapshot) -> Message:
    """What was asked, for the panel behind the page."""
    return user(now.errand.task)
