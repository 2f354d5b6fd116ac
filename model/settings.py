"""Every limit and default in one place, read once from the environment and ``.env``.

A field's name in capitals with ``SIGHTLINE_`` before it is its environment variable; its metadata
holds the unit and one sentence for the table in the README (``python -m model.settings`` prints
it). Standard library only, so that ``--help`` stays fast.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Any

from model.errors import SettingsError

PREFIX = "SIGHTLINE_"


def _setting(default: Any, unit: str, meaning: str) -> Any:
    return field(default=default, metadata={"unit": unit, "meaning": meaning})


@dataclass(frozen=True, slots=True)
class Settings:
    """Limits and defaults; see each field's metadata for its unit and meaning."""

    host: str = _setting("127.0.0.1", "address", "Where the app listens; 0.0.0.0 for everybody")
    port: int = _setting(7860, "port", "First port to try; the next free one is taken")
    backend: str = _setting("embedded", "name", "Backend at start: embedded, endpoint or local")

    base_url: str = _setting("", "URL", "Endpoint offered at start, up to and with /v1 or the like")
    api_key: str = _setting("", "secret", "Key for base_url only; never sent anywhere else")
    model: str = _setting(
        "",
        "model id",
        "Model asked for at start; for the local backend a checkpoint's folder or its id on "
        "Hugging Face",
    )
    private_endpoints: str = _setting(
        "auto",
        "auto, yes, no",
        "Whether visitors may name endpoints on loopback or private addresses; "
        "auto says yes only when the app itself listens on loopback and is not shared",
    )

    max_upload_mb: int = _setting(50, "MB", "Largest file a visitor may upload")
    max_megapixels: int = _setting(80, "megapixels", "Largest picture that is decoded")
    min_side: int = _setting(4, "pixels", "Shortest length of a picture's longer side")
    max_aspect: int = _setting(200, "times", "Longest a picture may be against its other side")
    max_pictures: int = _setting(16, "pictures", "Most pictures in one message")
    max_pdf_pages: int = _setting(8, "pages", "Pages of a document that Chat looks at")
    pdf_dpi: int = _setting(144, "dots per inch", "Sharpness of a PDF page made into a picture")
    chat_moments: int = _setting(8, "frames", "Moments of a clip that Chat looks at")
    chat_moment_side: int = _setting(1280, "pixels", "Longest side of such a moment")
    pdf_page_megapixels: int = _setting(8, "megapixels", "Largest such page; posters get fewer dpi")
    max_question_chars: int = _setting(20_000, "characters", "Longest question or instruction")
    max_marks: int = _setting(1_000, "marks", "Most places the embedded engine marks in one answer")

    temperature: float = _setting(0.8, "0 to 1", "Sampling temperature of models")
    top_p: float = _setting(0.6, "0 to 1", "Nucleus sampling of models")
    max_answer_tokens: int = _setting(8_192, "tokens", "Longest answer asked of a model")
    max_page_tokens: int = _setting(16_384, "tokens", "Longest web page asked of a model")
    connect_timeout_s: float = _setting(10.0, "seconds", "Time to reach an endpoint")
    read_timeout_s: float = _setting(120.0, "seconds", "Longest silence of an endpoint")
    max_reply_mb: int = _setting(32, "MB", "Longest reply read from an endpoint, framing included")
    max_retry_wait_s: float = _setting(
        30.0, "seconds", "Longest wait an endpoint may ask for before another attempt"
    )
    sent_pictures_mb: int = _setting(64, "MB", "Encoded pictures remembered for the next turn")
    endpoint_clients: int = _setting(16, "clients", "Endpoints and keys with connections kept open")
    retries: int = _setting(3, "attempts", "Further attempts before the first token")
    retry_wait_s: float = _setting(1.0, "seconds", "First wait between attempts; doubles each time")
    heartbeat_s: float = _setting(
        0.25, "seconds", "Longest silence of any backend to the interface"
    )

    local_device: str = _setting(
        "auto", "auto, cuda, mps, cpu", "Where local weights run; auto takes the fastest"
    )
    local_compile: str = _setting(
        "auto",
        "auto, yes, no",
        "Whether decoding of local weights is compiled, which makes the first answer slow and the "
        "others fast; auto says yes on CUDA",
    )

    ocr_threads: int = _setting(2, "threads", "Threads of the embedded engine's text recogniser")
    screen_cache: int = _setting(32, "pictures", "Parsed pictures kept in memory")
    embedded_workers: int = _setting(2, "tasks", "Pictures the embedded engine reads at once")

    concurrency: int = _setting(8, "requests", "Questions answered at once")
    queue_size: int = _setting(64, "requests", "Questions that may wait; more are turned away")
    updates_per_s: float = _setting(10.0, "per second", "Most screen updates while streaming")
    session_idle_s: int = _setting(3_600, "seconds", "A session's files and key go after this")
    session_pictures_mb: int = _setting(
        1_000,
        "MB",
        "Pictures kept for all sessions together; beyond it the longest unused are forgotten",
    )
    chromium: str = _setting("", "path", "Chromium to use instead of the one found")
    browser_url: str = _setting(
        "", "URL", "Remote Chromium: http(s):// for CDP, ws(s):// for a Playwright server"
    )

    sandboxes: int = _setting(8, "sandboxes", "Browser sandboxes open at once, for all visitors")
    sandbox_queue: int = _setting(16, "requests", "Who may wait for a sandbox; more are refused")
    sandbox_wait_s: float = _setting(60.0, "seconds", "Longest wait for a sandbox")
    sandbox_idle_s: float = _setting(900.0, "seconds", "An unused sandbox is closed after this")
    page_load_s: float = _setting(15.0, "seconds", "Longest time a page may take to load")
    page_step_s: float = _setting(8.0, "seconds", "Longest time one action may take")
    page_settle_s: float = _setting(2.0, "seconds", "Longest wait for a page to stand still")
    page_memory_mb: int = _setting(512, "MB", "Script memory of a page before it is ended")
    page_nodes: int = _setting(60_000, "nodes", "Most elements and texts of a page")
    page_navigations: int = _setting(
        20, "navigations", "Most a page may make within ten seconds before it is ended"
    )
    page_height: int = _setting(16_000, "pixels", "Tallest part of a page that is pictured")
    max_html_mb: float = _setting(4.0, "MB", "Largest HTML of a page, pasted or written")

    document_mb: int = _setting(200, "MB", "Largest document; other files keep to max_upload_mb")
    document_pages: int = _setting(2_000, "pages", "Pages of a document that can be opened")
    documents_open: int = _setting(8, "documents", "Documents one visitor has open at once")
    page_dpi: int = _setting(110, "dots per inch", "Sharpness of a page on the screen")
    model_dpi: int = _setting(120, "dots per inch", "Sharpness of a page that a model is shown")
    recognise_dpi: int = _setting(110, "dots per inch", "Sharpness at which scans are recognised")
    page_cache: int = _setting(64, "pages", "Structured pages kept in memory, for all visitors")
    recognised_pages: int = _setting(
        500, "pages", "Recognised scans kept in memory, for all visitors"
    )
    unpacked_mb: int = _setting(400, "MB", "Most that an Office file may unpack to")
    unpack_ratio: int = _setting(200, "times", "Most that a part of an Office file may grow")
    office_s: float = _setting(90.0, "seconds", "Longest that LibreOffice may take for one file")
    soffice: str = _setting(
        "", "path", "LibreOffice to use instead of the one found; none draws Office files without"
    )
    sheet_cells: int = _setting(200_000, "cells", "Cells of a workbook that are read and drawn")
    table_s: float = _setting(20.0, "seconds", "Longest search for unruled tables on one page")
    evidence: int = _setting(5, "passages", "Passages shown for a question")
    evidence_pages: int = _setting(2_000, "pages", "Pages whose words are kept for the next search")
    reading_pages: int = _setting(5, "pages", "Pages a model is shown for one question")
    reading_chunk_tokens: int = _setting(7_000, "tokens", "Text of one call over a long document")
    reading_calls: int = _setting(60, "calls", "Most calls to a model for one question")

    video_mb: int = _setting(1_000, "MB", "Largest clip")
    video_hours: float = _setting(4.0, "hours", "Longest clip that is watched")
    video_frame_megapixels: float = _setting(40.0, "megapixels", "Largest frame; 8K has 33")
    watch_side: int = _setting(448, "pixels", "Longer side at which frames are watched and shown")
    watch_per_s: float = _setting(1.0, "per second", "Frames sampled from a clip while watching")
    watch_frames: int = _setting(64, "frames", "Frames a model is shown at once")
    watch_gap_s: float = _setting(
        10.0, "seconds", "Longest time between frames of one look; longer clips take several"
    )
    watch_calls: int = _setting(24, "calls", "Most looks at a clip for one question")
    watch_text_frames: int = _setting(120, "frames", "Frames of a clip whose text is read")
    watch_skim_s: float = _setting(
        1_200.0, "seconds", "Clips longer than this are watched by their keyframes"
    )

    web_rounds: int = _setting(3, "rounds", "Repairs tried after a draft of a web page")
    web_variants: int = _setting(3, "variants", "Most drafts of a web page side by side")
    web_target: float = _setting(98.0, "points", "Score at which a web page is good enough")
    web_frames: int = _setting(8, "pictures", "Moments taken from a screen recording")
    web_recording_s: float = _setting(120.0, "seconds", "Longest screen recording")
    agent_steps: int = _setting(25, "steps", "Most steps of an agent's run")
    agent_seconds: float = _setting(300.0, "seconds", "Longest run of the agent, waiting excluded")
    agent_tokens: int = _setting(300_000, "tokens", "Most tokens a run may spend")
    live_frames_per_s: float = _setting(4.0, "per second", "Pictures of the agent's live view")

    @property
    def may_reach_private(self) -> bool:
        """Whether visitors may name endpoints on loopback and private networks."""
        if self.private_endpoints == "auto":
            return self.host in ("127.0.0.1", "localhost", "::1")
        return self.private_endpoints == "yes"

    def shared(self) -> Settings:
        """These for an app that a tunnel makes public although it listens on loopback."""
        return replace(self, private_endpoints="no") if self.private_endpoints == "auto" else self


