"""The questions on the cards of an empty chat, asked of the very pictures they come with."""

from pathlib import Path

import pytest

from model.geometry import Point
from model.media.images import open_picture
from tests.backends.embedded.talk.test_chat import ask

ASSETS = Path(__file__).parents[4] / "assets"


def asset(name):
    return open_picture(ASSETS / name)


@pytest.mark.parametrize(
    "question", ["What is the total on this receipt?", "这张小票的 TOTAL 是多少？"]
)
def test_receipt(question):
    reply = ask(question, asset("receipt.jpg"))
    assert "**25.85**" in reply.text
    (mark,) = reply.marks
    assert mark.box.contains(Point(563, 484))


def test_the_only_date_is_told_as_such():
    reply = ask("When was it bought?", asset("receipt.jpg"))
    assert "only date" in reply.text
    assert "14 0ct 2025" in reply.text or "14 Oct 2025" in reply.text


@pytest.mark.parametrize("question", ["What changed between these two?", "这两张图有什么不同？"])
def test_dashboards(question):
    reply = ask(question, asset("dashboard.png"), asset("dashboard-later.png"))
    for before, after in (("18,204", "18,951"), ("96 %", "91 %"), ("10:35", "10:55")):
        assert before in reply.text
        assert after in reply.text
    assert {mark.picture for mark in reply.marks} == {0, 1}


@pytest.mark.parametrize("question", ["What does the QR code say?", "二维码的内容是什么？"])
def test_poster(question):
    reply = ask(question, asset("poster.png"))
    assert "`https://sightline.example/night-swim`" in reply.text
    assert len(reply.marks) == 1


@pytest.mark.parametrize("question", ["Read out the text", "读出图中的文字"])
def test_sign(question):
    text = ask(question, asset("sign.png")).text
    for words in ("山月茶馆", "Moon Hill Tea House", "Open daily", "乌龙茶"):
        assert words in text
