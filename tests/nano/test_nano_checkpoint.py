"""The shipped nano checkpoint does what the README says, with a margin, on pictures it never saw.

``python -m tests.nano.evaluate`` measures the same with more pictures.
"""

import os

import pytest

from tests.nano.evaluate import CHECKPOINT, Examination, Nano

os.environ.setdefault("HF_HUB_OFFLINE", "1")

FLOORS = {  # measured on 30 to 90 pictures, less what eight may miss by chance
    "where": 0.65,
    "where half": 0.75,
    "readable": 0.95,
    "thought": 0.8,
    "ground tab": 0.6,
    "plural": 0.5,
    "count": 0.85,
    "digit": 0.3,
    "describe": 0.4,
    "direction": 0.6,
    "appears": 0.4,
}


@pytest.fixture(scope="module")
def scores() -> dict[str, float]:
    return {row.name: row.score for row in Examination(Nano(), 8).rows()}


@pytest.mark.parametrize("name", FLOORS)
def test_fresh_scenes(scores: dict[str, float], name: str) -> None:
    assert scores[name] >= FLOORS[name]


def test_small_enough_to_ship() -> None:
    assert sum(path.stat().st_size for path in CHECKPOINT.iterdir()) < 6_000_000
