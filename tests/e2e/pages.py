"""What a visitor does on the page, by the names a visitor sees."""

import io
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont
from playwright.sync_api import Locator, Page, expect

from tests.fake_endpoint import FakeEndpoint


def picture_file(folder: Path, text: str, name: str = "mine.png") -> Path:
    """A picture that says ``text``, large enough to read."""
    image = Image.new("RGB", (640, 240), "white")
    ImageDraw.Draw(image).text((40, 80), text, "black", ImageFont.load_default(size=56))
    buffer = io.BytesIO()
    image.save(buffer, "PNG")
    path = folder / name
    path.write_bytes(buffer.getvalue())
    return path


def composer(page: Page) -> Locator:
    return page.locator("#composer textarea")


def add_files(page: Page, *files: Path) -> None:
    page.locator("#composer input[type=file]").set_input_files([str(path) for path in files])
    expect(page.locator("#composer .thumbnail-item")).to_have_count(len(files))


def ask(page: Page, text: str, *files: Path) -> None:
    if files:
        add_files(page, *files)
    composer(page).fill(text)
    composer(page).press("Enter")


def answers(page: Page) -> Locator:
    """The facts under each finished answer."""
    return page.locator("#conversation .facts")


def log(page: Page) -> Locator:
    return page.locator("#conversation [role=log]")


def fill_endpoint(page: Page, endpoint: FakeEndpoint, key: str) -> None:
    page.get_by_label("Endpoint", exact=True).check(force=True)
    page.get_by_label("Base URL").fill(endpoint.base_url)
    page.locator("#model input").fill("glm-4.5v")
    page.locator("#model input").press("Enter")
    page.get_by_label("API key").fill(key)


def connect(page: Page, endpoint: FakeEndpoint, key: str = "sk-test-1234567890abcdef") -> None:
    fill_endpoint(page, endpoint, key)
    page.get_by_role("button", name="Connect", exact=True).click()
    expect(page.locator("#connection-status")).to_contain_text("Key kept in memory")
    expect(page.get_by_label("API key")).to_have_value("")
