"""What the Chat tab says while attachments are opened."""

import threading
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from model.errors import UnreadableFile
from model.settings import Settings
from ui.chat import asking
from ui.chat.answering import Stops

FILES = [Path("report.pdf")]


@pytest.fixture
def desk(monkeypatch: pytest.MonkeyPatch) -> tuple[Any, Stops]:
    monkeypatch.setattr(asking, "_AT_ONCE_S", 0.0)
    stops = Stops()
    shell: Any = SimpleNamespace(settings=Settings())
    page: Any = SimpleNamespace(parts=SimpleNamespace(trouble="trouble"))
    return asking.Asking(shell, page, stops), stops


def opened(steps: Any) -> tuple[list[Any], Any]:
    """What was shown on the way, and what came out."""
    shown = []
    while True:
        try:
            shown.append(next(steps))
        except StopIteration as end:
            return shown, end.value


def test_slow_files_are_told_and_can_be_stopped(
    desk: tuple[Any, Stops], monkeypatch: pytest.MonkeyPatch
) -> None:
    ask, stops = desk
    release = threading.Event()
    monkeypatch.setattr(asking, "open_files", lambda paths, settings: release.wait(20))
    steps = ask._opened(FILES, "mine", "en")
    assert "Reading the files" in next(steps)["trouble"]
    stops.stop("mine")
    assert opened(steps) == ([], None)
    release.set()
    stops.begin("mine")  # nothing is left running


def test_what_cannot_be_opened_is_told_as_ever(desk: tuple[Any, Stops], tmp_path: Path) -> None:
    ask, _ = desk
    assert opened(ask._opened([], "mine", "en")) == ([], [])
    with pytest.raises(UnreadableFile, match=r"'gone\.pdf'"):
        opened(ask._opened([tmp_path / "gone.pdf"], "mine", "zh"))
