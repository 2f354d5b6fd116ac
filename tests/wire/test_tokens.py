"""Wire tokens never reach the screen, whole or in parts."""

import pytest

from model.wire.tokens import BOX_BEGIN, SPECIAL, box_spans, display_text


@pytest.mark.parametrize(
    ("reply", "shown"),
    [
        ("It is <|begin_of_box|>[[1,2,3,4]]<|end_of_box|>.", "It is [[1,2,3,4]]."),
        ("Found it.\n<|begin_of_box|>[[1,2,3,4]]<|end_of_box|>", "Found it."),
        ('Found.\n<|begin_of_box|>[{"label":"a","bbox_2d":[1,2,3,4]}]<|end_of_box|>\n', "Found."),
        ("<|begin_of_box|>Title: A<|end_of_box|>", "Title: A"),
        ("<|begin_of_box|>42<|end_of_box|>", "42"),
        ("Done<|user|>", "Done"),
        ("a <b> | c |> <|", "a <b> | c |> <|"),
    ],
)
def test_display(reply: str, shown: str) -> None:
    assert display_text(reply) == shown


@pytest.mark.parametrize("token", SPECIAL)
def test_no_part_of_a_token_shows_while_streaming(token: str) -> None:
    for cut in range(len(token) + 1):
        assert display_text("Hello " + token[:cut], partial=True) == "Hello"


def test_spans() -> None:
    assert box_spans(f"a {BOX_BEGIN}1<|end_of_box|> b {BOX_BEGIN}2") == ["1", "2"]
