"""The measures themselves, on numbers."""

from itertools import permutations

import numpy as np
import pytest

from agents.fidelity.assignment import assign
from agents.fidelity.blocks import match_blocks
from agents.fidelity.colors import ciede2000, color_likeness, lab
from agents.fidelity.edges import find_edges, match_edges
from agents.fidelity.grid import above_empty, cell_colors, cell_likeness, rows_of
from agents.fidelity.position import classic_position, closeness
from agents.fidelity.structure import controls_share, joined_pictures
from agents.fidelity.text import classic_block, recall
from model.geometry import Box
from model.rendering import PageElement, TextLine

VIEW = (1280.0, 800.0)


@pytest.mark.parametrize("shape", [(4, 4), (3, 5), (5, 3), (1, 4), (6, 6)])
def test_assignment_is_the_best_there_is(shape: tuple[int, int]) -> None:
    random = np.random.default_rng(shape[0] * 10 + shape[1])
    for _ in range(20):
        worth = random.random(shape) * (random.random(shape) < 0.6)
        pairs = assign(worth)
        assert len({i for i, _ in pairs}) == len(pairs) == len({j for _, j in pairs})
        narrow = worth if shape[0] <= shape[1] else worth.T
        best = max(
            sum(narrow[i, j] for i, j in enumerate(columns))
            for columns in permutations(range(narrow.shape[1]), narrow.shape[0])
        )
        assert sum(worth[i, j] for i, j in pairs) == pytest.approx(best)
        assert all(worth[i, j] > 0 for i, j in pairs)


SHARMA = [
    ((50, 2.6772, -79.7751), (50, 0, -82.7485), 2.0425),
    ((50, -0.9009, -85.5211), (50, 0, -82.7485), 1.0),
    ((50, 0, 0), (50, -1, 2), 2.3669),
    ((50, 2.49, -0.001), (50, -2.49, 0.0010), 7.1792),
    ((50, 2.49, -0.001), (50, -2.49, 0.0011), 7.2195),
    ((50, -0.001, 2.49), (50, 0.0010, -2.49), 4.8045),
    ((50, -0.001, 2.49), (50, 0.0011, -2.49), 4.7461),
    ((50, 2.5, 0), (50, 0, -2.5), 4.3065),
    ((50, 2.5, 0), (73, 25, -18), 27.1492),
    ((50, 2.5, 0), (56, -27, -3), 31.9030),
    ((60.2574, -34.0099, 36.2677), (60.4626, -34.1751, 39.4387), 1.2644),
    ((22.7233, 20.0904, -46.694), (23.0331, 14.973, -42.5619), 2.0373),
    ((2.0776, 0.0795, -1.135), (0.9033, -0.0636, -0.5514), 0.9082),
]
"""Published pairs of Sharma, Wu and Dalal 2005, table 1."""


@pytest.mark.parametrize(("one", "other", "apart"), SHARMA)
def test_ciede2000(one: tuple[float, ...], other: tuple[float, ...], apart: float) -> None:
    assert float(ciede2000(one, other)) == pytest.approx(apart, abs=1e-4)
    assert float(ciede2000(other, one)) == pytest.approx(apart, abs=1e-4)


def test_lab_of_known_colours() -> None:
    assert lab([255, 255, 255]) == pytest.approx([100, 0, 0], abs=1e-6)
    assert lab([0, 0, 0]) == pytest.approx([0, 0, 0])
    assert lab([255, 0, 0]) == pytest.approx([53.24, 80.09, 67.20], abs=0.01)


def test_color_likeness_is_tight() -> None:
    assert color_likeness(1.5) == 1.0
    assert color_likeness(16) == 0.5
    assert color_likeness(100) == 0.0


def line(text: str, x: float, y: float, width: float = 100.0) -> TextLine:
    return TextLine(text, Box(x, y, x + width, y + 20), (0, 0, 0))


def test_equal_words_find_the_one_in_their_own_place() -> None:
    ours = [line("Progress", 100 * i, 50 * i) for i in range(9)]
    theirs = [line("Progress", 100 * i + 6, 50 * i) for i in reversed(range(9))]
    for match in match_blocks(ours, theirs, VIEW).matches:
        assert match.rendered.box.x1 - match.target.box.x1 == 6


def test_a_line_cut_in_two_is_joined_again() -> None:
    ours = [line("Sign in to your account", 0, 0, 230), line("Help", 0, 50)]
    theirs = [line("Sign in to", 0, 0), line("your account", 104, 0, 126), line("Help", 0, 50)]
    for one, other in ((ours, theirs), (theirs, ours)):
        matching = match_blocks(one, other, VIEW)
        assert [match.likeness for match in matching.matches] == [1.0, 1.0]
        assert not matching.missing and not matching.extra


def test_a_line_in_many_pieces_is_joined_again() -> None:
    ours = [line("4562 1122 4594 7852", 0, 0, 200), line("Card holder", 0, 40)]
    pieces = ["4562", "1122", "4594", "7852"]
    theirs = [line(text, 50 * i, 0, 40) for i, text in enumerate(pieces)]
    matching = match_blocks(ours, [*theirs, line("Card holder", 0, 40)], VIEW)
    assert [match.likeness for match in matching.matches] == [1.0, 1.0]
    assert not matching.extra


