"""LibreOffice, where it is installed, as a drawer of pages: one job at a time, shut in, ended late.

Every job gets a profile of its own that runs no macros and opens no links, a folder of its own, no
network where the system lets us take it away, and ``settings.office_s`` seconds. It and all its
children are killed afterwards.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import tempfile
import threading
from functools import lru_cache
from pathlib import Path

from model.errors import UnreadableFile
from model.settings import Settings

_ONE_AT_A_TIME = threading.Lock()
_PROGRAMS = ("soffice", "libreoffice")
_CLOSED = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry" \
xmlns:xs="http://www.w3.org/2001/XMLSchema" \
xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
<item oor:path="/org.openoffice.Office.Common/Security/Scripting">
<prop oor:name="DisableMacrosExecution" oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting">
<prop oor:name="MacroSecurityLevel" oor:op="fuse"><value>3</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting">
<prop oor:name="BlockUntrustedRefererLinks" oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting">
<prop oor:name="DisableActiveContent" oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Writer/Content/Update">
<prop oor:name="Link" oor:op="fuse"><value>0</value></prop></item>
<item oor:path="/org.openoffice.Office.Calc/Content/Update">
<prop oor:name="Link" oor:op="fuse"><value>2</value></prop></item>
</oor:items>
"""
_HIDDEN_SLIDES = 'pdf:impress_pdf_Export:{"ExportHiddenSlides":{"type":"boolean","value":"true"}}'


def find(settings: Settings) -> Path | None:
    """The LibreOffice to use: the one of the settings, else the one installed, else ``None``."""
    if settings.soffice:
        chosen = shutil.which(settings.soffice)
        return Path(chosen) if chosen else None
    for program in _PROGRAMS:
        if found := shutil.which(program):
            return Path(found)
    return None


def to_pdf(data: bytes, ending: str, name: str, settings: Settings) -> bytes:
    """The document as LibreOffice draws it; ``ending`` is its kind ("docx").

    Raises ``UnreadableFile`` where there is no LibreOffice, it takes too long or can't read it.
    """
    program = find(settings)
    if program is None:
        raise UnreadableFile(f"There is no LibreOffice here to draw {name!r}; export it as PDF.")
    with (
        _ONE_AT_A_TIME,
        tempfile.TemporaryDirectory(prefix="sightline-office-", ignore_cleanup_errors=True) as room,
    ):
        folder = Path(room)
        profile = folder / "profile"
        (profile / "user").mkdir(parents=True)
        (profile / "user" / "registrymodifications.xcu").write_text(_CLOSED, encoding="utf-8")
        source = folder / f"document.{ending}"
        source.write_bytes(data)
        finished = _run(_command(program, profile, source, folder / "out"), folder, settings)
        made = folder / "out" / "document.pdf"
        if not finished:
            raise UnreadableFile(
                f"LibreOffice took more than {settings.office_s:g} seconds for {name!r} and was "
                "ended; export the document as PDF and bring that."
            )
        if not made.is_file() or made.stat().st_size == 0:
            raise UnreadableFile(
                f"LibreOffice could not draw {name!r}; export the document as PDF and bring that."
            )
        return made.read_bytes()


def _command(program: Path, profile: Path, source: Path, out: Path) -> list[str]:
    presentation = source.suffix in (".pptx", ".odp", ".ppt")
    return [
        *_without_network(),
        str(program),
        f"-env:UserInstallation={profile.as_uri()}",
        "--headless",
        "--invisible",
        "--norestore",
        "--nologo",
        "--nodefault",
        "--nolockcheck",
        "--convert-to",
        _HIDDEN_SLIDES if presentation else "pdf",
        "--outdir",
        str(out),
        str(source),
    ]


def _run(command: list[str], folder: Path, settings: Settings) -> bool:
    """Run to the end or the time limit; whether it ended by itself."""
    kept = {key: os.environ[key] for key in ("PATH", "LANG", "LC_ALL") if key in os.environ}
    environment = {
        **kept,
        "HOME": str(folder),
        "TMPDIR": str(folder),
        "http_proxy": "http://127.0.0.1:9",
        "https_proxy": "http://127.0.0.1:9",
    }
    process = subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        cwd=folder,
        env=environment,
        start_new_session=True,
    )
    try:
        process.wait(settings.office_s)
        return True
    except subprocess.TimeoutExpired:
        return False
    finally:
        # Its worker outlives the starter; both are in the session begun for them.
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


@lru_cache(maxsize=1)
def _without_network() -> tuple[str, ...]:
    """What to put before a command to run it without network, empty where that is not allowed."""
    unshare = shutil.which("unshare")
    if unshare is None:
        return ()
    command = (unshare, "--map-root-user", "--net", "--")
    try:
        tried = subprocess.run([*command, "true"], capture_output=True, timeout=5, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return ()
    return command if tried.returncode == 0 else ()
