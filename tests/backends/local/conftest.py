"""A real checkpoint of a nano GLM-4.5V, untrained, and one service that has it loaded."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from model.backends.base import Connection
from model.service import ModelService
from model.settings import Settings

os.environ.setdefault("HF_HUB_OFFLINE", "1")

HERE = Connection("local", model="GLM-4.5V")


@pytest.fixture(scope="session")
def untrained(tmp_path_factory: pytest.TempPathFactory) -> Path:
    from tests.nano import architecture

    folder = tmp_path_factory.mktemp("local") / "nano"
    architecture.build(folder)
    return folder


@pytest.fixture(scope="session")
def service(untrained: Path) -> Iterator[ModelService]:
    opened = ModelService(Settings(backend="local", model=str(untrained)))
    yield opened
    opened.close()