def load(environment: Mapping[str, str] | None = None, dotenv: Path | None = None) -> Settings:
    """Settings from ``.env`` (if there is one) overlaid by the environment.

    Raises ``SettingsError`` for a value that is not of the field's type.
    """
    found = {**_read_dotenv(dotenv), **(os.environ if environment is None else environment)}
    if outer := found.get("GRADIO_SERVER_NAME"):  # a Space says so where to listen
        found.setdefault(PREFIX + "HOST", outer)
    values: dict[str, Any] = {}
    for item in fields(Settings):
        variable = PREFIX + item.name.upper()
        if (text := found.get(variable, "").strip()) == "":
            continue
        kind: Callable[[str], Any] = type(item.default)
        try:
            values[item.name] = kind(text)
        except ValueError:
            raise SettingsError(
                f"{variable}={text!r} is not of the right type; set it to a value like "
                f"{item.default!r} or remove it."
            ) from None
    settings = Settings(**values)
    _check(settings)
    return settings


def _check(settings: Settings) -> None:
    allowed = {
        "backend": ("embedded", "endpoint", "local"),
        "private_endpoints": ("auto", "yes", "no"),
        "local_device": ("auto", "cuda", "mps", "cpu"),
        "local_compile": ("auto", "yes", "no"),
    }
    for name, choices in allowed.items():
        if (value := getattr(settings, name)) not in choices:
            raise SettingsError(
                f"{PREFIX}{name.upper()}={value!r} is unknown; choose one of {', '.join(choices)}."
            )


def _read_dotenv(path: Path | None) -> dict[str, str]:
    """``NAME=value`` lines; blank lines and ``#`` comments are passed over, quotes dropped."""
    if path is None or not path.is_file():
        return {}
    values = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        name, equals, value = line.strip().partition("=")
        if equals and not name.startswith("#"):
            values[name.removeprefix("export ").strip()] = value.strip().strip("\"'")
    return values


def table() -> str:
    """The settings as a Markdown table for the README."""
    rows = ["| variable | default | unit | meaning |", "|---|---|---|---|"]
    for item in fields(Settings):
        default = "" if item.default == "" else f"`{item.default}`"
        unit, meaning = item.metadata["unit"], item.metadata["meaning"]
        rows.append(f"| `{PREFIX}{item.name.upper()}` | {default} | {unit} | {meaning} |")
    return "\n".join(rows)


if __name__ == "__main__":
    print(table())
