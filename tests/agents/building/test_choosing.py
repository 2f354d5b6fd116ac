"""A repair takes the best round's place only if it looks better and is no worse HTML."""

from dataclasses import replace

import pytest

from agents.building.choosing import is_better
from tests.ui.webpage.rounds import fidelity, round_


def changed(score: float, **structure: float):
    made = fidelity(score)
    return replace(made, structure=replace(made.structure, **structure))


@pytest.mark.parametrize(
    ("layout", "score", "structure", "why"),
    [
        ("flow", 81.0, {}, ""),
        ("flow", 80.02, {}, "no better"),
        ("flow", 79.0, {}, "scores less"),
        ("flow", 90.0, {"overflow_390": 130.0}, "130 px too wide for a phone"),
        ("flow", 90.0, {"absolute": 0.06}, "6% of its text is positioned absolutely"),
        ("flow", 90.0, {"absolute": 0.04}, ""),
        ("flow", 90.0, {"one_picture": 0.5}, "one picture covers 50%"),
        ("absolute", 90.0, {"overflow_390": 130.0, "absolute": 1.0}, ""),
    ],
)
def test_what_may_take_the_best_rounds_place(layout, score, structure, why):
    new = round_(1, fidelity=changed(score, **structure))
    said = is_better(new, round_(0, 80.0), layout)
    assert why in said and bool(said) == bool(why)
