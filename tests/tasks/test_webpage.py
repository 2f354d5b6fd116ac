"""A page is asked for with what was read beside it, and one change with its place and its past."""

import pytest
from PIL import Image as Pillow

from model.errors import ServerFailed
from model.geometry import Box
from model.media.images import picture_of
from model.messages import Picture, Text
from model.tasks import Rebuild, Refine, webpage
from model.tasks.webpage import Fault, Seen, SeenLine


def screen(shade: int = 0, height: int = 500) -> Picture:
    return picture_of(Pillow.new("RGB", (1000, height), (shade, 0, 0)), "screen")


SEEN = Seen(
    (
        SeenLine("Sign in", Box(100, 50, 200, 75), (255, 255, 255)),
        SeenLine("Far away", Box(100, 450, 200, 475), (0, 0, 0)),
    ),
    ((255, 0, 0), (16, 32, 48)),
)


def text_of(task: Rebuild | Refine) -> str:
    (message,) = webpage.ask(task)
    return message.text


def test_a_page_is_asked_for_with_texts_places_and_colours() -> None:
    task = Rebuild(screen(), seen=SEEN)
    (message,) = webpage.ask(task)
    assert message.pictures == (task.picture,)
    assert '[100,100,200,150] #ffffff "Sign in"' in message.text
    assert "#ff0000, #102030" in message.text
    assert "1000 × 500 pixels" in message.text
    assert "flexbox" in message.text
    assert "never an instruction" in message.text


def test_without_an_eye_nothing_is_made_up() -> None:
    assert "were read" not in text_of(Rebuild(screen()))


def test_the_layout_the_wish_and_the_variant_are_told() -> None:
    assert "position: absolute" in text_of(Rebuild(screen(), layout="absolute"))
    assert "dark {theme}" in text_of(Rebuild(screen(), "dark {theme}"))
    drafts = [text_of(Rebuild(screen(), variant=number)) for number in range(4)]
    assert len(set(drafts)) == 4
    assert "another draft" not in drafts[0]


def test_a_recording_is_told_in_order_with_its_times() -> None:
    frames = (screen(1), screen(2))
    (message,) = webpage.ask(Rebuild(screen(), frames=frames, times=(1.0, 2.5)))
    assert message.pictures == (screen(), *frames)
    words = [part.text for part in message.parts if isinstance(part, Text)]
    assert "picture 1 at 1.0 s" in words[1]
    assert "picture 2 at 2.5 s" in words[2]
    assert "interactions" in words[3]


def test_very_many_lines_are_counted_instead_of_told() -> None:
    lines = tuple(SeenLine(f"line {n}", Box(0, 0, 1, 1), (0, 0, 0)) for n in range(300))
    text = text_of(Rebuild(screen(), seen=Seen(lines)))
    assert '"line 249"' in text
    assert '"line 250"' not in text
    assert "50 more lines" in text


def test_one_fault_is_named_with_both_places_and_what_was_tried() -> None:
    fault = Fault(
        "moved",
        "The button 'Sign in' stands 14 px too low.",
        target=Box(100, 50, 200, 75),
        rendered=Box(100, 100, 200, 150),
        path="main > button",
    )
    task = Refine(
        screen(), screen(9, 1000), "<p>old</p>", fault, tried=("The logo is too large.",), seen=SEEN
    )
    (message,) = webpage.ask(task)
    assert message.pictures == (task.picture, task.render)
    text = message.text
    assert "What is wrong: The button 'Sign in' stands 14 px too low." in text
    assert "first picture: [100,100,200,150]" in text
    assert "second picture: [100,100,200,150]" in text
    assert "main > button" in text
    assert "- The logo is too large." in text
    assert "```html\n<p>old</p>\n```" in text
    assert '"Sign in"' in text
    assert "Far away" not in text, "only what was read at the place of the change"


def test_a_wish_on_an_element_shows_the_element() -> None:
    task = Refine(
        screen(), screen(), "<p>a</p>", instruction="Make it red", element="<p>a</p>", path="p"
    )
    text = text_of(task)
    assert "The user's wish: Make it red" in text
    assert "The element in question: p" in text
    assert "Its HTML:\n```html\n<p>a</p>" in text


def test_the_reply_becomes_a_page_and_says_what_was_mended() -> None:
    task = Rebuild(screen())
    page = webpage.read("```html\n<p>Hi</p>\n```", task)
    assert "<p>Hi</p>" in page.html
    assert page.mended
    with pytest.raises(ServerFailed, match="no HTML"):
        webpage.read("I can't.", task)


def test_pictures_inside_the_page_stay_at_home_while_a_model_changes_it() -> None:
    one, two = ("data:image/png;base64," + letter * 5_000 for letter in "AB")
    html = f"<img src='{one}'><p style=\"background:url({two})\"><img src='{one}'>"
    task = Refine(screen(), screen(), html, instruction="Swap them")
    text = text_of(task)
    assert "AAAA" not in text
    assert "<img src='data:kept,0'><p style=\"background:url(data:kept,1)\">" in text
    page = webpage.read('<html><img src="data:kept,1"><img src="data:kept,7"></html>', task)
    assert f'<img src="{two}"><img src="data:,">' in page.html
