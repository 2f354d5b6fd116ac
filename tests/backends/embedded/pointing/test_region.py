from __future__ import annotations

from model.backends.embedded.eye.shapes import FoundShape
from model.backends.embedded.pointing.region import Told, cut, tell
from model.backends.embedded.screen import Element, Line, Screen, Word
from model.geometry import Box

BLACK, WHITE, RED = (0, 0, 0), (255, 255, 255), (220, 40, 40)


def line(text: str, x: float, y: float) -> Line:
    words, at = [], x
    for word in text.split():
        words.append(Word(word, Box(at, y, at + 9 * len(word), y + 16)))
        at += 9 * (len(word) + 1)
    return Line(text, Box(x, y, at - 9, y + 16), 0.99, BLACK, WHITE, tuple(words))


SCREEN = Screen(
    800,
    600,
    (line("Account settings", 20, 10), line("Total $49.90", 120, 120), line("Sign in", 130, 170)),
    (
        Element("button", Box(120, 160, 220, 196), "Sign in", RED),
        Element("checkbox", Box(240, 170, 256, 186), "Stay", checked=True),
        Element("button", Box(500, 160, 600, 196), "Cancel"),
    ),
    (),
    "screenshot",
    WHITE,
)
SHAPES = (
    FoundShape("circle", RED, Box(300, 120, 340, 160), Box(300, 120, 340, 160).center, 1256, True),
)
REGION = Box(100, 100, 400, 200)
PALETTE = ((WHITE, 0.8), (RED, 0.15))


def ask(question: str, region: Box = REGION) -> Told:
    return tell(question, SCREEN, SHAPES, PALETTE, region)


def test_without_a_question_everything_known_is_told() -> None:
    text = ask("").text
    for part in ("300 × 100", "(100, 100)", "Total $49.90 / Sign in", "button “Sign in”",
                 "checked checkbox", "red circle", "white 80%", "red 15%"):  # fmt: skip
        assert part in text
    assert "Cancel" not in text and "Account" not in text
    assert ask("what is this?").text == text == ask("Describe this region").text


def test_text_colour_and_size_are_answered() -> None:
    assert ask("what does it say?").text == "Its text, 2 lines: “Total $49.90 / Sign in”."
    assert ask("what colour is it?").text == "Colours: white 80%, red 15%."
    assert ask("how big is it?").text.startswith("The region is 300 × 100 pixels")


def test_things_in_the_region_are_found_where_they_are_on_the_picture() -> None:
    told = ask("where is the Sign in button?")
    assert [item.box for item in told.found] == [Box(120, 160, 220, 196)]
    price = ask("what is the price?")
    assert [item.text for item in price.found] == ["$49.90"]
    assert price.found[0].box.x1 == 120 + 9 * 6
    assert ask("how many buttons are there?").text == "Found the button “Sign in”."
    assert [item.what for item in ask("the red circle").found] == ["circle"]
    assert ask("the Cancel button").found == ()


def test_what_cannot_be_known_is_said_with_what_is() -> None:
    told = ask("who made this?")
    assert not told.found
    assert "cannot answer" in told.text and "GLM-4.5V" in told.text and "Total" in told.text


def test_chinese() -> None:
    assert "文字（2 行）" in ask("这里有什么").text
    assert ask("写着什么？").text == "文字（2 行）：“Total $49.90 / Sign in”。"


def test_an_empty_spot_is_not_made_up() -> None:
    text = ask("", Box(600, 400, 700, 500)).text
    assert "No text was read" in text and "does not know" in text


def test_lines_are_cut_to_the_words_inside() -> None:
    part = cut(SCREEN, Box(100, 110, 170, 140))
    assert [found.text for found in part.lines] == ["Total"]
    assert part.lines[0].box == Box(20, 10, 65, 26)
