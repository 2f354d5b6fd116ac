"""The shipped nano checkpoint does what the README says, with a margin, on pictures it never saw.

``python -m tests.nano.evaluate`` measures the same with more pictures.
"""

import os

import pytest

from tests.nano.evaluate import CHECKPOINT, Examination, Nano

os.environ.setdefault("HF_HUB_OFFLINE", "1")

FLOORS = {  # measured on 45 to 180 pictures, less what eight may miss by chance
    "where": 0.8,
    "where half": 0.87,
    "readable": 0.9,
    "thought": 0.8,
    "ground tab": 0.8,
    "plural": 0.8,
    "plural count": 0.85,
    "count": 0.85,
    "digit": 0.75,
    "describe": 0.6,
    "absent": 0.3,
    "buttons": 0.5,
    "which": 0.6,
    "second": 0.65,
    "direction": 0.8,
    "appears": 0.75,
}


@pytest.fixture(scope="module")
def scores() -> dict[str, float]:
    return {row.name: row.score for row in Examination(Nano(), 8).rows()}


@pytest.mark.parametrize("name", FLOORS)
def test_fresh_scenes(scores: dict[str, float], name: str) -> None:
    assert scores[name] >= FLOORS[name]


def test_small_enough_to_ship() -> None:
    assert sum(path.stat().st_size for path in CHECKPOINT.iterdir()) < 6_000_000