def test_neighbours_that_have_their_own_partners_stay_apart() -> None:
    ours = [line("Home", 0, 0), line("Home page", 0, 40), line("Page", 0, 80)]
    theirs = [line("Home", 0, 0), line("Page", 0, 80), line("Home page", 0, 40)]
    assert len(match_blocks(ours, theirs, VIEW).matches) == 3


def test_unlike_texts_are_no_pair() -> None:
    matching = match_blocks([line("Prices", 0, 0)], [line("Contact", 0, 0)], VIEW)
    assert not matching.matches and len(matching.missing) == len(matching.extra) == 1


def test_case_and_spaces_do_not_count() -> None:
    matching = match_blocks([line("SIGN  IN", 0, 0)], [line("Sign in", 0, 0)], VIEW)
    assert matching.matches[0].likeness == 1.0


def test_classic_measures_by_hand() -> None:
    ours = [line("Alpha", 0, 0), line("Beta", 0, 100), line("Lost words", 0, 200, 200)]
    theirs = [line("Alpha", 64, 0), line("Beta", 0, 140), line("Something else", 0, 500)]
    matching = match_blocks(ours, theirs, VIEW)
    assert classic_block(matching) == pytest.approx(4 / (4 + 2 + 1))
    assert recall(matching) == pytest.approx(9 / 19)
    # 64 of 1280 and 40 of 800 are a twentieth each.
    assert classic_position(matching.matches, VIEW, VIEW) == pytest.approx(0.95)
    assert [closeness(match, VIEW) for match in matching.matches] == [0.0, 0.0]
    half_as_tall = (1280.0, 400.0)
    scaled = classic_position(matching.matches[:1], VIEW, half_as_tall)
    assert scaled == pytest.approx(1 - 0.05)


def board(shift: int = 0) -> np.ndarray:
    rgb = np.full((200, 320, 3), 255, np.uint8)
    rgb[40:140, 60 + shift : 220 + shift] = 30
    return rgb


def test_edges_within_five_pixels_are_found() -> None:
    edges = find_edges(board())
    assert match_edges(edges, find_edges(board(4))).f1 == 1.0
    far = match_edges(edges, find_edges(board(20)))
    assert 0.5 < far.f1 < 0.95
    assert far.lost.any() and far.added.any()
    nothing = np.zeros_like(edges)
    assert match_edges(edges, nothing).f1 == match_edges(nothing, edges).f1 == 0.0
    assert match_edges(nothing, nothing).f1 == 1.0


def test_cells_of_an_empty_page_are_worth_nothing() -> None:
    rows = rows_of(320, 200)
    assert rows == 20
    ours = cell_colors(board(), rows)
    for shade in (255, 250, 30, 128):
        theirs = cell_colors(np.full((200, 320, 3), shade, np.uint8), rows)
        cells = float(cell_likeness(ours, theirs).mean())
        assert above_empty(cells, ours, theirs) == 0.0
    assert above_empty(1.0, ours, ours) == 1.0


def test_cells_below_the_end_count_as_different() -> None:
    ours = cell_colors(board(), 20)
    taller = cell_colors(np.concatenate([board(), board()]), 40)
    likeness = cell_likeness(ours, taller)
    assert likeness.shape == (40, 32)
    assert likeness[:20].min() == 1.0 and likeness[20:].max() == 0.0


def element(tag: str, role: str, x: float, y: float, width: float = 80.0) -> PageElement:
    return PageElement(tag, Box(x, y, x + width, y + 30), role=role)


def test_controls_want_the_right_kind_in_the_right_place() -> None:
    asked = [element("", role, 0, 50 * i) for i, role in enumerate(
        ["button", "textbox", "checkbox", "radio", "button"]
    )]  # fmt: skip
    real = [
        element("a", "link", 4, 2),  # painted as a button: nobody can tell
        element("select", "combobox", 0, 50),
        element("input", "radio", 0, 100),  # no checkbox
        element("input", "radio", 2, 151),
        element("div", "button", 0, 200),  # only says so
    ]
    assert controls_share(real, asked) == (3 / 5, 5)
    assert controls_share([], []) == (1.0, 0)
    assert controls_share([element("button", "button", 0, 0, 1200)], asked[:1])[0] == 0.0


def test_one_control_counts_once() -> None:
    asked = [element("", "button", 0, 0), element("", "button", 10, 0)]
    assert controls_share([element("button", "button", 5, 0)], asked)[0] == 0.5


def test_tiles_of_a_picture_are_one() -> None:
    tiles = [element("img", "img", 80 * i, 30 * j) for i in range(4) for j in range(3)]
    assert joined_pictures(tiles) == [Box(0, 0, 320, 90)]
    apart = [element("img", "img", 100 * i, 0) for i in range(3)]
    assert len(joined_pictures(apart)) == 3
