"""What newcomers asked first, on the shipped examples: the answers that were wrong once."""

from __future__ import annotations

from pathlib import Path

import pytest

from model.backends.embedded.talk.misread import mended
from model.events import Transcript
from model.media.images import open_picture
from model.messages import user
from model.service import ModelService
from model.settings import Settings
from model.tasks import Chat, Ground
from model.tasks.ground import read

ASSETS = Path(__file__).parents[4] / "assets"


@pytest.fixture(scope="module")
def service() -> ModelService:
    return ModelService(Settings())


def _asked(service: ModelService, name: str, question: str) -> str:
    transcript = Transcript()
    for event in service.stream(Chat((user(question, open_picture(ASSETS / name)),))):
        transcript.add(event)
    return transcript.answer


@pytest.mark.parametrize(
    ("name", "question", "told"),
    [
        ("chart.png", "how many bars?", "**6**"),
        ("chart.png", "what is the value for May?", "**213** — printed at the bar"),
        ("chart.png", "what is the value for March?", "No bar is labelled “March”"),
        ("chart.png", "which month has the most sun?", "“July” (**282**)"),
        ("chart.png", "哪个月最低？", "「April」（**174**）"),
        ("chart.png", "七月是多少？", "**282**"),
        ("chart.png", "what does the orange bar show?", "**282**"),
        ("chart.png", "what is the title of the chart?", "“Sunny hours per month”"),
        ("chart.png", "how many months are above 200?", "**4**"),
        ("chart.png", "read the chart as a table", "| July | 282 |"),
        ("chart.png", "how much higher is July than June?", "**42**"),
        ("checkout.png", "what is the title?", "“Checkout”"),
        ("checkout.png", "how much do I have to pay?", "**$86.40** — read from “Total"),
        ("checkout.png", "what does the green button say?", "Pay $86.40"),
        ("landscape.jpg", "What colour is the background?", "no single background"),
        ("receipt.jpg", "总额是多少？", "「TOTAL」对应“总额”"),
        ("receipt.jpg", "what is the tax?", "**2.35**"),
        ("receipt.jpg", "what is the date?", "**14 Oct 2025** — read from “Tue 14 0ct 2025"),
        ("poster.png", "what does the poster say?", "Doors open 19:30"),
        ("dashboard.png", "what is the title?", "**“Harbour ferries”**"),
        ("settings.png", "which switches are on?", "**2**"),
    ],
)
def test_newcomers_questions(service: ModelService, name: str, question: str, told: str) -> None:
    assert told in _asked(service, name, question)


@pytest.mark.parametrize(
    ("name", "query", "box"),
    [
        ("chart.png", "the orange bar", (615, 187, 699, 614)),
        ("chart.png", "the tallest bar", (615, 187, 699, 614)),
        ("chart.png", "the bar for May", (308, 292, 392, 614)),
        ("chart.png", "橙色的柱子", (615, 187, 699, 614)),
        ("poster.png", "the QR code", (608, 908, 809, 1109)),
        ("poster.png", "二维码", (608, 908, 809, 1109)),
        ("checkout.png", "the largest text", (56, 108, 188, 144)),
        ("receipt.jpg", "Subtotal amount", (542, 406, 598, 428)),
        ("receipt.jpg", "the price of the orange juice", (548, 337, 595, 359)),
    ],
)
def test_newcomers_pointing(
    service: ModelService, name: str, query: str, box: tuple[int, int, int, int]
) -> None:
    task = Ground(open_picture(ASSETS / name), query)
    transcript = Transcript()
    for event in service.stream(task):
        transcript.add(event)
    (mark,) = read(transcript.answer, task).marks
    found = mark.box.pixels()
    assert all(abs(one - other) <= 12 for one, other in zip(found, box, strict=True)), found


@pytest.mark.parametrize("query", ["the bar for March", "the barcode"])
def test_no_mark_for_what_is_not_there(service: ModelService, query: str) -> None:
    task = Ground(open_picture(ASSETS / "chart.png"), query)
    transcript = Transcript()
    for event in service.stream(task):
        transcript.add(event)
    result = read(transcript.answer, task)
    assert not result.marks and result.text


@pytest.mark.parametrize(
    ("read_as", "told"),
    [("14 0ct 2025", "14 Oct 2025"), ("1O:30", "10:30"), ("Ju1y", "July"), ("JU1", "JUL"),
     ("he1lo there", "hello there"), ("A0B1", "A0B1"), ("B0RN-5", "B0RN-5"), ("M0", "M0"),
     ("2O25", "2025"), ("plan 5", "plan 5"), ("x1y", "x1y")],
)  # fmt: skip
def test_misread_letters(read_as: str, told: str) -> None:
    assert mended(read_as) == told
