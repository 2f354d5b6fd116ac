"""The small parts of the planner: sums, likeness, memory, keys, segments of dates, search forms."""

import pytest

from model.backends.embedded.act.forms import assign
from model.backends.embedded.act.keys import keys_named
from model.backends.embedded.act.likeness import LIKE, alike
from model.backends.embedded.act.segments import segments
from model.backends.embedded.act.state import State, read_state, write_state
from model.backends.embedded.act.sums import solve
from model.backends.embedded.act.targets import Place
from model.backends.embedded.act.widgets import Field
from model.geometry import Box


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("1 + 4 =", "5"), ("7 x 8 = ?", "56"), ("9 − 12", "-3"), ("6 ÷ 4 =", "1.5"),
        ("2 * (3 + 4)", "14"), ("x + 3 = 7", "4"), ("3 - x = 10", "-7"), ("2x = 9", "4.5"),
        ("x + 4 = x + 4", None), ("5 ÷ 0 =", None), ("Total 12", None), ("2024-01-05 x", None),
        ("12", None), ("9" * 80 + "+1", None), ("2**9**9**9", None),
    ],
)  # fmt: skip
def test_sums(text, answer):
    assert solve(["Solve the problem", text]) == answer


@pytest.mark.parametrize(
    ("asked", "seen"),
    [
        ("Submit", "submit"), ("0rAk", "OrAk"), ("eu.", "eu"), ("Tab #3", "Tab#3"),
        ("IMTq1", "lMTql"), ("Praesent", "Praesant"), ("Save", "Save "),
    ],
)  # fmt: skip
def test_what_a_reader_mixes_up_is_alike(asked, seen):
    assert alike(asked, seen) >= LIKE


@pytest.mark.parametrize(
    ("asked", "seen"),
    [
        ("Save", "Cancel"), ("co", "cO2"), ("Next", "Text field"), ("a", "b"), ("", "x"),
        ("17", "11"),
    ],
)  # fmt: skip
def test_other_words_are_not(asked, seen):
    assert alike(asked, seen) < LIKE


def test_equal_words_come_before_others_in_case():
    assert alike("eget", "eget") > alike("eget", "Eget") > alike("eget", "egel")


def test_the_memory_comes_back_as_it_was_written():
    state = State(2, "typed", 3, 1, ("tab:One",), ("12,30|Name|Ada",), "y?n", ("a note",))
    assert read_state(f"[{write_state(state)}]") == state
    assert write_state(State()) == "{}"


@pytest.mark.parametrize(
    "memory",
    ["", "nothing", "[{]", '[{"goal": "two"}]', '[{"goal": -4}]', '[{"tried": "x"}]', "[1, 2]"],
)
def test_a_memory_that_is_no_state_is_a_fresh_one(memory):
    assert read_state(memory) == State()


@pytest.mark.parametrize(
    ("words", "keys"),
    [
        ("Enter", ("Enter",)), ("the Escape key", ("Escape",)),
        ("ctrl+shift+t", ("Control", "Shift", "t")),
        ("down", ()), ("the down key", ("ArrowDown",)), ("Save", ()), ("F5", ("F5",)),
    ],
)  # fmt: skip
def test_keys(words, keys):
    assert keys_named(words) == keys


@pytest.mark.parametrize(
    ("value", "shown", "typed"),
    [
        ("01/28/2011", "mm/dd/yyyy", "01282011"), ("01/28/2011", "dd/mm/yyyy", "28012011"),
        ("2011-1-28", "mm/dd/yyyy", "01282011"), ("6:09 AM", "--:-- --", "0609A"),
        ("11:17 PM", "", "1117P"), ("14:05", "--:--", "1405"), ("soon", "--:--", "soon"),
    ],
)  # fmt: skip
def test_segments(value, shown, typed):
    assert segments(value, Field(Box(0, 0, 100, 20), "date", shown, ())) == typed


@pytest.mark.parametrize(
    ("phrase", "labels", "values"),
    [
        ("adventure movies directed by Holt from year 1991", ["Director", "Year:", "Genre"],
         ["Holt", "1991", "adventure"]),
        ("comedy movies directed by Booth from year 1976",
         ["Released Date", "Director Name", "Movie Genre"], ["1976", "Booth", "comedy"]),
        ("flights from Oslo to Rome", ["Name", "City"], ["flights", "Oslo"]),
    ],
)  # fmt: skip
def test_a_sentence_over_a_search_form(phrase, labels, values):
    places = [Place(Box(0, 40 * i, 100, 40 * i + 20), label) for i, label in enumerate(labels)]
    assert [value for _, value in assign(phrase, places)] == values
