"""The same weights in this process and behind ``transformers serve``: one question, one answer."""

import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest

from model.backends.base import Connection, Options
from model.events import Notice, Transcript, Usage
from model.media.images import picture_of
from model.messages import user
from model.service import Chat, ModelService
from model.settings import Settings
from tests.e2e.app import ROOT, free_port
from tests.nano import scenes

START_S = 120
ASKED = Options(temperature=0.0, max_tokens=40)


@pytest.fixture(scope="module")
def named(untrained: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The checkpoint under a name of the family, which tells an endpoint how it is spoken to."""
    folder = tmp_path_factory.mktemp("interop") / "GLM-4.5V-nano"
    folder.symlink_to(untrained, target_is_directory=True)
    return folder


@pytest.fixture(scope="module")
def served(named: Path) -> Iterator[Connection]:
    """A connection to ``transformers serve`` in a process of its own."""
    port = free_port()
    home = named.parent / "home"
    (home / "hub").mkdir(parents=True)  # the server looks into it, and fails where there is none
    environment = {**os.environ, "HF_HOME": str(home), "HF_HUB_OFFLINE": "1"}
    command = [sys.executable, "-m", "tests.backends.local.serving", str(named), str(port)]
    with subprocess.Popen(
        command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    ) as process:
        ready = threading.Event()
        said: list[bytes] = []

        def read() -> None:
            assert process.stdout is not None
            for line in process.stdout:
                said.append(line)
                if b"Uvicorn running" in line:
                    ready.set()
            ready.set()  # it ended: stop waiting

        reader = threading.Thread(target=read, daemon=True)
        reader.start()
        try:
            assert ready.wait(START_S) and process.poll() is None, b"".join(said).decode()
            yield Connection("endpoint", base_url=f"http://127.0.0.1:{port}/v1", model=str(named))
        finally:
            process.terminate()
            reader.join()


def answered(
    service: ModelService, there: Connection, chat: Chat, options: Options = ASKED
) -> tuple[Transcript, int]:
    whole, prompt = Transcript(), 0
    for event in service.stream(chat, there, options):
        assert not isinstance(event, Notice), event
        whole.add(event)
        if isinstance(event, Usage):
            prompt = event.prompt_tokens
    return whole, prompt


def test_both_ways_to_the_same_weights_give_one_answer(named: Path, served: Connection) -> None:
    here = Connection("local", model=named.name)
    service = ModelService(Settings(backend="local", model=str(named)))
    shapes = [scenes.shapes(Random(seed), (224, 168), 2) for seed in (1, 2)]
    first, second = (picture_of(scene.picture, "shapes") for scene in shapes)
    try:
        for chat in (
            Chat((user("Where is the red circle?", first),)),
            Chat((user("Which picture shows the red circle?", first, second),)),
            Chat((user("How many shapes are there?"),)),
        ):
            ours, our_prompt = answered(service, here, chat)
            theirs, their_prompt = answered(service, served, chat)
            assert our_prompt == their_prompt > 0
            assert ours.answer and (ours.thinking, ours.answer) == (theirs.thinking, theirs.answer)
    finally:
        service.close()
