"""One Chromium for the tests of everything that opens sandboxes."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from agents.sandbox import Browser


@pytest.fixture(scope="session")
def sandboxes() -> "Iterator[Browser]":
    """The shared browser: a test opens its own sandboxes and closes them."""
    from agents.sandbox import Browser
    from model.settings import load

    browser = Browser(load())
    yield browser
    browser.close()
