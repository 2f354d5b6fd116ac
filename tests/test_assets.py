"""The example pictures: small, ours, and grounding on them is right with nothing but the engine."""

import json
from pathlib import Path

import pytest
from PIL import Image

from model.events import Answer
from model.geometry import Box
from model.media.images import open_picture
from model.service import Ground, ModelService
from model.settings import Settings
from model.tasks import ground
from ui.ground.finding_view import CARDS

ASSETS = Path(__file__).parent.parent / "assets"
TRUTH = json.loads((ASSETS / "truth.json").read_text("utf-8"))

# What each card of the Ground tab must find: how to pick it from the truth.
WANTED = {
    "checkout": lambda item: item["kind"] == "button",
    "settings": lambda item: item["kind"] == "switch",
    "receipt": lambda item: item["text"] == "TOTAL",
    "shapes": lambda item: item["text"] == "circle" and item["color"] == "red",
    "sign": lambda item: item["text"] in ("Oolong tea", "乌龙茶 36"),
    "chart": lambda item: item["color"] == "orange",
    "poster": lambda item: item["text"].startswith("Doors open"),
}


@pytest.fixture(scope="module")
def service():
    service = ModelService(Settings())
    yield service
    service.close()


@pytest.mark.parametrize("name", sorted(TRUTH))
def test_pictures_are_small_and_as_the_truth_says(name):
    item = TRUTH[name]
    path = ASSETS / item["file"]
    assert path.stat().st_size < 250_000
    with Image.open(path) as opened:
        assert opened.size == (item["width"], item["height"])
    for found in item["truth"]:
        x1, y1, x2, y2 = found["box"]
        assert 0 <= x1 < x2 <= item["width"] and 0 <= y1 < y2 <= item["height"], found


def test_every_card_has_its_picture_thumbnail_and_truth():
    for card in CARDS:
        assert card.path.is_file() and card.id in TRUTH and card.id in WANTED
        assert (ASSETS / "thumbnails" / f"{card.id}.webp").stat().st_size < 20_000


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("card", CARDS, ids=lambda card: card.id)
def test_the_engine_finds_exactly_what_the_card_asks_for(service, card, language):
    task = Ground(open_picture(card.path), card.query(language))
    reply = "".join(event.text for event in service.stream(task) if isinstance(event, Answer))
    found = [mark.box for mark in ground.read(reply, task).marks]
    wanted = [Box(*item["box"]) for item in TRUTH[card.id]["truth"] if WANTED[card.id](item)]
    if card.id == "sign":  # one of the two names of the tea, in the language asked in
        wanted = wanted[:1] if language == "en" else wanted[1:]
    assert len(found) == len(wanted), reply
    for box in wanted:
        assert any(other.contains(box.center) or box.contains(other.center) for other in found)
        if card.id != "sign":
            assert max(box.iou(other) for other in found) >= 0.5
