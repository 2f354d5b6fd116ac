"""Arabic and Hebrew lines as PDF writers leave them, and as they are read."""

import re
from array import array

import pytest

from model.media.pdf.leftwards import in_reading_order, runs_left

_LEFT = re.compile("[\u05d0-\u05ea\u0621-\u064a]")


def edges_of(*words):
    """The text of words in the file's order and its letters' edges; each word at its x."""
    text, edges = "", array("d")
    for word, x in words:
        for at, letter in enumerate(word):
            left = x + 10 * (len(word) - 1 - at if _LEFT.search(word) else at)
            edges.extend((left, 0, left + 10, 12))
            text += letter
    return text, edges


# what stands where, in the order of the file -> as it is read
LINES = [
    # From left to right, as browsers write it.
    ((("עולם", 0), (" ", 40), ("שלום", 50)), "שלום עולם"),
    ((("السنوي", 0), (" ", 60), ("تقرير", 70)), "تقرير السنوي"),
    ((("שלום", 0), (" ", 40), ("18,420", 50), (" ", 110), ("בשנת", 120)), "בשנת 18,420 שלום"),
    (((".", 0), ("עולם", 10), (" ", 50), (",", 60), ("שלום", 70)), "שלום, עולם."),
    ((("ב", 0), (" ", 10), ("11", 20), (" ", 40), ("3.5", 50), (" ", 80), ("אבגד", 90)),
     "אבגד 3.5 11 ב"),
    ((("של", 0), (" ", 20), ("Port", 30), (" ", 70), ("Alder", 80), (" ", 130), ("הנמל", 140)),
     "הנמל Port Alder של"),
    # As it is read already.
    ((("שלום", 50), (" ", 40), ("עולם", 0)), "שלום עולם"),
    ((("The", 0), (" ", 30), ("שלום", 80), (" ", 70), ("עולם", 40)), "The שלום עולם"),
    # Words inside an English line, written from left to right.
    ((("The", 0), (" ", 30), ("עולם", 40), (" ", 80), ("שלום", 90), (" ", 130), ("sign", 140)),
     "The שלום עולם sign"),
    # Two columns without a space between them.
    ((("הרצף", 60), (" ", 50), ("דמי", 20), ("340", -30)), "הרצף דמי 340"),
]  # fmt: skip


@pytest.mark.parametrize(("words", "read"), LINES)
def test_a_line_is_in_the_order_in_which_it_is_read(words, read):
    text, edges = edges_of(*words)
    again, moved = in_reading_order(text, edges)
    assert again == read
    assert len(moved) == 4 * len(again)
    places = {tuple(moved[at : at + 4]) for at in range(0, len(moved), 4)}
    assert {tuple(edges[at : at + 4]) for at in range(0, len(edges), 4)} <= places
    assert in_reading_order(again, moved) == (again, moved)


def test_only_such_lines_are_looked_at():
    assert runs_left("שלום") and runs_left("a عام")
    assert not runs_left("Größe 港口 12") and not runs_left("plain")
